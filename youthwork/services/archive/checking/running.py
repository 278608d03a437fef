"""检测的进行: slice by slice, each slice's outcome lasting, so that a run that was killed goes on where it was.

    filings    every filing of the scope: record, files, paper
    numbers    备案号, 件号, 用印登记簿
    store      the store's folders, one after the other

A slice is read without a transaction held open, and written down in a deed of its own together with the place it
came to; of two workers on one run only the first to write a slice has done it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from youthwork import clock
from youthwork.extensions import db
from youthwork.models import ArchiveCheck, Organization, Seal
from youthwork.services.archive import health
from youthwork.services.archive.checking import contents, numbers
from youthwork.services.archive.checking.cases import Case, cases_after, count_of
from youthwork.services.archive.checking.files import check_files
from youthwork.services.archive.checking.findings import Finding, Tally
from youthwork.services.archive.checking.pdfs import Judge, check_paper
from youthwork.services.archive.checking.records import check_record
from youthwork.services.archive.fts import IndexBroken
from youthwork.services.seals.chain import verify_register
from youthwork.services.transactions import deed

#: Filings in a slice: a paper with two signatures takes about a tenth of a second.
SLICE = 25
#: Folders of the store in a slice: one where there are many papers, all of them where there are a hundred.
SLICE_BYTES = 50_000_000

Progress = Callable[[int, int], None]
#: Where a run is: {"phase": "filings", "after": 0, "done": 0, "total": 12, "bytes": 0}.
Place = dict[str, Any]


def run(check_id: int, progress: Progress = lambda done, total: None) -> ArchiveCheck:
    """四性检测 to its end. Begins and ends its own deeds; what `progress` raises stops it between two slices."""
    while True:
        check = db.session.get_one(ArchiveCheck, check_id, populate_existing=True)
        if check.finished_at is not None:
            return check
        place: Place = dict(check.reached) or {
            "phase": "filings",
            "after": 0,
            "done": 0,
            "total": count_of(check),
        }
        progress(place["done"], place["total"])
        tally = Tally(check)
        following = _PHASES[place["phase"]](check, place, tally)
        before = dict(check.reached)
        db.session.rollback()
        _keep(check_id, before, following, tally)


def _keep(check_id: int, before: Place, following: Place | None, tally: Tally) -> None:
    with deed():
        check = db.session.get_one(ArchiveCheck, check_id, with_for_update=True, populate_existing=True)
        if check.reached != before or check.finished_at is not None:
            return
        tally.keep(check)
        if following is None:
            check.finished_at = clock.now()
        else:
            check.reached = following
            check.checked = following["done"]


def _filings(check: ArchiveCheck, place: Place, tally: Tally) -> Place:
    cases = cases_after(check, place["after"], SLICE)
    if not cases:
        return {**place, "phase": "numbers"}
    judge = Judge.now()
    for case in cases:
        check_case(case, judge, tally)
    _check_index(cases, tally)
    last = cases[-1].filing.id
    return {**place, "after": last, "done": place["done"] + len(cases)}


def check_case(case: Case, judge: Judge, tally: Tally) -> None:
    """检测一件: record, files, paper; `packaging` asks the same of what it packs."""
    check_record(case, tally)
    content = check_files(case, tally)
    if content is not None:
        check_paper(case, content, judge, tally)


def _check_index(cases: list[Case], tally: Tally) -> None:
    by_id = {case.filing.id: case for case in cases}
    try:
        faulty = health.faults_of(by_id)
    except IndexBroken as broken:
        first = cases[0]
        tally.look("3-6", [Finding("3-6", broken.sentence, first.filing.id, first.named)], len(cases))
        return
    words = "检索条目没有，或与备案记录不符，检索可能找不到这一件"
    tally.look("3-6", [Finding("3-6", words, each, by_id[each].named) for each in faulty], len(cases))


def _numbers(check: ArchiveCheck, place: Place, tally: Tally) -> Place:
    numbers.check_filing_numbers(check, tally)
    numbers.check_item_numbers(check, tally)
    _check_registers(check, tally)
    contents.check_root(tally)
    return {**place, "phase": "store", "folder": "", "bytes": 0}


def _check_registers(check: ArchiveCheck, tally: Tally) -> None:
    """用印登记簿 of the organ; of every organ that has a seal where the whole instance is checked."""
    owners = select(Organization).where(Organization.id.in_(select(Seal.organization_id)))
    if check.organization_id is not None:
        owners = owners.where(Organization.id == check.organization_id)
    for organ in db.session.scalars(owners.order_by(Organization.id)):
        register = verify_register(organ.id)
        sentence = f"{organ.common_name}：{register.broken}"
        wrong = [Finding("1-7", sentence, number=organ.common_name)] if register.broken else []
        tally.look("1-7", wrong, max(register.entries, 1))


def _store(check: ArchiveCheck, place: Place, tally: Tally) -> Place | None:
    left = [each for each in contents.folders() if each > place["folder"]]
    if not left:
        return None
    size = 0
    for name in left:
        size += contents.check_folder(name, tally)
        if size >= SLICE_BYTES:
            break
    return {**place, "folder": name, "bytes": place["bytes"] + size}


_PHASES: dict[str, Callable[[ArchiveCheck, Place, Tally], Place | None]] = {
    "filings": _filings,
    "numbers": _numbers,
    "store": _store,
}
