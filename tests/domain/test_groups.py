"""成组建议: DOMAIN §10.9 exactly, and every edge of a posting's days, against the rule said plainly."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.groups import Posted, is_secretary, lasts_until, leads_by_post, makes_group, proposals

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 30)
BAY, RIVER, HILL = 11, 12, 13


def posted(
    number: int, county: int, starts_on: date = MARCH, ends_on: date | None = None, prefecture: int = 1
) -> Posted:
    return Posted(number, 100 + number, county, prefecture, starts_on, ends_on)


def test_two_cadres_in_one_prefecture_and_different_counties_are_proposed() -> None:
    (proposal,) = proposals([posted(1, BAY), posted(2, RIVER)], MARCH)
    assert proposal.mark == "1-2" and (proposal.starts_on, proposal.ends_on) == (MARCH, None)


def test_two_cadres_in_the_same_county_are_not() -> None:
    assert proposals([posted(1, BAY), posted(2, BAY)], MARCH) == []


def test_two_cadres_in_different_prefectures_are_not() -> None:
    assert proposals([posted(1, BAY), posted(2, RIVER, prefecture=2)], MARCH) == []


def test_one_cadre_in_two_counties_makes_no_group() -> None:
    twice = [Posted(1, 7, BAY, 1, MARCH), Posted(2, 7, RIVER, 1, MARCH)]
    assert proposals(twice, MARCH) == []


def test_a_third_in_a_county_that_is_there_already_belongs_to_the_group() -> None:
    (proposal,) = proposals([posted(1, BAY), posted(2, RIVER), posted(3, BAY)], MARCH)
    assert [each.id for each in proposal.postings] == [1, 2, 3]


@pytest.mark.parametrize(
    ("day", "is_proposed"),
    [(date(2026, 3, 31), False), (date(2026, 4, 1), True), (JUNE, True), (date(2026, 7, 1), False)],
)
def test_they_are_proposed_from_the_first_to_the_last_day_both_are_there(
    day: date, is_proposed: bool
) -> None:
    rows = [posted(1, BAY, MARCH, JUNE), posted(2, RIVER, date(2026, 4, 1), date(2026, 12, 31))]
    found = proposals(rows, day)
    assert bool(found) is is_proposed
    if found:
        assert (found[0].starts_on, found[0].ends_on) == (date(2026, 4, 1), JUNE)


def test_postings_that_only_touch_overlap_on_that_day_alone() -> None:
    rows = [posted(1, BAY, MARCH, JUNE), posted(2, RIVER, JUNE)]
    (proposal,) = proposals(rows, JUNE)
    assert proposal.starts_on == proposal.ends_on == JUNE


def test_a_group_goes_on_while_another_takes_the_place_of_who_leaves() -> None:
    rows = [posted(1, BAY), posted(2, RIVER, MARCH, JUNE), posted(3, HILL, date(2026, 5, 1), None)]
    assert lasts_until(rows, MARCH) is None
    assert lasts_until(rows[:2], MARCH) == JUNE


DAYS = st.integers(0, 40).map(lambda days: MARCH + timedelta(days=days))


@st.composite
def registers(draw: st.DrawFn) -> list[Posted]:
    rows = []
    for number in range(draw(st.integers(0, 8))):
        first, last = sorted((draw(DAYS), draw(DAYS)))
        ends_on = draw(st.sampled_from([last, None]))
        prefecture = draw(st.integers(1, 2))
        county = prefecture * 10 + draw(st.integers(1, 3))
        rows.append(Posted(number, draw(st.integers(1, 6)), county, prefecture, first, ends_on))
    return rows


@given(registers(), DAYS)
def test_a_prefecture_is_proposed_exactly_when_two_people_are_in_two_of_its_counties(
    rows: list[Posted], day: date
) -> None:
    running = [each for each in rows if each.covers(day)]
    wanted = {
        one.prefecture_id
        for one in running
        for other in running
        if one.prefecture_id == other.prefecture_id
        and one.county_id != other.county_id
        and one.person_id != other.person_id
    }
    found = proposals(rows, day)
    assert [each.prefecture_id for each in found] == sorted(wanted)
    for proposal in found:
        here = [each for each in running if each.prefecture_id == proposal.prefecture_id]
        assert sorted(each.id for each in proposal.postings) == sorted(each.id for each in here)


@given(registers(), DAYS)
def test_on_every_day_of_a_proposal_its_postings_make_a_group_and_the_day_after_they_do_not(
    rows: list[Posted], day: date
) -> None:
    for proposal in proposals(rows, day):
        last = proposal.ends_on or MARCH + timedelta(days=50)
        assert proposal.starts_on <= day <= last
        step = day
        while step <= last:
            assert makes_group([each for each in proposal.postings if each.covers(step)])
            step += timedelta(days=1)
        if proposal.ends_on is not None:
            after = [each for each in proposal.postings if each.covers(last + timedelta(days=1))]
            assert not makes_group(after)


@given(registers(), DAYS, st.randoms())
def test_the_order_of_the_register_does_not_matter(rows: list[Posted], day: date, shuffle: Random) -> None:
    shuffled = list(rows)
    shuffle.shuffle(shuffled)
    assert proposals(shuffled, day) == proposals(rows, day)


@given(registers())
def test_overlapping_is_having_a_day_in_common(rows: list[Posted]) -> None:
    horizon = [MARCH + timedelta(days=days) for days in range(60)]
    for one in rows:
        for other in rows:
            shared = any(one.covers(day) and other.covers(day) for day in horizon)
            assert one.overlaps(other.starts_on, other.ends_on) is shared


@pytest.mark.parametrize(
    "title",
    [
        "书记",
        "副书记",
        "挂职副书记",
        "副书记（挂职）",
        "副书记、办公室主任",
        "组织部部长",
        "办公室主任",
        "常委",
        "学校部副部长（主持工作）",
    ],
)
def test_the_leadership_and_heads_of_departments_lead_by_their_post(title: str) -> None:
    assert leads_by_post(title)


@pytest.mark.parametrize("title", ["学校部副部长", "办公室副主任", "组织部干事", "一级主任科员", ""])
def test_others_do_not(title: str) -> None:
    assert not leads_by_post(title)


@pytest.mark.parametrize(
    ("title", "is_one"),
    [("书记", True), ("团委书记（兼）", True), ("副书记", False), ("书记、副校长", True), ("干事", False)],
)
def test_a_secretary_is_not_a_deputy(title: str, is_one: bool) -> None:
    assert is_secretary(title) is is_one
