"""移交包的 XML: the documents of a package, as `package.xsd` has them. The same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lxml import etree

from youthwork.domain.workflow import ACTION_WORDS
from youthwork.models import ArchiveCheck, Filing
from youthwork.services.archive.checking.cases import Case
from youthwork.services.archive.checking.findings import stage_words
from youthwork.services.archive.checking.report import outcomes_of
from youthwork.services.archive.metadata import describe
from youthwork.services.verification.answer import Answer

VERSION = "1.0"
NAMESPACE = "urn:youthwork:transfer:1"
SCHEMA = Path(__file__).with_name("package.xsd")
_FORMAT = "本封装包由一件电子文件的元数据（本文件）和同一文件夹中的内容文件组成；格式见包内 package.xsd"

Facts = Mapping[str, str]


@dataclass(frozen=True)
class Packed:
    """一个文件 of an item: what it is, where it lies in the package, its kind, size and hash."""

    words: str
    path: str
    media_type: str
    size: int
    sha256: str


def explanation(facts: Facts) -> bytes:
    """说明文件: the package as a whole; the facts in the order of the schema."""
    root = _root("说明文件", 版本=VERSION)
    for name, text in facts.items():
        _add(root, name, text)
    return _written(root)


def catalogue(rows: Iterable[tuple[Filing, str]]) -> bytes:
    """目录: a line a filing, with the folder it lies in; the columns of 归档文件目录."""
    root = _root("目录")
    for number, (filing, folder) in enumerate(rows, start=1):
        version = f"更正件，第 {filing.version} 版" if filing.version > 1 else ""
        remark = "；".join(filter(None, (version, "已作废" if filing.voided_at else "")))
        _add(
            root,
            "件",
            序号=str(number),
            档号=filing.archival_number or "",
            文号=filing.filing_number,
            责任者=filing.owner_name,
            题名=filing.title,
            日期=f"{filing.filed_at:%Y%m%d}",
            页数=str(filing.page_count or 0),
            备注=remark,
            路径=folder,
        )
    return _written(root)


def check_outcome(check: ArchiveCheck) -> bytes:
    """四性检测 at transfer, as it came out."""
    assert check.finished_at is not None
    outcome = "通过" if not check.remarks else f"通过，提示 {check.remarks} 处"
    root = _root("四性检测", 环节=stage_words(check.stage), 完成时间=_moment(check.finished_at), 结论=outcome)
    for kind, outcomes in outcomes_of(check).items():
        for item, checked, failed in outcomes:
            _add(
                root,
                "项目",
                编号=item.number,
                名称=item.name,
                性质=kind.value,
                检测数=str(checked),
                不通过=str(failed),
            )
    return _written(root)


def item(case: Case, answer: Answer, files: Sequence[Packed], made_at: datetime) -> bytes:
    """电子文件封装包: one filing – 著录, 办理过程, 电子签名, and the files that lie beside."""
    filing, paper = case.filing, case.paper
    root = _root("电子文件封装包", 版本=VERSION)
    _add(root, "封装包格式描述", _FORMAT)
    _add(root, "封装包创建时间", _moment(made_at))
    _add(root, "封装包创建单位", filing.organ_name)
    elements = _add(root, "著录")
    for each in describe(filing, paper):
        _add(elements, "项目", each.value, 标识=each.key, 名称=each.name, 约束性=each.need.value)
    _add_way(root, case)
    _add_signatures(root, answer)
    _add(root, "核验码", (paper.code_text if paper else "") or "")
    contents = _add(root, "封装内容")
    for file in files:
        _add(
            contents,
            "文件",
            名称=file.words,
            路径=file.path,
            类型=file.media_type,
            大小=str(file.size),
            摘要算法="SHA-256",
            摘要=file.sha256,
        )
    return _written(root)


def _add_way(root: etree._Element, case: Case) -> None:
    """办理过程, the first step first; who acted for somebody else says for whom."""
    way = _add(root, "办理过程")
    for event in case.events:
        step = _add(
            way,
            "环节",
            event.reason,
            办理=ACTION_WORDS[event.action],
            时间=_moment(event.at),
            人员=event.actor_name,
            单位=event.acting_for,
            次=str(event.round_number),
        )
        if event.deputy_for:
            step.set("代", event.deputy_for)


def _add_signatures(root: etree._Element, answer: Answer) -> None:
    signatures = _add(root, "电子签名")
    for each in answer.signatures:
        reason = "时间戳" if each.is_time_stamp else each.reason
        one = _add(signatures, "签名", 单位=each.organization, 事由=reason, 结论=each.verdict.value)
        for name, moment in (("时间", each.signed_at), ("时间戳", each.stamped_at)):
            if moment is not None:
                one.set(name, _moment(moment))


def _root(name: str, **attributes: str) -> etree._Element:
    return etree.Element(f"{{{NAMESPACE}}}{name}", attributes, nsmap={None: NAMESPACE})


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """A child; what XML has no character for is left out, its names and numbers never hold such."""
    child = etree.SubElement(
        parent, f"{{{NAMESPACE}}}{name}", {key: _clean(value) for key, value in attributes.items()}
    )
    child.text = _clean(text) or None
    return child


def _clean(text: str) -> str:
    return "".join(
        each for each in text if each in "\t\n\r" or " " <= each <= "\ud7ff" or each >= "\ue000"
    ).translate({0xFFFE: None, 0xFFFF: None})


def _moment(moment: datetime) -> str:
    return moment.replace(tzinfo=None, microsecond=0).isoformat()


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
