"""人员, read: the people of a unit, one person within the reader's sight, and what they still have in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.errors import NotAllowed, NotFound
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.domain.workflow import Actor, State
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Link, Organization, Submission, User
from youthwork.services.personnel.administration import (
    Charge,
    charge_of,
    check_office,
    common_unit,
    in_sight,
    own_organs,
    unit_for,
)
from youthwork.services.personnel.dated import not_ended
from youthwork.services.seals import usable
from youthwork.services.tree import ancestor_ids

#: A list shows no more people than this; the search box finds the rest.
SHOWN = 200


@dataclass(frozen=True)
class Person:
    """一个人 in a unit's list, with the posts held there today."""

    user: User
    posts: tuple[Appointment, ...]


@dataclass(frozen=True)
class Account:
    """一个人的页面: posts of today, posts ended, and whether the reader keeps the account."""

    user: User
    posts: list[Appointment]
    former: list[Appointment]
    #: Whose administrators keep the account: those of the lowest unit above all the person's posts.
    charge: Charge | None
    may_keep: bool
    #: The posts of today the reader may change or end.
    changeable: frozenset[int]
    is_close: bool


def people_in(organization: Organization, who: str = "") -> list[Person]:
    """人员 of an organization and its departments with a post there now or soon, in their order."""
    own = select(Organization.id).where(
        or_(
            Organization.id == organization.id,
            (Organization.parent_id == organization.id) & (Organization.type == OrganizationType.DEPARTMENT),
        )
    )
    query = (
        select(Appointment)
        .where(Appointment.organization_id.in_(own), not_ended(Appointment))
        .options(joinedload(Appointment.duties))
        .order_by(Appointment.position, Appointment.id)
        .limit(SHOWN)
    )
    if who:
        query = query.join(User, User.id == Appointment.user_id).where(
            or_(User.name.icontains(who, autoescape=True), Appointment.title.icontains(who, autoescape=True))
        )
    return _by_person(db.session.scalars(query).unique().all())


def search_people(actor: Actor, name: str) -> list[Person]:
    """人员 anywhere in the reader's sight whose name holds the text."""
    if not name:
        return []
    rows = db.session.scalars(
        select(Appointment)
        .join(User, User.id == Appointment.user_id)
        .join(Organization, Organization.id == Appointment.organization_id)
        .where(in_sight(actor), not_ended(Appointment), User.name.icontains(name, autoescape=True))
        .options(joinedload(Appointment.duties))
        .order_by(User.name, Appointment.position, Appointment.id)
        .limit(50)
    )
    return _by_person(rows.unique().all())


def find_person(actor: Actor, user_id: int) -> User:
    """人员 who holds, or once held, a post within the reader's sight; anybody else does not exist."""
    check_office(actor)
    found = db.session.scalar(
        select(User).where(
            User.id == user_id,
            User.id.in_(
                select(Appointment.user_id)
                .join(Organization, Organization.id == Appointment.organization_id)
                .where(in_sight(actor))
            ),
        )
    )
    if found is None:
        raise NotFound("没有这个人，或此人不在你的管理范围内")
    return found


def look_at(actor: Actor, user: User) -> Account:
    """The page of one person."""
    everything = posts_of(user)
    today = clock.today()
    posts = [post for post in everything if post.ends_on is None or post.ends_on >= today]
    former = [post for post in everything if post not in posts]
    charge = _account_charge(posts or former[:1])
    organs = {organ.id for organ in own_organs(actor)}
    may_keep = charge is not None and charge.includes(actor)
    is_close = may_keep or any(_organ_id(post.organization) in organs for post in posts or former)
    return Account(user, posts, former, charge, may_keep, _changeable(actor, posts, charge), is_close)


def check_keeps_account(actor: Actor, user: User) -> None:
    """Refuse who does not keep this person's account."""
    account = look_at(actor, user)
    if account.may_keep:
        return
    if account.charge is None:
        raise NotAllowed(f"{user.name}在互不隶属的单位任职，账号请联系系统维护人员处理")
    raise NotAllowed(account.charge.sentence())


