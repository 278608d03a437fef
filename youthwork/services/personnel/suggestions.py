"""投诉与建议: what people say goes two levels above the unit it is about, which never sees it; the answer comes back.

Two levels, because the next superior is often who asked for it (DOMAIN §8.3). Where there is only one level above, it
goes there; what is about the top of the tree has nobody above it here and cannot be sent. What is about the system
itself goes to the top, which runs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.duties import Duty, acts_for
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import MessageKind, Notice, Suggestion, User
from youthwork.services.messages.telling import tell
from youthwork.services.posts import actor_of, people_with
from youthwork.services.scope import find_notice
from youthwork.services.tree import unit_of

SHOWN = 100
READERS = (Duty.ADMINISTRATOR, Duty.SIGNER)
THE_SYSTEM = "0"
#: Before the number of a notice whose forms are spoken of.
_NOTICE = "notice-"
_OF_NOTICE = re.compile(_NOTICE + r"(\d{1,9})", re.ASCII)
#: How many levels above the unit it is about.
LEVELS = 2


@dataclass(frozen=True)
class Subject:
    """可以说的一个单位, or the system; `to` None: there is nobody above it here."""

    value: str
    name: str
    to: Unit | None

    @property
    def words(self) -> str:
        """团云溪县委（送团示范省委）."""
        return f"{self.name}（送{self.to.name}）" if self.to else self.name


def subjects(actor: Actor) -> list[Subject]:
    """What a person may speak about, each with where it goes: their units, everything above them, and the system."""
    units = _units(actor)
    if not units:
        return []
    found = [Subject(str(unit.id), unit.name, receiver_of(unit)) for unit in units.values()]
    top = _top(next(iter(units.values())))
    return [*found, Subject(THE_SYSTEM, "本系统（软件本身）", top)]


def subject_of_notice(actor: Actor, notice: Notice) -> Subject | None:
    """一份通知的表, said to be needless or asked for twice: past its issuer; of the top's own it goes to the top."""
    issuer = _units(actor).get(notice.issuer_id)
    if issuer is None:
        return None
    named = notice.number or f"《{notice.title}》"
    to = receiver_of(issuer) or issuer.organ
    return Subject(f"{_NOTICE}{notice.id}", f"{issuer.name}{named}要的表", to)


def subject_named(actor: Actor, about: str) -> Subject | None:
    """The form that is spoken of, by its value; None where it is none of a notice in sight."""
    notice = _notice_of(actor, about)
    return subject_of_notice(actor, notice) if notice else None


def receiver_of(about: Unit) -> Unit | None:
    """The organ two levels above, or as far above as the tree reaches; None for the top itself."""
    above = list(about.chain)[1:]
    if not above:
        return None
    to = above[min(LEVELS, len(above)) - 1].organ
    return to if to.id != about.id else None


def submit(actor: Actor, user: User, kind: str, about: str, text: str) -> Suggestion:
    """提交 a complaint or suggestion within the caller's deed; `about` is the value of a subject."""
    notice = _notice_of(actor, about)
    offered = subjects(actor) if notice is None else [subject_of_notice(actor, notice)]
    subject = next((each for each in offered if each is not None and each.value == about), None)
    if subject is None:
        raise NotAllowed("你现在没有任职，投诉与建议没有可送达的上级；请先联系本单位的管理员")
    if subject.to is None:
        raise NotAllowed(f"{subject.name}在本系统里没有上级，这里送不出去；请按组织程序向它的上级反映")
    suggestion = Suggestion(
        at=clock.now(),
        user_id=user.id,
        about_id=_about_id(about, notice, subject.to),
        to_id=subject.to.id,
        text=f"【{kind}】{text}",
    )
    db.session.add(suggestion)
    db.session.flush()
    _tell(suggestion, readers(suggestion), f"suggestion:{suggestion.id}", "收到一条投诉与建议，请看", user)
    return suggestion


def _notice_of(actor: Actor, about: str) -> Notice | None:
    """The notice that is spoken of; None where it is a unit or the system."""
    found = _OF_NOTICE.fullmatch(about)
    return find_notice(actor, int(found[1])) if found else None


def _about_id(about: str, notice: Notice | None, to: Unit) -> int | None:
    """关于哪个单位: None of the system, and of a form of the top, which reads it itself."""
    if notice is not None:
        return notice.issuer_id if notice.issuer_id != to.id else None
    return None if about == THE_SYSTEM else int(about)


