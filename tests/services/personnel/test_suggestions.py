"""投诉与建议: two levels above the unit it is about, never to that unit, and the answer comes back."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import NOW, START, Cast
from youthwork.domain.duties import Duty
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Message, Suggestion
from youthwork.services.personnel import suggestions
from youthwork.services.posts import actor_of

pytestmark = on_both_engines
TEXT = "要求每周报一次"


def say(cast: Cast, username: str, about: str) -> Suggestion:
    person = cast.person(username)
    value = about if about == suggestions.THE_SYSTEM else str(cast.organ(about).id)
    return suggestions.submit(actor_of(person), person, "反映加码", value, TEXT)


def readers(cast: Cast, suggestion: Suggestion) -> set[str]:
    """Everybody of the cast who gets it."""
    return {
        name for name in cast.people if suggestion in suggestions.received_by(actor_of(cast.person(name)))
    }


def also(cast: Cast, username: str, organ: str, *duties: Duty) -> None:
    """Another post of the same person."""
    post = Appointment(
        user_id=cast.person(username).id,
        organization_id=cast.organ(organ).id,
        title="兼职",
        position=9,
        starts_on=START,
        duties=[AppointmentDuty(duty=duty, starts_on=START) for duty in duties],
    )
    db.session.add(post)
    db.session.flush()


@pytest.mark.parametrize(
    ("who", "about", "to"),
    [
        ("mai", "团云溪县委", "团示范省委"),
        # Only one level above: that one.
        ("mai", "团青岚市委", "团示范省委"),
        ("wang", "团望川县委", "团示范省委"),
        # A department is a level of its own.
        ("luo", "团青岚市委学校部", "团示范省委"),
        ("tang", "团示范省委组织部", "团示范省委"),
        ("mai", suggestions.THE_SYSTEM, "团示范省委"),
    ],
)
def test_it_goes_two_levels_up_or_as_far_as_there_is_anybody(
    app: Flask, cast: Cast, who: str, about: str, to: str
) -> None:
    assert say(cast, who, about).to_id == cast.organ(to).id


def test_from_the_grass_roots_it_passes_over_the_county_that_asks(app: Flask, cast: Cast) -> None:
    also(cast, "mai", "白泉村团支部", Duty.CADRE)
    for about, to in (("白泉村团支部", "团云溪县委"), ("云溪镇团委", "团青岚市委")):
        assert say(cast, "mai", about).to_id == cast.organ(to).id


def test_where_it_goes_is_said_before_it_is_sent(app: Flask, cast: Cast) -> None:
    words = [each.words for each in suggestions.subjects(actor_of(cast.person("mai")))]
    assert words == [
        "团云溪县委（送团示范省委）",
        "团青岚市委（送团示范省委）",
        "团示范省委",
        "本系统（软件本身）（送团示范省委）",
    ]


def test_about_the_top_nothing_is_sent_because_nobody_is_above_it(app: Flask, cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="团示范省委在本系统里没有上级"):
        say(cast, "mai", "团示范省委")
    assert db.session.scalars(db.select(Suggestion)).all() == []


@pytest.mark.parametrize("about", ["团白鹭县委", "团外省委", "x", "", "99999"])
def test_one_speaks_only_of_one_s_own_line(app: Flask, cast: Cast, about: str) -> None:
    person = cast.person("mai")
    value = str(cast.organ(about).id) if about.startswith("团") else about
    with pytest.raises(NotAllowed):
        suggestions.submit(actor_of(person), person, "投诉", value, TEXT)


def test_only_signers_and_administrators_of_the_organ_it_went_to_get_it(app: Flask, cast: Cast) -> None:
    said = say(cast, "mai", "团云溪县委")
    assert readers(cast, said) == {"su", "fu"}
    assert {user.username for user in suggestions.readers(said)} == {"su", "fu"}


def test_who_belongs_to_the_unit_it_is_about_never_sees_it_even_as_a_reader_above(
    app: Flask, cast: Cast
) -> None:
    also(cast, "fu", "团云溪县委", Duty.CADRE)
    said = say(cast, "mai", "团云溪县委")
    assert readers(cast, said) == {"su"}
    assert [user.username for user in suggestions.readers(said)] == ["su"]
    told = db.session.scalars(db.select(Message.person_id).where(Message.once == f"suggestion:{said.id}"))
    assert list(told) == [cast.person("su").id]
    with pytest.raises(NotFound):
        suggestions.find_suggestion(actor_of(cast.person("fu")), said.id)
    with pytest.raises(NotAllowed):
        suggestions.answer(actor_of(cast.person("fu")), said, cast.person("fu"), "没有这回事")


def test_a_department_of_the_unit_is_that_unit_too(app: Flask, cast: Cast) -> None:
    also(cast, "fu", "团青岚市委学校部", Duty.CADRE)
    assert readers(cast, say(cast, "mai", "团青岚市委")) == {"su"}


def test_the_answer_comes_back_to_who_wrote_it(app: Flask, cast: Cast) -> None:
    said, su = say(cast, "mai", "团云溪县委"), cast.person("su")
    suggestions.read(actor_of(su), said, su)
    assert (said.read_at, said.read_by_id, said.answered_at) == (NOW, su.id, None)
    suggestions.answer(actor_of(su), said, su, "已核实")
    mine = suggestions.find_suggestion(actor_of(cast.person("mai")), said.id)
    assert (mine.answer, mine.answered_by) == ("已核实", su)
    told = db.session.scalars(db.select(Message).where(Message.person_id == cast.person("mai").id)).one()
    assert told.url == f"/suggestions/{said.id}" and "已核实" not in told.title + told.words


def test_it_is_answered_once_and_the_second_is_told_by_whom(app: Flask, cast: Cast) -> None:
    said, su, fu = say(cast, "mai", "团云溪县委"), cast.person("su"), cast.person("fu")
    suggestions.answer(actor_of(su), said, su, "已核实")
    with pytest.raises(AlreadyMoved, match="苏明今天 12:00已经答复"):
        suggestions.answer(actor_of(fu), said, fu, "不属实")
    assert said.answer == "已核实"


def test_the_writer_s_own_look_is_not_taken_for_reading(app: Flask, cast: Cast) -> None:
    said, mai = say(cast, "mai", "团云溪县委"), cast.person("mai")
    suggestions.read(actor_of(mai), said, mai)
    assert said.read_at is None


def test_no_message_says_what_was_written_or_about_whom(app: Flask, cast: Cast) -> None:
    say(cast, "mai", "团云溪县委")
    rows = db.session.scalars(db.select(Message)).all()
    assert rows and not [each for each in rows if TEXT in each.title + each.words or "云溪" in each.title]
