"""报送情况: how many were asked, have reported, were on time; the same arithmetic at every level and date (I7, I16).

    应报 = 已报 + 未报 + 免报        已备案 ≤ 已报        零报告 ≤ 已报        按时 ≤ 已报

A unit that is not asked is in none of these; one excused for a reason (免报) stays in 应报 and is named as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from youthwork.domain.workflow import State


class Reporting(Enum):
    """报送状态 of one duty."""

    MISSING = "未报"
    REPORTED = "已报"
    FILED = "已备案"
    NIL = "零报告"
    EXEMPT = "免报"


@dataclass(frozen=True)
class Figures:
    """报送情况 in numbers; they add up over units, annexes and levels."""

    expected: int = 0
    reported: int = 0
    filed: int = 0
    nil: int = 0
    on_time: int = 0
    exempt: int = 0

    @property
    def missing(self) -> int:
        return self.expected - self.reported - self.exempt

    @property
    def is_complete(self) -> bool:
        return self.missing == 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.expected + other.expected,
            self.reported + other.reported,
            self.filed + other.filed,
            self.nil + other.nil,
            self.on_time + other.on_time,
            self.exempt + other.exempt,
        )

    def __sub__(self, other: Figures) -> Figures:
        return Figures(
            self.expected - other.expected,
            self.reported - other.reported,
            self.filed - other.filed,
            self.nil - other.nil,
            self.on_time - other.on_time,
            self.exempt - other.exempt,
        )


@dataclass(frozen=True)
class Standing:
    """一件应报 as of a moment: when it was first handed in, when it was filed, whether it was excused."""

    first_sent_at: datetime | None = None
    filed_at: datetime | None = None
    nil_at: datetime | None = None
    exempt_from: datetime | None = None
    exempt_until: datetime | None = None
    was_on_time: bool = False

    def at(self, moment: datetime) -> Reporting:
        """What it was then; what was handed in counts before any excuse."""
        if _is_by(self.filed_at, moment):
            return Reporting.FILED
        if _is_by(self.nil_at, moment):
            return Reporting.NIL
        if _is_by(self.first_sent_at, moment):
            return Reporting.REPORTED
        if _is_by(self.exempt_from, moment) and not _is_by(self.exempt_until, moment):
            return Reporting.EXEMPT
        return Reporting.MISSING


def figures(standings: Iterable[Standing], moment: datetime) -> Figures:
    """报送情况 of these duties as of a moment."""
    total = Figures()
    for each in standings:
        total += _one(each, each.at(moment))
    return total


def _one(standing: Standing, now: Reporting) -> Figures:
    has_reported = now in (Reporting.REPORTED, Reporting.FILED, Reporting.NIL)
    return Figures(
        expected=1,
        reported=int(has_reported),
        filed=int(now is Reporting.FILED),
        nil=int(now is Reporting.NIL),
        on_time=int(has_reported and standing.was_on_time),
        exempt=int(now is Reporting.EXEMPT),
    )


def _is_by(at: datetime | None, moment: datetime) -> bool:
    return at is not None and at <= moment


#: What a paper in these states counts as before it is filed: handed in by the unit, wherever it lies now.
HANDED_IN = frozenset(state for state in State if state is not State.DRAFT)
