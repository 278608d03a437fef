"""任职经过: the posts as 团干部 that people held over a stretch of days, by which they are asked for contact work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.periods import Span, Stretch
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, User

_Above = aliased(Organization)


@dataclass(frozen=True)
class Held:
    """一段任职: the organ (a department's being its superior), its path, and the span in which it was a 团干部's."""

    organ_id: int
    organ_name: str
    path: str
    title: str
    #: None where the nature is 未定: nothing is asked of such a post.
    nature: CadreNature | None
    starts_on: date
    ends_on: date | None
    #: 排列顺序 within the organ.
    rank: tuple[int, int]

    def touches(self, stretch: Stretch) -> bool:
        return self.starts_on <= stretch.ends_on and (
            self.ends_on is None or self.ends_on >= stretch.starts_on
        )


@dataclass
class PersonPosts:
    """一名团干部和任职经过, the first post first."""

    id: int
    name: str
    held: list[Held] = field(default_factory=list)

    def spans(self, organ_id: int | None = None) -> list[Span]:
        """The posts as `periods` asks of them; only those in one organ where it is given."""
        return [
            Span(each.nature, each.starts_on, each.ends_on)
            for each in self.held
            if each.nature is not None and organ_id in (None, each.organ_id)
        ]

    def on(self, day: date) -> list[Held]:
        return [each for each in self.held if each.starts_on <= day <= (each.ends_on or day)]


def posts_of(person_id: int) -> PersonPosts | None:
    """一个人的任职经过; None for who never was a 团干部."""
    return next(iter(_posts(_of_person(), person=person_id)), None)


def posts_in(organ_id: int, stretch: Stretch) -> list[PersonPosts]:
    """本单位团干部 at any time of these days, in the organ's order, each with posts elsewhere too.

    One query. Who cannot sign in any more is not among them, as nowhere on the organ's lists.
    """
    people = _posts(_of_organ(), organ=organ_id, first=stretch.starts_on, last=stretch.ends_on)
    here = {
        person.id: [each.rank for each in person.held if each.organ_id == organ_id and each.touches(stretch)]
        for person in people
    }
    return sorted((each for each in people if here[each.id]), key=lambda each: min(here[each.id]))


@cache
def _of_person() -> Any:
    """Both statements are built once: building one costs as much as its answer."""
    return _select(Appointment.user_id == bindparam("person"))


@cache
def _of_organ() -> Any:
    organ: BindParameter[Any] = bindparam("organ")
    there = (
        select(Appointment.user_id)
        .join(AppointmentDuty)
        .join(Organization, Appointment.organization_id == Organization.id)
        .where(
            AppointmentDuty.duty == Duty.CADRE,
            or_(
                Organization.id == organ,
                and_(Organization.parent_id == organ, Organization.department_function.is_not(None)),
            ),
            _touches(Appointment),
            _touches(AppointmentDuty),
        )
    )
    return _select(and_(Appointment.user_id.in_(there), User.is_enabled))


def _select(whose: ColumnElement[bool]) -> Any:
    return (
        select(
            User.id,
            User.name,
            Appointment.id.label("appointment_id"),
            Appointment.position,
            Appointment.title,
            Appointment.nature,
            Appointment.starts_on,
            Appointment.ends_on,
            AppointmentDuty.starts_on.label("duty_from"),
            AppointmentDuty.ends_on.label("duty_to"),
            Organization.id.label("organization_id"),
            Organization.parent_id,
            Organization.common_name,
            _Above.common_name.label("above"),
            Organization.path,
            Organization.department_function,
        )
        .select_from(Appointment)
        .join(User, Appointment.user_id == User.id)
        .join(AppointmentDuty, AppointmentDuty.appointment_id == Appointment.id)
        .join(Organization, Appointment.organization_id == Organization.id)
        .outerjoin(_Above, Organization.parent_id == _Above.id)
        .where(AppointmentDuty.duty == Duty.CADRE, whose)
        .order_by(Appointment.position, Appointment.id, AppointmentDuty.id)
    )


def _posts(statement: Any, **asked: int | date) -> list[PersonPosts]:
    found: dict[int, PersonPosts] = {}
    for row in db.session.execute(statement, asked):
        is_department = row.department_function is not None and row.parent_id is not None
        ends = [day for day in (row.ends_on, row.duty_to) if day is not None]
        held = Held(
            row.parent_id if is_department else row.organization_id,
            row.above if is_department else row.common_name,
            row.path.rsplit("/", 2)[0] + "/" if is_department else row.path,
            row.title,
            row.nature,
            max(row.starts_on, row.duty_from),
            min(ends) if ends else None,
            (row.position, row.appointment_id),
        )
        if held.ends_on is None or held.starts_on <= held.ends_on:
            found.setdefault(row.id, PersonPosts(row.id, row.name)).held.append(held)
    return list(found.values())


def _touches(dated: type[Appointment] | type[AppointmentDuty]) -> ColumnElement[bool]:
    first, last = bindparam("first", type_=Date), bindparam("last", type_=Date)
    return and_(dated.starts_on <= last, or_(dated.ends_on.is_(None), dated.ends_on >= first))
