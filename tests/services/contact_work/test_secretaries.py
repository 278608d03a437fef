"""联系书记: a county's cadre and the 书记 of its committees, as many as they like, none missed (H37)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import NotAllowed
from youthwork.extensions import db
from youthwork.models import Appointment, SecretaryLink, User
from youthwork.services.contact_work.links import secretaries
from youthwork.services.contact_work.links.cadres import Cadre, find_cadre
from youthwork.services.contact_work.refusing import FieldRefused
from youthwork.services.posts import actor_of

pytestmark = on_both_engines

TODAY = date(2026, 4, 1)


def cadre(cast: Cast, username: str = "mai", reader: str = "") -> Cadre:
    return find_cadre(actor_of(cast.person(reader or username)), cast.person(username).id)


def appoint(cast: Cast, name: str, committee: str, title: str = "书记") -> User:
    person = User(username=name, name=name, password_hash="x", created_at=cast.person("mai").created_at)
    db.session.add(person)
    db.session.flush()
    organ = cast.organ(committee)
    db.session.add(
        Appointment(
            user_id=person.id, organization_id=organ.id, title=title, starts_on=date(2026, 1, 1), duties=[]
        )
    )
    db.session.flush()
    return person


def names(found: tuple[list[Appointment], bool]) -> list[str]:
    return [post.user.name for post in found[0]]


def test_only_secretaries_of_committees_of_the_county_are_found(cast: Cast) -> None:
    appoint(cast, "柳书记", "云溪镇团委")
    appoint(cast, "杨书记", "云溪县第一中学团委", "书记、副校长")
    appoint(cast, "槐副书记", "云溪镇团委", "副书记")
    appoint(cast, "榆书记", "示范大学团委")
    assert names(secretaries.candidates(cadre(cast))) == ["柳书记", "杨书记"]
    assert names(secretaries.candidates(cadre(cast), "中学 第二")) == []
    assert names(secretaries.candidates(cadre(cast), "第一中学")) == ["杨书记"]


def test_several_are_added_at_once_and_those_there_stay(cast: Cast) -> None:
    ids = [appoint(cast, "柳书记", "云溪镇团委").id, appoint(cast, "杨书记", "云溪县第一中学团委").id]
    mai = cast.person("mai")
    assert len(secretaries.add(cadre(cast), ids[:1], TODAY, mai)) == 1
    assert len(secretaries.add(cadre(cast), ids, TODAY, mai)) == 1
    assert len(secretaries.links_of(cadre(cast))) == 2


def test_the_history_stays_and_the_same_person_may_be_linked_again(cast: Cast) -> None:
    liu, mai = appoint(cast, "柳书记", "云溪镇团委"), cast.person("mai")
    (link,) = secretaries.add(cadre(cast), [liu.id], date(2026, 3, 1), mai)
    secretaries.end(cadre(cast), link, mai)
    secretaries.add(cadre(cast), [liu.id], TODAY, mai)
    assert [each.ends_on for each in secretaries.links_of(cadre(cast))] == [None, TODAY]


def test_who_no_longer_is_the_secretary_is_said(cast: Cast) -> None:
    liu, mai = appoint(cast, "柳书记", "云溪镇团委"), cast.person("mai")
    links = secretaries.add(cadre(cast), [liu.id], TODAY, mai)
    assert secretaries.hold_their_posts(cadre(cast), links) == {links[0].id}
    db.session.scalars(db.select(Appointment).where(Appointment.user_id == liu.id)).one().ends_on = date(
        2026, 3, 31
    )
    db.session.flush()
    assert secretaries.hold_their_posts(cadre(cast), links) == set()


def test_the_clerk_writes_for_a_cadre_and_a_superior_only_reads(cast: Cast) -> None:
    liu = appoint(cast, "柳书记", "云溪镇团委")
    assert secretaries.add(cadre(cast, "mai", "zhou"), [liu.id], TODAY, cast.person("zhou"))
    with pytest.raises(NotAllowed):
        secretaries.add(cadre(cast, "mai", "lin"), [liu.id], TODAY, cast.person("lin"))


def test_cadres_of_other_levels_have_none(cast: Cast) -> None:
    assert secretaries.is_for(cadre(cast)) and not secretaries.is_for(cadre(cast, "luo"))
    with pytest.raises(NotAllowed, match="县级"):
        secretaries.add(cadre(cast, "luo"), [1], TODAY, cast.person("luo"))


@pytest.mark.parametrize(
    ("starts_on", "chosen", "field"),
    [
        (date(2026, 4, 2), True, "starts_on"),
        (date(2025, 12, 31), True, "starts_on"),
        (TODAY, False, "secretaries"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    cast: Cast, starts_on: date, chosen: bool, field: str
) -> None:
    liu = appoint(cast, "柳书记", "云溪镇团委")
    wanted = liu.id if chosen else cast.person("chen").id
    with pytest.raises(FieldRefused) as refused:
        secretaries.add(cadre(cast), [wanted], starts_on, cast.person("mai"))
    assert refused.value.field == field


def test_the_database_refuses_the_same_open_link_twice(cast: Cast) -> None:
    liu, mai = appoint(cast, "柳书记", "云溪镇团委"), cast.person("mai")
    secretaries.add(cadre(cast), [liu.id], TODAY, mai)
    db.session.add(
        SecretaryLink(
            cadre_id=mai.id,
            secretary_id=liu.id,
            committee_id=cast.organ("云溪镇团委").id,
            starts_on=TODAY,
            recorded_by_id=mai.id,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()
