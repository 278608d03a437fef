"""可能是同一次: records of several people that look like one event, which counts once and is not merged silently.

The rule, as pages say it: 不同的人记的、同一天开始、地点相同、时间有重叠的，按一次计. A record with no place is never taken for
another's, and two records of one person are two: they were asked about the overlap when they saved the second.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple


class Record(NamedTuple):
    """一条记录 as counters see it."""

    id: int
    starts_at: datetime
    ends_at: datetime
    purposes: frozenset[str]
    #: 六访 of a night visit; empty for any other.
    kind: str = ""
    #: Who recorded it.
    person_id: int = 0
    #: `place_key` of where it was; empty: not said.
    place: str = ""

    @property
    def day(self) -> date:
        return self.starts_at.date()


@dataclass(frozen=True)
class Occasion:
    """一次: one record, or several that may be the same event, the earliest first."""

    records: tuple[Record, ...]

    @property
    def may_be_several(self) -> bool:
        return len(self.records) > 1

    @property
    def day(self) -> date:
        return self.records[0].day


def place_key(place: str, with_id: int | None, is_online: bool, topic: str) -> str:
    """地点 as it is compared: without blanks and punctuation; online it is the topic, else the unit it was with."""
    if is_online:
        return f"线上{_bare(topic)}" if _bare(topic) else ""
    if bare := _bare(place):
        return bare
    return f"#{with_id}" if with_id else ""


def occasions(records: Iterable[Record]) -> list[Occasion]:
    """The records as events, in the order they began."""
    in_order = sorted(records, key=_order)
    at_once: dict[tuple[date, str], list[Record]] = defaultdict(list)
    for record in in_order:
        if record.place:
            at_once[record.day, record.place].append(record)
    shared = [together for together in at_once.values() if len(together) > 1]
    if not shared:
        return [Occasion((record,)) for record in in_order]
    several = {record.id for together in shared for record in together}
    found = [Occasion((record,)) for record in in_order if record.id not in several]
    found += (event for together in shared for event in _told_apart(together))
    return sorted(found, key=lambda occasion: _order(occasion.records[0]))


def _told_apart(records: Sequence[Record]) -> list[Occasion]:
    """Records of one day and place, in order; those that overlap with another person's go together."""
    event = list(range(len(records)))
    for at, record in enumerate(records):
        for other in range(at + 1, len(records)):
            if records[other].starts_at >= record.ends_at:
                break
            if records[other].person_id != record.person_id and event[other] != event[at]:
                event = [event[at] if one == event[other] else one for one in event]
    groups: dict[int, list[Record]] = defaultdict(list)
    for record, one in zip(records, event, strict=True):
        groups[one].append(record)
    return [Occasion(tuple(group)) for group in groups.values()]


_order = attrgetter("starts_at", "id")


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
