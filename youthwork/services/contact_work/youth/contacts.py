"""联系青年: written down with consent, read by the cadre alone, forgotten at a word (H9, H43—H46, H56; DOMAIN §7.2).

A name or alias and one way to reach somebody are locked with the keybox, for this cadre: nobody else's page unlocks
them, and they go into no index, export, print, log or message. Who does not wish to take part is forgotten at once.
There is no number to reach: “1+100” is the name of the work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from youthwork import clock
from youthwork.domain.errors import NotFound
from youthwork.domain.youth import ConsentWay, ContactState, ContactWay, YouthField
from youthwork.extensions import db
from youthwork.models import MessageKind, User, YouthContact
from youthwork.services import audit, posts
from youthwork.services.contact_work.links.cadres import Cadre
from youthwork.services.contact_work.refusing import FieldRefused
from youthwork.services.keys.box import keybox
from youthwork.services.messages.telling import tell


@dataclass(frozen=True)
class Given:
    """登记的内容 as the cadre typed it; `name` and `value` may be empty."""

    field: YouthField
    name: str
    way: ContactWay | None
    value: str
    consented_on: date
    consent: ConsentWay
    may_pass_on: bool = False


@dataclass(frozen=True)
class Shown:
    """一名联系青年 as the cadre reads it."""

    contact: YouthContact
    name: str
    value: str


def in_touch(person: User) -> list[Shown]:
    """联系中的青年 of this cadre, by field, unlocked for them."""
    rows = db.session.scalars(
        select(YouthContact)
        .where(YouthContact.cadre_id == person.id, YouthContact.state == ContactState.IN_TOUCH)
        .order_by(YouthContact.id)
    ).all()
    order = list(YouthField)
    return [_shown(row) for row in sorted(rows, key=lambda row: order.index(row.field))]


def counts(person: User) -> dict[ContactState, int]:
    """人数 by state, for the cadre's own page."""
    rows = db.session.execute(
        select(YouthContact.state, func.count())
        .where(YouthContact.cadre_id == person.id)
        .group_by(YouthContact.state)
    )
    found = {state: int(number) for state, number in rows}
    return {state: found.get(state, 0) for state in ContactState}


def find(person: User, contact_id: int, *, for_deed: bool = False) -> YouthContact:
    """One's own contact that is in touch; what is over, and everybody else's, does not exist."""
    asked = select(YouthContact).where(
        YouthContact.id == contact_id,
        YouthContact.cadre_id == person.id,
        YouthContact.state == ContactState.IN_TOUCH,
    )
    found = db.session.scalar(asked.with_for_update() if for_deed else asked)
    if found is None:
        raise NotFound("没有这条联系记录，或者已经结束")
    return found


def show(contact: YouthContact) -> Shown:
    """The contact with what is locked in it, for the cadre whose it is."""
    return _shown(contact)


def add(cadre: Cadre, given: Given) -> YouthContact:
    """登记联系青年. Raises `FieldRefused`."""
    _check(given)
    contact = YouthContact(
        cadre_id=cadre.user.id,
        organization_id=cadre.organ_id,
        state=ContactState.IN_TOUCH,
        starts_on=clock.today(),
        recorded_at=clock.now(),
    )
    _write(contact, given)
    db.session.add(contact)
    db.session.flush()
    return contact


def correct(contact: YouthContact, given: Given) -> None:
    """更正. What stood there before is gone: of a young person no history is kept."""
    _check(given)
    _write(contact, given)
    db.session.flush()


def decline(contact: YouthContact) -> None:
    """不愿参与: forgotten at once; nothing follows from it, for them or for the cadre (H56)."""
    forget(contact, ContactState.DECLINED)


def end(contact: YouthContact) -> None:
    """结束联系: forgotten too."""
    forget(contact, ContactState.ENDED)


def forget(contact: YouthContact, state: ContactState) -> None:
    """忘记: the locked values, the way and the consent go; the field and the days stay."""
    contact.state = state
    contact.name_locked = contact.way_locked = contact.way = None
    contact.consented_on, contact.consent, contact.may_pass_on = None, "", False
    contact.ends_on = max(contact.starts_on, clock.today())
    db.session.flush()


def successors(cadre: Cadre) -> list[User]:
    """可以移交给谁: the other cadres of the organ."""
    people = {post.user_id: post.user for post in posts.cadres_of(cadre.organ_id)}
    people.pop(cadre.user.id, None)
    return list(people.values())


def pass_on(contacts: Iterable[YouthContact], successor: User, organ_id: int, by: User) -> int:
    """移交给接任人: each is begun anew under the successor, with the consent they gave, and forgotten here."""
    moved = 0
    for contact in contacts:
        shown = _shown(contact)
        fresh = YouthContact(
            cadre_id=successor.id,
            organization_id=organ_id,
            field=contact.field,
            state=ContactState.IN_TOUCH,
            way=contact.way,
            consented_on=contact.consented_on,
            consent=contact.consent,
            starts_on=clock.today(),
            recorded_at=clock.now(),
        )
        _lock(fresh, shown.name, shown.value)
        db.session.add(fresh)
        forget(contact, ContactState.ENDED)
        moved += 1
    if moved:
        tell(
            successor,
            MessageKind.POST,
            once=f"contacts:{by.id}:{successor.id}:{clock.now():%Y%m%d%H%M%S}",
            title=f"{by.name}移交给你 {moved} 名联系青年",
            words="都同意由你接着联系，名单只有你本人看得见。",
            url="/contacts",
            sender=by.name,
        )
        audit.record("contact", f"{by.name}把 {moved} 名联系青年移交给{successor.name}，均经本人同意", by.id)
    return moved


def _check(given: Given) -> None:
    if given.consented_on > clock.today():
        raise FieldRefused("consented_on", "同意的日期不能晚于今天")
    if given.value and given.way is None:
        raise FieldRefused("way", "填了联系方式的内容，请选择是哪一种方式")
    if given.way is not None and given.way is not ContactWay.IN_PERSON and not given.value:
        raise FieldRefused("value", f"请填写{given.way.value}；不留的，联系方式选“不留”")


def _write(contact: YouthContact, given: Given) -> None:
    contact.field, contact.way = given.field, given.way
    contact.consented_on, contact.consent = given.consented_on, given.consent.value
    contact.may_pass_on = given.may_pass_on
    _lock(contact, given.name, given.value)


def _lock(contact: YouthContact, name: str, value: str) -> None:
    contact.name_locked = _locked(name, contact.cadre_id)
    contact.way_locked = _locked(value, contact.cadre_id)


def _locked(secret: str, cadre_id: int) -> bytes | None:
    return keybox().lock(secret.encode(), _purpose(cadre_id)) if secret else None


def _shown(contact: YouthContact) -> Shown:
    name, value = (
        keybox().unlock(locked, _purpose(contact.cadre_id)).decode() if locked else ""
        for locked in (contact.name_locked, contact.way_locked)
    )
    return Shown(contact, name, value)


def _purpose(cadre_id: int) -> str:
    """For this cadre: a value moved into another's row in the table opens for nobody."""
    return f"联系青年:{cadre_id}"
