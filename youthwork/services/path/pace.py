"""办理快慢: how many days an organ takes for a step, from what it did in the last year; and when to expect the end.

One query for a whole route, over the newest events of each organ and step. No days are no promise: an organ that
has not done a step yet is said to have not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from math import ceil
from statistics import fmean
from typing import Any

from sqlalchemy import CompoundSelect, DateTime, Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased

from youthwork import clock
from youthwork.domain.calendar import is_workday, next_workday
from youthwork.domain.duties import Duty
from youthwork.domain.workflow import Action
from youthwork.extensions import db
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Submission, SubmissionEvent, User
from youthwork.services import posts
from youthwork.services.path.cases import Plan, annex_of
from youthwork.services.posts import Acting
from youthwork.services.tree import unit_of

NEWEST = 50
WITHIN = timedelta(days=365)

#: An organ (by the name its events bear) and what it does.
Post = tuple[str, Action]


@dataclass(frozen=True)
class Stop:
    """去向的一站: the step in words, where it is taken, by whom, why there, and the organ's average days for it."""

    word: str
    unit: str
    people: tuple[User | Acting, ...]
    days: float | None
    reason: str = ""

    @property
    def pace(self) -> str:
        """平均 1.2 天 · 一般当天办 · 还没有办过."""
        if self.days is None:
            return "还没有办过"
        return "一般当天办" if self.days < 0.05 else f"平均 {self.days:.1f} 天"


@dataclass(frozen=True)
class Way:
    """去向: every stop up to filing, and the day to expect it, as far as there is experience."""

    stops: tuple[Stop, ...]
    expected: date | None

    @property
    def unknown(self) -> int:
        return sum(stop.days is None for stop in self.stops)


def way_of(submission: Submission, plan: Plan) -> Way:
    """审签 → 用印 → 报送 → 签收 → 予以备案, were it submitted now."""
    stops = _stops(submission, annex_of(submission), plan)
    known = average_days([(unit, action) for _, action, unit, _, _ in stops])
    made = tuple(
        Stop(word, unit, tuple(people), known.get((unit, action)), reason)
        for word, action, unit, people, reason in stops
    )
    spent = [stop.days for stop in made if stop.days is not None]
    return Way(made, _workday(clock.today() + timedelta(days=ceil(sum(spent)))) if spent else None)


def _stops(
    submission: Submission, annex: type[AnnexForm], plan: Plan
) -> list[tuple[str, Action, str, Sequence[User | Acting], str]]:
    found: list[tuple[str, Action, str, Sequence[User | Acting], str]] = []
    if plan.signing_unit is not None:
        found.append(("审签", Action.SIGN_OFF, plan.signing_unit.name, plan.signing, ""))
    if annex.has_seal_cell and plan.sealing_unit is not None:
        found.append(("用印", Action.PRESS, plan.sealing_unit.name, plan.keepers, ""))
    owner = submission.owner.common_name
    clerks = posts.acting_for([Duty.CLERK], unit_of(submission.owner_id))
    receiver = plan.route.receiver_name
    return [
        *found,
        ("报送", Action.SEND, owner, clerks, ""),
        ("签收", Action.ACCEPT, receiver, plan.receiving, plan.route.reason),
        ("予以备案", Action.FILE, receiver, plan.receiving, ""),
    ]


def average_days(asked: Sequence[Post]) -> dict[Post, float]:
    """平均天数 of each organ for each step, counted from when the paper came to it; absent where it never did one."""
    wanted = list(dict.fromkeys(asked))
    if not wanted:
        return {}
    spans: dict[Post, list[float]] = {}
    said: dict[str, Any] = {"since": clock.now() - WITHIN}
    for at, (unit, action) in enumerate(wanted):
        said |= {f"asked_unit_{at}": unit, f"asked_action_{at}": action}
    rows: Iterable[Any] = db.session.execute(_recent_of(len(wanted)), said)
    for at, done, came in rows:
        if came is not None:
            days = (_moment(done) - _moment(came)).total_seconds() / 86_400
            spans.setdefault(wanted[at], []).append(days)
    return {post: fmean(days) for post, days in spans.items()}


@cache
def _recent_of(many: int) -> CompoundSelect[Any]:
    """Of so many posts at once; built once for each number, because every review page asks it."""
    return union_all(*(_recent(at) for at in range(many)))


def _recent(at: int) -> Select[tuple[int, datetime, datetime | None]]:
    """The newest times this organ did this step, each with the moment the step before it was done."""
    event, before = SubmissionEvent, aliased(SubmissionEvent)
    came = (
        select(func.max(before.at))
        .where(
            before.submission_id == event.submission_id,
            before.id < event.id,
            # Allowing the seal is part of pressing it.
            before.action != Action.APPROVE_PRESS,
        )
        .correlate(event)
        .scalar_subquery()
    )
    newest = (
        select(literal(at).label("post"), event.at.label("done"), came.label("came"))
        .where(
            event.acting_for == bindparam(f"asked_unit_{at}"),
            event.action == bindparam(f"asked_action_{at}", type_=SubmissionEvent.action.type),
            event.at > bindparam("since", type_=DateTime),
        )
        .order_by(event.at.desc())
        .limit(NEWEST)
        .subquery()
    )
    return select(newest.c.post, newest.c.done, newest.c.came)


def _moment(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day if is_workday(day) else next_workday(day)
