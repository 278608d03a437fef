"""走访对象的姓名: locked, readable to who visited alone, and only for a reason; everywhere else a code and 王某.

Names are compared with what is typed elsewhere, so that a name does not slip into a topic. They are unlocked for
that moment alone and never leave this module but through `reveal`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Exists, exists, select

from youthwork import clock
from youthwork.documents.signing.keybox import KeyDamaged, WrongPassphrase
from youthwork.domain.errors import NotAllowed, Unacceptable
from youthwork.domain.night_visits import Alias, code_of, masked
from youthwork.domain.signals import Signal, SignalKind
from youthwork.extensions import db
from youthwork.models import Activity, NightVisit, ProtectedPerson, User
from youthwork.services import audit
from youthwork.services.keys.box import KeysLocked, keybox

_PURPOSE = "protected person"
#: A surname alone says nothing of whose it is, and is a word of its own too often to be looked for.
_SHORTEST = 2
_UNOPENED = (KeysLocked, WrongPassphrase)


def alias_of(person: ProtectedPerson) -> Alias:
    return Alias(code_of(person.id), person.masked_name)


def known_to(visitor: User) -> list[ProtectedPerson]:
    """走访过的: whom this person visited, the last first; without those whose visits are all withdrawn."""
    return list(
        db.session.scalars(
            select(ProtectedPerson)
            .where(ProtectedPerson.visitor_id == visitor.id, _is_visited())
            .order_by(ProtectedPerson.id.desc())
        )
    )


def add(visitor: User, name: str) -> tuple[ProtectedPerson, str]:
    """编代称 for somebody new, within the caller's deed; and a sentence where the name could not be kept."""
    person = ProtectedPerson(visitor_id=visitor.id, masked_name=masked(name), added_at=clock.now())
    db.session.add(person)
    said = keep_name(person, name)
    db.session.flush()
    return person, said


def keep_name(person: ProtectedPerson, name: str) -> str:
    """Lock the name; a surname alone is kept as the mask only. Gives a sentence where the key box is shut."""
    person.masked_name = masked(name)
    if len(name) < _SHORTEST:
        return ""
    try:
        person.name_locked = keybox().lock(name.encode(), _PURPOSE)
    except _UNOPENED:
        return (
            f"没有密钥口令，走访对象的姓名没有保存，只留“{person.masked_name}”；夜访已照记，以后可以补填姓名"
        )
    return ""


def reveal(visitor: User, visit: NightVisit, reason: str) -> str:
    """查看姓名 within the caller's deed: recorded first. Raises `NotAllowed` for all but who visited."""
    person = _own(visitor, visit)
    if person.name_locked is None:
        raise Unacceptable(f"{alias_of(person)}没有保存姓名")
    if not reason.strip():
        raise Unacceptable("请写明查看原因，会留下记录")
    try:
        name = _unlocked(person.name_locked)
    except KeyDamaged:
        raise Unacceptable("锁存的姓名已损坏，不能查看：请从备份恢复，并报告管理员") from None
    said = renamed(visitor, {"": reason.strip()})[""]
    audit.record("reveal", f"{visitor.name}查看夜访对象{code_of(person.id)}的姓名：{said}", visitor.id)
    return name


def forget(visitor: User, visit: NightVisit) -> None:
    """删去姓名: the code and the masked name stay. Part of a deed."""
    person = _own(visitor, visit)
    person.name_locked = None
    db.session.flush()
    audit.record("forget", f"{visitor.name}删去夜访对象{code_of(person.id)}的姓名", visitor.id)


def forget_unvisited(person: ProtectedPerson) -> None:
    """The name goes when no visit is left that was not withdrawn."""
    db.session.flush()
    if not db.session.scalar(
        select(ProtectedPerson.id).where(ProtectedPerson.id == person.id, _is_visited())
    ):
        person.name_locked = None


def may_read(reader: User, visit: NightVisit) -> bool:
    """Whether this person may ask for the name, and there is one."""
    person = visit.subject
    return person is not None and person.visitor_id == reader.id and person.name_locked is not None


