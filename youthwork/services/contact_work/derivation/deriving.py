"""任务表由活动记录选入: which records may be chosen for which of the eleven rows; `derived_writing.py` takes them in.

One row nobody ticks: 录入“1+100”管理系统 (H22) is written from the number of records entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, or_, select

from youthwork import clock
from youthwork.domain.composing import PARTS, part_of_time, parts_of_entering
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS, compose
from youthwork.forms.fields import Posted
from youthwork.models import Activity, ActivityMember, ActivityPurpose, Submission
from youthwork.services.contact_work.derivation import composing
from youthwork.services.contact_work.derivation.derived_rows import Taken
from youthwork.services.contact_work.derivation.derived_uses import uses_of
from youthwork.services.contact_work.records import records
from youthwork.services.drafts.annex_context import window_of
from youthwork.services.drafts.draft_saves import find_draft

__all__ = ["ALL_RECORDS", "Choice", "cells_of", "choices", "count_choices", "uses_of"]

#: Records there were before the system are none.
_EVER = date(2000, 1, 1)
#: The row of 录入“1+100”管理系统.
_ENTERING, ALL_RECORDS = "enter_system", "records"


@dataclass(frozen=True)
class Choice:
    """可选入的一条: the row it is ticked for, the record, what would be written, and whether it is there already."""

    task: str
    #: None: written from the number of all records.
    activity: Activity | None
    cells: dict[str, Taken]
    #: The row is in the draft; and, where it is written from a number, says what it would say now.
    is_there: bool
    is_taken: bool

    @property
    def row(self) -> str:
        return f"a{self.activity.id}" if self.activity else ALL_RECORDS

    @property
    def name(self) -> str:
        """volunteer_service-a17, as it is ticked."""
        return f"{self.task}-{self.row}"

    @property
    def sentence(self) -> str:
        """The sentence the paper would print."""
        return compose({part: taken.text for part, taken in self.cells.items()})


def count_choices(submission: Submission) -> int:
    """How many entries the cadre's records of the notice's months would give; one query."""
    first, last = _days(submission, everything=False)
    person = submission.subject_id
    joined = select(ActivityMember.activity_id).where(ActivityMember.person_id == person)
    return (
        db.session.scalar(
            select(func.count())
            .select_from(ActivityPurpose)
            .join(Activity, ActivityPurpose.activity_id == Activity.id)
            .where(
                ActivityPurpose.purpose.in_(TASKS),
                or_(Activity.person_id == person, Activity.id.in_(joined)),
                Activity.starts_at >= datetime.combine(first, time()),
                Activity.starts_at < datetime.combine(last, time()) + timedelta(days=1),
                Activity.withdrawn_at.is_(None),
            )
        )
        or 0
    )


def choices(submission: Submission, actor: Actor, everything: bool = False) -> list[Choice]:
    """可选入: the cadre's records ticked for one of the eleven rows, their own and those they went along to, by row and
    day; of the notice's months, or `everything`. Who types for the cadre is offered what they may read themselves.
    """
    if submission.subject_id is None:
        return []
    found = records.records_of_person(submission.subject_id, *_days(submission, everything))
    if actor.user_id != submission.subject_id:
        seen = records.visible_activities(actor).where(Activity.id.in_([each.id for each in found]))
        readable = set(db.session.scalars(seen.with_only_columns(Activity.id)))
        found = [each for each in found if each.id in readable]
    fields = find_draft(submission).fields
    entering = _entering(submission, found, fields)
    found = [each for each in found if {one.purpose for one in each.purposes} & TASKS.keys()]
    parts = composing.parts_of_all(found)
    ticked = [
        Choice(task, each, cells_of(submission, each, parts[each.id]), is_there, is_there)
        for task in TASKS
        for each in found
        if task in {one.purpose for one in each.purposes}
        for is_there in [f"a{each.id}" in fields.get(task, [])]
    ]
    return sorted([*ticked, *entering], key=lambda each: list(TASKS).index(each.task))


def _entering(submission: Submission, found: Sequence[Activity], fields: Posted) -> Iterator[Choice]:
    """录入“1+100”管理系统: what the cadre entered; offered anew where the number is another by now."""
    days = [each.recorded_at.date() for each in found if each.person_id == submission.subject_id]
    if not days:
        return
    now = parts_of_entering(min(days), max(days), len(days), submission.notice.issued_on.year)
    typed = {part: "".join(fields.get(f"{_ENTERING}-{ALL_RECORDS}-{part}", [])) for part in PARTS}
    cells = {part: Taken(part, text) for part, text in now.items()}
    is_there = ALL_RECORDS in fields.get(_ENTERING, [])
    yield Choice(_ENTERING, None, cells, is_there, is_there and typed == now)


def _days(submission: Submission, everything: bool) -> tuple[date, date]:
    first, last = window_of(submission)
    return (_EVER, clock.today()) if everything else (first, min(last, clock.today()))


def cells_of(submission: Submission, activity: Activity, now: Mapping[str, str]) -> dict[str, Taken]:
    dated = part_of_time(activity.starts_at.date(), submission.notice.issued_on.year)
    return {cell: Taken(part, now[part]) for cell in PARTS for part in [dated if cell == "time" else cell]}
