"""报送情况 in plain arithmetic: what is asked is reported, missing or excused; at every moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.completeness import Figures, Reporting, Standing, figures

START = datetime(2026, 4, 1)
hours = st.one_of(st.none(), st.integers(0, 500)).map(
    lambda hour: None if hour is None else START + timedelta(hours=hour)
)
standings = st.lists(st.builds(Standing, hours, hours, hours, hours, hours, st.booleans()), max_size=30)


@given(standings, st.integers(0, 500))
def test_expected_is_reported_missing_and_exempt_at_any_moment(duties: list[Standing], hour: int) -> None:
    found = figures(duties, START + timedelta(hours=hour))
    assert found.expected == len(duties) == found.reported + found.missing + found.exempt
    assert found.missing >= 0
    assert found.filed + found.nil <= found.reported and found.on_time <= found.reported


@given(standings, standings, st.integers(0, 500))
def test_figures_add_up_and_are_taken_apart_again(
    some: list[Standing], others: list[Standing], hour: int
) -> None:
    at = START + timedelta(hours=hour)
    both = figures([*some, *others], at)
    assert both == figures(some, at) + figures(others, at)
    assert both - figures(others, at) == figures(some, at)


@pytest.mark.parametrize(
    ("standing", "now"),
    [
        (Standing(), Reporting.MISSING),
        (Standing(first_sent_at=START), Reporting.REPORTED),
        (Standing(first_sent_at=START + timedelta(seconds=1)), Reporting.MISSING),
        (Standing(first_sent_at=START, filed_at=START), Reporting.FILED),
        (Standing(nil_at=START), Reporting.NIL),
        (Standing(exempt_from=START), Reporting.EXEMPT),
        (Standing(exempt_from=START, exempt_until=START), Reporting.MISSING),
        (Standing(first_sent_at=START, exempt_from=START), Reporting.REPORTED),
    ],
)
def test_what_was_handed_in_counts_before_any_excuse(standing: Standing, now: Reporting) -> None:
    assert standing.at(START) is now


def test_where_nobody_is_asked_nothing_is_missing() -> None:
    assert figures([], START) == Figures() and Figures().is_complete
