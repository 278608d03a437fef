"""任职: who holds which duty where today, in their own right or as a deputy, and who could take the next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.delegations import deputy_words
from youthwork.domain.duties import ORGAN_WIDE, Duty, acts_for
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.domain.workflow import Actor, StandIn
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, User
from youthwork.services.holdings import held_by, holdings, open_today
from youthwork.services.tree import units_at


def actor_of(user: User) -> Actor:
    """The person as the rules see them: today's duties, each with the organization it is held in.

    Two queries, on every request: the duties, own and deputised together, and the organizations they are in.
    """
    rows = held_by(user.id)
    units = units_at(row.path for row in rows)
    own = [row for row in rows if row.delegation_id is None]
    return Actor(
        user.id,
        tuple((row.duty, units[row.organization_id]) for row in own),
        tuple(
            StandIn(row.duty, units[row.organization_id], row.delegation_id, row.principal_id, row.principal)
            for row in rows
            if row.delegation_id is not None
        ),
        tuple((units[row.organization_id], row.nature) for row in own if row.duty is Duty.CADRE),
        max((row.since for row in own), default=None),
        any(row.has_absorbed for row in rows),
    )


def find_user(user_id: int) -> User:
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound("没有这个人")
    return user


@dataclass(frozen=True)
class Acting:
    """一位能办的同志, and for whom where it is a 代理."""

    user: User
    principal: str = ""

    @property
    def name(self) -> str:
        """李明, or 李明（代陈志远）."""
        return deputy_words(self.user.name, self.principal)


def acting_for(duties: Iterable[Duty], unit: Unit) -> list[Acting]:
    """Who may act for the unit today: those in their own right first, then deputies, as the unit lists them."""
    near = {each.id: each for each in _near(unit)}
    asked = {"duties": list(set(duties)), "places": list(near), "day": clock.today()}
    rows = db.session.execute(_acting(), asked).all()
    found: dict[int, Acting] = {}
    for user, duty, held_in, principal in rows:
        if acts_for(duty, near[held_in], unit):
            found.setdefault(user.id, Acting(user, principal or ""))
    return list(found.values())


@cache
def _acting() -> Select[Any]:
    """The people with any of these duties in any of these places; built once, because every plan asks it often."""
    held = holdings(
        AppointmentDuty.duty.in_(bindparam("duties", expanding=True)),
        Appointment.organization_id.in_(bindparam("places", expanding=True)),
        day=bindparam("day", type_=Date),
    ).subquery()
    return (
        select(User, held.c.duty, held.c.organization_id, held.c.principal)
        .join(held, held.c.user_id == User.id)
        .where(User.is_enabled)
        .order_by(held.c.principal.is_not(None), held.c.position, User.id)
    )


def people_with(duties: Iterable[Duty], unit: Unit) -> list[User]:
    """The people of `acting_for`, without for whom."""
    return [each.user for each in acting_for(duties, unit)]


def ids_with(duties: Iterable[Duty], unit: Unit) -> frozenset[int]:
    return frozenset(user.id for user in people_with(duties, unit))


def _near(unit: Unit) -> list[Unit]:
    """The organizations a duty for the unit may be held in: itself, its organ, the organ's departments."""
    organ = unit.organ
    held_in = [
        Unit(each.unit_id, each.name, OrganizationType.DEPARTMENT, organ.level, organ)
        for each in organ.departments
    ]
    return list({each.id: each for each in (*held_in, organ, unit)}.values())


def current_appointments(user: User) -> list[Appointment]:
    """The person's posts today with their duties, first post first; one query."""
    return list(
        db.session.scalars(
            select(Appointment)
            .where(Appointment.user_id == user.id, open_today(Appointment))
            .order_by(Appointment.position, Appointment.id)
            .options(
                joinedload(Appointment.duties),
                joinedload(Appointment.organization).joinedload(Organization.superior),
            )
        ).unique()
    )


def cadres_of(organ_id: int, user_id: int | None = None) -> list[Appointment]:
    """本单位团干部: everyone with a post as 团干部 in the organ or its departments today, in their order; or only one."""
    return list(
        db.session.scalars(
            select(Appointment)
            .join(AppointmentDuty)
            .join(User)
            .join(Organization, Appointment.organization_id == Organization.id)
            .where(
                or_(
                    Organization.id == organ_id,
                    and_(Organization.parent_id == organ_id, Organization.department_function.is_not(None)),
                ),
                AppointmentDuty.duty == Duty.CADRE,
                User.is_enabled,
                open_today(Appointment),
                open_today(AppointmentDuty),
                *([Appointment.user_id == user_id] if user_id is not None else []),
            )
            .order_by(Appointment.position, Appointment.id)
        ).unique()
    )


def office_units(actor: Actor) -> set[int]:
    """The organizations whose papers this person sees as a whole, not only their own."""
    return {
        unit.id
        for duty, held_in in actor.posts
        if duty is not Duty.CADRE
        for unit in ((held_in, held_in.organ) if duty in ORGAN_WIDE else (held_in,))
    }


def organ_ids(actor: Actor) -> set[int]:
    """The organs in whose office this person works."""
    return {unit.organ.id for duty, unit in actor.posts if duty is not Duty.CADRE}
