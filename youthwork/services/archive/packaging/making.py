"""移交包的制作: a zip written filing by filing; the same filings and the same order give the same bytes.

    说明文件.xml 目录.xml 四性检测.xml package.xsd 清单.sha256
    件/<档号>/元数据.xml 成件.pdf 数据.json 佐证材料/…

A package is whole or is not made: a file that is missing or changed stops it, with the filing named.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from youthwork import clock
from youthwork.documents.contents import canonical_json
from youthwork.domain import retention
from youthwork.domain.errors import StoreDamaged, YouthworkError
from youthwork.extensions import db
from youthwork.models import ArchiveExport, Filing, Organization
from youthwork.services.archive import fonds
from youthwork.services.archive.checking.cases import Case, cases_of, is_handed_out
from youthwork.services.archive.checking.pdfs import Judge
from youthwork.services.archive.export_order import Made, Order, Progress
from youthwork.services.archive.packaging import xml
from youthwork.services.archive.packaging.asking import Wanted, filing_ids, passed_check
from youthwork.services.archive.packaging.xml import Packed
from youthwork.services.printing import papers
from youthwork.services.verification import judging

#: Filings read at a time.
BATCH = 25
_SOFTWARE = "团务报备系统；成件为 PDF/A-3u，数据为 UTF-8 的 JSON，元数据为 UTF-8 的 XML"
_READING = "解压后打开“件”下各文件夹中的成件.pdf；各文件的 SHA-256 见清单.sha256，可用 sha256sum -c 核对"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def make(order: Order, place: Path, progress: Progress) -> Made:
    """制作移交包 at the place given; raises `YouthworkError` where it cannot be whole."""
    export = db.session.get_one(ArchiveExport, order.id)
    assert order.organization_id is not None
    organ = db.session.get_one(Organization, order.organization_id)
    wanted = Wanted.from_address(export.address)
    ids = list(filing_ids(organ.id, wanted))
    outcome = xml.check_outcome(passed_check(organ, wanted.year))
    with closing(_Package(place, order)) as package:
        package.write("package.xsd", xml.SCHEMA.read_bytes())
        package.write("四性检测.xml", outcome)
        lines = list(_write_items(package, ids, order, progress))
        package.write("目录.xml", xml.catalogue(lines))
        filings = [filing for filing, _ in lines]
        package.write("说明文件.xml", xml.explanation(_facts(organ, wanted, order, filings)))
        package.write_manifest()
    name = f"{organ.common_name}{wanted.year}年备案档案移交包.zip"
    return Made(name, ids)


class _Package:
    """The zip being written; it remembers the hash of all that goes in."""

    def __init__(self, place: Path, order: Order) -> None:
        self._zip = zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        at = order.asked_at
        self._at = (at.year, at.month, at.day, at.hour, at.minute, at.second // 2 * 2)
        self._hashes: list[tuple[str, str]] = []

    def write(self, path: str, content: bytes) -> str:
        """Put a file in; gives its SHA-256."""
        entry = zipfile.ZipInfo(path, self._at)
        # PDFs and pictures are packed already.
        entry.compress_type = (
            zipfile.ZIP_DEFLATED
            if path.endswith((".xml", ".json", ".xsd", ".sha256"))
            else zipfile.ZIP_STORED
        )
        entry.external_attr = 0o644 << 16
        self._zip.writestr(entry, content)
        digest = hashlib.sha256(content).hexdigest()
        self._hashes.append((digest, path))
        return digest

    def write_manifest(self) -> None:
        """清单: a line a file, as `sha256sum -c` reads it."""
        lines = [f"{digest}  {path}\n" for digest, path in sorted(self._hashes, key=lambda each: each[1])]
        self.write("清单.sha256", "".join(lines).encode())

    def close(self) -> None:
        self._zip.close()


def _write_items(
    package: _Package, ids: list[int], order: Order, progress: Progress
) -> Iterator[tuple[Filing, str]]:
    """Every filing with the folder it was put into; nothing but one batch is held."""
    judge = Judge.now()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        found = {case.filing.id: case for case in cases_of(batch)}
        for done, filing_id in enumerate(batch, start=start):
            progress(done, len(ids))
            case = found[filing_id]
            try:
                folder = _write_item(package, case, judge, order)
            except StoreDamaged as damaged:
                raise YouthworkError(
                    f"{case.named}：{damaged.sentence}移交包没有制作；请恢复后再检测、再移交"
                ) from damaged
            db.session.expunge(case.filing)
            yield case.filing, folder
    progress(len(ids), len(ids))


def _write_item(package: _Package, case: Case, judge: Judge, order: Order) -> str:
    folder = f"件/{_safe(case.filing.archival_number or '')}"
    paper = case.paper
    if paper is None or paper.sha256 is None:
        raise YouthworkError(f"{case.named}还没有出成成件，移交包没有制作；请先出件")
    content = papers.read(paper)
    files = [_put(package, folder, "成件", "成件.pdf", "application/pdf", content)]
    data = canonical_json(case.filing.answers)
    files.append(_put(package, folder, "填报数据", "数据.json", "application/json", data))
    files += _write_scans(package, folder, case)
    files += _write_evidence(package, folder, case)
    answer = judging.judge_paper(content, judge.trust, judge.keys, clock.now(), judge.outside)
    package.write(f"{folder}/元数据.xml", xml.item(case, answer, files, order.asked_at))
    return folder


def _write_scans(package: _Package, folder: str, case: Case) -> Iterator[Packed]:
    """盖章件扫描 of the press that was used for the filing."""
    for each in case.impressions:
        if each.scan_sha256 is not None and not each.unused_because:
            kind = each.scan_media_type or "application/octet-stream"
            name = f"盖章件扫描-{each.number}.{_ENDINGS.get(kind, 'bin')}"
            yield _put(package, folder, "盖章件扫描", name, kind, papers.store().get(each.scan_sha256))


def _write_evidence(package: _Package, folder: str, case: Case) -> Iterator[Packed]:
    present = [each for each in case.evidence if each.removed_in is None and is_handed_out(each)]
    for number, each in enumerate(present, start=1):
        name = f"佐证材料/{number:02d}-{_safe(each.name)}"
        words = f"佐证材料：{each.caption or each.name}"
        yield _put(package, folder, words, name, each.media_type, papers.store().get(each.sha256))


def _put(package: _Package, folder: str, words: str, name: str, media_type: str, content: bytes) -> Packed:
    digest = package.write(f"{folder}/{name}", content)
    return Packed(words, name, media_type, len(content), digest)


def _facts(organ: Organization, wanted: Wanted, order: Order, filings: list[Filing]) -> dict[str, str]:
    settings = fonds.fonds_of(organ.id)
    period = wanted.retention_years
    return {
        "移交单位": organ.full_name,
        "接收单位": wanted.receiver,
        "全宗号": settings.number if settings else "",
        "年度": str(wanted.year),
        "保管期限": "全部" if period is None else retention.words(period),
        "件数": str(len(filings)),
        "页数": str(sum(filing.page_count or 0 for filing in filings)),
        "起始档号": filings[0].archival_number or "",
        "终止档号": filings[-1].archival_number or "",
        "目的": order.purpose,
        "经办人": order.person_name,
        "创建时间": order.asked_at.replace(microsecond=0).isoformat(),
        "软件环境": _SOFTWARE,
        "读取方法": _READING,
    }


def _safe(name: str) -> str:
    """A name every carrier takes."""
    return _UNSAFE.sub("_", name).strip(" .") or "未命名"