def posts_of(user: User) -> list[Appointment]:
    """任职 of the person, those of today first in their order, then those ended, latest first."""
    rows = db.session.scalars(
        select(Appointment)
        .where(Appointment.user_id == user.id)
        .options(joinedload(Appointment.duties))
        .order_by(
            Appointment.ends_on.is_not(None), Appointment.ends_on.desc(), Appointment.position, Appointment.id
        )
    )
    return list(rows.unique())


def find_appointment(actor: Actor, appointment_id: int) -> Appointment:
    """任职 in an organization within the reader's sight."""
    check_office(actor)
    rows = db.session.scalars(
        select(Appointment)
        .join(Organization, Organization.id == Appointment.organization_id)
        .where(Appointment.id == appointment_id, in_sight(actor))
        .options(joinedload(Appointment.duties))
    )
    found = rows.unique().one_or_none()
    if found is None:
        raise NotFound("没有这条任职，或它不在你的管理范围内")
    return found


def lasting_duties(appointment: Appointment) -> list[AppointmentDuty]:
    """职责 of the post that go on beyond today; one taken away today is no longer among them."""
    today = clock.today()
    return [duty for duty in appointment.duties if duty.ends_on is None or duty.ends_on > today]


def open_work(appointment: Appointment) -> list[str]:
    """在手工作 that would be left behind if the post ended, each in words."""
    user_id, organ_id = appointment.user_id, _organ_id(appointment.organization)
    own = select(Organization.id).where(or_(Organization.id == organ_id, Organization.parent_id == organ_id))
    mine = or_(Submission.subject_id == user_id, Submission.created_by_id == user_id)
    papers = db.session.scalars(
        select(Submission).where(Submission.owner_id.in_(own), mine, Submission.state.in_(_UNSENT)).limit(20)
    ).all()
    cases = db.session.scalars(
        select(Submission)
        .where(
            Submission.receiver_id.in_(own),
            Submission.accepted_by_id == user_id,
            Submission.state == State.ACCEPTED,
        )
        .limit(20)
    ).all()
    link = db.session.scalar(
        select(Link)
        .where(Link.user_id == user_id, Link.ends_on.is_(None))
        .options(joinedload(Link.committee))
    )
    words = [
        f"《{paper.title}》还没有报送，结束任职后此人不能再填改，由本单位经办人接着办" for paper in papers
    ]
    words += [
        f"{case.owner.common_name}的《{case.title}》由此人签收、还没有办结，期满自动释放给同部门的审核人"
        for case in cases
    ]
    if link is not None:
        words.append(
            f"此人联系指导{link.committee.common_name}的联系关系还在，请到“联系关系”中结束或改由他人联系"
        )
    words += [
        f"此人保管着{seal.organization.common_name}的印章（{seal.mode.value}），请先在“印章”中办理交接，否则没有人能用印"
        for seal in usable.in_keeping_of(user_id, organ_id)
    ]
    return words


_UNSENT = (State.DRAFT, State.RETURNED, State.IN_SIGN_OFF, State.SIGNED_OFF, State.PRESSED)


def _by_person(rows: Sequence[Appointment]) -> list[Person]:
    posts: dict[int, list[Appointment]] = {}
    for row in rows:
        posts.setdefault(row.user_id, []).append(row)
    return [Person(held[0].user, tuple(held)) for held in posts.values()]


def _account_charge(posts: list[Appointment]) -> Charge | None:
    if not posts:
        return None
    unit: Unit | None = common_unit([post.organization for post in posts])
    return charge_of(unit) if unit else None


def _changeable(actor: Actor, posts: list[Appointment], charge: Charge | None) -> frozenset[int]:
    """The posts whose unit this person looks after; units outside their sight are not even asked about."""
    organs = {organ.id for organ in own_organs(actor)}
    found = set()
    for post in posts:
        if not organs & set(ancestor_ids(post.organization.path)):
            continue
        same = charge is not None and charge.unit.id == post.organization_id
        own = charge if same else charge_of(unit_for(actor, post.organization))
        if own is not None and own.includes(actor):
            found.add(post.id)
    return frozenset(found)


def _organ_id(organization: Organization) -> int:
    """The organ an organization belongs to; departments stand directly below theirs."""
    if organization.is_department and organization.parent_id is not None:
        return organization.parent_id
    return organization.id
