"""单位名称: found by any of three names within the subtree, told apart, and suggested when misspelt."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import Cast
from tests.services.exchange.offices import add_unit
from youthwork.domain.hierarchy import OrganizationType
from youthwork.services.exchange.unit_names import MOST_SUGGESTED, NamedUnit, UnitNames, load_names

BRANCH = OrganizationType.BRANCH


@pytest.mark.parametrize("name", ["云溪镇团委", "共青团云溪镇团委", "云溪镇 团委"])
def test_a_unit_is_found_by_each_of_its_names(cast: Cast, name: str) -> None:
    match = load_names(cast.organ("团云溪县委")).find(name)
    assert (match.found, match.names) == ([cast.organ("云溪镇团委").id], ["云溪镇团委"])


def test_brackets_of_either_width_are_the_same(cast: Cast) -> None:
    names = load_names(cast.organ("团云溪县委"))
    assert names.find("云溪县第一中学高一(1)班团支部").found == [
        cast.organ("云溪县第一中学高一（1）班团支部").id
    ]


@pytest.mark.parametrize("name", ["团白鹭县委", "团青岚市委", "团外省委"])
def test_a_unit_outside_the_subtree_is_unknown(cast: Cast, name: str) -> None:
    assert load_names(cast.organ("团云溪县委")).find(name).found == ()


def test_a_misspelt_name_gets_the_one_that_comes_near(cast: Cast) -> None:
    match = load_names(cast.organ("团云溪县委")).find("云溪县第九中学团委")
    assert list(match.suggestions) == ["云溪县第一中学团委"]


def test_a_name_like_no_other_gets_no_suggestion(cast: Cast) -> None:
    assert list(load_names(cast.organ("团云溪县委")).find("销售三部").suggestions) == []


def test_units_of_one_name_are_told_apart_and_the_telling_name_finds_each(cast: Cast) -> None:
    for town in ("云溪镇团委", "云溪县第一中学团委"):
        add_unit(cast.organ(town), "青年突击队团支部", BRANCH, full_name="共青团青年突击队支部")
    names = load_names(cast.organ("团云溪县委"))
    match = names.find("青年突击队团支部")
    assert list(match.names) == [
        "共青团青年突击队支部（云溪镇团委）",
        "共青团青年突击队支部（云溪县第一中学团委）",
    ]
    assert [list(names.find(name).found) for name in match.names] == [[id_] for id_ in match.found]


def test_full_names_tell_units_apart_where_they_differ(cast: Cast) -> None:
    for town in ("云溪镇团委", "云溪县第一中学团委"):
        add_unit(cast.organ(town), "机关团支部", BRANCH, full_name=f"共青团{town}机关支部")
    match = load_names(cast.organ("团云溪县委")).find("机关团支部")
    assert list(match.names) == ["共青团云溪镇团委机关支部", "共青团云溪县第一中学团委机关支部"]


def test_a_closed_unit_is_unknown_and_its_successor_is_named(cast: Cast) -> None:
    closed = cast.organ("云溪镇机关团总支")
    closed.closed_on, closed.successor_id = date(2026, 3, 1), cast.organ("云溪镇团委").id
    match = load_names(cast.organ("团云溪县委")).find("云溪镇机关团总支")
    assert (match.found, list(match.suggestions)) == ((), ["云溪镇团委"])


def test_near_names_are_sought_only_when_they_are_shown() -> None:
    names = UnitNames([NamedUnit(1, None, None, "共青团云溪镇委员会", "团云溪镇委", "云溪镇团委")])
    for number in range(MOST_SUGGESTED + 50):
        names.find(f"云溪镇团委委员{number}")
    assert list(names.find("云溪镇团总支").suggestions) == ["云溪镇团委"]


def test_suggesting_stops_before_a_hopeless_file_costs_minutes() -> None:
    names = UnitNames([NamedUnit(1, None, None, "共青团云溪镇委员会", "团云溪镇委", "云溪镇团委")])
    given = [list(names.find(f"云溪{number}镇团委").suggestions) for number in range(MOST_SUGGESTED + 50)]
    assert sum(bool(each) for each in given) == MOST_SUGGESTED
