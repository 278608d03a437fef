"""归档: one act gives the filings of an organ's year their 档号, 件号 and 页数 (DA/T 22-2015).

    plan(organ, year)               what would be archived, and what hinders, each named; reads the database only
    count_pages(filings)            opens every stored PDF; outside the deed, for it takes its time
    archive(organ, year, user, …)   the deed: one at a time for an organ, whoever comes second finds it done

以件为单位: every version under a 备案号 is an item of its own. A correction is archived beside what it corrects, a
voided filing with the rest, each with its remark in the 目录: the numbers have no gap, and the 档号 have none. What
is hindered stays for a later act of the same year, which goes on with the numbers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from sqlalchemy import case, func, select
from sqlalchemy.orm import defer

from youthwork import clock
from youthwork.domain.archival_numbers import Series
from youthwork.domain.errors import AlreadyMoved, StoreDamaged, Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    ArchiveBatch,
    Filing,
    Fonds,
    Organization,
    Paper,
    PaperKind,
    PaperState,
    Submission,
    User,
)
from youthwork.services import audit
from youthwork.services.archive.fonds import code_of, fonds_of
from youthwork.services.archive.index import renewing
from youthwork.services.printing import papers

#: Filings of one act; what is beyond it is left to the next.
MOST = 5000
_AT_ONCE = 500


@dataclass(frozen=True)
class Hindrance:
    """暂不能归档的一件: which, why, and the page where it can be mended."""

    filing: Filing
    sentence: str
    url: str


@dataclass(frozen=True)
class Plan:
    """归档的打算 of an organ and year."""

    organ: Organization
    year: int
    fonds: Fonds | None
    ready: Sequence[Filing]
    hindered: Sequence[Hindrance]

    @property
    def may_archive(self) -> bool:
        return self.fonds is not None and bool(self.ready)


@dataclass(frozen=True)
class YearStanding:
    """年度的归档情况."""

    year: int
    filed: int
    archived: int

    @property
    def waiting(self) -> int:
        return self.filed - self.archived


def years(organ_id: int) -> list[YearStanding]:
    """Every year of the organ's filings, newest first; what has been destroyed was archived."""
    rows = db.session.execute(
        select(Filing.year, func.count(), func.count(Filing.archival_number))
        .where(Filing.organ_id == organ_id)
        .group_by(Filing.year)
        .order_by(Filing.year.desc())
    )
    return [YearStanding(year, filed, archived) for year, filed, archived in rows]


def plan(organ: Organization, year: int, locked: bool = False) -> Plan:
    """归档的打算, in the order of the numbers that would be given; `locked` holds the rows for a deed."""
    fonds = fonds_of(organ.id)
    ready: list[Filing] = []
    hindered: list[Hindrance] = []
    for filing, state, correction in _waiting(organ.id, year, locked):
        hindrance = _hindrance(filing, state, correction, fonds)
        if hindrance is None:
            ready.append(filing)
        else:
            hindered.append(hindrance)
    return Plan(organ, year, fonds, ready, hindered)


def count_pages(filings: Sequence[Filing]) -> tuple[dict[int, int], list[Hindrance]]:
    """页数 of each stored PDF, by filing; those that are gone, changed or unreadable are named instead."""
    kept = db.session.scalars(
        select(Paper).where(Paper.filing_id.in_([each.id for each in filings]), Paper.kind == PaperKind.FILED)
    )
    by_filing = {paper.filing_id: paper for paper in kept}
    pages: dict[int, int] = {}
    damaged: list[Hindrance] = []
    for filing in filings:
        try:
            pages[filing.id] = _pages_of(papers.read(by_filing[filing.id]))
        except (StoreDamaged, pikepdf.PdfError):
            sentence = "存储的成件文件丢失或已损坏，请管理员从备份恢复后再归档"
            damaged.append(Hindrance(filing, sentence, f"/filings/{filing.id}"))
    return pages, damaged


def archive(organ: Organization, year: int, user: User, pages: Mapping[int, int]) -> ArchiveBatch:
    """归档, within the caller's deed: those of `pages` that are still to be archived.

    Raises `AlreadyMoved` where somebody has archived them in between, `Unacceptable` without a 全宗号.
    """
    # The organ's 全宗 is what two who press at once wait for each other by.
    fonds = db.session.get(Fonds, organ.id, with_for_update=True, populate_existing=True)
    if fonds is None:
        raise Unacceptable(f"{organ.common_name}还没有全宗号，请先在“全宗设置”中填写")
    chosen = [each for each in plan(organ, year, locked=True).ready if each.id in pages][:MOST]
    if not chosen:
        raise AlreadyMoved(_nothing_left(organ.id, year))
    batch = ArchiveBatch(
        organization_id=organ.id,
        year=year,
        archived_at=clock.now(),
        archived_by_id=user.id,
        count=len(chosen),
        pages=sum(pages[each.id] for each in chosen),
    )
    db.session.add(batch)
    db.session.flush()
    _give_numbers(chosen, fonds, batch, pages)
    audit.record(
        "archive",
        f"{user.name}将{organ.common_name}{year}年度 {batch.count} 件归档，共 {batch.pages} 页（第 {batch.id} 批）",
        user.id,
    )
    return batch


