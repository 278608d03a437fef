"""何时起作要求、要求多少: nothing is asked for days before the notice that asks went out (DOMAIN §9 A5), and what is asked
is what the notice in force says: 五次、六次、60 分钟 where it names no number of its own.

The two notices ask different things: 五个一 and what hangs on it by the province's (H26—H42), night visits by the city's
(J13). An organ that stands under no notice of a kind has its numbers shown and nothing asked. A notice that passes
another on has no numbers of its own, and where several organs above issued one, the highest's goes (H57).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from youthwork.domain.notices import NUMBERS, NoticeState
from youthwork.domain.periods import PeriodKind, Stretch, periods_of
from youthwork.domain.progress import NIGHT_VISITS, Counter, asking
from youthwork.extensions import db
from youthwork.models import Notice
from youthwork.services.tree import ancestor_ids

#: 表样 → what its notice asks.
_FIVE_ONES, _VISITS = "province_2017_8", "city_2017_walking"
NEVER = date.max


@dataclass(frozen=True)
class Demand:
    """一份作要求的通知: from when to when, of which 表样, by whom (0: the top of the tree), and its numbers."""

    edition_key: str
    issued_on: date
    expires_on: date | None
    depth: int
    numbers: Mapping[str, int]

    def days_in(self, stretch: Stretch) -> int:
        """How many days of the stretch it was in force."""
        first = max(self.issued_on, stretch.starts_on)
        last = min(self.expires_on or stretch.ends_on, stretch.ends_on)
        return max(0, (last - first).days + 1)


@dataclass(frozen=True)
class Asked:
    """作要求的起点: the day the first notice of each kind went out (`NEVER` where there is none), and its numbers."""

    five_ones: date = NEVER
    night_visits: date = NEVER
    demands: Sequence[Demand] = ()

    def since(self, counter: Counter) -> date:
        return self.night_visits if counter.key == NIGHT_VISITS.key else self.five_ones

    def of(self, counter: Counter, stretch: Stretch) -> Counter:
        """The counter as the notice in force in these days asks it."""
        if counter.key not in NUMBERS:
            return counter
        return asking(counter, self.number(counter.key, stretch), self.number("night_minutes", stretch))

    def number(self, key: str, stretch: Stretch) -> int:
        """数量要求 in these days: that of the notice that was in force for half of them, the highest organ's latest."""
        asked = NUMBERS[key]
        days = (stretch.ends_on - stretch.starts_on).days + 1
        there = [each for each in self.demands if each.edition_key == asked.edition and each.days_in(stretch)]
        for_half = [each for each in there if each.days_in(stretch) * 2 >= days]
        found = min(for_half or there, key=_highest_latest, default=None)
        return found.numbers.get(key, asked.default) if found else asked.default


def asked_of(path: str) -> Asked:
    """What the organs above the one at this path, and itself, have issued; one query."""
    ids = ancestor_ids(path)
    rows = db.session.execute(
        select(
            Notice.edition_key,
            Notice.issued_on,
            Notice.expires_on,
            Notice.issuer_id,
            Notice.numbers,
            Notice.audience,
        ).where(
            Notice.issuer_id.in_(ids),
            Notice.edition_key.in_([_FIVE_ONES, _VISITS]),
            Notice.passes_on_id.is_(None),
            Notice.state == NoticeState.ISSUED,
        )
    )
    demands = [
        Demand(edition_key, issued_on, expires_on, ids.index(issuer_id), numbers or {})
        for edition_key, issued_on, expires_on, issuer_id, numbers, audience in rows
        if _is_meant(audience, ids)
    ]
    return Asked(_first(demands, _FIVE_ONES), _first(demands, _VISITS), demands)


def least_minutes_of(path: str, year: int) -> int:
    """一次夜访至少几分钟 in this year, for an organ by its path; one query."""
    return asked_of(path).number("night_minutes", periods_of(year, PeriodKind.YEAR)[0])


def _first(demands: Sequence[Demand], edition_key: str) -> date:
    return min((each.issued_on for each in demands if each.edition_key == edition_key), default=NEVER)


def _highest_latest(demand: Demand) -> tuple[int, int]:
    return demand.depth, -demand.issued_on.toordinal()


def _is_meant(audience: Mapping[str, Any] | None, ids: Sequence[int]) -> bool:
    """Whether the range takes in the organ or one above it. By which kinds of units a form is handed in is no matter:
    the work is asked of everybody beneath."""
    if audience is None:
        return True
    above = set(ids)
    if above & set(audience.get("also", ())):
        return True
    return bool(above & set(audience.get("under", ()))) and not above & set(audience.get("but", ()))
