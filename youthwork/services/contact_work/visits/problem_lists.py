"""问题的清单: what I see to, what I found, what my organ and all beneath it have; never by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from youthwork.domain.night_visits import ProblemState
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Activity, NightVisit, VisitProblem
from youthwork.services.contact_work.records import records

#: Problems on one page.
PAGE = 50
OPEN = (ProblemState.OPEN, ProblemState.UNDER_WAY)


class Whose(Enum):
    """哪些问题."""

    MINE = "由我办理"
    FOUND = "我发现的"
    ORGAN = "本单位和下级"


@dataclass(frozen=True)
class Asked:
    """筛选: `state` None means those still open; `is_all` every state."""

    whose: Whose = Whose.MINE
    state: ProblemState | None = None
    is_all: bool = False
    category: str = ""

    @property
    def oldest_first(self) -> bool:
        """Of what is open, that which waits longest comes first; of the rest, the newest."""
        return not self.is_all and (self.state is None or not self.state.is_over)


def page_of(actor: Actor, asked: Asked, beyond_id: int | None = None) -> Sequence[VisitProblem]:
    """A page of problems and one more, each with its visit and record; `beyond_id` is the last of the page before."""
    order = VisitProblem.id.asc() if asked.oldest_first else VisitProblem.id.desc()
    conditions = [_whose(actor, asked.whose), Activity.withdrawn_at.is_(None), *_narrowed(asked)]
    if beyond_id is not None:
        conditions.append(VisitProblem.id > beyond_id if asked.oldest_first else VisitProblem.id < beyond_id)
    return db.session.scalars(
        select(VisitProblem)
        .join(VisitProblem.visit)
        .join(NightVisit.activity)
        .where(*conditions)
        .order_by(order)
        .limit(PAGE + 1)
        .options(
            contains_eager(VisitProblem.visit).contains_eager(NightVisit.activity),
            joinedload(VisitProblem.owner),
            joinedload(VisitProblem.organization),
        )
    ).all()


def waiting_for(person_id: int) -> int:
    """How many problems this person has to see to."""
    return db.session.scalars(
        select(func.count())
        .select_from(VisitProblem)
        .join(Activity, Activity.id == VisitProblem.visit_id)
        .where(
            VisitProblem.owner_id == person_id,
            VisitProblem.state.in_(OPEN),
            Activity.withdrawn_at.is_(None),
        )
    ).one()


def _whose(actor: Actor, whose: Whose) -> ColumnElement[bool]:
    if whose is Whose.MINE:
        return VisitProblem.owner_id == actor.user_id
    if whose is Whose.FOUND:
        return Activity.person_id == actor.user_id
    seen = records.visible_activities(actor).with_only_columns(Activity.id)
    return VisitProblem.visit_id.in_(seen)


def _narrowed(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if not asked.is_all:
        found.append(VisitProblem.state.in_((asked.state,) if asked.state else OPEN))
    if asked.category:
        found.append(VisitProblem.category == asked.category)
    return found
