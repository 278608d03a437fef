"""谁能办通知: who draws up, who issues, and for which organ (decision of the field: 经办人、审核人拟稿，签发人签发)."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.services.notices.audiences import open_units

DRAWS_UP = frozenset({Duty.CLERK, Duty.REVIEWER, Duty.SIGNER})


def may_draw_up(actor: Actor, organ_id: int) -> bool:
    """拟稿: 经办人, 审核人 or 签发人 of the organ or of one of its departments."""
    return organ_id in drawing_organs(actor)


def may_issue(actor: Actor, organ_id: int) -> bool:
    """签发: the organ's own 签发人; one of a department signs what the department hands in, not the organ's notices."""
    return any(duty is Duty.SIGNER and unit.id == organ_id for duty, unit in actor.posts)


def drawing_organs(actor: Actor) -> frozenset[int]:
    """The organs for which this person draws up."""
    return frozenset(unit.organ.id for duty, unit in actor.posts if duty in DRAWS_UP)


def organs_of(actor: Actor) -> list[Organization]:
    """可以印发通知的机关: those for which this person draws up and which have units below."""
    below = aliased(Organization)
    has_below = exists().where(
        below.parent_id == Organization.id,
        below.department_function.is_(None),
        below.closed_on.is_(None),
    )
    query = select(Organization).where(Organization.id.in_(drawing_organs(actor)), has_below, *open_units())
    return list(db.session.scalars(query.order_by(Organization.path)))


def check_draws_up(actor: Actor, organ: Organization) -> None:
    if not may_draw_up(actor, organ.id):
        raise NotAllowed(f"{organ.common_name}的通知由其经办人、审核人拟稿，签发人签发")


def check_issues(actor: Actor, organ: Organization) -> None:
    if not may_issue(actor, organ.id):
        raise NotAllowed(f"{organ.common_name}的通知由其签发人签发、修改和撤回")
