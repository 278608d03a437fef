"""团员人数 of an organization: who may say it, and how it is said.

Whoever looks after the organization, and the 经办人 of it or of the organ right above it: a branch has no office.
"""

from __future__ import annotations

from datetime import date

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, Unacceptable
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Organization, User
from youthwork.services import audit
from youthwork.services.personnel.administration import Charge, charge_of, unit_for

#: As the database has it.
MOST = 100_000


def may_count(actor: Actor, unit: Unit, charge: Charge) -> bool:
    """Whether this person may say how many 团员 there are."""
    if unit.is_department:
        return False
    above = unit.superior.organ if unit.superior else unit
    return charge.includes(actor) or any(actor.has((Duty.CLERK,), each) for each in (unit, above))


def check(actor: Actor, organization: Organization) -> None:
    """Raise `NotAllowed` for who may not, with who may."""
    unit = unit_for(actor, organization)
    if unit.is_department:
        raise NotAllowed(f"{organization.common_name}是内设部门，团员人数填在它所属的机关")
    if not may_count(actor, unit, charge_of(unit)):
        raise NotAllowed(f"{organization.common_name}的团员人数由它自己或上一级的经办人、管理员填写")


def set_members(organization: Organization, members: int | None, as_of: date | None, by: User) -> None:
    """记下团员人数 on a day, today where None; without a number what was known is taken away. Raises
    `Unacceptable`."""
    if members is None and as_of is not None:
        raise Unacceptable("填了截至日期，请填团员人数；不填人数的，日期也请清空")
    if members is not None and not 0 <= members <= MOST:
        raise Unacceptable(f"团员人数填 0 到 {MOST} 之间的整数")
    day = None if members is None else as_of or clock.today()
    if day is not None and day > clock.today():
        raise Unacceptable("截至日期不能晚于今天")
    if (organization.members, organization.members_as_of) == (members, day):
        return
    organization.members, organization.members_as_of = members, day
    db.session.flush()
    said = f"记为 {members} 名（截至{long_date(day)}）" if day else "清空"
    audit.record("organization", f"{by.name}把{organization.common_name}的团员人数{said}", by.id)