def series_of(filing: Filing, fonds: Fonds) -> Series:
    """件号的一列 this filing is numbered in."""
    return Series(
        fonds.number,
        fonds.category,
        filing.year,
        filing.retention_years,
        code_of(fonds, filing.department_id),
    )


def _give_numbers(
    chosen: Sequence[Filing], fonds: Fonds, batch: ArchiveBatch, pages: Mapping[int, int]
) -> None:
    last: dict[Series, int] = {}
    for some in _slices(chosen):
        with renewing([each.id for each in some]):
            for filing in some:
                series = series_of(filing, fonds)
                if series not in last:
                    last[series] = _last_item(filing.organ_id, series)
                last[series] += 1
                filing.archive_batch_id = batch.id
                filing.item_number = last[series]
                filing.archival_number = series.number(last[series])
                filing.page_count = pages[filing.id]
            db.session.flush()


def _slices(filings: Sequence[Filing]) -> Iterator[Sequence[Filing]]:
    """So many as the index is told of at once."""
    for at in range(0, len(filings), _AT_ONCE):
        yield filings[at : at + _AT_ONCE]


def _last_item(organ_id: int, series: Series) -> int:
    """The last 件号 given in this series; 0 where none was."""
    return (
        db.session.scalar(
            select(func.max(Filing.item_number)).where(
                Filing.organ_id == organ_id,
                Filing.year == series.year,
                Filing.archival_number.startswith(series.prefix, autoescape=True),
            )
        )
        or 0
    )


def _waiting(organ_id: int, year: int, locked: bool) -> list[tuple[Filing, PaperState | None, int | None]]:
    """The year's filings without a 档号, with their paper's state and the correction under way."""
    correction = (
        select(Submission.id)
        .where(Submission.corrects_id == Filing.id, Submission.state != State.FILED)
        .correlate(Filing)
        .limit(1)
        .scalar_subquery()
    )
    longest_first = case((Filing.retention_years == 0, 0), else_=1), Filing.retention_years.desc()
    asked = (
        select(Filing, Paper.state, correction)
        .outerjoin(Paper, (Paper.filing_id == Filing.id) & (Paper.kind == PaperKind.FILED))
        .where(
            Filing.organ_id == organ_id,
            Filing.year == year,
            Filing.archival_number.is_(None),
            Filing.destroyed_at.is_(None),
        )
        .options(defer(Filing.answers), defer(Filing.text), defer(Filing.names))
        .order_by(*longest_first, Filing.department_id, Filing.number, Filing.version)
    )
    if locked:
        # Nobody corrects or voids one of them while its number is given.
        asked = asked.with_for_update(of=Filing).execution_options(populate_existing=True)
    return [(filing, state, under_way) for filing, state, under_way in db.session.execute(asked)]


def _hindrance(
    filing: Filing, state: PaperState | None, correction: int | None, fonds: Fonds | None
) -> Hindrance | None:
    here = f"/filings/{filing.id}"
    if state is not PaperState.READY:
        word = (state or PaperState.PENDING).value
        return Hindrance(filing, f"成件现在是“{word}”，出件以后才能归档", here)
    if correction is not None:
        return Hindrance(filing, "更正正在办理，办完以后再归档", here)
    if fonds is not None and not code_of(fonds, filing.department_id):
        address = f"/archive/fonds?organ={filing.organ_id}"
        return Hindrance(filing, f"受理的{filing.department_name}还没有机构代码", address)
    return None


def _pages_of(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _nothing_left(organ_id: int, year: int) -> str:
    latest = db.session.scalar(
        select(ArchiveBatch)
        .where(ArchiveBatch.organization_id == organ_id, ArchiveBatch.year == year)
        .order_by(ArchiveBatch.id.desc())
        .limit(1)
    )
    if latest is None:
        return f"{year} 年没有可以归档的备案件"
    return (
        f"{year} 年的备案件{latest.archived_by.name}已于 {latest.archived_at:%H:%M} 归档 {latest.count} 件，"
        "没有再要归档的"
    )
