"""受文范围: to whom a notice goes, by subtree, type and level, with single units added or left out (I3, J1).

A range is a rule: the list of units it means is shown before a notice is issued and kept with it then, so that a unit
merged or renamed later was asked as what it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType, Unit


@dataclass(frozen=True)
class Audience:
    """受文范围. Empty types or levels ask for none in particular; the issuer itself is reached if it is `under`."""

    #: Tops of subtrees, by id.
    under: frozenset[int] = frozenset()
    types: frozenset[OrganizationType] = frozenset()
    levels: frozenset[OrganizationLevel] = frozenset()
    #: 不含: subtrees left out.
    but: frozenset[int] = frozenset()
    #: 另送: single units, whatever their type and level.
    also: frozenset[int] = frozenset()

    def reaches(self, unit: Unit) -> bool:
        """Whether the notice asks this unit; a department is never asked, its organ is."""
        if unit.is_department:
            return False
        if unit.id in self.also:
            return True
        above = {each.id for each in unit.chain}
        return (
            bool(above & self.under)
            and not above & self.but
            and (not self.types or unit.type in self.types)
            and (not self.levels or unit.level in self.levels)
        )

    def of(self, units: Iterable[Unit]) -> list[Unit]:
        return [unit for unit in units if self.reaches(unit)]

    def is_within(self, other: Audience, units: Iterable[Unit]) -> bool:
        """Whether everyone reached here is reached there too, among these units."""
        return all(other.reaches(unit) for unit in units if self.reaches(unit))

    def handed_over(self, closed: Unit, heir_id: int, moved: Collection[int]) -> Audience:
        """随撤并移交: the audience after the closed unit's subordinates `moved` beneath its heir.

        Whoever was meant stays meant: the subordinates where they stand now, the heir where the closed unit was.
        """
        under, but, also = set(self.under), set(self.but), set(self.also)
        if closed.id in under:
            under = under - {closed.id} | set(moved)
        if closed.id in but:
            but = but - {closed.id} | set(moved)
        if self.reaches(closed):
            also.add(heir_id)
        return Audience(
            frozenset(under), self.types, self.levels, frozenset(but), frozenset(also - {closed.id})
        )

    def as_json(self) -> dict[str, list[Any]]:
        """As a notice keeps it."""
        return {
            "under": sorted(self.under),
            "types": [each.value for each in OrganizationType if each in self.types],
            "levels": [each.value for each in OrganizationLevel if each in self.levels],
            "but": sorted(self.but),
            "also": sorted(self.also),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Sequence[Any]] | None, issuer_id: int) -> Audience:
        """As a notice keeps it; None means the issuer and everybody beneath."""
        if kept is None:
            return cls(under=frozenset({issuer_id}))
        return cls(
            frozenset(kept.get("under", ())),
            frozenset(OrganizationType(each) for each in kept.get("types", ())),
            frozenset(OrganizationLevel(each) for each in kept.get("levels", ())),
            frozenset(kept.get("but", ())),
            frozenset(kept.get("also", ())),
        )
