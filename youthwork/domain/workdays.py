"""工作日历: which days are worked in China. The built-in table of 节假日 and 调休, and what administrators entered on top.

The table is that of the package chinesecalendar; only its two lists are read, because its functions fail for a year
not arranged yet. Such a year counts by the week, and says so (`is_arranged`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from chinese_calendar import constants


@dataclass(frozen=True)
class Marked:
    """特殊的日子: what it is called, and whether it is worked."""

    is_workday: bool
    name: str


#: 法定节假日 were eleven days a year until 2024 and thirteen since: a year with fewer days off is not arranged.
LEAST_DAYS_OFF = 11
_NAMES = {each.value: each.chinese for each in constants.Holiday}

BUILT_IN: Mapping[date, Marked] = {
    **{day: Marked(False, _NAMES[word]) for day, word in constants.holidays.items()},
    **{day: Marked(True, f"{_NAMES[word]}调休上班") for day, word in constants.workdays.items()},
}
_BUILT_IN_YEARS = frozenset(day.year for day in constants.holidays)


def _nothing() -> Mapping[date, Marked]:
    return {}


_entered: Callable[[], Mapping[date, Marked]] = _nothing


def ask(entered: Callable[[], Mapping[date, Marked]]) -> None:
    """Say who knows the days that were entered; it is asked for every day and must answer from memory."""
    global _entered
    _entered = entered


def marked(day: date) -> Marked | None:
    """What is special about a day: as entered, else as built in; None for a day that is what its weekday says."""
    return _entered().get(day) or BUILT_IN.get(day)


def is_workday(day: date) -> bool:
    special = marked(day)
    return special.is_workday if special else day.weekday() < 5


def is_arranged(year: int) -> bool:
    """Whether the 放假安排 of a year is known; else the weekend alone counts."""
    if year in _BUILT_IN_YEARS:
        return True
    return sum(day.year == year and not each.is_workday for day, each in _entered().items()) >= LEAST_DAYS_OFF


def unarranged_words(year: int) -> str:
    """What is said of a year that is not arranged; '' of one that is."""
    return "" if is_arranged(year) else f"{year}年的放假安排尚未公布，暂按周末计算"


def off_words(day: date) -> str:
    """为什么休息: 国庆节, or 星期六; '' of a workday."""
    if is_workday(day):
        return ""
    special = marked(day)
    return special.name if special else f"星期{'一二三四五六日'[day.weekday()]}"
