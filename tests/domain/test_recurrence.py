"""按月报送: which months fall due between two days, each on its own day."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain import recurrence
from youthwork.domain.calendar import is_on_time
from youthwork.domain.recurrence import Recurrence

EVERY_25TH = Recurrence(25)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_a_month_is_due_on_the_25th_of_itself() -> None:
    assert EVERY_25TH.due("2026-03") == date(2026, 3, 25)
    assert EVERY_25TH.opens_on("2026-03") == date(2026, 3, 1)
    assert EVERY_25TH.words == "每月25日前"


def test_the_25th_counts_to_midnight() -> None:
    due = EVERY_25TH.due("2026-03")
    assert is_on_time(datetime(2026, 3, 25, 23, 59, 59), due)
    assert not is_on_time(datetime(2026, 3, 26), due)


def test_both_ends_count() -> None:
    assert list(EVERY_25TH.periods(date(2026, 3, 25), date(2026, 5, 25))) == ["2026-03", "2026-04", "2026-05"]
    assert list(EVERY_25TH.periods(date(2026, 3, 26), date(2026, 5, 24))) == ["2026-04"]


def test_a_year_is_crossed() -> None:
    assert list(EVERY_25TH.periods(date(2026, 12, 1), date(2027, 1, 31))) == ["2026-12", "2027-01"]


def test_no_month_is_due_where_the_last_day_comes_first() -> None:
    assert list(EVERY_25TH.periods(date(2026, 5, 1), date(2026, 4, 1))) == []


def test_a_day_a_month_does_not_have_is_its_last() -> None:
    assert Recurrence(31).due("2026-02") == date(2026, 2, 28)
    assert Recurrence(31).due("2028-02") == date(2028, 2, 29)


@given(first=days, last=days, day=st.integers(1, 31))
def test_the_periods_are_those_whose_due_day_lies_between(first: date, last: date, day: int) -> None:
    every = Recurrence(day)
    months = [f"{year}-{month:02}" for year in range(2020, 2031) for month in range(1, 13)]
    assert list(every.periods(first, last)) == [each for each in months if first <= every.due(each) <= last]


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-3", "26-03", "２０２６-03", "2", "2026-03 "]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    assert not recurrence.is_period(text)
    with pytest.raises(ValueError, match="no month"):
        EVERY_25TH.due(text)


@given(days)
def test_a_day_lies_in_its_period(day: date) -> None:
    period = recurrence.period_of(day)
    assert recurrence.first_day(period) <= day <= recurrence.last_day(period)
    assert recurrence.before(period) < period
