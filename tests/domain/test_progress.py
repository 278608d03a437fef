"""进度: the numbers of DOMAIN §10.6 and §10.7, and every edge of a period and a minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain import night_visits
from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.night_visits import VisitKind
from youthwork.domain.periods import PeriodKind, period_of
from youthwork.domain.progress import (
    CADRE_FIVE,
    COUNTERS,
    NIGHT_VISITS,
    ORGAN_FIVE,
    SHARE_SESSION,
    Record,
    Standing,
    progress_in,
)
from youthwork.domain.purposes import BY_KEY, PURPOSES, Family, known, of_family
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS

MARCH = period_of(date(2017, 3, 1), PeriodKind.TWO_MONTHS)


def record(number: int, at: datetime, *purposes: str, minutes: int = 90, kind: str = "") -> Record:
    return Record(number, at, at + timedelta(minutes=minutes), frozenset(purposes), kind)


def five(*days: date) -> list[Record]:
    return [record(at, datetime.combine(day, datetime.min.time()), "talk") for at, day in enumerate(days)]


def test_five_in_march_and_april_are_enough_for_a_full_time_cadre() -> None:
    days = [date(2017, 3, 1), date(2017, 3, 2), date(2017, 4, 1), date(2017, 4, 29), date(2017, 4, 30)]
    found = progress_in(MARCH, CADRE_FIVE, five(*days), date(2017, 5, 1))
    assert (found.count, found.wanting, found.standing) == (5, 0, Standing.MET)
    found = progress_in(MARCH, CADRE_FIVE, five(*days[:4], date(2017, 5, 1)), date(2017, 5, 1))
    assert (found.count, found.wanting, found.standing) == (4, 1, Standing.SHORT)


def test_a_part_time_cadre_is_judged_by_the_quarter() -> None:
    quarter = period_of(date(2017, 4, 1), PeriodKind.QUARTER)
    days = [date(2017, 4, 1), date(2017, 5, 1), date(2017, 6, 1), date(2017, 6, 2), date(2017, 6, 30)]
    assert progress_in(quarter, CADRE_FIVE, five(*days), date(2017, 7, 1)).standing is Standing.MET


def test_nothing_is_short_before_the_period_is_over_nor_where_nothing_is_asked() -> None:
    assert progress_in(MARCH, CADRE_FIVE, [], date(2017, 4, 30)).standing is Standing.UNDER_WAY
    assert progress_in(MARCH, CADRE_FIVE, [], date(2017, 5, 1)).standing is Standing.SHORT
    assert progress_in(MARCH, CADRE_FIVE, [], date(2017, 5, 1), is_asked=False).standing is Standing.NOT_ASKED


def test_one_record_counts_once_however_many_of_the_five_it_is_ticked_for() -> None:
    one = record(1, datetime(2017, 3, 5, 9), "talk", "deed", "lesson")
    found = progress_in(MARCH, CADRE_FIVE, [one], date(2017, 3, 6))
    assert found.count == 1 and found.covered == {"talk", "deed", "lesson"}


def test_a_share_session_counts_for_the_quarter_and_among_the_five_of_the_organ() -> None:
    session = record(1, datetime(2017, 4, 5, 9), "share_session")
    quarter = period_of(date(2017, 4, 5), PeriodKind.QUARTER)
    assert progress_in(quarter, SHARE_SESSION, [session], date(2017, 7, 1)).standing is Standing.MET
    assert progress_in(quarter, ORGAN_FIVE, [session], date(2017, 7, 1)).count == 1


@pytest.mark.parametrize(("minutes", "count"), [(59, 0), (60, 1), (61, 1)])
def test_a_visit_counts_from_sixty_minutes_on(minutes: int, count: int) -> None:
    year = period_of(date(2017, 1, 1), PeriodKind.YEAR)
    visit = record(
        1, datetime(2017, 12, 31, 23, 30), "night_visit", minutes=minutes, kind=VisitKind.CLASS.value
    )
    found = progress_in(year, NIGHT_VISITS, [visit], date(2018, 1, 1))
    assert found.count == count and len(found.uncounted) == 1 - count
    assert found.covered == ({VisitKind.CLASS.value} if count else set())


def test_a_visit_over_midnight_of_new_year_belongs_to_the_year_it_began_in() -> None:
    visit = record(1, datetime(2017, 12, 31, 23, 30), "night_visit")
    following = period_of(date(2018, 1, 1), PeriodKind.YEAR)
    assert progress_in(following, NIGHT_VISITS, [visit], date(2018, 1, 2)).count == 0


def test_night_visits_are_asked_of_full_time_cadres_alone() -> None:
    assert [nature for nature in CadreNature if night_visits.is_asked(nature)] == [CadreNature.FULL_TIME]
    assert not night_visits.is_asked(None)


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2016, 1, 1), datetime(2019, 1, 1)),
            st.sets(st.sampled_from([each.key for each in PURPOSES]), max_size=4),
            st.integers(0, 300),
        ),
        max_size=40,
    ),
    st.sampled_from(COUNTERS),
    st.sampled_from(PeriodKind),
)
def test_every_counted_record_is_counted_in_exactly_one_period(rows: list, counter, kind: PeriodKind) -> None:
    records = [record(at, begun, *keys, minutes=long) for at, (begun, keys, long) in enumerate(rows)]
    periods = {period_of(each.starts_at.date(), kind) for each in records}
    counted = [
        each.id
        for period in periods
        for each in progress_in(period, counter, records, date(2020, 1, 1)).counted
    ]
    wanted = [each.id for each in records if each.purposes & counter.purposes and counter.counts(each)]
    assert sorted(counted) == wanted


def test_the_purposes_of_the_task_sheet_are_its_rows() -> None:
    # 录入“1+100”管理系统 is filled from the records themselves and is nothing to tick.
    rows = {key: word for key, word in TASKS.items() if key != "enter_system"}
    assert {each.key: each.word for each in of_family(Family.TASK)} == rows


def test_a_purpose_that_is_none_is_no_purpose() -> None:
    assert [each.key for each in known(["lesson", "talk"])] == ["talk", "lesson"]
    assert len(BY_KEY) == len(PURPOSES)
    with pytest.raises(KeyError):
        known(["points"])


@pytest.mark.parametrize(
    ("name", "masked"), [("王小明", "王某"), ("阿依古丽·买买提", "阿某"), ("", "某青年"), ("𠮷祥", "𠮷某")]
)
def test_a_protected_person_is_shown_by_code_and_first_character(name: str, masked: str) -> None:
    assert night_visits.alias_of(12, name) == night_visits.Alias("YF-0012", masked)
