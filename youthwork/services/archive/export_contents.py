"""导出的内容: the filings of an export, read through the reader's sight once more, as they stand when it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import defer, selectinload

from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, Paper, PaperKind, PaperState, Submission
from youthwork.services.archive.access import reads_whole
from youthwork.services.archive.masks import mask_phones
from youthwork.services.archive.query import (
    ANNEX_WORDS,
    Keeping,
    Standing,
)
from youthwork.services.printing import papers
from youthwork.services.scope import visible_filings

#: Filings read from the database at a time.
BATCH = 500


@dataclass(frozen=True)
class Entry:
    """导出的一件: what a list says of a filing, and its filed copy where it may go along; plain values."""

    id: int
    archival_number: str
    filing_number: str
    machine_number: str
    version: int
    title: str
    annex: str
    owner_name: str
    organ_name: str
    department_name: str
    year: int
    filed_at: datetime
    was_on_time: bool
    retention_years: int
    standing: Standing
    keeping: Keeping
    page_count: int | None
    #: The filed copy is not for this reader at all, now and later.
    is_closed: bool = False
    #: Why the filed copy does not go along; empty where it does.
    left_out: str = ""
    sha256: str = ""

    @property
    def named(self) -> str:
        """How a sentence speaks of it."""
        return f"{self.filing_number} {self.owner_name} {self.title}"


def rows_of(actor: Actor, ids: Sequence[int]) -> Iterator[Entry]:
    """What a list says of these filings, in their order; what has left the reader's sight is left out."""
    for batch in _batches(ids):
        found = {filing.id: _entry(filing) for filing in db.session.scalars(_visible(actor, batch))}
        yield from (found[id] for id in batch if id in found)


def papers_of(actor: Actor, ids: Sequence[int]) -> Iterator[Entry]:
    """These filings with their filed copies, in their order, each with why it is left out if it is."""
    for batch in _batches(ids):
        rows = db.session.execute(
            _visible(actor, batch)
            .join(Submission, Filing.submission_id == Submission.id)
            .outerjoin(Paper, (Paper.filing_id == Filing.id) & (Paper.kind == PaperKind.FILED))
            .add_columns(Submission.created_by_id, Paper)
            .options(selectinload(Paper.renditions))
        )
        found = {filing.id: _with_paper(actor, filing, begun_by, paper) for filing, begun_by, paper in rows}
        yield from (found[id] for id in batch if id in found)


def _with_paper(actor: Actor, filing: Filing, created_by_id: int, paper: Paper | None) -> Entry:
    entry = _entry(filing)
    if filing.destroyed_at is not None:
        return replace(entry, is_closed=True, left_out=f"{entry.named}：已销毁")
    if not reads_whole(actor, filing, created_by_id):
        reason = f"成件只供填报单位、受理部门（{entry.department_name}）和备案机关的档案员打开"
        return replace(entry, is_closed=True, left_out=f"{entry.named}：{reason}")
    if paper is None or paper.state is not PaperState.READY:
        state = PaperState.PENDING if paper is None else paper.state
        return replace(entry, left_out=f"{entry.named}：{state.value}")
    return replace(entry, sha256=papers.newest_sha256(paper))


def _entry(filing: Filing) -> Entry:
    return Entry(
        id=filing.id,
        archival_number=filing.archival_number or "",
        filing_number=filing.filing_number,
        machine_number=filing.machine_number,
        version=filing.version,
        title=mask_phones(filing.title),
        annex=ANNEX_WORDS.get(filing.annex_key, filing.annex_key),
        owner_name=filing.owner_name,
        organ_name=filing.organ_name,
        department_name=filing.department_name,
        year=filing.year,
        filed_at=filing.filed_at,
        was_on_time=filing.was_on_time,
        retention_years=filing.retention_years,
        standing=_standing(filing),
        keeping=_keeping(filing),
        page_count=filing.page_count,
    )


def _standing(filing: Filing) -> Standing:
    if filing.voided_at is not None:
        return Standing.VOIDED
    return Standing.CORRECTED if filing.later_version else Standing.CURRENT


def _keeping(filing: Filing) -> Keeping:
    if filing.destroyed_at is not None:
        return Keeping.DESTROYED
    return Keeping.ARCHIVED if filing.archival_number else Keeping.OPEN


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _visible(actor: Actor, ids: Sequence[int]) -> Any:
    return (
        visible_filings(actor)
        .where(Filing.id.in_(ids))
        .options(defer(Filing.answers), defer(Filing.text), defer(Filing.names))
    )
