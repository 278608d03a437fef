"""免打扰: when something may go out by itself."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from youthwork.domain.calendar import is_workday, next_workday
from youthwork.domain.quiet_hours import digest_day, is_immediate, is_quiet, next_sending

#: 2026-04-15 is a Wednesday, the 17th a Friday.
WEDNESDAY, FRIDAY, SATURDAY, MONDAY = (date(2026, 4, day) for day in (15, 17, 18, 20))
#: 国庆: the first day off and the first day back; the Saturday after it is worked.
NATIONAL_DAY, BACK, WORKED_SATURDAY = (date(2026, 10, day) for day in (1, 8, 10))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (at(WEDNESDAY, 7, 29), True),
        (at(WEDNESDAY, 7, 30), False),
        (at(WEDNESDAY, 20, 59), False),
        (at(WEDNESDAY, 21, 0), True),
        (at(SATURDAY, 12), True),
        (at(NATIONAL_DAY, 12), True),
        (at(WORKED_SATURDAY, 12), False),
    ],
)
def test_nights_and_days_off_are_quiet_to_the_minute(moment: datetime, quiet: bool) -> None:
    assert is_quiet(moment) is quiet


@pytest.mark.parametrize(
    ("moment", "goes_out"),
    [
        (at(WEDNESDAY, 12), at(WEDNESDAY, 12)),
        (at(WEDNESDAY, 3), at(WEDNESDAY, 7, 30)),
        (at(WEDNESDAY, 22), at(date(2026, 4, 16), 7, 30)),
        (at(FRIDAY, 21, 5), at(MONDAY, 7, 30)),
        (at(SATURDAY, 10), at(MONDAY, 7, 30)),
        (at(date(2026, 9, 30), 21), at(BACK, 7, 30)),
        (at(date(2026, 10, 9), 21), at(WORKED_SATURDAY, 7, 30)),
    ],
)
def test_what_happens_in_quiet_hours_goes_out_the_next_workday_morning(
    moment: datetime, goes_out: datetime
) -> None:
    assert next_sending(moment) == goes_out and not is_quiet(next_sending(moment))


def test_the_digest_is_made_from_half_past_eight_on_workdays_only() -> None:
    assert digest_day(at(WEDNESDAY, 8, 29)) is None
    assert digest_day(at(WEDNESDAY, 8, 30)) == WEDNESDAY
    assert digest_day(at(WEDNESDAY, 17)) == WEDNESDAY
    assert digest_day(at(WEDNESDAY, 21)) is None
    assert digest_day(at(SATURDAY, 9)) is None
    assert digest_day(at(NATIONAL_DAY, 9)) is None
    assert digest_day(at(WORKED_SATURDAY, 9)) == WORKED_SATURDAY


def test_only_a_return_and_what_is_due_today_go_out_at_once() -> None:
    assert is_immediate(True, None, WEDNESDAY)
    assert is_immediate(False, WEDNESDAY, WEDNESDAY)
    assert not is_immediate(False, date(2026, 4, 16), WEDNESDAY)
    assert not is_immediate(False, None, WEDNESDAY)


def test_the_next_workday_after_friday_is_monday() -> None:
    assert next_workday(FRIDAY) == MONDAY and not is_workday(SATURDAY)