def warnings(person: User, texts: Mapping[str, str], typed: str = "") -> list[Signal]:
    """写了保护对象姓名: one signal, where a name of one's own visits stands in a text; the sentence masks it.

    `texts`: label of the field → what is typed there; `typed`: the name in the same form's own field.
    """
    found: list[tuple[str, str]] = []
    for each in _names(person, typed):
        fields = [label for label, text in texts.items() if each.pattern.search(text)]
        if fields:
            found.append((each.alias, "、".join(fields)))
    if not found:
        return []
    where = "；".join(f"{fields}里有{alias}" for alias, fields in found)
    return [Signal(SignalKind.PROTECTED_NAME, f"{where}的姓名，能看到记录的人都会看到，请换成代称"[:200])]


def renamed(person: User, texts: Mapping[str, str], typed: str = "") -> dict[str, str]:
    """换成代称: the same texts with every such name replaced by what stands for it."""
    changed = dict(texts)
    for each in _names(person, typed):
        changed = {label: each.pattern.sub(each.alias, text) for label, text in changed.items()}
    return changed


@dataclass(frozen=True)
class Names:
    """一人的保护对象的姓名, opened to be replaced and for nothing else."""

    _found: tuple[_Name, ...] = ()
    #: None of them was beyond opening.
    are_all: bool = True

    def veiled(self, text: str) -> str:
        for each in self._found:
            text = each.pattern.sub(each.alias, text)
        return text


def names_of(visitor_ids: Collection[int]) -> dict[int, Names]:
    """The names each of these visitors locked; one query, none for nobody."""
    found: dict[int, dict[str, str]] = {each: {} for each in visitor_ids}
    shut: set[int] = set()
    rows = select(ProtectedPerson).where(
        ProtectedPerson.visitor_id.in_(found), ProtectedPerson.name_locked.is_not(None)
    )
    for each in db.session.scalars(rows) if found else ():
        assert each.name_locked is not None
        try:
            found[each.visitor_id][_unlocked(each.name_locked)] = str(alias_of(each))
        except (*_UNOPENED, KeyDamaged):
            shut.add(each.visitor_id)
    return {
        visitor_id: Names(tuple(_longest_first(known)), visitor_id not in shut)
        for visitor_id, known in found.items()
    }


def can_compare(visitor: User) -> bool:
    """Whether every name this person locked can be looked for now."""
    return names_of([visitor.id])[visitor.id].are_all


@dataclass(frozen=True)
class _Name:
    """A name to look for, and what stands for it: YF-0012 王某; 王某 before there is a code."""

    pattern: re.Pattern[str]
    alias: str

    def __repr__(self) -> str:
        return f"_Name({self.alias})"


def _names(person: User, typed: str) -> Iterator[_Name]:
    """One's own protected persons' names, the longest first, so that none is cut out of another."""
    known = {typed: masked(typed)} if len(typed) >= _SHORTEST else {}
    for each in known_to(person):
        if each.name_locked is not None:
            try:
                known[_unlocked(each.name_locked)] = str(alias_of(each))
            except (*_UNOPENED, KeyDamaged):
                # What cannot be opened cannot be compared; the record is saved all the same.
                continue
    yield from _longest_first(known)


def _longest_first(known: Mapping[str, str]) -> Iterator[_Name]:
    for name in sorted(known, key=len, reverse=True):
        yield _Name(_pattern(name), known[name])


def _pattern(name: str) -> re.Pattern[str]:
    """The name, also with blanks between its characters (王 小 明)."""
    characters = [re.escape(character) for character in name if not character.isspace()]
    return re.compile(r"\s*".join(characters), re.IGNORECASE)


def _unlocked(locked: bytes) -> str:
    return keybox().unlock(locked, _PURPOSE).decode()


def _own(visitor: User, visit: NightVisit) -> ProtectedPerson:
    person = visit.subject
    if person is None:
        raise Unacceptable("这次夜访的走访对象没有代称，姓名就写在“走访对象”里")
    if person.visitor_id != visitor.id:
        raise NotAllowed("走访对象的姓名只有走访人本人能看")
    return person


def _is_visited() -> Exists:
    return exists().where(
        NightVisit.subject_id == ProtectedPerson.id,
        Activity.id == NightVisit.activity_id,
        Activity.withdrawn_at.is_(None),
    )
