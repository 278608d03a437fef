"""请核实: each signal at its edge, and an honest record that raises none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from youthwork.domain.signals import Around, BranchSize, Entry, SignalKind, Thresholds, signals

NOW = datetime(2026, 4, 1, 21)
HONEST = Entry(
    id=0,
    starts_at=datetime(2026, 3, 30, 19),
    ends_at=datetime(2026, 3, 30, 20, 30),
    recorded_at=NOW,
    county="云溪县",
    text="和白泉村的三位返乡青年谈了贷款的事，答应月底前请信用社来村里讲一次，他们还想学短视频带货。",
    people=3,
)


USUAL = Thresholds()
TWELVE = BranchSize(12, date(2026, 2, 28))


def kinds(entry: Entry, limits: Thresholds = USUAL, **around: object) -> list[SignalKind]:
    return [each.kind for each in signals(entry, Around(**around), NOW, limits)]


def moved(entry: Entry, hours: float, **changes: object) -> Entry:
    shift = timedelta(hours=hours)
    return replace(entry, id=1, starts_at=entry.starts_at + shift, ends_at=entry.ends_at + shift, **changes)


def test_an_honest_record_raises_nothing() -> None:
    assert kinds(HONEST, own=[moved(HONEST, -24)], branch_size=TWELVE) == []


def test_times_that_touch_do_not_overlap_and_a_minute_more_does() -> None:
    touching = moved(HONEST, -1.5)
    assert kinds(HONEST, own=[touching]) == []
    over = replace(touching, ends_at=touching.ends_at + timedelta(minutes=1))
    assert kinds(HONEST, own=[over]) == [SignalKind.OVERLAP]


@pytest.mark.parametrize(("hours", "expected"), [(-1.5, [SignalKind.TOO_FAR]), (-2, [])])
def test_another_county_a_moment_before_is_too_far(hours: float, expected: list[SignalKind]) -> None:
    assert kinds(HONEST, own=[moved(HONEST, hours, county="白鹭县")]) == expected
    assert kinds(HONEST, own=[moved(HONEST, hours, county="")]) == []


def test_what_has_not_begun_is_asked_about() -> None:
    assert kinds(moved(HONEST, 24 * 3)) == [SignalKind.FUTURE]


@pytest.mark.parametrize(("days", "expected"), [(7, []), (8, [SignalKind.LATE])])
def test_a_record_is_late_after_a_week(days: int, expected: list[SignalKind]) -> None:
    begun = (NOW - timedelta(days=days)).replace(hour=19)
    entry = replace(HONEST, starts_at=begun, ends_at=begun + timedelta(hours=1))
    assert kinds(entry) == expected


def test_five_records_in_one_day_for_more_than_a_month_are_a_burst() -> None:
    own = [moved(HONEST, -24 * days) for days in (10, 20, 30)]
    assert kinds(HONEST, own=own) == []
    assert kinds(HONEST, own=[*own, moved(HONEST, -24 * 31)]) == [SignalKind.BURST]
    yesterday = [replace(each, recorded_at=NOW - timedelta(days=1)) for each in own]
    assert kinds(HONEST, own=[*yesterday, moved(HONEST, -24 * 31)]) == []


@pytest.mark.parametrize(("hour", "expected"), [(17, [SignalKind.BY_DAY]), (18, [])])
def test_a_night_visit_begins_in_the_evening(hour: int, expected: list[SignalKind]) -> None:
    begun = HONEST.starts_at.replace(hour=hour)
    entry = replace(HONEST, starts_at=begun, ends_at=begun + timedelta(hours=1), is_night_visit=True)
    assert kinds(entry) == expected
    assert kinds(replace(entry, is_night_visit=False)) == []


@pytest.mark.parametrize(("hour", "expected"), [(0, []), (4, []), (5, [SignalKind.BY_DAY])])
def test_a_night_visit_after_midnight_is_by_night(hour: int, expected: list[SignalKind]) -> None:
    begun = HONEST.starts_at.replace(hour=hour)
    entry = replace(HONEST, starts_at=begun, ends_at=begun + timedelta(hours=1), is_night_visit=True)
    assert kinds(entry) == expected


def test_where_the_evening_begins_is_a_setting() -> None:
    begun = HONEST.starts_at.replace(hour=17)
    entry = replace(HONEST, starts_at=begun, ends_at=begun + timedelta(hours=1), is_night_visit=True)
    assert kinds(entry, Thresholds(evening=17)) == []


def test_a_visit_of_59_minutes_is_told_and_one_of_60_is_not() -> None:
    visit = replace(HONEST, is_night_visit=True)
    short = replace(visit, ends_at=visit.starts_at + timedelta(minutes=59))
    assert kinds(short) == [SignalKind.SHORT_VISIT]
    assert kinds(replace(visit, ends_at=visit.starts_at + timedelta(minutes=60))) == []


def test_more_people_than_the_branch_has_are_asked_about() -> None:
    assert kinds(replace(HONEST, people=13), branch_size=TWELVE) == [SignalKind.CROWD]
    assert kinds(replace(HONEST, people=12), branch_size=TWELVE) == []
    assert kinds(replace(HONEST, people=13), branch_size=None) == []


def test_the_question_about_a_branch_says_its_number_and_of_which_day() -> None:
    found = signals(replace(HONEST, people=80), Around(branch_size=TWELVE), NOW, USUAL)
    assert "参加 80 人，该支部 12 名团员（截至2026年2月28日）" in found[0].sentence


def test_a_photo_used_before_is_asked_about_by_unit_and_day() -> None:
    found = signals(HONEST, Around(same_photos=["团白鹭县委3月5日"]), NOW, USUAL)
    assert [each.kind for each in found] == [SignalKind.SAME_PHOTO]
    assert found[0].sentence.startswith("同一张照片已用于团白鹭县委3月5日的记录")
    two = signals(HONEST, Around(same_photos=["甲3月5日", "乙3月6日"]), NOW, USUAL)
    assert "已用于甲3月5日等 2 条记录" in two[0].sentence


def test_round_numbers_are_asked_about_only_when_they_come_in_a_row() -> None:
    own = [moved(HONEST, -24 * at, people=number) for at, number in enumerate((20, 30, 50, 25, 100), start=1)]
    assert kinds(replace(HONEST, people=40), own=own) == [SignalKind.ROUND]
    assert kinds(replace(HONEST, people=41), own=own) == []
    assert kinds(replace(HONEST, people=40), own=own[:4]) == []


def test_a_copy_names_whose_it_is_and_how_much_is_the_same() -> None:
    found = signals(HONEST, Around(alike=[("白鹭县王某3月5日", HONEST.text + "好")]), NOW, Thresholds())
    assert [each.kind for each in found] == [SignalKind.COPY]
    assert "白鹭县王某3月5日" in found[0].sentence and "%" in found[0].sentence
    assert (
        kinds(HONEST, alike=[("另一条", "今天到清河沿岸清理垃圾，来了三十二名团员，清理河道两公里。")]) == []
    )


def test_a_record_without_a_word_of_what_came_of_it_is_asked_about() -> None:
    assert kinds(replace(HONEST, text="  ")) == [SignalKind.EMPTY]


def test_every_threshold_is_a_setting() -> None:
    lenient = Thresholds(100, 100, 365, 0, 1.1, 100)
    begun = NOW - timedelta(days=60)
    late = replace(HONEST, starts_at=begun, ends_at=begun + timedelta(hours=1))
    own = [moved(HONEST, -1.5, county="白鹭县"), *(moved(HONEST, -24 * day) for day in range(1, 40))]
    assert kinds(late, lenient, own=own, alike=[("另一条", HONEST.text)]) == []
