"""联系青年: kept to the least, locked for one reader, forgotten at a word, and never counted below three."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.documents.signing.keybox import KeyDamaged
from youthwork.domain.errors import NotFound
from youthwork.domain.youth import ConsentWay, ContactState, ContactWay, YouthField
from youthwork.extensions import db
from youthwork.models import AuditRecord, Handover, Message, YouthContact
from youthwork.services import posts
from youthwork.services.contact_work.links.cadres import Cadre, find_cadre
from youthwork.services.contact_work.refusing import FieldRefused
from youthwork.services.contact_work.youth import contact_numbers, contacts
from youthwork.services.contact_work.youth.contacts import Given
from youthwork.services.posts import actor_of

pytestmark = on_both_engines

TODAY = date(2026, 4, 1)
NAME, PHONE = "小柳絮", "13800009999"
LIN = Given(YouthField.UNIVERSITY, NAME, ContactWay.PHONE, PHONE, date(2026, 3, 31), ConsentWay.IN_PERSON)


def cadre(cast: Cast, username: str) -> Cadre:
    return find_cadre(actor_of(cast.person(username)), cast.person(username).id)


def add(cast: Cast, username: str = "luo", given: Given = LIN, times: int = 1) -> YouthContact:
    for _ in range(times):
        contact = contacts.add(cadre(cast, username), given)
    return contact


def everything_stored() -> str:
    """Every value of every table, as text and as bytes."""
    found = []
    for table in db.metadata.sorted_tables or YouthContact.metadata.sorted_tables:
        for row in db.session.execute(table.select()):
            found += [bytes(value) if isinstance(value, bytes | memoryview) else str(value) for value in row]
    return " ".join(each if isinstance(each, str) else each.hex() for each in found)


def test_the_cadre_reads_what_was_written_down(cast: Cast) -> None:
    add(cast)
    (shown,) = contacts.in_touch(cast.person("luo"))
    assert (shown.name, shown.value, shown.contact.way) == (NAME, PHONE, ContactWay.PHONE)


def test_no_table_holds_the_name_or_the_way_in_clear(cast: Cast) -> None:
    add(cast)
    contacts.pass_on(
        [contacts.find(cast.person("luo"), add(cast).id)], cast.person("he"), 1, cast.person("luo")
    )
    stored = everything_stored()
    assert "云溪镇团委" in stored, "it looks into the tables"
    for secret in (NAME, PHONE):
        assert secret not in stored and secret.encode().hex() not in stored


def test_nobody_else_finds_it(cast: Cast) -> None:
    contact = add(cast)
    for other in ("meng", "lin", "he", "su"):
        with pytest.raises(NotFound):
            contacts.find(cast.person(other), contact.id)
        assert contacts.in_touch(cast.person(other)) == []


def test_a_locked_value_moved_into_anothers_row_opens_for_nobody(cast: Cast) -> None:
    contact = add(cast)
    contact.cadre_id = cast.person("he").id
    db.session.flush()
    with pytest.raises(KeyDamaged):
        contacts.in_touch(cast.person("he"))


@pytest.mark.parametrize("word", ["decline", "end"])
def test_a_word_forgets_name_way_and_consent_at_once(cast: Cast, word: str) -> None:
    contact = add(cast)
    getattr(contacts, word)(contact)
    row = db.session.execute(
        text("SELECT name_locked, way_locked, way, consented_on, consent FROM youth_contact")
    )
    assert tuple(row.one()) == (None, None, None, None, "")
    assert contact.ends_on == TODAY
    with pytest.raises(NotFound):
        contacts.find(cast.person("luo"), contact.id)


def test_the_database_keeps_no_name_of_who_declined(cast: Cast) -> None:
    contact = add(cast)
    contact.state = ContactState.DECLINED
    with pytest.raises(IntegrityError, match="forgotten_when_over"):
        db.session.flush()


def test_who_declined_is_in_no_number_but_the_cadres_own(cast: Cast) -> None:
    add(cast, times=4)
    contacts.decline(contacts.in_touch(cast.person("luo"))[0].contact)
    (organ,) = contact_numbers.numbers_for(actor_of(cast.person("lin")))
    assert organ.own.shown == ((YouthField.UNIVERSITY, 3),)
    assert contacts.counts(cast.person("luo"))[ContactState.DECLINED] == 1
    contacts.decline(contacts.in_touch(cast.person("luo"))[0].contact)
    (organ,) = contact_numbers.numbers_for(actor_of(cast.person("lin")))
    assert organ.own.shown == ()


def test_a_superior_adds_up_what_is_shown_below_and_nothing_smaller(cast: Cast) -> None:
    add(cast, "zhou", times=3)
    add(cast, "bai", times=2)
    add(cast, "luo", times=1)
    (organ,) = contact_numbers.numbers_for(actor_of(cast.person("lin")))
    assert organ.own.shown == () and organ.below.shown == ((YouthField.UNIVERSITY, 3),)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"consented_on": date(2026, 4, 2)}, "consented_on"),
        ({"way": None}, "way"),
        ({"value": ""}, "value"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(cast: Cast, change: dict[str, object], field: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        add(cast, given=replace(LIN, **change))
    assert refused.value.field == field
    assert NAME not in refused.value.sentence and PHONE not in refused.value.sentence


def test_field_and_consent_are_enough(cast: Cast) -> None:
    contact = add(cast, given=replace(LIN, name="", way=None, value=""))
    assert contact.name_locked is None and contact.way_locked is None


def test_there_is_no_bar_to_a_hundred(cast: Cast) -> None:
    add(cast, times=101)
    assert len(contacts.in_touch(cast.person("luo"))) == 101


def test_a_correction_leaves_nothing_of_what_was_there(cast: Cast) -> None:
    contact = add(cast)
    contacts.correct(contact, replace(LIN, name="小榆", value="13800008888"))
    (shown,) = contacts.in_touch(cast.person("luo"))
    assert (shown.name, shown.value) == ("小榆", "13800008888")
    assert db.session.query(YouthContact).count() == 1


def test_who_agreed_goes_on_with_the_successor_and_is_forgotten_here(cast: Cast) -> None:
    contact, luo, he = add(cast), cast.person("luo"), cast.person("he")
    assert contacts.pass_on([contact], he, cast.organ("团青岚市委").id, luo) == 1
    assert contacts.in_touch(luo) == [] and contact.name_locked is None
    (shown,) = contacts.in_touch(he)
    assert (shown.name, shown.value, shown.contact.consented_on) == (NAME, PHONE, date(2026, 3, 31))
    (message,) = db.session.scalars(db.select(Message).where(Message.person_id == he.id))
    (said,) = db.session.scalars(db.select(AuditRecord).where(AuditRecord.kind == "contact"))
    assert "移交给你 1 名" in message.title and NAME not in message.title + message.words + said.sentence


def leave(cast: Cast, username: str, successor: str | None = None) -> None:
    """The post ended yesterday, handed over to the successor."""
    post = posts.current_appointments(cast.person(username))[0]
    post.ends_on = date(2026, 3, 31)
    db.session.add(
        Handover(
            appointment=post,
            successor_id=cast.person(successor).id if successor else None,
            made_by_id=cast.person("lin").id,
            made_at=post.user.created_at,
            last_day=date(2026, 3, 31),
            items=[],
        )
    )
    db.session.flush()


def test_with_the_post_the_contacts_end_but_for_those_who_agreed(cast: Cast) -> None:
    add(cast)
    add(cast, given=replace(LIN, name="小榆", may_pass_on=True))
    leave(cast, "luo", "he")
    assert contact_numbers.end_with_posts(TODAY, 0) is None
    assert contacts.in_touch(cast.person("luo")) == []
    assert [shown.name for shown in contacts.in_touch(cast.person("he"))] == ["小榆"]


def test_without_a_successor_all_of_them_end(cast: Cast) -> None:
    add(cast, given=replace(LIN, may_pass_on=True))
    leave(cast, "luo")
    contact_numbers.end_with_posts(TODAY, 0)
    assert [row.state for row in db.session.scalars(db.select(YouthContact))] == [ContactState.ENDED]


def test_who_is_still_a_cadre_keeps_them_with_a_locked_account_too(cast: Cast) -> None:
    add(cast)
    cast.person("luo").is_enabled = False
    db.session.flush()
    contact_numbers.end_with_posts(TODAY, 0)
    assert contacts.counts(cast.person("luo"))[ContactState.IN_TOUCH] == 1
