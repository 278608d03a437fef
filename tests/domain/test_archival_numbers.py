from __future__ import annotations

import pytest

from youthwork.domain.archival_numbers import (
    Series,
    category_problem,
    department_problem,
    fonds_problem,
    parse,
    proposed_code,
)
from youthwork.domain.hierarchy import DepartmentFunction


def test_a_number_is_written_as_the_standard_writes_it() -> None:
    assert Series("Z109", "WS", 2017, 10, "ZZB").number(1) == "Z109-WS·2017-D10-ZZB-0001"
    assert Series("0109", "WS", 2017, 0, "BGS").number(38) == "0109-WS·2017-Y-BGS-0038"


def test_a_series_goes_on_beyond_four_digits() -> None:
    assert Series("Z109", "WS", 2017, 30, "ZZB").number(10000).endswith("-10000")


@pytest.mark.parametrize("years", [0, 10, 30])
@pytest.mark.parametrize("item", [1, 9999, 12345])
def test_what_was_written_is_read_again(years: int, item: int) -> None:
    series = Series("Z109", "WS", 2026, years, "ZZB")
    found = parse(series.number(item))
    assert found is not None and (found.series, found.item) == (series, item)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "岚青备〔2026〕1号",
        "Z109-WS·2017-D10-ZZB-1",
        "Z109-WS·17-D10-ZZB-0001",
        "Z109-WS-2017-D10-ZZB-0001",
    ],
)
def test_what_is_no_archival_number_is_none(text: str) -> None:
    assert parse(text) is None


def test_codes_are_refused_with_what_they_should_be() -> None:
    assert [fonds_problem(text) for text in ("Z109", "0109")] == ["", ""]
    for wrong in ("", "Z10", "Z1090", "z109", "109Z", "Z10９"):
        assert "四位" in fonds_problem(wrong), wrong
    assert category_problem("WS") == "" and "两个大写字母" in category_problem("W")
    assert department_problem("ZZB") == "" and "大写字母或数字" in department_problem("组织部")


def test_departments_are_proposed_the_initials_of_what_they_do() -> None:
    assert proposed_code(DepartmentFunction.ORGANIZATION, 1) == "ZZB"
    assert proposed_code(DepartmentFunction.OTHER, 3) == "BM3"
    assert proposed_code(None, 4) == "JG"
