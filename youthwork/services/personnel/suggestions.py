"""投诉与建议: what people say goes over the head of the unit it is about, to its superior (DOMAIN §8.3)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.duties import Duty, acts_for
from youthwork.domain.errors import NotAllowed
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Organization, Suggestion, User
from youthwork.services.posts import people_with

SHOWN = 100
READERS = (Duty.ADMINISTRATOR, Duty.SIGNER)
#: What is about the system itself goes to the top of the tree, which runs it.
THE_SYSTEM = "0"


@dataclass(frozen=True)
class Sent:
    """我提交的一条 and the organ that has it, with the people there who read it."""

    suggestion: Suggestion
    to: Organization
    readers: tuple[str, ...]


def subjects(actor: Actor) -> list[tuple[str, str]]:
    """What a person may speak about: their organs, everything above them, and the system: (value, name)."""
    units = {unit.id: unit.name for _, held_in in actor.posts for unit in held_in.chain}
    return [*((str(unit_id), name) for unit_id, name in units.items()), (THE_SYSTEM, "本系统（软件本身）")]


def submit(actor: Actor, user: User, kind: str, about: str, text: str) -> Organization:
    """提交 a complaint or suggestion; returns the organ it went to."""
    units = {unit.id: unit for _, held_in in actor.posts for unit in held_in.chain}
    if not units:
        raise NotAllowed("你现在没有任职，投诉与建议没有可送达的上级；请先联系本单位的管理员")
    about_unit = units.get(int(about)) if about.isdecimal() else None
    to = _receiver(about_unit) if about_unit else _top(next(iter(units.values())))
    suggestion = Suggestion(
        at=clock.now(),
        user_id=user.id,
        about_id=about_unit.id if about_unit else None,
        to_id=to.id,
        text=f"【{kind}】{text}",
    )
    db.session.add(suggestion)
    db.session.flush()
    return db.session.get_one(Organization, to.id)


def sent_by(user: User) -> list[Sent]:
    """我提交的, newest first, each with who can read it now."""
    rows = db.session.scalars(
        select(Suggestion)
        .where(Suggestion.user_id == user.id)
        .options(joinedload(Suggestion.about))
        .order_by(Suggestion.id.desc())
        .limit(SHOWN)
    ).all()
    organs = {row.to_id: db.session.get_one(Organization, row.to_id) for row in rows}
    readers = {organ_id: _readers(organ) for organ_id, organ in organs.items()}
    return [Sent(row, organs[row.to_id], readers[row.to_id]) for row in rows]


def received_by(actor: Actor) -> list[Suggestion]:
    """收到的, newest first: those sent to an organ this person signs for or administers."""
    ids = _read_by(actor)
    return list(
        db.session.scalars(
            select(Suggestion)
            .where(Suggestion.to_id.in_(ids))
            .options(joinedload(Suggestion.about))
            .order_by(Suggestion.id.desc())
            .limit(SHOWN)
        )
    )


def may_receive(actor: Actor) -> bool:
    return bool(_read_by(actor))


def _read_by(actor: Actor) -> set[int]:
    return {
        held_in.organ.id
        for duty, held_in in actor.posts
        if duty in READERS and acts_for(duty, held_in, held_in.organ)
    }


def _receiver(about: Unit) -> Unit:
    """The organ above the one spoken of; a department's organ stands above it, the top has nobody above."""
    above = about.superior.organ if about.superior else None
    return above or about


def _top(unit: Unit) -> Unit:
    return list(unit.chain)[-1].organ


def _readers(organ: Organization) -> tuple[str, ...]:
    unit = Unit(organ.id, organ.common_name, organ.type, organ.level)
    return tuple(user.name for user in people_with(READERS, unit))
