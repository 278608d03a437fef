"""来源: freeze with a submitted paper what its values were drawn from, and say later what has changed since.

One table, `_READERS`, says for each kind of record what it says now. A form of later issues that is counted from
other records (月报 from the activity log) yields `Derived` values of a new kind and adds one reader here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, func, insert, select

from youthwork.domain.sources import Derived, SourceKind
from youthwork.extensions import db
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Submission, SubmissionRound, SubmissionSource
from youthwork.services.drafts import source_records
from youthwork.services.drafts.source_records import Record
from youthwork.services.printing.reading import mask, places

LONGEST = 300

_READERS: dict[SourceKind, Callable[[set[int]], dict[int, Record]]] = {
    SourceKind.LINK: source_records.links,
    SourceKind.PERSON: source_records.people,
    SourceKind.APPOINTMENT: source_records.appointments,
    SourceKind.ORGANIZATION: source_records.organizations,
    SourceKind.SUBMISSION: source_records.filings,
    SourceKind.ACTIVITY: source_records.activities,
    SourceKind.GROUP: source_records.groups,
}
_PERSONAL = {"phone", "birth_month"}


@dataclass(frozen=True)
class Source:
    """一处来源 as pages show it: the place, what was taken from which record, and what that record says now."""

    field: str
    place: str
    kind: SourceKind
    record_id: int
    words: str
    then: str
    now: str
    #: 已更正, 已结束 with the day, 记录已不在; '' where it still says the same.
    state: str

    @property
    def is_corrected(self) -> bool:
        return self.state == "已更正"


@dataclass(frozen=True)
class Sources:
    """来源 of one paper: every value with its record, counted and compared."""

    all: tuple[Source, ...]
    #: 随件说明 of the same round, read along; None where nothing was drawn from anywhere.
    explanations: Mapping[str, str] | None = None

    @property
    def corrected(self) -> tuple[Source, ...]:
        return tuple(each for each in self.all if each.is_corrected)

    @property
    def ended(self) -> tuple[Source, ...]:
        return tuple(each for each in self.all if each.state and not each.is_corrected)

    def summary(self, rows: int) -> str:
        """共 12 行，来自 12 条联系关系、12 项任职登记: how many records of each kind the values come from."""
        units = {
            SourceKind.LINK: "条联系关系",
            SourceKind.GROUP: "个小组",
            SourceKind.PERSON: "人的人员信息",
            SourceKind.APPOINTMENT: "项任职登记",
            SourceKind.ORGANIZATION: "个组织",
            SourceKind.SUBMISSION: "件上次的材料",
            SourceKind.ACTIVITY: "条活动记录",
        }
        counted = [
            (len({each.record_id for each in self.all if each.kind is kind}), unit)
            for kind, unit in units.items()
        ]
        from_ = "、".join(f"{count} {unit}" for count, unit in counted if count)
        head = f"共 {rows} 行，" if rows else ""
        return f"{head}来自 {from_}" if from_ else ""


def freeze(submission: Submission, derived: Iterable[Derived]) -> None:
    """留存来源 of the present round, in place of what an earlier submitting of it left."""
    db.session.execute(
        delete(SubmissionSource).where(
            SubmissionSource.submission_id == submission.id,
            SubmissionSource.round_number == submission.round_number,
        )
    )
    rows = [_values(submission, each) for each in derived]
    if rows:
        db.session.execute(insert(SubmissionSource), rows)


def row_of(submission: Submission, derived: Derived) -> SubmissionSource:
    """One source as it is kept for the present round."""
    return SubmissionSource(**_values(submission, derived))


def _values(submission: Submission, derived: Derived) -> dict[str, Any]:
    return {
        "submission_id": submission.id,
        "round_number": submission.round_number,
        "field": derived.field,
        "kind": derived.kind,
        "record_id": derived.record_id,
        "part": derived.part,
        "text": derived.text[:LONGEST],
        "digest": _digest(derived.text),
    }


def sources_of(
    submission: Submission, annex: type[AnnexForm], answers: Mapping[str, Any], full: bool
) -> Sources:
    """来源 of the round submitted last, against the records as they are now: one query, and one for each kind."""
    last = (
        select(func.max(SubmissionRound.number))
        .where(SubmissionRound.submission_id == submission.id)
        .scalar_subquery()
    )
    same_round = and_(
        SubmissionRound.submission_id == SubmissionSource.submission_id,
        SubmissionRound.number == SubmissionSource.round_number,
    )
    rows = db.session.execute(
        select(SubmissionSource, SubmissionRound.submitted_at, SubmissionRound.explanations)
        .join(SubmissionRound, same_round)
        .where(SubmissionSource.submission_id == submission.id, SubmissionSource.round_number == last)
        .order_by(SubmissionSource.id)
    ).all()
    if not rows:
        return Sources(())
    found = _compared([row for row, *_ in rows], annex, answers, full, rows[0].submitted_at.date())
    return replace(found, explanations=rows[0].explanations)


def drawn(derived: Sequence[Derived], annex: type[AnnexForm], answers: Mapping[str, Any]) -> Sources:
    """来源 of a draft, as it stands: nothing can have changed since."""
    where = places(annex, answers)
    return Sources(
        tuple(
            Source(
                each.field,
                where[each.field].words if each.field in where else each.field,
                each.kind,
                each.record_id,
                each.record,
                each.text,
                each.text,
                "",
            )
            for each in derived
        )
    )


def _compared(
    rows: Sequence[SubmissionSource],
    annex: type[AnnexForm],
    answers: Mapping[str, Any],
    full: bool,
    day: date,
) -> Sources:
    wanted: dict[SourceKind, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.kind, set()).add(row.record_id)
    # People last: those whose posts or links were read need not be asked for again.
    kinds = sorted(wanted, key=lambda kind: kind is SourceKind.PERSON)
    records = {kind: _READERS[kind](wanted[kind]) for kind in kinds}
    where = places(annex, answers)
    found = []
    for row in rows:
        record = records[row.kind].get(row.record_id)
        was_mended = record is not None and record.ended_on is not None and record.ended_on < day
        parts = {} if record is None else record.after if was_mended else record.parts
        now = parts.get(row.part, "")
        hidden = row.part in _PERSONAL and not full
        found.append(
            Source(
                row.field,
                where[row.field].words if row.field in where else "已删去的行",
                row.kind,
                row.record_id,
                record.words if record else f"{row.kind.value}（记录已不在）",
                mask(row.part, row.text) if hidden else row.text,
                mask(row.part, now) if hidden else now,
                _state(row, record, now, was_mended),
            )
        )
    return Sources(tuple(found))


def _state(row: SubmissionSource, record: Record | None, now: str, was_mended: bool) -> str:
    if record is None:
        return "记录已不在"
    if _digest(now) != row.digest:
        return "已更正"
    return "" if was_mended else record.ended


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
