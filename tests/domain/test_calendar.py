"""期限: to 24:00 of the due day, counted in days and workdays."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.calendar import (
    WEEKDAYS,
    add_workdays,
    day_number,
    days_left,
    due_phrase,
    is_first_workday_of_week,
    is_on_time,
    is_workday,
    lock_ends,
    long_date,
    moment_phrase,
    short_date,
)

DUE = date(2026, 4, 6)
DAYS = st.dates(date(2016, 1, 1), date(2036, 12, 31))


@pytest.mark.parametrize(
    ("sent_at", "on_time"),
    [
        (datetime(2026, 3, 1), True),
        (datetime(2026, 4, 6, 0, 0), True),
        (datetime(2026, 4, 6, 23, 59, 59), True),
        (datetime(2026, 4, 6, 23, 59, 59, 999999), True),
        (datetime(2026, 4, 7, 0, 0), False),
    ],
)
def test_a_paper_is_on_time_to_the_last_moment_of_the_due_day(sent_at: datetime, on_time: bool) -> None:
    assert is_on_time(sent_at, DUE) is on_time


@given(DAYS, st.times(), DAYS)
def test_only_the_day_decides_never_the_hour(day: date, hour: time, due: date) -> None:
    assert is_on_time(datetime.combine(day, hour), due) is (day <= due)


def test_days_left_are_none_on_the_day_itself_and_negative_after_it() -> None:
    assert [days_left(DUE, day) for day in (date(2026, 4, 4), DUE, date(2026, 4, 16))] == [2, 0, -10]


@pytest.mark.parametrize(
    ("today", "phrase"),
    [
        (date(2026, 3, 29), "4月6日"),
        (date(2026, 3, 30), "4月6日 · 还有 7 天"),
        (date(2026, 4, 5), "4月6日 · 还有 1 天"),
        (date(2026, 4, 6), "4月6日 · 今天截止"),
        (date(2026, 4, 7), "4月6日 · 逾期 1 天"),
        (date(2027, 4, 6), "2026年4月6日 · 逾期 365 天"),
        (date(2025, 12, 31), "2026年4月6日"),
    ],
)
def test_a_due_date_is_said_as_people_say_it(today: date, phrase: str) -> None:
    assert due_phrase(DUE, today) == phrase


def test_the_day_of_arrival_is_day_one_whatever_the_hour() -> None:
    arrived = datetime(2026, 4, 1, 23, 59)
    assert day_number(arrived, datetime(2026, 4, 1, 23, 59, 30)) == 1
    assert day_number(arrived, datetime(2026, 4, 2, 0, 0)) == 2


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 4, 15), 3, date(2026, 4, 20)),  # Wednesday → Thursday, Friday, Monday
        (date(2026, 4, 17), 1, date(2026, 4, 20)),  # Friday → Monday
        (date(2026, 4, 18), 1, date(2026, 4, 20)),  # Saturday → Monday
        (date(2026, 4, 19), 5, date(2026, 4, 24)),  # Sunday → Friday
        (date(2026, 4, 15), 0, date(2026, 4, 15)),
    ],
)
def test_workdays_leave_out_the_weekend(start: date, count: int, end: date) -> None:
    assert add_workdays(start, count) == end


@given(DAYS, st.integers(1, 60))
def test_exactly_so_many_workdays_lie_between(start: date, count: int) -> None:
    end = add_workdays(start, count)
    passed = [start + timedelta(days=day) for day in range(1, (end - start).days + 1)]
    assert sum(is_workday(day) for day in passed) == count
    assert is_workday(end)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # 国庆 2026: off from Thursday 1 to Wednesday 7 October; the Sunday before and the Saturday after are worked.
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 2, date(2026, 10, 9)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        (date(2026, 10, 7), 1, date(2026, 10, 8)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),
        (date(2026, 9, 19), 1, date(2026, 9, 20)),
        # 清明 2026 gives the Monday off.
        (date(2026, 4, 3), 1, date(2026, 4, 7)),
        # 春节 2026: nine days off, a Saturday worked on either side.
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 2, 27), 1, date(2026, 2, 28)),
    ],
)
def test_holidays_are_left_out_and_days_worked_instead_count(start: date, count: int, end: date) -> None:
    assert add_workdays(start, count) == end


@pytest.mark.parametrize(
    ("day", "is_first"),
    [
        (date(2026, 4, 20), True),
        (date(2026, 4, 21), False),
        (date(2026, 4, 6), False),  # 清明, a Monday
        (date(2026, 4, 7), True),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), False),
        (date(2026, 9, 20), False),  # a Sunday that is worked ends its week
    ],
)
def test_a_week_begins_with_its_first_workday(day: date, is_first: bool) -> None:
    assert is_first_workday_of_week(day) is is_first


def test_a_lock_of_three_days_ends_at_the_midnight_after_the_third() -> None:
    for hour in (time(0, 0), time(23, 59)):
        assert lock_ends(datetime.combine(date(2026, 4, 1), hour), 3) == datetime(2026, 4, 5, 0, 0)


def test_dates_bear_no_leading_zeros() -> None:
    assert long_date(date(2017, 4, 5)) == "2017年4月5日"
    assert short_date(date(2017, 4, 5), date(2017, 12, 1)) == "4月5日"


@pytest.mark.parametrize(
    ("at", "phrase"),
    [
        (datetime(2026, 4, 5, 9, 5), "今天 09:05"),
        (datetime(2026, 4, 4, 23, 59), "昨天 23:59"),
        (datetime(2026, 4, 3, 16, 20), "4月3日 16:20"),
        (datetime(2025, 4, 3, 16, 20), "2025年4月3日 16:20"),
    ],
)
def test_a_moment_is_said_from_today(at: datetime, phrase: str) -> None:
    assert moment_phrase(at, datetime(2026, 4, 5, 9, 30)) == phrase


def test_the_week_begins_on_monday() -> None:
    assert WEEKDAYS[date(2026, 4, 6).weekday()] == "一"
    assert WEEKDAYS[date(2026, 4, 5).weekday()] == "日"
