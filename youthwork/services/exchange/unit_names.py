"""单位名称: the units of one subtree by any of their three names, for a roster of twenty thousand rows.

The names are read once, in one query. A name borne by several units is told apart by 全称, or by the
superior in brackets; a name nobody bears gets the names that come near, as long as anybody would read them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from sqlalchemy import select

from youthwork import clock
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.models.organization import subtree_range
from youthwork.services.exchange.roster import UnitMatch

#: Nobody reads the suggestions of the 201st unknown name, and each costs milliseconds in a large tree.
MOST_SUGGESTED = 200
_NEAR_ENOUGH = 0.6
_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """One organization as the roster needs it."""

    id: int
    parent_id: int | None
    successor_id: int | None
    full_name: str
    short_name: str
    common_name: str
    is_closed: bool = False

    @property
    def names(self) -> tuple[str, str, str]:
        return self.common_name, self.short_name, self.full_name


def load_names(organ: Organization) -> UnitNames:
    """单位名称 of the organ and everything beneath it."""
    return UnitNames(load_units(organ))


def load_units(organ: Organization) -> list[NamedUnit]:
    low, high = subtree_range(organ.path)
    today = clock.today()
    rows = db.session.execute(
        select(
            Organization.id,
            Organization.parent_id,
            Organization.successor_id,
            Organization.full_name,
            Organization.short_name,
            Organization.common_name,
            Organization.closed_on,
        )
        .where(Organization.path >= low, Organization.path < high)
        .order_by(Organization.path)
    )
    return [
        NamedUnit(
            row.id,
            row.parent_id,
            row.successor_id,
            row.full_name,
            row.short_name,
            row.common_name,
            is_closed=row.closed_on is not None and row.closed_on < today,
        )
        for row in rows
    ]


class UnitNames:
    """单位名称: `find` is what `read_roster` asks for every unit cell."""

    def __init__(self, units: Iterable[NamedUnit]) -> None:
        self._units = {unit.id: unit for unit in units}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._suggested = 0
        for unit in self._units.values():
            if not unit.is_closed:
                for key in {_key(name) for name in unit.names}:
                    self._by_name[key].append(unit.id)
        for ids in [ids for ids in self._by_name.values() if len(ids) > 1]:
            for id_ in ids:
                self._by_name.setdefault(_key(self._place(id_)), [id_])

    def find(self, name: str) -> UnitMatch:
        """The units the name may mean; where there is none, names that come near."""
        found = self._by_name.get(_key(name), ())
        if not found:
            return _Unknown(lambda: self._near(name))
        if len(found) == 1:
            return UnitMatch(list(found), [self._units[found[0]].common_name])
        return UnitMatch(list(found), [self._telling_name(id_) for id_ in found])

    def _telling_name(self, id_: int) -> str:
        """A name of this unit that no other bears."""
        names = (self._units[id_].full_name, self._place(id_))
        return next((name for name in names if self._by_name.get(_key(name)) == [id_]), names[0])

    def _place(self, id_: int) -> str:
        superior = self._units.get(self._units[id_].parent_id or 0)
        return (
            f"{self._units[id_].full_name}（{superior.common_name}）"
            if superior
            else self._units[id_].full_name
        )

    def _near(self, name: str) -> list[str]:
        if (heir := self._heir(name)) is not None:
            return [heir]
        self._suggested += 1
        if self._suggested > MOST_SUGGESTED:
            return []
        key = _key(name)
        shared: Counter[int] = Counter()
        for pair in _pairs(key):
            shared.update(self._by_pair.get(pair, ()))
        likely = [self._units[id_].common_name for id_, _ in shared.most_common(_LOOKED_AT)]
        rated = sorted(((_likeness(key, _key(each)), each) for each in dict.fromkeys(likely)), reverse=True)
        return [each for rate, each in rated[:2] if rate >= _NEAR_ENOUGH]

    def _heir(self, name: str) -> str | None:
        """Who took over the work of a unit that was closed under this name."""
        key = _key(name)
        closed = next(
            (unit for unit in self._units.values() if unit.is_closed and key in map(_key, unit.names)), None
        )
        heir = self._units.get(closed.successor_id or 0) if closed else None
        return heir.common_name if heir and not heir.is_closed else None

    @cached_property
    def _by_pair(self) -> dict[str, list[int]]:
        """Open units by the pairs of characters in their names; pairs nearly every name has tell nothing."""
        by_pair: dict[str, list[int]] = defaultdict(list)
        for unit in self._units.values():
            if not unit.is_closed:
                for pair in _pairs(_key(unit.common_name)):
                    by_pair[pair].append(unit.id)
        most = max(200, len(self._units) // 20)
        return {pair: ids for pair, ids in by_pair.items() if len(ids) <= most}


class _Unknown(UnitMatch):
    """No unit. The near names are sought only when they are shown: most lookups of 单位及职务 end here."""

    def __init__(self, near: Callable[[], list[str]]) -> None:
        self.__dict__["_near"] = near

    @cached_property
    def suggestions(self) -> Sequence[str]:
        near: Callable[[], list[str]] = self.__dict__["_near"]
        return near()


def _key(name: str) -> str:
    """Names are compared without spaces, and （1） is (1)."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)}


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
