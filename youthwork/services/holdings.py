"""职责在谁手里: the one SELECT of who exercises which duty where today, in their own right or as a deputy.

Every other module that asks who may act reads `holdings`: so a 代理 counts everywhere from its first day to its
last, and nowhere a minute longer. It rests on the post it was given from: when that post or its duty ends, so
does the 代理. Whether the principal's account is in use does not matter: the post is theirs all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from youthwork import clock
from youthwork.domain.errors import NotAllowed
from youthwork.domain.workflow import StandIn
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    Delegation,
    GroupMember,
    Organization,
    Posting,
    User,
    WorkGroup,
)

_Principal = aliased(User)
#: What holds from one day to another.
_Dated = type[Appointment] | type[AppointmentDuty] | type[GroupMember] | type[Posting] | type[WorkGroup]


def holdings(*conditions: ColumnElement[bool], user_id: Any = None, day: Any = None) -> CompoundSelect[Any]:
    """One row a duty: duty, organization_id, path, user_id, position, rank, nature, since, until, and of a 代理
    delegation_id, principal_id, principal, which are null in rows of one's own right.

    `conditions` speak of `Appointment`, `AppointmentDuty` and `Organization`; `user_id` is who exercises the
    duty, `day` another day than today: either may be a bound parameter. `until` is the last day it can be
    exercised, null where no end is known.
    """
    on = clock.today() if day is None else day
    return union_all(_own(conditions, user_id, on), _deputised(conditions, user_id, on))


def _own(conditions: tuple[ColumnElement[bool], ...], user_id: Any, day: Any) -> Select[Any]:
    mine = () if user_id is None else (Appointment.user_id == user_id,)
    return (
        select(
            AppointmentDuty.duty.label("duty"),
            Appointment.organization_id.label("organization_id"),
            Organization.path.label("path"),
            Appointment.user_id.label("user_id"),
            Appointment.position.label("position"),
            AppointmentDuty.id.label("rank"),
            Appointment.nature.label("nature"),
            AppointmentDuty.starts_on.label("since"),
            _earlier(Appointment.ends_on, AppointmentDuty.ends_on).label("until"),
            null().label("delegation_id"),
            null().label("principal_id"),
            null().label("principal"),
        )
        .join(Appointment, AppointmentDuty.appointment_id == Appointment.id)
        .join(Organization, Appointment.organization_id == Organization.id)
        .where(*mine, *conditions, open_today(Appointment, day), open_today(AppointmentDuty, day))
    )


def _deputised(conditions: tuple[ColumnElement[bool], ...], user_id: Any, day: Any) -> Select[Any]:
    mine = () if user_id is None else (Delegation.deputy_id == user_id,)
    end = _earlier(_earlier(Appointment.ends_on, AppointmentDuty.ends_on), Delegation.ends_on)
    same_duty = and_(
        AppointmentDuty.appointment_id == Appointment.id, AppointmentDuty.duty == Delegation.duty
    )
    return (
        select(
            Delegation.duty.label("duty"),
            Appointment.organization_id.label("organization_id"),
            Organization.path.label("path"),
            Delegation.deputy_id.label("user_id"),
            Appointment.position.label("position"),
            AppointmentDuty.id.label("rank"),
            null().label("nature"),
            Delegation.starts_on.label("since"),
            end.label("until"),
            Delegation.id.label("delegation_id"),
            _Principal.id.label("principal_id"),
            _Principal.name.label("principal"),
        )
        .join(Appointment, Delegation.appointment_id == Appointment.id)
        .join(AppointmentDuty, same_duty)
        .join(Organization, Appointment.organization_id == Organization.id)
        .join(_Principal, _Principal.id == Appointment.user_id)
        .where(*mine, *conditions, delegation_in_force(day))
        .where(open_today(Appointment, day), open_today(AppointmentDuty, day))
    )


@cache
def _held_by() -> Select[Any]:
    """The duties of one person on one day; built once, because every request asks it."""
    held = holdings(user_id=bindparam("person", type_=Integer), day=bindparam("day", type_=Date)).subquery()
    home, gone = aliased(Organization), aliased(Organization)
    # Two lookups by the index: asked for either at once, SQLite would look through every organization.
    itself = exists().where(gone.successor_id == held.c.organization_id)
    above = exists().where(home.id == held.c.organization_id, gone.successor_id == home.parent_id)
    absorbed = or_(itself, above)
    return select(held, absorbed.label("has_absorbed")).order_by(
        held.c.position, held.c.delegation_id.is_not(None), held.c.rank
    )


def held_by(user_id: int) -> Sequence[Row[Any]]:
    """The rows of `holdings` for one person today, own duties of a post before deputised ones.

    `has_absorbed`: some unit was merged into that organization, or its superior.
    """
    return db.session.execute(_held_by(), {"person": user_id, "day": clock.today()}).all()


def delegation_in_force(day: Any = None) -> ColumnElement[bool]:
    """代理 not ended early, whose days cover today; `domain.delegations.in_force` says the same in Python."""
    on = clock.today() if day is None else day
    return and_(Delegation.revoked_at.is_(None), Delegation.starts_on <= on, Delegation.ends_on >= on)


def open_today(dated: _Dated, day: Any = None) -> ColumnElement[bool]:
    """任职、职责、下沉、小组 that hold today, or on the day; both their days count."""
    on = clock.today() if day is None else day
    return and_(dated.starts_on <= on, or_(dated.ends_on.is_(None), dated.ends_on >= on))


def _earlier(one: Any, other: Any) -> ColumnElement[Any]:
    """The earlier of two last days, of which any may be unknown."""
    return case((one.is_(None), other), (other.is_(None), one), (one < other, one), else_=other)


def hold(stand_in: StandIn) -> None:
    """Take the 代理 for this deed: one ended since the page was drawn lets nobody act, not even a moment later."""
    standing = select(Delegation.id).where(Delegation.id == stand_in.delegation_id, delegation_in_force())
    if db.session.scalar(standing.with_for_update(read=True, of=Delegation)) is None:
        raise NotAllowed(f"{stand_in.principal}的{stand_in.duty.value}代理刚刚结束，这一步没有办理")
