"""微心愿的情况: how an organ's wishes stand, how long they took, what was fulfilled by field, what could not be and why.

Numbers of the organ and all beneath together: no unit and no person is set against another (DOMAIN §0.3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from sqlalchemy import ColumnElement, and_, func, or_, select

from youthwork import clock
from youthwork.domain.hierarchy import Unit
from youthwork.domain.wishes import WAITING, WishAction, WishState
from youthwork.domain.workflow import Actor
from youthwork.domain.youth import YouthField
from youthwork.extensions import db
from youthwork.models import Organization, Wish, WishStep
from youthwork.models.organization import subtree_range
from youthwork.services.contact_work.wishes.wish_sight import path_of

#: So many that could not be are read out; the list has the rest.
MOST_TOLD = 20
_FULFILLED = (WishState.FULFILLED, WishState.FED_BACK)


@dataclass(frozen=True)
class WishOverview:
    """微心愿情况 of an organ and all beneath it in a year."""

    organ: Unit
    year: int
    #: As they stand today, whenever they were raised.
    counts: dict[WishState, int]
    #: Days the one that waits longest has waited; None where none waits.
    longest: int | None
    registered: int
    #: Fulfilled in the year, by field; None: no field given.
    by_field: list[tuple[YouthField | None, int]]
    #: From 登记 to 实现, of those of the year; None where there is none.
    median_days: float | None
    #: What could not be, with the words that could be told to the young person.
    impossible: Sequence[tuple[Wish, str]]
    impossible_count: int

    @property
    def fulfilled(self) -> int:
        return sum(count for _, count in self.by_field)

    @property
    def waiting(self) -> int:
        return sum(count for state, count in self.counts.items() if state in WAITING)


def organs_of(actor: Actor) -> list[Unit]:
    """The organs whose overview this person reads: those they hold a post in."""
    return list({unit.organ.id: unit.organ for _, unit in actor.posts}.values())


def overview_of(organ: Unit, year: int) -> WishOverview:
    """Five queries, whatever the number of wishes."""
    whose = _of(organ)
    counts = {
        state: count
        for state, count in db.session.execute(
            select(Wish.state, func.count()).where(whose).group_by(Wish.state)
        )
    }
    first = db.session.scalar(select(func.min(Wish.raised_at)).where(whose, Wish.state.in_(WAITING)))
    within = Wish.raised_at >= datetime(year, 1, 1), Wish.raised_at < datetime(year + 1, 1, 1)
    fulfilled = _fulfilled(whose, year)
    fields = Counter(field for field, _ in fulfilled)
    impossible = _impossible(whose, year)
    return WishOverview(
        organ,
        year,
        counts,
        (clock.today() - first.date()).days if first else None,
        db.session.scalar(select(func.count()).select_from(Wish).where(whose, *within)) or 0,
        sorted(fields.items(), key=lambda each: (-each[1], each[0].value if each[0] else "")),
        median(days for _, days in fulfilled) if fulfilled else None,
        impossible[:MOST_TOLD],
        len(impossible),
    )


def _of(organ: Unit) -> ColumnElement[bool]:
    low, high = subtree_range(path_of(organ))
    beneath = select(Organization.id).where(Organization.path >= low, Organization.path < high)
    return or_(Wish.organization_id.in_(beneath), Wish.pool_id.in_(beneath))


def _fulfilled(whose: ColumnElement[bool], year: int) -> list[tuple[YouthField | None, int]]:
    """Field and days of each wish last fulfilled in the year and not taken up again."""
    last = func.max(WishStep.at)
    rows = db.session.execute(
        select(Wish.field, Wish.raised_at, last.label("at"))
        .join(WishStep, and_(WishStep.wish_id == Wish.id, WishStep.action == WishAction.FULFIL))
        .where(whose, Wish.state.in_(_FULFILLED))
        .group_by(Wish.id, Wish.field, Wish.raised_at)
        .having(last >= datetime(year, 1, 1), last < datetime(year + 1, 1, 1))
    )
    return [(row.field, _days(row.raised_at, row.at)) for row in rows]


def _days(first: datetime, last: datetime) -> int:
    return (last.date() - first.date()).days


def _impossible(whose: ColumnElement[bool], year: int) -> list[tuple[Wish, str]]:
    """Newest first, each with the words of its last 无法实现."""
    start, end = date(year, 1, 1), date(year + 1, 1, 1)
    rows = db.session.execute(
        select(Wish, WishStep.words)
        .join(WishStep, and_(WishStep.wish_id == Wish.id, WishStep.action == WishAction.GIVE_UP))
        .where(
            whose,
            Wish.state == WishState.IMPOSSIBLE,
            Wish.state_since >= datetime.combine(start, datetime.min.time()),
            Wish.state_since < datetime.combine(end, datetime.min.time()),
            WishStep.at == Wish.state_since,
        )
        .order_by(Wish.id.desc())
    ).all()
    return [(wish, words) for wish, words in rows]
