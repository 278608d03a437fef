"""周期: the two-month pairs, quarters and years in which contact work is counted (H26, H33, H36, J13; DOMAIN §9 A5).

Days are China Standard Time without a zone; a record belongs to the day it began on.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property
from typing import Protocol

from youthwork.domain.hierarchy import CadreNature


class PeriodKind(Enum):
    """周期种类, by the months it holds."""

    TWO_MONTHS = 2
    QUARTER = 3
    YEAR = 12


class Stretch(Protocol):
    """一段日子: its first and its last day, both of which count, and what people call it."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def words(self) -> str: ...


class _Days:
    """What every stretch of days can be asked."""

    def __contains__(self: Stretch, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    @property
    def days(self: Stretch) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def is_over(self: Stretch, today: date) -> bool:
        return self.ends_on < today

    def touches(self: Stretch, other: Stretch) -> bool:
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


@dataclass(frozen=True, order=True)
class Period(_Days):
    """一个周期: its first day and its kind; both ends count."""

    starts_on: date
    kind: PeriodKind

    @cached_property
    def ends_on(self) -> date:
        month = self.starts_on.month + self.kind.value - 1
        return date(self.starts_on.year, month, calendar.monthrange(self.starts_on.year, month)[1])

    @property
    def words(self) -> str:
        """2026年3—4月, 2026年第二季度, 2026年."""
        year = f"{self.starts_on.year}年"
        return year if self.kind is PeriodKind.YEAR else year + self.short_words

    @property
    def short_words(self) -> str:
        """3—4月, 第二季度, 2026年: where the year stands beside it."""
        month = self.starts_on.month
        if self.kind is PeriodKind.YEAR:
            return self.words
        if self.kind is PeriodKind.QUARTER:
            return f"第{'一二三四'[month // 3]}季度"
        return f"{month}—{month + 1}月"

    def following(self) -> Period:
        return period_of(self.ends_on + timedelta(days=1), self.kind)


@dataclass(frozen=True)
class Window(_Days):
    """专项的一段日子, which need not follow the calendar's months (`domain/campaigns.py`)."""

    starts_on: date
    ends_on: date
    words: str


def period_of(day: date, kind: PeriodKind) -> Period:
    """The period of this kind the day lies in."""
    first = (day.month - 1) // kind.value * kind.value + 1
    return Period(date(day.year, first, 1), kind)


def periods_of(year: int, kind: PeriodKind) -> list[Period]:
    """六个双月, 四个季度 or the year itself."""
    return [Period(date(year, month, 1), kind) for month in range(1, 13, kind.value)]


@dataclass(frozen=True)
class Span:
    """任职的一段: as what, from when to when; None: still."""

    nature: CadreNature
    starts_on: date
    ends_on: date | None = None

    def days_in(self, stretch: Stretch) -> int:
        return len(self.ordinals_in(stretch))

    def ordinals_in(self, stretch: Stretch) -> range:
        first = max(self.starts_on, stretch.starts_on)
        last = min(self.ends_on or stretch.ends_on, stretch.ends_on)
        return range(first.toordinal(), last.toordinal() + 1)


#: H33: 专职、挂职 every two months, 兼职 every quarter; five times each, of any kinds (DOMAIN §9 A4).
CADRE_PERIOD = {
    CadreNature.FULL_TIME: PeriodKind.TWO_MONTHS,
    CadreNature.SECONDED: PeriodKind.TWO_MONTHS,
    CadreNature.PART_TIME: PeriodKind.QUARTER,
}


def asked_in(spans: Iterable[Span], year: int, since: date = date.min) -> Iterator[tuple[Period, bool]]:
    """The periods of a year a cadre is counted by, and whether something is asked of them there.

    A period asks of whoever held posts of its rhythm for at least half of its days: who came, left or changed
    between 专职 and 兼职 in the middle is not asked twice for the same weeks, and never for weeks before coming.
    Nothing is asked for days before `since`, when the notice went out.
    """
    held = list(spans)
    for kind in (PeriodKind.TWO_MONTHS, PeriodKind.QUARTER):
        for period in periods_of(year, kind):
            if _days_of(held, period):
                yield period, is_asked_in(held, period, since)


def is_counted_by(spans: Iterable[Span], period: Period) -> bool:
    """Whether any day of this pair or quarter was spent in a post of its rhythm."""
    return bool(_days_of(spans, period))


def is_asked_in(spans: Iterable[Span], period: Period, since: date = date.min) -> bool:
    """本期是否作要求 of a two-month pair or a quarter: posts of its rhythm on at least half of its days."""
    return _is_half(_days_of(_from(spans, since), period), period)


def is_asked_as(
    natures: Iterable[CadreNature], spans: Iterable[Span], stretch: Stretch, since: date = date.min
) -> bool:
    """The same of what has no rhythm: posts of one of these natures on at least half of the days."""
    wanted = set(natures)
    return _is_half(_days((span for span in _from(spans, since) if span.nature in wanted), stretch), stretch)


def _days_of(spans: Iterable[Span], period: Period) -> Collection[int]:
    """The days of the period in its rhythm; on a day in two posts the stricter rhythm goes, and counts once."""
    held = list(spans)
    if len(held) == 1:
        # As nearly everybody's.
        return held[0].ordinals_in(period) if _rhythm(held[0]) is period.kind else ()
    strict = _days((span for span in held if _rhythm(span) is PeriodKind.TWO_MONTHS), period)
    if period.kind is PeriodKind.TWO_MONTHS:
        return strict
    days = _days((span for span in held if _rhythm(span) is period.kind), period)
    return set(days).difference(strict) if strict else days


def _rhythm(span: Span) -> PeriodKind:
    return CADRE_PERIOD[span.nature]


def _days(spans: Iterable[Span], stretch: Stretch) -> Collection[int]:
    """The days, as ordinals, on which one of the posts was held; two posts on a day count it once."""
    ranges = [days for span in spans if (days := span.ordinals_in(stretch))]
    # Nearly everybody holds one post, and a range need not be walked through.
    return ranges[0] if len(ranges) == 1 else {day for days in ranges for day in days}


def _from(spans: Iterable[Span], since: date) -> Iterator[Span]:
    return (span if span.starts_on >= since else Span(span.nature, since, span.ends_on) for span in spans)


def _is_half(days: Collection[int], stretch: Stretch) -> bool:
    return len(days) * 2 >= (stretch.ends_on - stretch.starts_on).days + 1
