"""周期: two-month pairs, quarters and years, round every edge."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.periods import (
    CADRE_PERIOD,
    Period,
    PeriodKind,
    Span,
    asked_in,
    is_asked_as,
    period_of,
    periods_of,
)

DAYS = st.dates(date(2016, 1, 1), date(2032, 12, 31))
KINDS = st.sampled_from(PeriodKind)


@given(DAYS, KINDS)
def test_every_day_lies_in_exactly_one_period_of_a_kind(day: date, kind: PeriodKind) -> None:
    assert [day in period for period in periods_of(day.year, kind)].count(True) == 1
    assert day in period_of(day, kind)


@given(DAYS, KINDS)
def test_periods_follow_one_another_without_a_gap(day: date, kind: PeriodKind) -> None:
    period = period_of(day, kind)
    assert period.following().starts_on == period.ends_on + timedelta(days=1)
    assert period.following().kind is kind


@given(st.integers(2016, 2032))
def test_the_pairs_of_a_year_hold_all_its_days(year: int) -> None:
    days = 366 if calendar.isleap(year) else 365
    assert [sum(period.days for period in periods_of(year, kind)) for kind in PeriodKind] == [days] * 3


def test_periods_are_called_as_people_call_them() -> None:
    assert period_of(date(2017, 4, 30), PeriodKind.TWO_MONTHS).words == "2017年3—4月"
    assert period_of(date(2017, 12, 31), PeriodKind.QUARTER).words == "2017年第四季度"
    assert period_of(date(2024, 2, 29), PeriodKind.YEAR).words == "2024年"
    assert period_of(date(2024, 2, 1), PeriodKind.TWO_MONTHS).ends_on == date(2024, 2, 29)


def asked(*spans: Span, year: int = 2026) -> dict[str, bool]:
    return {period.words: is_asked for period, is_asked in asked_in(spans, year)}


def test_a_full_time_cadre_is_asked_in_every_pair_and_a_part_time_one_in_every_quarter() -> None:
    full = asked(Span(CadreNature.FULL_TIME, date(2020, 1, 1)))
    part = asked(Span(CadreNature.PART_TIME, date(2020, 1, 1)))
    assert list(full) == [f"2026年{month}—{month + 1}月" for month in range(1, 13, 2)] and all(full.values())
    assert len(part) == 4 and all(part.values())


def test_who_comes_in_the_last_week_of_a_pair_is_asked_from_the_next_one_on() -> None:
    found = asked(Span(CadreNature.SECONDED, date(2026, 4, 24)))
    assert found["2026年3—4月"] is False and found["2026年5—6月"] is True
    assert "2026年1—2月" not in found


def test_who_turns_part_time_in_the_middle_is_not_asked_twice_for_the_same_weeks() -> None:
    found = asked(
        Span(CadreNature.FULL_TIME, date(2020, 1, 1), date(2026, 4, 10)),
        Span(CadreNature.PART_TIME, date(2026, 4, 11)),
    )
    # 3月1日—4月10日 are 41 of 61 days; of the second quarter 81 of 91 days remain.
    assert found["2026年3—4月"] is True and found["2026年第二季度"] is True
    assert "2026年5—6月" not in found and "2026年第一季度" not in found


@given(DAYS, st.integers(0, 800), st.sampled_from(CadreNature))
def test_nothing_is_asked_for_days_before_coming_or_after_leaving(
    start: date, days: int, nature: CadreNature
) -> None:
    end = start + timedelta(days=days)
    for year in range(start.year - 1, end.year + 2):
        for period, is_asked in asked_in([Span(nature, start, end)], year):
            assert period.starts_on <= end and period.ends_on >= start
            assert not is_asked or Span(nature, start, end).days_in(period) * 2 >= period.days


@given(DAYS, st.sampled_from(CadreNature))
def test_two_posts_at_once_count_a_day_once(start: date, nature: CadreNature) -> None:
    one = Span(nature, start)
    assert list(asked_in([one, one], start.year)) == list(asked_in([one], start.year))


def test_a_period_is_over_the_day_after_its_last() -> None:
    period = Period(date(2026, 1, 1), PeriodKind.TWO_MONTHS)
    assert not period.is_over(date(2026, 2, 28)) and period.is_over(date(2026, 3, 1))


SPANS = st.lists(
    st.builds(
        lambda nature, first, days: Span(
            nature, first, first + timedelta(days=days) if days is not None else None
        ),
        st.sampled_from(CadreNature),
        st.dates(date(2024, 10, 1), date(2027, 3, 1)),
        st.none() | st.integers(0, 500),
    ),
    max_size=4,
)


@given(SPANS, st.sampled_from([2025, 2026, 2028]), st.dates(date(2024, 6, 1), date(2027, 6, 1)))
def test_what_is_asked_is_what_counting_day_by_day_asks(spans: list[Span], year: int, since: date) -> None:
    found = dict(asked_in(spans, year, since))
    for kind in (PeriodKind.TWO_MONTHS, PeriodKind.QUARTER):
        for period in periods_of(year, kind):
            days = [period.starts_on + timedelta(days=at) for at in range(period.days)]
            held = [day for day in days if rhythm_on(spans, day) is kind]
            assert (period in found) is bool(held)
            if held:
                assert found[period] is (sum(day >= since for day in held) * 2 >= period.days)


def rhythm_on(spans: list[Span], day: date) -> PeriodKind | None:
    """Asked by the stricter of the posts held that day."""
    kinds = {CADRE_PERIOD[span.nature] for span in spans if span.starts_on <= day <= (span.ends_on or day)}
    return min(kinds, key=lambda kind: kind.value, default=None)


@given(SPANS, st.sampled_from([2025, 2026, 2028]))
def test_no_day_is_asked_for_in_two_rhythms(spans: list[Span], year: int) -> None:
    first, length = date(year, 1, 1), 366 if calendar.isleap(year) else 365
    days = [rhythm_on(spans, first + timedelta(days=at)) for at in range(length)]
    counted = {period.kind for period, _ in asked_in(spans, year)}
    assert counted == set(days) - {None}


@pytest.mark.parametrize(("arrives", "is_asked"), [(1, True), (31, True), (32, False), (61, False)])
def test_half_of_a_pair_is_enough_to_be_asked_and_a_day_less_is_not(arrives: int, is_asked: bool) -> None:
    # 3—4月 has 61 days; who comes on its 31st day holds 31 of them, on its 32nd 30.
    day = date(2026, 3, 1) + timedelta(days=arrives - 1)
    assert asked(Span(CadreNature.FULL_TIME, day))["2026年3—4月"] is is_asked


@pytest.mark.parametrize(("year", "is_asked"), [(2027, True), (2028, False)])
def test_the_first_quarter_of_a_leap_year_takes_a_day_more(year: int, is_asked: bool) -> None:
    # 45 days are half of 90, not of 91.
    left = Span(CadreNature.PART_TIME, date(2020, 1, 1), date(year, 2, 14))
    assert asked(left, year=year)[f"{year}年第一季度"] is is_asked


def test_nothing_is_asked_for_days_before_the_notice() -> None:
    found = {
        period.short_words: is_asked
        for period, is_asked in asked_in(
            [Span(CadreNature.FULL_TIME, date(2010, 1, 1))], 2017, date(2017, 3, 8)
        )
    }
    # DOMAIN §9 A5: the first period is March and April 2017.
    assert list(found.items())[:3] == [("1—2月", False), ("3—4月", True), ("5—6月", True)]


def test_a_post_without_rhythm_is_asked_by_its_nature_alone() -> None:
    year = period_of(date(2026, 1, 1), PeriodKind.YEAR)
    spans = [
        Span(CadreNature.FULL_TIME, date(2026, 7, 3)),
        Span(CadreNature.SECONDED, date(2020, 1, 1), date(2026, 7, 2)),
    ]
    # 182 of 365 days full time.
    assert not is_asked_as([CadreNature.FULL_TIME], spans, year)
    assert is_asked_as([CadreNature.FULL_TIME], [Span(CadreNature.FULL_TIME, date(2026, 7, 2))], year)
    assert is_asked_as(CadreNature, spans, year)
