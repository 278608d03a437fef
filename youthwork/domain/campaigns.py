"""专项的日子: open day, congress talks and the service month do not follow quarters (H38, H39, H42; DOMAIN §9 A7).

Days and months are settings (`CAMPAIGNS`); these are the defaults of the notice of 2017.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from youthwork.domain.errors import Unacceptable
from youthwork.domain.periods import Period, PeriodKind, Window, period_of

MonthDay = tuple[int, int]


@dataclass(frozen=True)
class Campaigns:
    """专项日期."""

    #: H38: 五四期间.
    open_day: tuple[MonthDay, MonthDay] = ((4, 25), (5, 10))
    #: H42: 元旦、春节前后; the second day is in the following year, and every 春节 lies between them.
    service_month: tuple[MonthDay, MonthDay] = ((12, 15), (3, 15))
    #: H39: the day a congress opened; talks are asked for from that day to the end of that assessment year.
    congress_on: date = date(2017, 10, 18)
    #: A7: the assessment year runs on to this day of the following year.
    year_ends: MonthDay = (3, 15)

    def open_day_of(self, year: int) -> Window:
        """五四集中开放日的时段 of the year."""
        first, last = self.open_day
        return Window(date(year, *first), date(year, *last), f"{year}年五四期间")

    def service_months_in(self, year: int) -> list[Window]:
        """集中服务青年月 that touch the calendar year: the one it begins with, and the one it ends with."""
        return [self.service_month_of(year - 1), self.service_month_of(year)]

    def service_month_of(self, year: int) -> Window:
        """The one that belongs to this year's work: it begins in its last weeks and ends in the next year."""
        first, last = self.service_month
        return Window(date(year, *first), date(year + 1, *last), f"{year}—{year + 1}年元旦、春节前后")

    def congress_talks_in(self, year: int) -> Window | None:
        """宣讲的时段, if it touches the year."""
        last = date(self.congress_on.year + 1, *self.year_ends)
        window = Window(self.congress_on, last, f"{self.congress_on.year}年大会召开后")
        return window if window.touches(year_of(year)) else None


def year_of(year: int) -> Period:
    return period_of(date(year, 1, 1), PeriodKind.YEAR)


def campaigns_from(environment: Mapping[str, str]) -> Campaigns:
    """The settings as the environment gives them; raises `Unacceptable` for a day that is none."""
    day = environment.get("YOUTHWORK_CONGRESS_ON", "").strip()
    if not day:
        return Campaigns()
    try:
        return Campaigns(congress_on=date.fromisoformat(day))
    except ValueError:
        raise Unacceptable(
            f"YOUTHWORK_CONGRESS_ON 写的“{day}”不是日期，应是大会开幕那天，如 2017-10-18"
        ) from None
