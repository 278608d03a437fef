from __future__ import annotations

from datetime import date

import pytest

from youthwork.domain import retention


@pytest.mark.parametrize(
    ("years", "words", "code"), [(0, "永久", "Y"), (30, "30年", "D30"), (10, "10年", "D10")]
)
def test_every_period_has_its_words_and_its_code(years: int, words: str, code: str) -> None:
    assert (retention.words(years), retention.code(years)) == (words, code)
    assert retention.from_code(code) == years


def test_what_is_no_code_has_no_years() -> None:
    assert [retention.from_code(text) for text in ("", "D", "Dxx", "10", "X10", "D1000")] == [None] * 6


def test_a_period_counts_from_the_year_after_the_filing() -> None:
    assert retention.kept_until(2017, 10) == 2027
    assert retention.runs_out_on(2017, 10) == date(2027, 12, 31)
    assert not retention.has_run_out(2017, 10, date(2027, 12, 31))
    assert retention.has_run_out(2017, 10, date(2028, 1, 1))
    assert retention.until_words(2017, 10) == "至 2027 年底"


def test_what_is_kept_for_ever_never_runs_out() -> None:
    assert retention.kept_until(2017, 0) is None and retention.runs_out_on(2017, 0) is None
    assert not retention.has_run_out(1949, 0, date(9000, 1, 1))
    assert retention.until_words(2017, 0) == "不到期"
