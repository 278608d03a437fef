"""专项的日子: windows that follow no quarter, and the congress whose day is a setting (DOMAIN §9 A7)."""

from __future__ import annotations

from datetime import date

import pytest

from youthwork.domain.campaigns import Campaigns, campaigns_from
from youthwork.domain.errors import Unacceptable

DATES = Campaigns()


def test_an_open_day_lies_round_the_fourth_of_may() -> None:
    window = DATES.open_day_of(2026)
    assert date(2026, 4, 25) in window and date(2026, 5, 10) in window
    assert date(2026, 4, 24) not in window and date(2026, 5, 11) not in window


def test_the_service_month_of_2017_reaches_into_2018_as_far_as_its_assessment() -> None:
    window = DATES.service_month_of(2017)
    assert date(2018, 2, 16) in window and date(2018, 3, 15) in window and date(2018, 3, 16) not in window
    assert [each.words[:9] for each in DATES.service_months_in(2018)] == ["2017—2018", "2018—2019"]


def test_congress_talks_run_from_its_opening_to_the_end_of_the_assessment() -> None:
    window = DATES.congress_talks_in(2017)
    assert window is not None
    assert (window.starts_on, window.ends_on) == (date(2017, 10, 18), date(2018, 3, 15))
    assert DATES.congress_talks_in(2018) == window
    assert DATES.congress_talks_in(2016) is None is DATES.congress_talks_in(2019)


def test_the_day_of_a_congress_comes_from_the_environment() -> None:
    assert campaigns_from({}) == DATES
    dates = campaigns_from({"YOUTHWORK_CONGRESS_ON": " 2022-10-16 "})
    assert dates.congress_talks_in(2022) is not None and dates.congress_talks_in(2017) is None


@pytest.mark.parametrize("day", ["2017年10月18日", "2017-02-30", "🙂"])
def test_a_day_that_is_none_is_refused_by_name(day: str) -> None:
    with pytest.raises(Unacceptable, match="YOUTHWORK_CONGRESS_ON"):
        campaigns_from({"YOUTHWORK_CONGRESS_ON": day})
