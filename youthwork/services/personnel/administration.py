"""管理归属: which organizations a person has in sight, and whose administrators look after each of them.

A unit's own 管理员 look after it and its departments. Where a unit has none, those of the nearest organ above
that has some do; so a new or one-officer unit is never without help.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select

from youthwork.domain.duties import Duty, acts_for
from youthwork.domain.errors import NotAllowed, NotFound
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, User
from youthwork.models.organization import subtree_range
from youthwork.services.holdings import holdings
from youthwork.services.tree import ancestor_ids, units_at


@dataclass(frozen=True)
class Charge:
    """管理归属: the organization whose administrators look after another, and their ids and names."""

    unit: Unit
    keeper: Unit
    administrators: tuple[tuple[int, str], ...]

    @property
    def is_own(self) -> bool:
        """The unit's own organ looks after it, and no superior has to."""
        return self.keeper.organ.id == self.unit.organ.id

    def includes(self, actor: Actor) -> bool:
        return any(actor.user_id == user_id for user_id, _ in self.administrators)

    def sentence(self) -> str:
        """Who may do it, for those who may not."""
        if not self.administrators:
            return f"{self.unit.name}及其上级都还没有管理员，请联系系统维护人员"
        names = "、".join(name for _, name in self.administrators)
        if self.is_own:
            return f"这一步由{self.keeper.organ.name}的管理员（{names}）办理"
        return f"{self.unit.name}没有管理员，这一步由{self.keeper.name}的管理员（{names}）代为办理"


def own_organs(actor: Actor) -> list[Unit]:
    """The organs this person works for as more than a 团干部, first post first."""
    organs = [held_in.organ for duty, held_in in actor.posts if duty is not Duty.CADRE]
    return list({organ.id: organ for organ in organs}.values())


def check_office(actor: Actor) -> list[Unit]:
    """The person's organs; refuse one who is only a 团干部."""
    organs = own_organs(actor)
    if not organs:
        raise NotAllowed(
            "“组织与人员”由担任经办人、审核人、签发人、管理员等职责的同志使用；你自己的信息在“我的信息”里"
        )
    return organs


def in_sight(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Organization` that it lies in the subtree of one of the person's organs."""
    ranges = [subtree_range(path_of(organ)) for organ in own_organs(actor)]
    return or_(false(), *((Organization.path >= low) & (Organization.path < high) for low, high in ranges))


def find_organization(actor: Actor, organization_id: int) -> Organization:
    """团组织 within the person's sight; elsewhere it does not exist."""
    check_office(actor)
    found = db.session.scalar(select(Organization).where(Organization.id == organization_id, in_sight(actor)))
    if found is None:
        raise NotFound("没有这个组织，或它不在你的管理范围内")
    return found


def path_of(unit: Unit) -> str:
    return "/" + "".join(f"{each.id}/" for each in reversed(list(unit.chain)))


def unit_for(actor: Actor, organization: Organization) -> Unit:
    """The organization as the rules see it; no query when it is one of the person's own or above it."""
    for _, held_in in actor.posts:
        for unit in held_in.chain:
            if unit.id == organization.id:
                return unit
    return units_at([organization.path])[organization.id]


def charge_of(unit: Unit) -> Charge:
    """管理归属 of one organization."""
    chain = list(unit.chain)
    held = holdings(
        Appointment.organization_id.in_([each.id for each in chain]),
        AppointmentDuty.duty == Duty.ADMINISTRATOR,
    ).subquery()
    rows = db.session.execute(
        select(held.c.organization_id, User.id, User.name)
        .join(held, held.c.user_id == User.id)
        .where(User.is_enabled)
        .order_by(held.c.principal.is_not(None), held.c.position, User.id)
    )
    return settle_charge(unit, [(held_in, user_id, name) for held_in, user_id, name in rows])


def settle_charge(unit: Unit, holders: list[tuple[int, int, str]]) -> Charge:
    """管理归属 from the 管理员 held along the way up: (organization, user, name)."""
    by_id = {each.id: each for each in unit.chain}
    for keeper in [unit, *(each for each in unit.organ.chain if each.id != unit.id)]:
        acting = tuple(
            dict.fromkeys(
                (user_id, name)
                for held_in, user_id, name in holders
                if held_in in by_id and acts_for(Duty.ADMINISTRATOR, by_id[held_in], keeper)
            )
        )
        if acting:
            return Charge(unit, keeper, acting)
    return Charge(unit, unit.organ, ())


def check_administers(actor: Actor, organization: Organization) -> Unit:
    """The organization as a unit, once it is sure that this person looks after it."""
    unit = unit_for(actor, organization)
    charge = charge_of(unit)
    if not charge.includes(actor):
        raise NotAllowed(charge.sentence())
    return unit


def common_unit(organizations: list[Organization]) -> Unit | None:
    """The lowest organization all of these lie in or below, or None.

    Who looks after it keeps the account of a person with posts in all of them: so no unit below can take over
    an account that reaches above it.
    """
    chains = [ancestor_ids(each.path) for each in organizations]
    shared = [ids[0] for ids in zip(*chains, strict=False) if len(set(ids)) == 1]
    path = "/" + "".join(f"{each}/" for each in shared)
    return units_at([path])[shared[-1]] if shared else None
