"""谁看得到: the organ that decided, the organs above it, and the person; to anybody else there is nothing (H52)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from youthwork.domain.actors import Actor
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import Unit
from youthwork.domain.nominations import POINTS, plain_name
from youthwork.extensions import db
from youthwork.models import Disqualification, EligibilityOverride, Organization, User
from youthwork.models.organization import subtree_range

#: Of an organ, those who judge: its 签发人 and the 审核人 of its departments.
READERS = (Duty.SIGNER, Duty.REVIEWER)
SHOWN = 200


def visible(actor: Actor) -> Select[Disqualification]:
    """评定 this person may read, newest first."""
    return (
        select(Disqualification)
        .join(Organization, Disqualification.decided_for_id == Organization.id)
        .where(or_(Disqualification.person_id == actor.user_id, _decided_in_or_under(actor)))
        .options(
            joinedload(Disqualification.person),
            joinedload(Disqualification.decided_for),
            joinedload(Disqualification.decided_by),
        )
        .order_by(Disqualification.id.desc())
    )


def listed(actor: Actor) -> list[Disqualification]:
    return list(db.session.scalars(visible(actor).limit(SHOWN)))


def find(actor: Actor, disqualification_id: int) -> Disqualification:
    found = db.session.scalar(visible(actor).where(Disqualification.id == disqualification_id))
    if found is None:
        raise NotFound("没有这条评定，或它不在你的可见范围内")
    return found


def namesakes(actor: Actor, name: str, year: int) -> list[Disqualification]:
    """同名的 found 不合格 that year, as far as this person may know of them: to look twice whether it is the same."""
    of_that_name = visible(actor).join(User, Disqualification.person_id == User.id)
    rows = of_that_name.where(
        is_called(name), Disqualification.year == year, Disqualification.withdrawn_at.is_(None)
    )
    return list(db.session.scalars(rows))


def is_called(name: str) -> ColumnElement[bool]:
    """Of a `User`: whether they bear this name, however spaces and points in it were typed."""
    plain: Any = User.name
    for space in (" ", "\u3000"):
        plain = func.replace(plain, space, "")
    for point in POINTS:
        plain = func.replace(plain, point, "·")
    found: ColumnElement[bool] = plain == plain_name(name)
    return found


def overrides_of(disqualification: Disqualification) -> list[EligibilityOverride]:
    """准予参评, in the order granted."""
    rows = db.session.scalars(
        select(EligibilityOverride)
        .where(EligibilityOverride.disqualification_id == disqualification.id)
        .options(joinedload(EligibilityOverride.granted_for), joinedload(EligibilityOverride.granted_by))
        .order_by(EligibilityOverride.id)
    )
    return list(rows)


def is_lifted(disqualifications: Iterable[Disqualification]) -> set[int]:
    """Of these, those somebody above has lifted."""
    ids = [each.id for each in disqualifications]
    rows = select(EligibilityOverride.disqualification_id).where(
        EligibilityOverride.disqualification_id.in_(ids)
    )
    return set(db.session.scalars(rows)) if ids else set()


def may_list(actor: Actor) -> bool:
    """Whether this person judges anybody at all."""
    return bool(judging(actor))


def judging(actor: Actor) -> list[Unit]:
    """The organs in which this person judges."""
    organs = {unit.organ.id: unit.organ for duty, unit in actor.posts if duty in READERS}
    return list(organs.values())


def _decided_in_or_under(actor: Actor) -> ColumnElement[bool]:
    ranges = [subtree_range(_path(organ)) for organ in judging(actor)]
    return or_(false(), *((Organization.path >= low) & (Organization.path < high) for low, high in ranges))


def _path(unit: Unit) -> str:
    return "/" + "".join(f"{each.id}/" for each in reversed(list(unit.chain)))
