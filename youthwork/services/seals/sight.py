"""可见的印章: a person with a duty for seals sees those of their organs, and of the organs right below those they lead."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Organization, Seal, SealState
from youthwork.services.seals.people import overseers_of

#: Whose work has to do with seals.
SEAL_DUTIES = frozenset({Duty.SEAL_KEEPER, Duty.SEAL_APPROVER, Duty.SIGNER, Duty.CLERK, Duty.ADMINISTRATOR})
#: Whose organ stands in for one below that has nobody.
_LEADING = frozenset({Duty.SIGNER, Duty.SEAL_APPROVER, Duty.ADMINISTRATOR})


def own_organs(actor: Actor) -> list[Unit]:
    """The organs for whose seals this person has a duty, first post first."""
    organs = [held_in.organ for duty, held_in in actor.posts if duty in SEAL_DUTIES]
    return list({organ.id: organ for organ in organs}.values())


def check_duty(actor: Actor) -> list[Unit]:
    """The person's organs; refuse who has no duty for seals."""
    organs = own_organs(actor)
    if not organs:
        raise NotAllowed("“印章”由担任经办人、签发人、用印批准人、印章管理员、管理员的同志使用")
    return organs


def find_organ(actor: Actor, organization_id: int | None) -> Organization:
    """An organ whose seals are in this person's sight; the first of their own where none is named."""
    wanted = organization_id if organization_id is not None else check_duty(actor)[0].id
    mine = {organ.id for organ in own_organs(actor)}
    found = db.session.scalar(
        select(Organization).where(
            Organization.id == wanted, or_(Organization.id.in_(mine), Organization.id.in_(_below(actor)))
        )
    )
    if found is None:
        raise NotFound("没有这个组织，或它的印章不在你的可见范围内")
    return found


def find_seal(actor: Actor, seal_id: int) -> Seal:
    found = db.session.scalar(_visible(actor).where(Seal.id == seal_id).options(joinedload(Seal.keeper)))
    if found is None:
        raise NotFound("没有这枚印章，或它不在你的可见范围内")
    return found


def seals_of(organization_id: int) -> list[Seal]:
    """印章台账 of one organ: what is in use first, then the newest."""
    rows = db.session.scalars(
        select(Seal)
        .where(Seal.organization_id == organization_id)
        .order_by(Seal.id.desc())
        .options(joinedload(Seal.keeper))
    )
    order = list(SealState)
    order.insert(0, order.pop(order.index(SealState.ACTIVE)))
    return sorted(rows, key=lambda seal: order.index(seal.state))


def waiting_for(actor: Actor) -> list[Seal]:
    """待核准 that this person may confirm, of their own organs and of those below that have nobody else."""
    pending = db.session.scalars(_visible(actor).where(Seal.state == SealState.PENDING).order_by(Seal.id))
    return [seal for seal in pending if actor.user_id in overseers_of(seal).ids]


def _visible(actor: Actor) -> Select[Seal]:
    mine = {organ.id for organ in own_organs(actor)}
    return select(Seal).where(or_(Seal.organization_id.in_(mine), Seal.organization_id.in_(_below(actor))))


def _below(actor: Actor) -> Select[int]:
    led = {unit.organ.id for duty, unit in actor.posts if duty in _LEADING}
    return select(Organization.id).where(
        Organization.parent_id.in_(led), Organization.type != OrganizationType.DEPARTMENT
    )
