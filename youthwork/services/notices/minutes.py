"""填报用时: how long a form takes, as the median over many times; nobody's own time is kept (PEERS C7).

Measured when a draft is submitted for the first time, from the times of its saves: what lies further apart than five
minutes is a pause and is left out. Of the filling one number goes into the count of its form's so many minutes, and
nothing else: no person, no unit, no paper, no day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, pairwise
from math import ceil
from statistics import median_low
from time import monotonic
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from youthwork import clock
from youthwork.domain.workflow import Action
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import DraftSave, FormMinutes, Submission, SubmissionEvent

#: Saves further apart are a pause.
PAUSE = timedelta(minutes=5)
#: It must have been handed in so many times before the measured number is shown.
ENOUGH = 10
#: What took longer is counted here.
MOST = 240
_KEPT, _KEPT_SECONDS = "youthwork-form-minutes", 60

#: A form: edition key, annex key.
Form = tuple[str, str]


@dataclass(frozen=True)
class Estimate:
    """约几分钟: the median of so many `times`; 0: what the form itself says."""

    minutes: int
    times: int = 0

    @property
    def words(self) -> str:
        """约 8 分钟（34 次填报的中位数）, 约 15 分钟（估计）."""
        basis = f"{self.times} 次填报的中位数" if self.times else "估计"
        return f"约 {self.minutes} 分钟（{basis}）"


def measure(submission: Submission) -> None:
    """量一次 within the deed that submits; the first time only, and never of a correction.

    A filling whose saves all lie far apart (no script, no autosave) measures nothing.
    """
    if submission.corrects_id is not None or submission.round_number > 1 or _was_submitted(submission.id):
        return
    saved = db.session.scalars(
        select(DraftSave.saved_at)
        .where(DraftSave.submission_id == submission.id)
        .order_by(DraftSave.saved_at)
    ).all()
    spent = active(saved, clock.now())
    if spent:
        _count(
            submission.notice.edition_key, submission.annex_key, min(ceil(spent / timedelta(minutes=1)), MOST)
        )


def active(saved: Sequence[datetime], submitted_at: datetime) -> timedelta:
    """用时 between saves and to the submitting, without the pauses."""
    moments = [*saved, submitted_at]
    gaps = (later - earlier for earlier, later in pairwise(moments))
    return sum((gap for gap in gaps if gap <= PAUSE), timedelta())


def _was_submitted(submission_id: int) -> bool:
    """Whether it had been submitted before the step just taken, if it was taken."""
    asked = select(SubmissionEvent.id).where(
        SubmissionEvent.submission_id == submission_id, SubmissionEvent.action == Action.SUBMIT
    )
    return len(db.session.scalars(asked.limit(2)).all()) > 1


def _count(edition_key: str, annex_key: str, minutes: int) -> None:
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[db.engine.dialect.name]
    row = {"edition_key": edition_key, "annex_key": annex_key, "minutes": minutes, "times": 1}
    statement: Any = insert(FormMinutes).values(row)
    one_more = {"times": FormMinutes.times + 1}
    keys = ["edition_key", "annex_key", "minutes"]
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=one_more))
    current_app.extensions.pop(_KEPT, None)


def estimates(forms: Iterable[Form]) -> dict[Form, Estimate]:
    """约几分钟 of each of these forms; one query, or none where somebody asked a moment ago."""
    counted = _counted()
    return {form: estimate(find_annex(*form).minutes, counted.get(form, {})) for form in set(forms)}


def _counted() -> Mapping[Form, Mapping[int, int]]:
    """Form → minutes → times, in rising minutes; read again after a minute, because every form's page asks it."""
    kept = current_app.extensions.get(_KEPT)
    if kept is None or monotonic() - kept[0] > _KEPT_SECONDS:
        rows = db.session.execute(
            select(
                FormMinutes.edition_key, FormMinutes.annex_key, FormMinutes.minutes, FormMinutes.times
            ).order_by(FormMinutes.minutes)
        )
        found: dict[Form, dict[int, int]] = {}
        for edition_key, annex_key, minutes, times in rows:
            found.setdefault((edition_key, annex_key), {})[minutes] = times
        kept = current_app.extensions[_KEPT] = monotonic(), found
    counted: Mapping[Form, Mapping[int, int]] = kept[1]
    return counted


def estimate(said: int, counted: Mapping[int, int]) -> Estimate:
    """What the form says of itself until enough have filled it in, then the median; `counted` in rising minutes."""
    total = sum(counted.values())
    if total < ENOUGH:
        return Estimate(said)
    return Estimate(median_low(chain.from_iterable([each] * counted[each] for each in counted)), total)
