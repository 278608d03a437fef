"""受检的件: filings with all that the checks look at, a slice at a time, in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from youthwork.extensions import db
from youthwork.models import (
    ArchiveCheck,
    CheckStage,
    DisposalItem,
    Evidence,
    Filing,
    Paper,
    PaperKind,
    SealImpression,
    Submission,
    SubmissionEvent,
)

Row = TypeVar("Row")


@dataclass(frozen=True)
class Case:
    """一件: the filing, its papers (盖章件 too), what lies beside them, and its way."""

    filing: Filing
    submission: Submission
    papers: Sequence[Paper] = ()
    evidence: Sequence[Evidence] = ()
    impressions: Sequence[SealImpression] = ()
    events: Sequence[SubmissionEvent] = ()
    #: The version this one corrects; None where it corrects none, or where that row is gone.
    corrected: Filing | None = None
    disposals: Sequence[DisposalItem] = field(default=())

    @property
    def paper(self) -> Paper | None:
        """备案件."""
        return next((each for each in self.papers if each.kind is PaperKind.FILED), None)

    @property
    def is_destroyed(self) -> bool:
        return self.filing.destroyed_at is not None

    @property
    def named(self) -> str:
        """岚青备〔2026〕18号（第 2 版）."""
        version = f"（第 {self.filing.version} 版）" if self.filing.version > 1 else ""
        return f"{self.filing.filing_number}{version}"


def scope_of(check: ArchiveCheck) -> list[ColumnElement[bool]]:
    """检测范围: the filings of the organ and year; at transfer only what has been archived."""
    conditions: list[ColumnElement[bool]] = []
    if check.organization_id is not None:
        conditions.append(Filing.organ_id == check.organization_id)
    if check.year is not None:
        conditions.append(Filing.year == check.year)
    if check.stage is CheckStage.TRANSFER:
        conditions.append(Filing.archival_number.is_not(None))
    return conditions


def count_of(check: ArchiveCheck) -> int:
    return db.session.scalar(select(func.count(Filing.id)).where(*scope_of(check))) or 0


def cases_after(check: ArchiveCheck, after: int, most: int) -> list[Case]:
    """The next filings of the scope, by id."""
    statement: Select[Any] = select(Filing).where(Filing.id > after, *scope_of(check))
    return _with_all(
        db.session.scalars(
            statement.options(joinedload(Filing.submission)).order_by(Filing.id).limit(most)
        ).all()
    )


def cases_of(filing_ids: Sequence[int]) -> list[Case]:
    """These filings, by id."""
    return _with_all(
        db.session.scalars(
            select(Filing)
            .where(Filing.id.in_(filing_ids))
            .options(joinedload(Filing.submission))
            .order_by(Filing.id)
        ).all()
    )


def _with_all(filings: Sequence[Filing]) -> list[Case]:
    submissions = [filing.submission_id for filing in filings]
    papers = _by(
        "submission_id",
        db.session.scalars(
            select(Paper)
            .where(Paper.submission_id.in_(submissions))
            .options(selectinload(Paper.pages), selectinload(Paper.renditions))
            .order_by(Paper.id)
        ),
    )
    evidence = _of(Evidence, submissions)
    impressions = _of(SealImpression, submissions)
    events = _of(SubmissionEvent, submissions)
    disposals = _by(
        "filing_id",
        db.session.scalars(
            select(DisposalItem).where(DisposalItem.filing_id.in_([filing.id for filing in filings]))
        ),
    )
    corrected = {
        each.id: each
        for each in db.session.scalars(
            select(Filing).where(
                Filing.id.in_([filing.corrects_id for filing in filings if filing.corrects_id])
            )
        )
    }
    return [
        Case(
            filing,
            filing.submission,
            papers[filing.submission_id],
            evidence[filing.submission_id],
            impressions[filing.submission_id],
            events[filing.submission_id],
            corrected.get(filing.corrects_id or 0),
            disposals[filing.id],
        )
        for filing in filings
    ]


def _of(model: type[Any], submission_ids: Sequence[int]) -> dict[int, list[Any]]:
    rows = db.session.scalars(
        select(model).where(model.submission_id.in_(submission_ids)).order_by(model.id)
    ).unique()
    return _by("submission_id", rows)


def _by(name: str, rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def is_handed_out(evidence: Evidence) -> bool:
    """Whether the file must be there: what was taken out again before anybody was handed it may be swept."""
    return evidence.removed_in is None or evidence.removed_in > evidence.added_in


def named_by(hashes: Iterable[str], columns: Sequence[Any]) -> set[str]:
    """Of these hashes, those that any of the columns names."""
    left, found = list(hashes), set()
    for column in columns:
        if left:
            found |= set(db.session.scalars(select(column).where(column.in_(left)).distinct()))
            left = [each for each in left if each not in found]
    return found