def sent_by(user: User) -> list[Suggestion]:
    """我提交的, newest first."""
    return list(db.session.scalars(_newest(select(Suggestion).where(Suggestion.user_id == user.id))))


def received_by(actor: Actor) -> list[Suggestion]:
    """收到的, newest first: those sent to an organ this person signs for or administers, but for what is about them."""
    return list(db.session.scalars(_newest(_received(actor))))


def may_receive(actor: Actor) -> bool:
    return bool(_read_by(actor))


def find_suggestion(actor: Actor, suggestion_id: int) -> Suggestion:
    """One that this person wrote or receives."""
    mine = select(Suggestion.id).where(Suggestion.user_id == actor.user_id)
    theirs = _received(actor).with_only_columns(Suggestion.id)
    found = db.session.scalar(
        select(Suggestion)
        .where(Suggestion.id == suggestion_id, or_(Suggestion.id.in_(mine), Suggestion.id.in_(theirs)))
        .options(joinedload(Suggestion.about), joinedload(Suggestion.to))
    )
    if found is None:
        raise NotFound("没有这一条投诉与建议，或它不是送给你的")
    return found


def is_receiver(actor: Actor, suggestion: Suggestion) -> bool:
    return suggestion.to_id in _read_by(actor) and suggestion.about_id not in _own_units(actor)


def readers(suggestion: Suggestion) -> list[User]:
    """谁看得到 now: who signs for or administers the organ it went to, but for who belongs to what it is about."""
    people = people_with(READERS, unit_of(suggestion.to_id))
    return [each for each in people if suggestion.about_id not in _own_units(actor_of(each))]


def read(actor: Actor, suggestion: Suggestion, user: User) -> None:
    """已读, the first time one of those who receive it opens it; within the caller's deed."""
    if is_receiver(actor, suggestion) and suggestion.read_at is None:
        suggestion.read_at, suggestion.read_by_id = clock.now(), user.id
        db.session.flush()
        db.session.expire(suggestion, ["read_by"])


def answer(actor: Actor, suggestion: Suggestion, user: User, text: str) -> None:
    """答复, once, to who wrote it; within the caller's deed."""
    if not is_receiver(actor, suggestion):
        raise NotAllowed(f"答复由{suggestion.to.common_name}的管理员、签发人写")
    db.session.refresh(suggestion, with_for_update={"of": Suggestion})
    if suggestion.answered_by is not None and suggestion.answered_at is not None:
        when = moment_phrase(suggestion.answered_at, clock.now())
        raise AlreadyMoved(f"{suggestion.answered_by.name}{when}已经答复，你写的没有发出")
    read(actor, suggestion, user)
    suggestion.answer, suggestion.answered_at, suggestion.answered_by_id = text, clock.now(), user.id
    db.session.flush()
    db.session.expire(suggestion, ["answered_by"])
    _tell(suggestion, [suggestion.user], f"suggestion-answer:{suggestion.id}", "你的投诉与建议有答复了", user)


def _units(actor: Actor) -> dict[int, Unit]:
    return {unit.id: unit for _, held_in in actor.posts for unit in held_in.chain}


def _top(unit: Unit) -> Unit:
    return list(unit.chain)[-1].organ


def _newest(rows: Select[Suggestion]) -> Select[Suggestion]:
    with_units = rows.options(joinedload(Suggestion.about), joinedload(Suggestion.to))
    return with_units.order_by(Suggestion.id.desc()).limit(SHOWN)


def _received(actor: Actor) -> Select[Suggestion]:
    about_them = Suggestion.about_id.in_(_own_units(actor))
    return select(Suggestion).where(
        Suggestion.to_id.in_(_read_by(actor)), or_(Suggestion.about_id.is_(None), ~about_them)
    )


def _read_by(actor: Actor) -> set[int]:
    return {
        held_in.organ.id
        for duty, held_in in actor.posts
        if duty in READERS and acts_for(duty, held_in, held_in.organ)
    }


def _own_units(actor: Actor) -> set[int]:
    """The units somebody belongs to: a complaint about one of them is not theirs to read."""
    return {each.id for _, unit in actor.posts for each in (unit, unit.organ)}


def _tell(suggestion: Suggestion, people: Iterable[User], once: str, title: str, but: User) -> None:
    """Neither what was written nor about whom stands in a message: it is read where only they read it."""
    tell(people, MessageKind.PROGRESS, once=once, title=title, url=f"/suggestions/{suggestion.id}", but=but)
