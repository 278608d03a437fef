"""任职: who holds which duty where today, and who could take the next step."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select

from youthwork import clock
from youthwork.domain.duties import ORGAN_WIDE, Duty, acts_for
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, User
from youthwork.services.tree import units_at


def actor_of(user: User) -> Actor:
    """The person as the rules see them: today's duties, each with the organization it is held in."""
    rows = db.session.execute(
        select(AppointmentDuty.duty, Organization.id, Organization.path)
        .join(Appointment, AppointmentDuty.appointment_id == Appointment.id)
        .join(Organization, Appointment.organization_id == Organization.id)
        .where(Appointment.user_id == user.id, *_current())
        .order_by(Appointment.position, AppointmentDuty.id)
    ).all()
    units = units_at(path for _, _, path in rows)
    return Actor(user.id, tuple((duty, units[organization_id]) for duty, organization_id, _ in rows))


def find_user(user_id: int) -> User:
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound("没有这个人")
    return user


def people_with(duties: Iterable[Duty], unit: Unit) -> list[User]:
    """The people whose duty lets them act for the unit today, in the order the unit lists them."""
    wanted = set(duties)
    near = _near(unit)
    rows = db.session.execute(
        select(User, AppointmentDuty.duty, Appointment.organization_id)
        .join(Appointment, Appointment.user_id == User.id)
        .join(AppointmentDuty)
        .where(
            AppointmentDuty.duty.in_(wanted),
            Appointment.organization_id.in_([each.id for each in near]),
            User.is_enabled,
            *_current(),
        )
        .order_by(Appointment.position, User.id)
    ).all()
    by_id = {each.id: each for each in near}
    return list(dict.fromkeys(user for user, duty, held_in in rows if acts_for(duty, by_id[held_in], unit)))


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
    """The person's posts today, first post first."""
    return list(
        db.session.scalars(
            select(Appointment)
            .where(Appointment.user_id == user.id, _open(Appointment))
            .order_by(Appointment.position, Appointment.id)
        )
    )


def cadres_of(organ_id: int) -> list[Appointment]:
    """本单位团干部: everyone with a post as 团干部 in the organ or its departments today, in their order."""
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
                *_current(),
            )
            .order_by(Appointment.position, Appointment.id)
        ).unique()
    )


def _current() -> tuple[ColumnElement[bool], ...]:
    return _open(Appointment), _open(AppointmentDuty)


def _open(dated: type[Appointment] | type[AppointmentDuty]) -> ColumnElement[bool]:
    today = clock.today()
    return and_(dated.starts_on <= today, or_(dated.ends_on.is_(None), dated.ends_on >= today))


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
