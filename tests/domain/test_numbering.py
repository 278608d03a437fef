"""编号: the look of the numbers, as GB/T 9704 and DOMAIN §3.5 want it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.numbering import (
    Series,
    filing_number,
    impression_number,
    intake_number,
    machine_number,
    period_of,
)

COUNTS = st.integers(1, 999_999)


def test_a_filing_number_reads_like_a_document_number() -> None:
    assert filing_number("豫青", 2017, 128) == "豫青备〔2017〕128号"


@given(COUNTS)
def test_a_filing_number_has_the_whole_year_in_hexagonal_brackets_and_no_leading_zero(count: int) -> None:
    number = filing_number("示青", 2026, count)
    assert number == f"示青备\u30142026\u3015{count}号"
    assert not set(number) & set("[]［］【】（）()第")


def test_the_machine_form_sorts_in_the_order_of_filing_and_counts_corrections() -> None:
    assert machine_number("豫青", 2017, 128) == "BA-豫青-2017-000128-V1"
    assert machine_number("豫青", 2017, 128, version=2) == "BA-豫青-2017-000128-V2"
    assert machine_number("豫青", 2017, 99) < machine_number("豫青", 2017, 128)


def test_intake_numbers_bear_the_day_and_impressions_the_year() -> None:
    assert intake_number(date(2017, 4, 5), 31) == "SL-20170405-0031"
    assert impression_number(2017, 7) == "YY-2017-0007"


def test_the_count_begins_anew_each_year_and_for_intake_each_day() -> None:
    eve, new_year = date(2026, 12, 31), date(2027, 1, 1)
    for series in Series:
        assert period_of(series, eve) != period_of(series, new_year)
    assert period_of(Series.INTAKE, date(2026, 12, 30)) != period_of(Series.INTAKE, eve)
    assert period_of(Series.FILING, date(2026, 1, 1)) == period_of(Series.FILING, eve) == "2026"


def test_a_number_beyond_its_zeros_is_written_whole() -> None:
    assert intake_number(date(2026, 4, 6), 12_345) == "SL-20260406-12345"
    assert machine_number("示青", 2026, 1_234_567) == "BA-示青-2026-1234567-V1"
