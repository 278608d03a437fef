"""进度: how often something was done in a period, against what is asked; from records alone, never typed (H54).

A counter says what counts as once; one record counts in every counter whose purposes it is ticked for. Where several
people recorded what looks like the same event, it counts once (`occasions`), and every record of it is shown.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import Enum
from functools import cache, cached_property

from youthwork.domain import night_visits
from youthwork.domain.notices import NUMBERS
from youthwork.domain.occasions import Occasion, occasions
from youthwork.domain.occasions import Record as Record
from youthwork.domain.occasions import place_key as place_key
from youthwork.domain.periods import PeriodKind, Stretch
from youthwork.domain.purposes import BY_KEY, Family, of_family


class Standing(Enum):
    """本期情况. Nothing is red before the period is over, and nothing ever where nothing is asked."""

    MET = "已达到"
    UNDER_WAY = "进行中"
    SHORT = "还差"
    NOT_ASKED = "不作要求"


def _always(_: Record) -> bool:
    return True


@dataclass(frozen=True)
class Counter:
    """计数: which records count, how many are asked, and of what kinds it is good to have each."""

    key: str
    word: str
    clause: str
    #: 0: nothing is asked, the number is only shown. What the notice in force asks goes before it (`asking`).
    needed: int
    #: None: each cadre's own rhythm (`periods.asked_in`), or the days of a campaign (`campaigns.py`).
    rhythm: PeriodKind | None
    purposes: frozenset[str]
    #: What counts as once, beside the number.
    once: str
    counts: Callable[[Record], bool] = _always
    #: The kinds whose coverage is shown, each with its word; shown, never asked for one by one (DOMAIN §9 A4).
    kinds: tuple[tuple[str, str], ...] = ()
    kind_of: Callable[[Record], Iterable[str]] = field(default=lambda record: record.purposes)
    #: Minutes it takes at least; 0: however long.
    least_minutes: int = 0


def _family(family: Family) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    purposes = of_family(family)
    return frozenset(each.key for each in purposes), tuple((each.key, each.word) for each in purposes)


_CADRE_KEYS, _CADRE_KINDS = _family(Family.CADRE)
_ORGAN_KEYS, _ORGAN_KINDS = _family(Family.ORGAN)
_VISIT_KINDS = tuple((kind.value, kind.value) for kind in night_visits.VisitKind)

CADRE_FIVE = Counter(
    "cadre_five",
    "团干部“五个一”",
    "H32、H33",
    NUMBERS["cadre_five"].default,
    None,
    _CADRE_KEYS,
    "勾了五个一中任何一项的一条记录算一次；勾几项也是一次；五项不必各有一次",
    kinds=_CADRE_KINDS,
)
ORGAN_FIVE = Counter(
    "organ_five",
    "机关集中直接联系青年",
    "H26、H27",
    NUMBERS["organ_five"].default,
    PeriodKind.QUARTER,
    _ORGAN_KEYS,
    "机关集中组织的一次活动算一次，几个人都记了也是一次；五类不必各有一次",
    kinds=_ORGAN_KINDS,
)
SHARE_SESSION = Counter(
    "share_session",
    "“1+100”交流分享",
    "H36",
    NUMBERS["share_session"].default,
    PeriodKind.QUARTER,
    frozenset({"share_session"}),
    "一次交流分享，同时算一次机关集中活动",
)


def _night_visits(least_minutes: int) -> Counter:
    return Counter(
        "night_visits",
        "主题访谈夜",
        "J13",
        NUMBERS["night_visits"].default,
        PeriodKind.YEAR,
        frozenset({"night_visit"}),
        f"从开始到结束满 {least_minutes} 分钟的一次夜访；{least_minutes - 1} 分钟的照记，不算次数",
        counts=lambda record: night_visits.counts(record.starts_at, record.ends_at, least_minutes),
        kinds=_VISIT_KINDS,
        kind_of=lambda record: (record.kind,),
        least_minutes=least_minutes,
    )


NIGHT_VISITS = _night_visits(NUMBERS["night_minutes"].default)
TASK_ROWS = Counter(
    "task_rows",
    "任务表各项",
    "H12—H23",
    0,
    PeriodKind.YEAR,
    frozenset(each.key for each in of_family(Family.TASK)),
    "勾了任务表中任何一项的一条记录算一次，勾几项在几项里都有；“录入管理系统”一项不用记，记录本身就是",
    kinds=tuple((each.key, each.word) for each in of_family(Family.TASK)),
)


def _campaign(key: str, needed: int, once: str = "") -> Counter:
    purpose = BY_KEY[key]
    return Counter(
        key, purpose.word, purpose.clause, needed, None, frozenset({key}), once or f"{purpose.once}算一次"
    )


OPEN_DAY = _campaign("open_day", 1, "五四期间机关集中向青年开放一次，几个人都记了也是一次")
CONGRESS_TALK = _campaign("congress_talk", 1)
SERVICE_MONTH = _campaign("service_month", 0)
SPECIAL_ACTION = _campaign("special_action", 0)
COUNTERS = (
    CADRE_FIVE,
    ORGAN_FIVE,
    SHARE_SESSION,
    NIGHT_VISITS,
    TASK_ROWS,
    OPEN_DAY,
    CONGRESS_TALK,
    SERVICE_MONTH,
    SPECIAL_ACTION,
)


@cache
def asking(counter: Counter, needed: int, least_minutes: int) -> Counter:
    """The counter with what the notice in force asks (`services/contact_work/counting/asking.py`)."""
    if counter.least_minutes and counter.least_minutes != least_minutes:
        counter = _night_visits(least_minutes)
    return counter if counter.needed == needed else replace(counter, needed=needed)


@dataclass(frozen=True)
class Progress:
    """一段日子里的进度, with the records behind the number."""

    counter: Counter
    period: Stretch
    #: What counts as once each: one record, or several that may be the same event.
    occasions: Sequence[Occasion]
    #: Ticked for it and not counted (a visit of 59 minutes): shown beside it with the reason.
    uncounted: Sequence[Record]
    standing: Standing

    @property
    def count(self) -> int:
        return len(self.occasions)

    @property
    def wanting(self) -> int:
        return max(0, self.counter.needed - self.count)

    @property
    def counted(self) -> list[Record]:
        """Every record that counts, also where several count once."""
        return [record for occasion in self.occasions for record in occasion.records]

    @property
    def covered(self) -> frozenset[str]:
        return frozenset(kind for kind, count in self.kinds.items() if count)

    @cached_property
    def kinds(self) -> dict[str, int]:
        """种类 → in how many of the occasions, in the order of the notice."""
        told = Tally(kind for occasion in self.occasions for kind in self._kinds_of(occasion))
        return {key: told[key] for key, _ in self.counter.kinds}

    def _kinds_of(self, occasion: Occasion) -> Iterable[str]:
        if len(occasion.records) == 1:
            return self.counter.kind_of(occasion.records[0])
        return {kind for record in occasion.records for kind in self.counter.kind_of(record)}


def progress_in(
    period: Stretch, counter: Counter, records: Iterable[Record], today: date, is_asked: bool = True
) -> Progress:
    """进度 of one counter in one period; a record belongs to the day it began on."""
    begins, ends = datetime.combine(period.starts_on, time.min), datetime.combine(period.ends_on, time.max)
    ticked = [
        each
        for each in records
        if begins <= each.starts_at <= ends and not counter.purposes.isdisjoint(each.purposes)
    ]
    found = occasions(each for each in ticked if counter.counts(each))
    uncounted = [each for each in ticked if not counter.counts(each)]
    return Progress(
        counter, period, found, uncounted, standing_of(len(found), counter, period, today, is_asked)
    )


def standing_of(
    count: int, counter: Counter, period: Stretch, today: date, is_asked: bool = True
) -> Standing:
    """本期情况 of a number; nothing is short before the last day is over."""
    if counter.needed and count >= counter.needed:
        return Standing.MET
    if not is_asked or not counter.needed:
        return Standing.NOT_ASKED
    return Standing.SHORT if period.ends_on < today else Standing.UNDER_WAY
