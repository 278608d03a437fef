"""代理, listed: those of an organ with their state today, and the posts a person may name a deputy for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.delegations import in_force
from youthwork.domain.hierarchy import Unit
from youthwork.extensions import db
from youthwork.models import Appointment, Delegation, User
from youthwork.services.holdings import open_today

_OVER = ("已到期", "已提前结束")


def of_organ(unit: Unit, most: int = 100) -> list[Delegation]:
    """代理 of an organ and its departments, the present ones first, then those that are over."""
    own = [unit.organ.id, *(each.unit_id for each in unit.organ.departments)]
    rows = db.session.scalars(
        select(Delegation)
        .join(Appointment, Appointment.id == Delegation.appointment_id)
        .where(Appointment.organization_id.in_(own))
        .options(joinedload(Delegation.given_by))
        .order_by(Delegation.revoked_at.is_not(None), Delegation.ends_on.desc(), Delegation.id.desc())
        .limit(most)
    ).all()
    return sorted(rows, key=lambda row: state_of(row) in _OVER)


def state_of(row: Delegation) -> str:
    """状态 of a 代理 today, in one word."""
    today = clock.today()
    if row.revoked_at is not None:
        return "已提前结束"
    if row.ends_on < today:
        return "已到期"
    return "代理中" if in_force(row.starts_on, row.ends_on, today) else "未开始"


def own_posts(user: User, unit: Unit) -> list[Appointment]:
    """The person's posts of today in this organ or its departments, for which they may name a deputy."""
    own = {unit.organ.id, *(each.unit_id for each in unit.organ.departments)}
    mine = select(Appointment).where(Appointment.user_id == user.id, open_today(Appointment))
    return [post for post in db.session.scalars(mine) if post.organization_id in own]
