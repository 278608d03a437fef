from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import Cast
from tests.services.archive.archives import CITY, add_filed, settle
from youthwork.domain.errors import NotAllowed, NotFound, Unacceptable
from youthwork.extensions import db
from youthwork.services import posts
from youthwork.services.archive import archiving, fonds


def test_the_proposed_codes_are_those_of_the_departments(app: Flask, cast: Cast) -> None:
    places = fonds.places_of(cast.organ(CITY))
    codes = fonds.proposed_codes(places)
    assert [codes[place.id] for place in places] == ["ZZB", "BGS", "XXB", "JG"]


def test_only_an_archivist_of_the_organ_finds_it(app: Flask, cast: Cast) -> None:
    zhao, he = (posts.actor_of(cast.person(name)) for name in ("zhao", "he"))
    assert fonds.find_organ(zhao, None).common_name == CITY
    with pytest.raises(NotFound):
        fonds.find_organ(zhao, cast.organ("团示范省委").id)
    with pytest.raises(NotAllowed, match="档案员"):
        fonds.find_organ(he, None)


def test_wrong_and_doubled_codes_are_named_at_their_field(app: Flask, cast: Cast) -> None:
    organ = cast.organ(CITY)
    first, second, *_ = fonds.places_of(organ)
    problems = dict(fonds.problems_of(organ, "Z9", "w", {first.id: "ZZB", second.id: "ZZB"}))
    assert "四位" in problems["number"] and "两个大写字母" in problems["category"]
    assert "一个机构一个代码" in problems[f"code-{second.id}"]


def test_what_numbers_were_given_under_does_not_change(app: Flask, cast: Cast) -> None:
    settle(cast)
    organ, zhao = cast.organ(CITY), cast.person("zhao")
    filing = add_filed(cast, 1)
    archiving.archive(organ, 2024, zhao, {filing.id: 1})
    places = fonds.places_of(organ)
    codes = fonds.proposed_codes(places)
    for number, category in (("Z110", "WS"), ("Z109", "KJ")):
        with pytest.raises(Unacceptable, match="不能再改"):
            fonds.settle(organ, zhao, number, category, codes)
    with pytest.raises(Unacceptable, match="机构代码 ZZB"):
        fonds.settle(organ, zhao, "Z109", "WS", {**codes, filing.department_id: "ZB"})
    unused = next(place.id for place in places if place.id != filing.department_id)
    settled = fonds.settle(organ, zhao, "Z109", "WS", {**codes, unused: "BANGS"})
    assert fonds.code_of(settled, unused) == "BANGS"
    db.session.rollback()
