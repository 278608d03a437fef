"""联系工作 in a leaver's hands: how many 联系青年, which wishes and problems wait, which groups are led.

Who the young people are is read by the leaver alone, so their number is all there is of them here; of a wish and a
problem the number and the day, because a 交接清单 is printed and signed by three.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select, true

from youthwork.domain.night_visits import ProblemState
from youthwork.domain.wishes import WAITING
from youthwork.domain.youth import ContactState
from youthwork.extensions import db
from youthwork.models import Activity, VisitProblem, Wish, WorkGroup, YouthContact
from youthwork.services.holdings import open_today

#: The kinds of these lines on a 交接清单.
YOUTH, WISH, PROBLEM, GROUP = "联系青年", "微心愿", "夜访发现的问题", "小组"


@dataclass(frozen=True)
class ContactEstate:
    """在手的联系工作."""

    youth: int = 0
    wishes: tuple[Wish, ...] = ()
    problems: tuple[VisitProblem, ...] = ()
    groups: tuple[WorkGroup, ...] = ()


def contact_estate(
    user_id: int, organ_ids: Collection[int], *, leaves_all: bool, stays_cadre: bool
) -> ContactEstate:
    """What lies still when the person leaves the organ (with its departments: `organ_ids`).

    `leaves_all`: no other post goes on anywhere; else what belongs to other organs stays in their hands.
    `stays_cadre`: another post as 团干部 of the organ goes on, so that the young people stay too.
    """
    of_wish = or_(Wish.organization_id.in_(organ_ids), Wish.pool_id.in_(organ_ids))
    of_problem = VisitProblem.organization_id.in_(organ_ids)
    of_group = WorkGroup.organization_id.in_(organ_ids)
    here = [true() if leaves_all else each for each in (of_wish, of_problem, of_group)]
    youth = 0 if stays_cadre else db.session.scalars(_youth(user_id, organ_ids)).one()
    return ContactEstate(
        youth,
        tuple(db.session.scalars(_wishes(user_id).where(here[0]).order_by(Wish.id))),
        tuple(db.session.scalars(_problems(user_id).where(here[1]).order_by(VisitProblem.id))),
        tuple(db.session.scalars(_groups(user_id).where(here[2]).order_by(WorkGroup.id))),
    )


def still_open(user_id: int, items: Sequence[Mapping[str, Any]]) -> set[int]:
    """The lines of a 交接清单, by place, that are in the leaver's hands to this day; one query a kind."""
    asked: dict[str, set[int]] = {}
    for item in items:
        if item.get("record_id"):
            asked.setdefault(item["kind"], set()).add(item["record_id"])
    there = {kind: _READERS[kind](user_id, ids) for kind, ids in asked.items()}
    return {at for at, item in enumerate(items) if item.get("record_id") in there.get(item["kind"], ())}


def _youth(user_id: int, organ_ids: Collection[int]) -> Select[int]:
    return (
        select(func.count())
        .select_from(YouthContact)
        .where(
            YouthContact.cadre_id == user_id,
            YouthContact.organization_id.in_(organ_ids),
            YouthContact.state == ContactState.IN_TOUCH,
        )
    )


def _wishes(user_id: int) -> Select[Wish]:
    return select(Wish).where(Wish.owner_id == user_id, Wish.state.in_(WAITING))


def _problems(user_id: int) -> Select[VisitProblem]:
    return (
        select(VisitProblem)
        .join(Activity, Activity.id == VisitProblem.visit_id)
        .where(
            VisitProblem.owner_id == user_id,
            VisitProblem.state.in_((ProblemState.OPEN, ProblemState.UNDER_WAY)),
            Activity.withdrawn_at.is_(None),
        )
    )


def _groups(user_id: int) -> Select[WorkGroup]:
    return select(WorkGroup).where(WorkGroup.leader_id == user_id, open_today(WorkGroup))


def _still_youth(user_id: int, organ_ids: set[int]) -> set[int]:
    """The line of the young people is about the organ."""
    return {each for each in organ_ids if db.session.scalars(_youth(user_id, [each])).one()}


#: Kind → of these records, those still in the person's hands.
_READERS: Mapping[str, Callable[[int, set[int]], set[int]]] = {
    YOUTH: _still_youth,
    WISH: lambda user_id, ids: _ids(_wishes(user_id).with_only_columns(Wish.id).where(Wish.id.in_(ids))),
    PROBLEM: lambda user_id, ids: _ids(
        _problems(user_id).with_only_columns(VisitProblem.id).where(VisitProblem.id.in_(ids))
    ),
    GROUP: lambda user_id, ids: _ids(
        _groups(user_id).with_only_columns(WorkGroup.id).where(WorkGroup.id.in_(ids))
    ),
}


def _ids(asked: Select[int]) -> set[int]:
    return set(db.session.scalars(asked))
