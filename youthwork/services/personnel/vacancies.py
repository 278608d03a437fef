"""缺岗: which duties nobody holds in a unit, and what that keeps from happening (decisions 5 and 11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from youthwork.domain.duties import Duty, acts_for
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.extensions import db
from youthwork.models import AppointmentDuty, Organization, User
from youthwork.services.holdings import holdings

#: Duty → what waits while nobody holds it.
BLOCKS = {
    Duty.SIGNER: "审签上移到上级团组织",
    Duty.REVIEWER: "下级报来的件没有人签收和审核",
    Duty.CLERK: "本单位的件没有人报送",
    Duty.ADMINISTRATOR: "人员和部门由上级的管理员代为维护",
    Duty.SEAL_KEEPER: "不能用印，由上级代章或打印后手盖",
}


@dataclass(frozen=True)
class Holder:
    """一项职责 held today: by whom, in which organization, which may be a department."""

    duty: Duty
    held_in: int
    #: The organ, where `held_in` is a department.
    organ_id: int | None
    user_id: int
    name: str


@dataclass(frozen=True)
class Vacancy:
    """缺岗: the duty and what it keeps from happening."""

    duty: Duty
    blocks: str


def holders_in(organ_ids: Iterable[int]) -> list[Holder]:
    """Who holds any duty but 团干部 in these organizations or their departments today."""
    ids = list(organ_ids)
    in_department = (Organization.type == OrganizationType.DEPARTMENT) & Organization.parent_id.in_(ids)
    held = holdings(
        or_(Organization.id.in_(ids), in_department), AppointmentDuty.duty != Duty.CADRE
    ).subquery()
    rows = db.session.execute(
        select(held.c.duty, Organization.id, Organization.parent_id, Organization.type, User.id, User.name)
        .join(Organization, Organization.id == held.c.organization_id)
        .join(User, User.id == held.c.user_id)
        .where(User.is_enabled)
        .order_by(held.c.principal.is_not(None), held.c.position, User.id)
    )
    return [
        Holder(duty, held_in, parent if type_ is OrganizationType.DEPARTMENT else None, user_id, name)
        for duty, held_in, parent, type_, user_id, name in rows
    ]


def vacancies_of(organ: Unit, holders: Iterable[Holder], *, has_subordinates: bool) -> list[Vacancy]:
    """缺岗 of an organ. Who receives nothing needs no 审核人; a 团支部 has no seal to keep."""
    filled = {holder.duty for holder in holders if _serves(holder, organ)}
    needed = [duty for duty in BLOCKS if duty not in filled]
    if not has_subordinates:
        needed = [duty for duty in needed if duty is not Duty.REVIEWER]
    if organ.type is OrganizationType.BRANCH:
        needed = [duty for duty in needed if duty is not Duty.SEAL_KEEPER]
    return [Vacancy(duty, BLOCKS[duty]) for duty in needed]


def _serves(holder: Holder, organ: Unit) -> bool:
    if holder.organ_id is None:
        return holder.held_in == organ.id
    if holder.organ_id != organ.id:
        return False
    # Cases go to a department where there is one, so its 审核人 is the organ's.
    department = Unit(holder.held_in, "", OrganizationType.DEPARTMENT, organ.level, organ)
    return holder.duty is Duty.REVIEWER or acts_for(holder.duty, department, organ)
