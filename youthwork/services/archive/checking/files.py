"""文件的检测: every file a filing names is in the store, and is what was put in (1-5、2-6); of a destroyed one, none (2-8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from youthwork.domain.errors import StoreDamaged
from youthwork.services.archive.checking.cases import Case, is_handed_out
from youthwork.services.archive.checking.findings import Finding, Tally
from youthwork.services.printing import papers


@dataclass(frozen=True)
class Named:
    """一个文件: what it is to a person, and its hash."""

    words: str
    sha256: str


def files_of(case: Case) -> Iterator[Named]:
    """所列文件: the papers with what was appended to them, their pages, the scan, the evidence."""
    for paper in case.papers:
        what = "成件" if paper is case.paper else "盖章件"
        if paper.sha256 is not None:
            yield Named(what, paper.sha256)
        yield from (Named(f"{what}的续签件", each.sha256) for each in paper.renditions)
        yield from (Named(f"{what}第 {each.number} 页的图像", each.sha256) for each in paper.pages)
    for impression in case.impressions:
        if impression.scan_sha256 is not None:
            yield Named("盖章件扫描", impression.scan_sha256)
    for evidence in filter(is_handed_out, case.evidence):
        yield Named(f"佐证材料“{evidence.name}”", evidence.sha256)
        if evidence.thumbnail_sha256 is not None:
            yield Named(f"佐证材料“{evidence.name}”的缩略图", evidence.thumbnail_sha256)


def check_files(case: Case, tally: Tally) -> bytes | None:
    """检测一件的文件; gives the bytes of the filed paper as it is handed out, where they are whole."""
    if case.is_destroyed:
        tally.look("2-8", [_still_there(case, each) for each in files_of(case) if _is_there(each)], 0)
        return None
    handed_out = papers.newest_sha256(case.paper) if case.paper and case.paper.sha256 else None
    content = None
    for named in dict.fromkeys(files_of(case)):
        if not _is_there(named):
            tally.look("2-6", [_finding(case, "2-6", f"{named.words}不在成件库里（{named.sha256[:12]}…）")])
            continue
        tally.look("2-6")
        try:
            found = papers.store().get(named.sha256)
        except StoreDamaged:
            sentence = f"{named.words}与入库时不一致（{named.sha256[:12]}…）：文件被改动过"
            tally.look("1-5", [_finding(case, "1-5", sentence)])
            continue
        tally.look("1-5")
        if named.sha256 == handed_out:
            content = found
    return content


def _is_there(named: Named) -> bool:
    return papers.store().path(named.sha256).exists()


def _still_there(case: Case, named: Named) -> Finding:
    return _finding(case, "2-8", f"已销毁，{named.words}还在成件库里")


def _finding(case: Case, item: str, sentence: str) -> Finding:
    return Finding(item, sentence, case.filing.id, case.named)
