"""由记录写成的行: which rows of a task sheet's draft came from which record, and what has become of either since.

A row bears the number of its record (`volunteer_service-a17`); what was taken is kept as its sources, cell by cell.
A cell still comes from the record as long as it says what was taken, or what the record says by now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from youthwork.domain.composing import PARTS
from youthwork.domain.sources import Derived, SourceKind
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS
from youthwork.forms.fields import Posted
from youthwork.models import Activity, Submission, SubmissionSource
from youthwork.services.contact_work.derivation import composing

_ROW_ID = re.compile(r"a([0-9]{1,9})\Z")


class Upstream(Enum):
    """来源现在怎样."""

    SAME = ""
    CORRECTED = "来源已更正"
    WITHDRAWN = "记录已撤销"
    UNTICKED = "记录不再计入这一项"
    GONE = "记录已不在"


@dataclass(frozen=True)
class Taken:
    """选入的一格: which of the record's values it is (`time`, `time_with_year`, `form` …), and its text then."""

    part: str
    text: str


@dataclass(frozen=True)
class DerivedRow:
    """由记录写成的一行: its place, its record, what was taken, what the record says now, what the draft says."""

    task: str
    number: int
    activity_id: int
    activity: Activity | None
    then: Mapping[str, Taken]
    now: Mapping[str, str]
    typed: Mapping[str, str]

    @property
    def name(self) -> str:
        """volunteer_service-a17."""
        return row_name(self.task, self.activity_id)

    @property
    def place(self) -> str:
        return f"“{TASKS[self.task]}”第 {self.number} 次"

    @property
    def rewritten(self) -> list[str]:
        """改写过的 parts: neither what was taken nor what the record says now."""
        return [part for part in PARTS if not self._is_derived(part)]

    @property
    def is_edited(self) -> bool:
        return bool(self.rewritten)

    @property
    def upstream(self) -> Upstream:
        if self.activity is None:
            return Upstream.GONE
        if self.activity.withdrawn_at is not None:
            return Upstream.WITHDRAWN
        if self.task not in {each.purpose for each in self.activity.purposes}:
            return Upstream.UNTICKED
        moved = (part for part, taken in self.then.items() if self._now(part) != taken.text)
        # A cell that already says what the record says now has nothing to ask about.
        is_behind = any(self.typed[part] != self._now(part) for part in moved)
        return Upstream.CORRECTED if is_behind else Upstream.SAME

    @property
    def renewed(self) -> dict[str, str]:
        """更正后的四格."""
        return {part: self._now(part) for part in PARTS}

    def derived(self) -> Iterator[Derived]:
        """来源 of every cell that was not rewritten."""
        words = f"来自{self.typed_day}的活动记录"
        record = composing.words_of(self.activity) if self.activity else "记录已不在"
        for part, taken in self.then.items():
            if self._is_derived(part):
                yield Derived(
                    f"{self.name}-{part}",
                    SourceKind.ACTIVITY,
                    self.activity_id,
                    taken.part,
                    self.typed[part],
                    words,
                    record,
                )

    @property
    def typed_day(self) -> str:
        """3月5日: the day as it was taken, whatever the cell says by now."""
        return self.then["time"].text if "time" in self.then else self.typed["time"]

    def _now(self, part: str) -> str:
        return self.now.get(self.then[part].part if part in self.then else part, "")

    def _is_derived(self, part: str) -> bool:
        if part not in self.then:
            return False
        return self.typed[part] in (self.then[part].text, self._now(part))


def row_name(task: str, activity_id: int) -> str:
    return f"{task}-a{activity_id}"


def activity_in(row_id: str) -> int | None:
    """The record a row was taken from; None for a row written by hand."""
    found = _ROW_ID.match(row_id)
    return int(found[1]) if found else None


def rows_of(submission: Submission, fields: Posted) -> list[DerivedRow]:
    """由记录写成的行 of the draft, in the order of the form; no query where no row bears a record's number."""
    places = [
        (task, number, activity_id)
        for task in TASKS
        for number, row in enumerate(fields.get(task, []), start=1)
        if (activity_id := activity_in(row)) is not None
    ]
    if not places:
        return []
    taken = _taken(submission)
    places = [each for each in places if row_name(each[0], each[2]) in taken]
    activities = _activities({activity_id for *_, activity_id in places})
    now = composing.parts_of_all(activities.values())
    return [
        DerivedRow(
            task,
            number,
            activity_id,
            activities.get(activity_id),
            taken[row_name(task, activity_id)],
            now.get(activity_id, {}),
            _typed(fields, row_name(task, activity_id)),
        )
        for task, number, activity_id in places
    ]


def rows_behind(submission: Submission, fields: Posted) -> list[DerivedRow]:
    """来源已更正、已撤销、记录已不在: the rows of a draft whose record says otherwise by now."""
    return [row for row in rows_of(submission, fields) if row.upstream is not Upstream.SAME]


def _typed(fields: Posted, row: str) -> dict[str, str]:
    return {part: "".join(fields.get(f"{row}-{part}", [])) for part in PARTS}


def derived_in(submission: Submission, fields: Posted) -> tuple[Derived, ...]:
    """来源 of a draft: every cell that came from a record and still says so."""
    return tuple(each for row in rows_of(submission, fields) for each in row.derived())


def _taken(submission: Submission) -> dict[str, dict[str, Taken]]:
    """Row → part → what was taken last, in whichever round; a 更正件 goes on from the paper it corrects."""
    papers = [submission.id]
    if submission.corrects is not None:
        papers.append(submission.corrects.submission_id)
    rows = db.session.execute(
        select(SubmissionSource.field, SubmissionSource.part, SubmissionSource.text)
        .where(SubmissionSource.submission_id.in_(papers), SubmissionSource.kind == SourceKind.ACTIVITY)
        .order_by(SubmissionSource.id)
    )
    found: dict[str, dict[str, Taken]] = {}
    for field, part, text in rows:
        name, _, cell = field.rpartition("-")
        found.setdefault(name, {})[cell] = Taken(part, text)
    return found


def _activities(ids: Iterable[int]) -> dict[int, Activity]:
    rows = db.session.scalars(
        select(Activity).where(Activity.id.in_(set(ids))).options(selectinload(Activity.purposes))
    )
    return {row.id: row for row in rows}
