"""可能是同一次: what several people recorded of one event counts once; nothing else goes together."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.occasions import Record, occasions, place_key

NINE = datetime(2026, 3, 5, 9)


def record(
    number: int, person: int, minutes_after: int = 0, minutes: int = 60, place: str = "礼堂"
) -> Record:
    at = NINE + timedelta(minutes=minutes_after)
    return Record(number, at, at + timedelta(minutes=minutes), frozenset({"open_house"}), "", person, place)


def groups(*records: Record) -> list[list[int]]:
    return [[each.id for each in occasion.records] for occasion in occasions(records)]


def test_two_people_at_one_place_at_one_time_were_at_one_event() -> None:
    assert groups(record(1, 1), record(2, 2, 30)) == [[1, 2]]


def test_one_who_begins_as_the_other_ends_was_at_another_event() -> None:
    assert groups(record(1, 1), record(2, 2, 60)) == [[1], [2]]
    assert groups(record(1, 1), record(2, 2, 59)) == [[1, 2]]


def test_another_place_or_none_is_another_event() -> None:
    assert groups(
        record(1, 1), record(2, 2, place="广场"), record(3, 3, place=""), record(4, 4, place="")
    ) == [
        [1],
        [2],
        [3],
        [4],
    ]


def test_two_records_of_one_person_are_two_events() -> None:
    assert groups(record(1, 1), record(2, 1, 30)) == [[1], [2]]


def test_a_colleague_who_overlaps_with_both_makes_them_one() -> None:
    assert groups(record(1, 1, 0, 90), record(2, 1, 60, 90), record(3, 2, 30, 60)) == [[1, 3, 2]]


def test_an_event_past_midnight_does_not_meet_one_of_the_next_day() -> None:
    late, early = record(1, 1, 14 * 60, 180), record(2, 2, 15 * 60 + 30)
    assert groups(late, early) == [[1], [2]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("团县委 大会议室", None, False, ""), ("团县委大会议室。", 7, False, "别的")),
        (("ＡＢＣ楼", None, False, ""), ("abc 楼", None, False, "")),
        (("", 7, False, "甲"), ("", 7, False, "乙")),
        (("会议室", 7, True, "线上团课"), ("", None, True, "“线上团课”")),
    ],
)
def test_the_same_place_in_other_writing_is_the_same_place(one: tuple, other: tuple) -> None:
    assert place_key(*one) == place_key(*other) != ""


def test_no_place_is_nobody_elses_place() -> None:
    assert place_key("", None, False, "一次座谈") == "" == place_key(" 。", None, False, "")
    assert place_key("", None, True, "…") == ""


ROWS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(0, 40).map(lambda at: at * 30),
        st.integers(1, 8).map(lambda long: long * 30),
        st.sampled_from(["", "礼堂", "广场"]),
    ),
    max_size=14,
)


@given(ROWS)
def test_the_order_records_come_in_makes_no_difference(rows: list) -> None:
    records = [record(at, *row) for at, row in enumerate(rows)]
    assert groups(*records) == groups(*reversed(records))


@given(ROWS)
def test_events_are_what_comparing_every_two_records_finds(rows: list) -> None:
    records = [record(at, *row) for at, row in enumerate(rows)]
    together = {each.id: {each.id} for each in records}
    for one in records:
        for other in records:
            if is_same(one, other):
                whole = together[one.id] | together[other.id]
                for each in whole:
                    together[each] = whole
    found = {frozenset(each.id for each in occasion.records) for occasion in occasions(records)}
    assert found == {frozenset(whole) for whole in together.values()}
    assert sum(len(group) for group in found) == len(records)


def is_same(one: Record, other: Record) -> bool:
    return (
        one.person_id != other.person_id
        and one.place == other.place != ""
        and one.day == other.day
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
    )
