"""微心愿的清单: mine, the pools', the office's; who waits longest stands first, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from youthwork.domain.duties import Duty
from youthwork.domain.wishes import WAITING, WishState
from youthwork.domain.workflow import Actor
from youthwork.domain.youth import YouthField
from youthwork.extensions import db
from youthwork.models import Wish
from youthwork.services.contact_work.wishes import wish_sight

PAGE = 30


class WishView(Enum):
    """哪一张清单."""

    MINE = "我的"
    POOL = "心愿池"
    OFFICE = "本单位"


@dataclass(frozen=True)
class WishQuery:
    """清单的条件. `state` None: whoever still waits; in the pool's list, what lies in it."""

    view: WishView = WishView.MINE
    state: WishState | None = None
    field: YouthField | None = None
    pool_id: int | None = None
    text: str = ""
    after_id: int | None = None

    def but(self, **changes: Any) -> WishQuery:
        return replace(self, **{"after_id": None, **changes})


@dataclass(frozen=True)
class WishPage:
    """清单的一页, and how many there are in each state."""

    rows: list[Wish]
    counts: Mapping[WishState, int]
    #: The id after which the next page begins; None on the last.
    next_id: int | None


def list_wishes(actor: Actor, query: WishQuery) -> WishPage:
    """The page: what still waits with the longest wait first, what is over with the newest first."""
    whose = _of_view(actor, query.view)
    found = list(db.session.scalars(_ordered(select(Wish).where(whose, *_narrowed(query)), query)))
    rows = found[:PAGE]
    counted = select(Wish.state, func.count()).where(whose, *_narrowed(replace(query, state=None), True))
    counts = {state: count for state, count in db.session.execute(counted.group_by(Wish.state))}
    return WishPage(rows, counts, rows[-1].id if len(found) > PAGE else None)


def every_wish(actor: Actor, query: WishQuery, most: int) -> list[Wish]:
    """The same list to its end, for an export; `most` at the most."""
    rows = select(Wish).where(_of_view(actor, query.view), *_narrowed(query))
    return list(db.session.scalars(_ordered(rows, query).limit(most)))


def of_record(activity_id: int) -> list[Wish]:
    """微心愿 heard at a record, oldest first; who sees the record sees them."""
    return list(db.session.scalars(select(Wish).where(Wish.activity_id == activity_id).order_by(Wish.id)))


def has_office(actor: Actor) -> bool:
    return any(duty is not Duty.CADRE for duty, _ in actor.posts)


def _of_view(actor: Actor, view: WishView) -> ColumnElement[bool]:
    if view is WishView.POOL:
        return wish_sight.in_pools_of(actor)
    if view is WishView.OFFICE:
        return wish_sight.of_office(actor)
    return or_(Wish.raised_by_id == actor.user_id, Wish.owner_id == actor.user_id)


def _narrowed(query: WishQuery, for_counts: bool = False) -> list[ColumnElement[bool]]:
    conditions = []
    if query.state is not None:
        conditions.append(Wish.state == query.state)
    elif not for_counts:
        states = {WishState.POOL} if query.view is WishView.POOL else WAITING
        conditions.append(Wish.state.in_(states))
    if query.field is not None:
        conditions.append(Wish.field == query.field)
    if query.pool_id is not None:
        conditions.append(Wish.pool_id == query.pool_id)
    conditions += [Wish.text.contains(word, autoescape=True) for word in query.text.split()]
    return conditions


def _ordered(rows: Select[Wish], query: WishQuery) -> Select[Wish]:
    """Numbers are given in the order of registering: the smallest has waited longest."""
    is_over = query.state is not None and query.state.is_over
    if query.after_id is not None:
        rows = rows.where(Wish.id < query.after_id if is_over else Wish.id > query.after_id)
    return (
        rows.order_by(Wish.id.desc() if is_over else Wish.id)
        .limit(PAGE + 1)
        .options(joinedload(Wish.owner), joinedload(Wish.pool), joinedload(Wish.organization))
    )
