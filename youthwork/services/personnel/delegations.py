"""代理: name a deputy for duties of a post, end it early, and list who stands in for whom.

The deputy acts in their own name for the principal; the principal may act all the same. It ends by its date, by
being ended, or with the post, its duty, or the deputy's last post in the organ: no clock has to run for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.delegations import DELEGABLE, check_duty, check_period, overlap
from youthwork.domain.duties import Duty, acts_for
from youthwork.domain.errors import NotAllowed, NotFound, Unacceptable
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Appointment, Delegation, Organization, User
from youthwork.services import audit
from youthwork.services.holdings import open_today
from youthwork.services.personnel.administration import Charge, charge_of, unit_for
from youthwork.services.personnel.dated import not_ended
from youthwork.services.tree import units_at


@dataclass(frozen=True)
class Term:
    """代理的内容: which duties, who, from when until when, and why."""

    duties: tuple[Duty, ...]
    deputy_id: int
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True)
class Place:
    """要办代理的任职: the post, whose administrators look after it, and whether the giver is one of them."""

    post: Appointment
    unit: Unit
    charge: Charge
    may_give_administration: bool

    @property
    def duties(self) -> list[Duty]:
        """The duties of the post a deputy may be named for by this person."""
        held = {
            each.duty for each in self.post.duties if each.ends_on is None or each.ends_on >= clock.today()
        }
        kinds = [duty for duty in DELEGABLE if duty in held]
        return [each for each in kinds if each is not Duty.ADMINISTRATOR or self.may_give_administration]

    @property
    def keeps_seals(self) -> bool:
        return any(
            each.duty is Duty.SEAL_KEEPER and each.is_current(clock.today()) for each in self.post.duties
        )


def place_of(actor: Actor, appointment_id: int) -> Place:
    """The post for which this person may name a deputy: their own, or one their administrators' duty covers."""
    post = (
        db.session.scalars(
            select(Appointment)
            .where(Appointment.id == appointment_id, not_ended(Appointment))
            .options(joinedload(Appointment.duties))
        )
        .unique()
        .one_or_none()
    )
    if post is None:
        raise NotFound("没有这条任职，或它已经结束")
    unit = unit_for(actor, post.organization)
    charge = charge_of(unit)
    administers = charge.includes(actor)
    if actor.user_id != post.user_id and not administers:
        if unit.organ.id not in {held_in.organ.id for _, held_in in actor.posts}:
            raise NotFound("没有这条任职，或它不在你的管理范围内")
        raise NotAllowed(f"代理由{post.user.name}本人指定，或{charge.sentence().removeprefix('这一步')}")
    own = any(
        duty is Duty.ADMINISTRATOR and acts_for(duty, held_in, charge.keeper) for duty, held_in in actor.own
    )
    return Place(post, unit, charge, administers and own)


def candidates(place: Place) -> list[User]:
    """可以代理的人: the organ's other people; where there are none, those of the superior organ."""
    for organ in list(place.unit.organ.chain)[:2]:
        found = [user for user in people_of(organ.organ) if user.id != place.post.user_id]
        if found:
            return found
    return []


def give(place: Place, term: Term, by: User) -> list[Delegation]:
    """指定代理: one record a duty. Raises `Unacceptable` with the first sentence that stands against it."""
    post = place.post
    # Two people who name deputies for one post at once: the second sees what the first did.
    db.session.refresh(post, with_for_update={"of": Appointment})
    if not term.duties:
        raise Unacceptable("请勾选要代理的职责")
    for duty in term.duties:
        check_duty(duty)
        if duty is Duty.ADMINISTRATOR and not place.may_give_administration:
            raise Unacceptable("管理员的代理只能由管理员本人的职责指定，代理人不能再转给别人")
        if duty not in place.duties:
            raise Unacceptable(f"{post.user.name}现在没有{duty.value}职责，不能请人代理")
    check_period(term.starts_on, term.ends_on, clock.today())
    if post.ends_on is not None and term.ends_on > post.ends_on:
        raise Unacceptable(f"{post.user.name}的任职到{long_date(post.ends_on)}结束，代理不能更晚")
    deputy = next((user for user in candidates(place) if user.id == term.deputy_id), None)
    if deputy is None:
        raise Unacceptable(
            f"代理人须是{place.unit.organ.name}的另一位在职同志；本单位只有一个人的，请上级的同志代理。请重新选择"
        )
    for duty in term.duties:
        _check_free(post, duty, term)
    rows = [
        Delegation(
            appointment=post,
            duty=duty,
            deputy=deputy,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            reason=term.reason,
            given_by_id=by.id,
            given_at=clock.now(),
        )
        for duty in term.duties
    ]
    db.session.add_all(rows)
    db.session.flush()
    words = "、".join(duty.value for duty in term.duties)
    days = f"{long_date(term.starts_on)}至{long_date(term.ends_on)}"
    audit.record("delegation", f"{by.name}指定{deputy.name}代理{post.user.name}的{words}，{days}", by.id)
    return rows


