"""联系青年的人数 and their end: what an organ may know of its cadres' contacts, and what becomes of them with a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.workflow import Actor
from youthwork.domain.youth import ContactState, FieldNumbers, YouthField, added_up, published
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    Handover,
    Organization,
    User,
    YouthContact,
)
from youthwork.models.organization import subtree_range
from youthwork.services.contact_work.links.cadres import cadres_on, organ_id_of
from youthwork.services.contact_work.youth import contacts
from youthwork.services.personnel.administration import own_organs, path_of
from youthwork.services.personnel.dated import not_ended

#: How many cadres' contacts one slice of the day looks at.
_AT_ONCE = 200


@dataclass(frozen=True)
class OrganNumbers:
    """一个单位: the published numbers of its own cadres, and those of all organs below added up."""

    name: str
    own: FieldNumbers
    below: FieldNumbers


def numbers_for(actor: Actor) -> list[OrganNumbers]:
    """人数 by field for the organs in whose office this person works: of those in touch alone, none below three."""
    found = []
    for organ in own_organs(actor):
        low, high = subtree_range(path_of(organ))
        rows = db.session.execute(
            select(YouthContact.organization_id, YouthContact.field, func.count())
            .join(Organization, YouthContact.organization_id == Organization.id)
            .where(
                YouthContact.state == ContactState.IN_TOUCH,
                Organization.path >= low,
                Organization.path < high,
            )
            .group_by(YouthContact.organization_id, YouthContact.field)
        )
        by_organ: dict[int, dict[YouthField, int]] = {}
        for organ_id, field, number in rows:
            by_organ.setdefault(organ_id, {})[field] = int(number)
        own = published(by_organ.pop(organ.id, {}))
        found.append(OrganNumbers(organ.name, own, added_up(map(published, by_organ.values()))))
    return found


def end_with_posts(_day: date, after: int) -> int | None:
    """每日: contacts of who is no longer a cadre of the organ pass on where it was agreed, and are forgotten else.

    A slice of the daily work: after which cadre to go on → the last one looked at, None at the end.
    """
    cadres = db.session.scalars(
        select(YouthContact.cadre_id)
        .where(YouthContact.state == ContactState.IN_TOUCH, YouthContact.cadre_id > after)
        .distinct()
        .order_by(YouthContact.cadre_id)
        .limit(_AT_ONCE)
    ).all()
    for cadre_id in cadres:
        _end_for(cadre_id)
    return cadres[-1] if len(cadres) == _AT_ONCE else None


def _end_for(cadre_id: int) -> None:
    held = _organs_held(cadre_id)
    rows = db.session.scalars(
        select(YouthContact)
        .where(YouthContact.cadre_id == cadre_id, YouthContact.state == ContactState.IN_TOUCH)
        .with_for_update()
    ).all()
    for organ_id in sorted({row.organization_id for row in rows} - held):
        left = [row for row in rows if row.organization_id == organ_id]
        heir = _heir(cadre_id, organ_id)
        if heir is not None:
            agreed = [row for row in left if row.may_pass_on]
            contacts.pass_on(agreed, heir, organ_id, db.session.get_one(User, cadre_id))
            left = [row for row in left if row not in agreed]
        for row in left:
            contacts.end(row)


def _organs_held(cadre_id: int) -> set[int]:
    """The organs in which the person is a cadre today or will be, whether or not the account is in use."""
    rows = db.session.scalars(
        select(Appointment)
        .join(AppointmentDuty)
        .where(
            Appointment.user_id == cadre_id,
            AppointmentDuty.duty == Duty.CADRE,
            not_ended(Appointment),
            not_ended(AppointmentDuty),
        )
    )
    return {organ_id_of(row.organization) for row in rows.unique()}


def _heir(cadre_id: int, organ_id: int) -> User | None:
    """接任人 of the newest hand-over in this organ, if a cadre there."""
    rows = db.session.scalars(
        select(Handover)
        .join(Appointment, Handover.appointment_id == Appointment.id)
        .where(Appointment.user_id == cadre_id, Handover.successor_id.is_not(None))
        .order_by(Handover.id.desc())
    )
    there = {post.user_id: post.user for post in cadres_on([organ_id], clock.today())}
    for row in rows:
        if organ_id_of(row.appointment.organization) == organ_id and row.successor_id is not None:
            return there.get(row.successor_id)
    return None
