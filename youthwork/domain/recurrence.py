"""按月报送: the periods of an annex that is asked for every month, and the day each is due (H60: 每月25日前).

The report of a month is the calendar month's, due in that same month; what happens after it was handed in belongs to
the next one's figures only where its day does. A period is written `2026-03`, as `NoticeAnnex.period` keeps it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_PERIOD = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z", re.ASCII)


@dataclass(frozen=True)
class Recurrence:
    """每月几日前: due on this day of the month reported, to 24:00 (DOMAIN §9 A2); its last day in a shorter month."""

    day: int

    def due(self, period: str) -> date:
        """截止日期 of a period. Raises `ValueError` for what is no month."""
        first = first_day(period)
        return first.replace(day=min(self.day, monthrange(first.year, first.month)[1]))

    def opens_on(self, period: str) -> date:
        """开始填报: the first day of the month."""
        return first_day(period)

    def periods(self, first: date, last: date) -> Iterator[str]:
        """报告期: every period whose due day lies between two days, both of which count; none where last is before."""
        month = first.replace(day=1)
        while month <= last:
            period = period_of(month)
            if first <= self.due(period) <= last:
                yield period
            month = _following(month)

    @property
    def words(self) -> str:
        """每月25日前."""
        return f"每月{self.day}日前"


def is_period(text: str) -> bool:
    """Whether this is a month as periods are written."""
    return bool(_PERIOD.match(text))


def period_of(day: date) -> str:
    """报告期 the day lies in."""
    return f"{day:%Y-%m}"


def first_day(period: str) -> date:
    """The first day of a period. Raises `ValueError` for what is no month."""
    found = _PERIOD.match(period)
    if not found:
        raise ValueError(f"{period!r} is no month")
    return date(int(found[1]), int(found[2]), 1)


def last_day(period: str) -> date:
    """The last day of a period."""
    return _following(first_day(period)) - timedelta(days=1)


def before(period: str) -> str:
    """上一个报告期."""
    return period_of(first_day(period) - timedelta(days=1))


def _following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