def find(actor: Actor, delegation_id: int) -> Delegation:
    """代理 this person may end: given from their own post, held by them, or of a unit they look after."""
    row = db.session.get(Delegation, delegation_id)
    if row is None:
        raise NotFound("没有这条代理")
    if actor.user_id not in (row.appointment.user_id, row.deputy_id):
        place_of(actor, row.appointment_id)
    return row


def revoke(row: Delegation, by: User) -> None:
    """提前结束: its rights are gone at once; what was done under it stands. Ended twice, it stays ended."""
    db.session.refresh(row, with_for_update={"of": Delegation})
    if row.revoked_at is not None:
        return
    if row.ends_on < clock.today():
        raise Unacceptable(f"这条代理已于{long_date(row.ends_on)}到期")
    _end(row, by)


def end_with(post: Appointment, last_day: date, by: User) -> None:
    """随任职结束: what was given from the post, and what its holder held in an organ they leave."""
    for row in _standing(or_(Delegation.appointment_id == post.id, Delegation.deputy_id == post.user_id)):
        given = row.appointment_id == post.id
        if given or not _works_on(post, row, last_day):
            cut(row, last_day, by)


def carry_over(post: Appointment, onward: Appointment, by: User) -> None:
    """随任职转入: what was given from a post that goes on in another department goes on with it."""
    for row in _standing(Delegation.appointment_id == post.id):
        first = max(row.starts_on, onward.starts_on)
        if row.ends_on >= first:
            db.session.add(
                Delegation(
                    appointment=onward,
                    duty=row.duty,
                    deputy=row.deputy,
                    starts_on=first,
                    ends_on=row.ends_on,
                    reason=row.reason,
                    given_by_id=row.given_by_id,
                    given_at=row.given_at,
                )
            )
            assert post.ends_on is not None
            cut(row, post.ends_on, by)


def cut(row: Delegation, last_day: date, by: User) -> None:
    """Let the 代理 reach no further than the day."""
    if row.starts_on > last_day:
        _end(row, by)
    else:
        row.ends_on = min(row.ends_on, last_day)
    db.session.flush()


def of_person(user_id: int) -> list[Delegation]:
    """代理 given from the person's posts or held by them, not yet over."""
    mine = select(Appointment.id).where(Appointment.user_id == user_id)
    return _standing(or_(Delegation.appointment_id.in_(mine), Delegation.deputy_id == user_id))


def _standing(condition: ColumnElement[bool]) -> list[Delegation]:
    rows = db.session.scalars(
        select(Delegation)
        .where(condition, Delegation.revoked_at.is_(None), Delegation.ends_on >= clock.today())
        .order_by(Delegation.starts_on, Delegation.id)
    )
    return list(rows)


def people_of(organ: Unit) -> list[User]:
    """在职人员 of an organ and its departments with an account in use, in their order."""
    in_departments = (Organization.parent_id == organ.id) & (Organization.type == OrganizationType.DEPARTMENT)
    rows = db.session.scalars(
        select(User)
        .join(Appointment, Appointment.user_id == User.id)
        .join(Organization, Organization.id == Appointment.organization_id)
        .where(or_(Organization.id == organ.id, in_departments), User.is_enabled, open_today(Appointment))
        .order_by(Appointment.position, User.id)
    )
    return list(dict.fromkeys(rows))


def _check_free(post: Appointment, duty: Duty, term: Term) -> None:
    """One duty has one deputy at a time."""
    given = db.session.scalars(
        select(Delegation)
        .where(
            Delegation.appointment_id == post.id,
            Delegation.duty == duty,
            Delegation.revoked_at.is_(None),
        )
        .order_by(Delegation.starts_on)
    )
    shared = (each for each in given if overlap(each.starts_on, each.ends_on, term.starts_on, term.ends_on))
    other = next(shared, None)
    if other is not None:
        raise Unacceptable(
            f"{post.user.name}的{duty.value}已由{other.deputy.name}代理（{long_date(other.starts_on)}至"
            f"{long_date(other.ends_on)}），日期重叠。请换日期，或先结束那一条"
        )


def _works_on(post: Appointment, row: Delegation, last_day: date) -> bool:
    """Whether the deputy still has a post where deputies for this one come from, once `post` has ended."""
    units = units_at([row.appointment.organization.path])
    organ = units[row.appointment.organization_id].organ
    homes = {each.id for each in list(organ.chain)[:2]}
    lasting = db.session.scalars(
        select(Organization)
        .join(Appointment, Appointment.organization_id == Organization.id)
        .where(
            Appointment.user_id == row.deputy_id,
            Appointment.id != post.id,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on > last_day),
        )
    )
    return any((each.parent_id if each.is_department else each.id) in homes for each in lasting)


def _end(row: Delegation, by: User) -> None:
    row.revoked_at, row.revoked_by_id = clock.now(), by.id
    db.session.flush()
    words = f"{by.name}结束了{row.deputy.name}对{row.appointment.user.name}的{row.duty.value}代理"
    audit.record("delegation", words, by.id)
