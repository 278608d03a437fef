"""出生年月: every manner of writing a month of birth, and the ones that must be asked about."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.exchange.roster_files import (
    HEADER,
    TODAY,
    only_problem,
    person,
    read,
    read_rows,
    workbook,
)
from youthwork.services.exchange.roster_births import read_birth


def birth(value: object) -> str:
    reading = read_birth(value, today=TODAY)
    assert not reading.finding, reading.finding
    return reading.value


WRITTEN = """
    1993.5 1993.05 1993年5月 1993年05月 1993-5 1993/05 1993－05 １９９３．０５ 199305 1993年5月3日 1993-05-03
    1993.5.3 1993/5/3 19930503 1993、5 1993·05 1993.05. '1993.05 1993年5月生 1993.05（32岁） 一九九三年五月
"""
STORED = (1993.5, 1993.05, 199305, 199305.0, 19930503, datetime(1993, 5, 1), date(1993, 5, 31))


@pytest.mark.parametrize("typed", [*WRITTEN.split(), *STORED, "1993-05-03 00:00:00", "1993 年 5 月"])
def test_may_1993_is_read_in_any_manner(typed: object) -> None:
    assert birth(typed) == "1993.05"


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        (1989.11, "1989.11"),
        (1989.12, "1989.12"),
        (1989.01, "1989.01"),
        ("1989.1", "1989.01"),
        ("1989.10", "1989.10"),
        ("二〇〇〇年十月", "2000.10"),
        ("一九九九年十二月", "1999.12"),
    ],
)
def test_january_october_and_their_neighbours_are_kept_apart(typed: object, month: str) -> None:
    assert birth(typed) == month


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        (1989.1, ["1989.01", "1989.10"]),
        (1990.1, ["1990.01", "1990.10"]),
        ("93年5月", ["1993.05"]),
        (93.12, ["1993.12"]),
        ("05.6", ["2005.06"]),
        (34090, ["1993.05"]),
        (19935, ["1954.07", "1993.05"]),
    ],
)
def test_what_can_mean_two_things_is_asked(typed: object, choices: list[str]) -> None:
    finding = read_birth(typed, today=TODAY).finding
    assert finding and finding.kind == "question"
    assert [value for value, _ in finding.choices] == choices


@pytest.mark.parametrize(
    ("says", "typed"),
    [
        *[("13 月", typed) for typed in ("1993.13", 1993.13, "199313")],
        ("0 月", "1993-0"),
        *[("没有月份", typed) for typed in ("94年", "1994", 1994, "1994年")],
        *[("不像", typed) for typed in ("2025.5", "1893.05", date(2026, 5, 6))],
        *[("认不出", typed) for typed in ("不详", "5月", -5.5)],
        *[("不是", typed) for typed in (time(5, 6), True)],
    ],
)
def test_what_is_no_month_of_birth_is_an_error_that_says_why(says: str, typed: object) -> None:
    reading = read_birth(typed, today=TODAY)
    assert reading.finding and reading.finding.kind == "error"
    assert says in reading.finding.message


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "yyyy.mm", 'yyyy"年"m"月"', "mmm-yy", 'yyyy"年"m"月";@'])
def test_a_date_is_read_whatever_its_format(code: str) -> None:
    content = workbook([HEADER, person(birth=datetime(1993, 5, 1))], formats={"D2": code})
    assert read(content).rows[0].birth_month == "1993.05"


def test_where_the_sheet_shows_two_decimals_it_shows_october() -> None:
    rows = [HEADER, person(birth=1989.1), person(name="李静", birth=1990.06, phone="13800000701")]
    reading = read(workbook(rows, formats={"D2": "0.00_ ", "D3": "0.00"}))
    assert [row.birth_month for row in reading.rows] == ["1989.10", "1990.06"]


def test_two_decimals_prove_nothing_where_june_is_typed_as_one_digit() -> None:
    rows = [HEADER, person(birth=1989.1), person(name="李静", birth=1990.6, phone="13800000701")]
    reading = read(workbook(rows, formats={"D2": "0.00", "D3": "0.00"}))
    assert only_problem(reading).cell == "D2"


def test_an_answered_birth_is_text_and_no_question_any_more() -> None:
    reading = read_rows(person(birth=1989.1), overrides={"D2": "1989.1"})
    assert reading.rows[0].birth_month == "1989.01"


@given(
    st.dates(date(1950, 1, 1), date(2010, 12, 1)),
    st.sampled_from(["{y}.{m:02}", "{y}年{m}月", "{y}-{m}", "{y}/{m}", "{y}{m:02}"]),
)
def test_a_month_once_read_is_read_the_same_again(day: date, manner: str) -> None:
    month = birth(manner.format(y=day.year, m=day.month))
    assert month == f"{day.year}.{day.month:02}" == birth(month) == birth(day)


@given(st.text(max_size=20) | st.integers() | st.floats() | st.dates() | st.datetimes() | st.times())
def test_no_cell_of_any_kind_breaks_the_reading(value: object) -> None:
    reading = read_birth(value, today=TODAY)
    assert bool(reading.value) != bool(reading.finding)
