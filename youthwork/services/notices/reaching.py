"""受文范围的单位数: how many units a range reaches, and what there is to choose from, added up from the kept counts.

What is told here is what `laying.reached` says of each unit, without asking any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from youthwork.domain.audience import Audience
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.models import Organization
from youthwork.services import unit_counts
from youthwork.services.unit_counts import Kind, Subtree


@dataclass(frozen=True)
class Reach:
    """发给谁 in numbers, by kind of unit; `own`: the issuer's kind, where it is itself among them."""

    by_kind: Mapping[Kind, int]
    own: Kind | None = None

    @property
    def by_level(self) -> Sequence[tuple[OrganizationLevel, int]]:
        """The levels there are, in the order of the tree."""
        sums = [
            (each, sum(n for (level, _), n in self.by_kind.items() if level is each))
            for each in OrganizationLevel
        ]
        return [it for it in sums if it[1]]

    @property
    def has_own(self) -> bool:
        return self.own is not None

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


@dataclass(frozen=True)
class Choices:
    """可选的范围: how many units of each level and type there are beneath the issuer, itself included."""

    whole: Subtree

    @property
    def counts(self) -> Mapping[Kind, int]:
        return self.whole.units

    @property
    def levels(self) -> list[tuple[OrganizationLevel, int]]:
        sums = [
            (each, sum(n for key, n in self.counts.items() if key[0] is each)) for each in OrganizationLevel
        ]
        return [it for it in sums if it[1]]

    @property
    def types(self) -> list[tuple[OrganizationType, int]]:
        sums = [
            (each, sum(n for key, n in self.counts.items() if key[1] is each)) for each in OrganizationType
        ]
        return [it for it in sums if it[1]]


def reach(audience: Audience, issuer: Organization, known: Choices | None = None) -> Reach:
    """How many units are reached, by level; one query, none where what there is is `known` and no unit is picked."""
    if known is not None and audience.under == {issuer.id} and not audience.but and not audience.also:
        return _reach_of(_Ways(audience, issuer.path, {issuer.id: known.whole}), issuer)
    picked = audience.under | audience.but | audience.also | {issuer.id}
    return _reach_of(_Ways(audience, issuer.path, unit_counts.subtrees(picked)), issuer)


def choices(issuer: Organization) -> Choices:
    """What the issuer can tick; one query."""
    return Choices(unit_counts.subtrees([issuer.id])[issuer.id])


class _Ways:
    """How a range reaches units: through the subtrees that are meant, past those left out, or singly."""

    def __init__(self, audience: Audience, within: str, places: Mapping[int, Subtree]) -> None:
        self._audience, self.places = audience, places
        of = {each: places[each].path for each in places}
        # Nobody outside the issuer; a range from above means all of it.
        under = {
            max(of[each], within, key=len) for each in audience.under & of.keys() if _meet(of[each], within)
        }
        self._but = _topmost(of[each] for each in audience.but & of.keys())
        self._under = [each for each in _topmost(under) if not _covers(self._but, each)]
        self._within = within

    def count(self) -> Counter[Kind]:
        """How many units of each kind are reached."""
        by_path = {each.path: each.units for each in self.places.values()}
        found: Counter[Kind] = Counter()
        for top in self._under:
            found.update(by_path[top])
            for left_out in self._but:
                if left_out.startswith(top):
                    found.subtract(by_path[left_out])
        meant = Counter({kind: count for kind, count in found.items() if count and self._means(kind)})
        for each in self._audience.also & self.places.keys():
            place = self.places[each]
            if place.own is not None and place.path.startswith(self._within) and not self._is_meant(place):
                meant[place.own] += 1
        return meant

    def reaches(self, place: Subtree) -> bool:
        """Whether one of the places is reached itself."""
        singly = any(self.places[each] is place for each in self._audience.also & self.places.keys())
        return place.own is not None and (singly or self._is_meant(place))

    def _is_meant(self, place: Subtree) -> bool:
        return (
            place.own is not None
            and self._means(place.own)
            and _covers(self._under, place.path)
            and not _covers(self._but, place.path)
        )

    def _means(self, kind: Kind) -> bool:
        level, type_ = kind
        return level in (self._audience.levels or {level}) and type_ in (self._audience.types or {type_})


def _reach_of(ways: _Ways, issuer: Organization) -> Reach:
    place = ways.places.get(issuer.id)
    return Reach(ways.count(), place.own if place is not None and ways.reaches(place) else None)


def _meet(one: str, other: str) -> bool:
    """Whether one of the two paths leads through the other."""
    return one.startswith(other) or other.startswith(one)


def _covers(tops: Iterable[str], path: str) -> bool:
    return any(path.startswith(top) for top in tops)


def _topmost(paths: Iterable[str]) -> list[str]:
    """The subtrees that lie in no other of these."""
    found: list[str] = []
    for path in sorted(paths):
        if not _covers(found, path):
            found.append(path)
    return found
