"""时钟: Beijing's wall clock on whatever machine, to the second."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from youthwork.clock import wall_clock
from youthwork.domain.calendar import is_on_time


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", "UTC"])
def test_the_zone_of_the_machine_makes_no_difference(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        beijing = (datetime.now(UTC) + timedelta(hours=8)).replace(tzinfo=None)
        shown = wall_clock()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert abs(shown - beijing) < timedelta(minutes=1) and shown.tzinfo is None


@pytest.mark.parametrize("due", [date(2026, 4, 25), date(2028, 2, 29), date(2026, 12, 31)])
def test_a_day_ends_at_midnight_and_not_a_millisecond_before(due: date) -> None:
    last = datetime.combine(due, datetime.max.time())
    assert is_on_time(last.replace(microsecond=999_000), due) and is_on_time(last, due)
    assert not is_on_time(last + timedelta(microseconds=1), due)
