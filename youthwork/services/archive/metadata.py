"""档案著录 (DA/T 18-2022): what describes one filing in an archive: 必选, 条件选 and 可选 elements, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import func, select

from youthwork.domain import retention
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import Evidence, Filing, Paper, PaperState
from youthwork.services.archive.catalogue import title_of
from youthwork.services.archive.masks import mask_phones

#: 范围和提要 is a summary, not the paper.
_SUMMARY = 120


class Need(Enum):
    """约束性."""

    MUST = "必选"
    IF_ANY = "条件选"
    OPTIONAL = "可选"


@dataclass(frozen=True)
class Element:
    """著录项目: its official name, a key for XML, how binding it is, and its value; empty where there is none."""

    key: str
    name: str
    need: Need
    value: str


def describe(
    filing: Filing, paper: Paper | None, page_count: int | None = None, size: int | None = None
) -> tuple[Element, ...]:
    """著录 of a filing. `page_count` and `size` (bytes) where the caller knows them better than the record.

    Personal data is in none of them but 人名, which the office itself searches by.
    """
    pages = page_count if page_count is not None else filing.page_count or _pages(paper)
    must = (
        ("archival_number", "档号", filing.archival_number or ""),
        ("title", "题名", title_of(filing)),
        ("date", "日期", f"{filing.filed_at:%Y%m%d}"),
        ("author", "责任者", filing.owner_name),
        ("access", "开放标识", "控制"),
        ("disposal", "销毁情况", f"{filing.destroyed_at:%Y%m%d}销毁" if filing.destroyed_at else "未销毁"),
    )
    if_any = (
        ("document_number", "文件编号", filing.filing_number),
        ("machine_number", "机器编号", filing.machine_number),
        ("heading", "依据文号", filing.heading or ""),
        ("secrecy", "密级", ""),
        ("publicity", "公开属性", "不予公开（含个人信息）"),
        ("carrier", "载体形态", f"电子文件，{pages} 页" if pages else "电子文件"),
    )
    optional = (
        ("scope", "范围和提要", _summary(filing)),
        ("persons", "人名", "、".join(filing.names.split("\n")) if filing.names else ""),
        ("receiver", "受理部门", filing.department_name),
        ("version", "稿本", "正本" if filing.version == 1 else f"正本（更正，第 {filing.version} 版）"),
        ("genre", "文种", find_annex(filing.edition_key, filing.annex_key).short_title),
        ("annexes", "附件", _evidence_words(filing)),
        ("format", "文件格式", "PDF/A-3u" if _is_made(paper) else ""),
        ("size", "文件大小", f"{size} 字节" if size else ""),
        ("origin", "生成方式", "原生电子文件"),
        ("retention", "保管期限", retention.words(filing.retention_years)),
        ("digest", "数字摘要", f"SHA-256 {paper.sha256}" if _is_made(paper) and paper else ""),
    )
    return tuple(
        Element(key, name, need, value)
        for need, elements in ((Need.MUST, must), (Need.IF_ANY, if_any), (Need.OPTIONAL, optional))
        for key, name, value in elements
    )


def _is_made(paper: Paper | None) -> bool:
    return paper is not None and paper.state is PaperState.READY


def _pages(paper: Paper | None) -> int:
    return len(paper.pages) if paper is not None else 0


def _summary(filing: Filing) -> str:
    """范围和提要: the beginning of what was filled in; without phones, and gone once it was destroyed."""
    text = mask_phones("；".join(line for line in filing.text.split("\n") if line.strip()))
    return text if len(text) <= _SUMMARY else f"{text[:_SUMMARY]}…"


def _evidence_words(filing: Filing) -> str:
    count = db.session.scalar(
        select(func.count()).where(
            Evidence.submission_id == filing.submission_id, Evidence.removed_in.is_(None)
        )
    )
    return f"佐证材料 {count} 份" if count else ""
