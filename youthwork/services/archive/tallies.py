"""分类计数: how many filings stand under each year, department and annex of a reader's archive.

Read from the counts that are kept with the filings (`counting.py`) while one browses; counted over the matches
themselves while one searches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, FilingScope, FilingTally
from youthwork.services.archive.query import ANNEX_WORDS, ArchiveQuery
from youthwork.services.scope import archive_units

#: 年度, 部门, 表种.
Place = tuple[int, int, str]
#: The same, None for what a branch of the tree leaves open.
_Branch = tuple[int | None, int | None, str | None]


@dataclass(frozen=True)
class Tally:
    """分类计数, and the departments' names by id, as their latest filings bear them."""

    counts: Mapping[Place, int]
    departments: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def total(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def _branches(self) -> Mapping[_Branch, int]:
        """The counts of every branch the tree shows; a province has thousands of places, so they are added once."""
        found: dict[_Branch, int] = dict(self.counts.items())
        for (year, department, _annex), count in self.counts.items():
            found[year, None, None] = found.get((year, None, None), 0) + count
            found[year, department, None] = found.get((year, department, None), 0) + count
        return found

    @cached_property
    def years(self) -> list[int]:
        """Newest first."""
        return sorted({year for year, _, _ in self.counts}, reverse=True)

    @cached_property
    def annexes(self) -> set[str]:
        return {annex for _, _, annex in self.counts}

    def of(self, query: ArchiveQuery) -> int:
        """How many stand in the branch of the tree the query has chosen."""
        asked = (query.year, query.department_id, query.annex)
        if asked == (None, None, None):
            return self.total
        if asked in self._branches or (query.year is not None and query.annex is None):
            return self._branches.get(asked, 0)
        return sum(count for place, count in self.counts.items() if is_in_branch(place, query))

    def known(self, query: ArchiveQuery) -> ArchiveQuery:
        """The query without years, departments and annexes this archive has never had: asked by a stale or
        mistyped address, they are left out rather than refused."""
        annexes = self.annexes | set(ANNEX_WORDS)
        return query.but(
            year=query.year if query.year in self.years else None,
            department_id=query.department_id if query.department_id in self.departments else None,
            annex=query.annex if query.annex in annexes else None,
        )


def is_in_branch(place: Place, query: ArchiveQuery) -> bool:
    """Whether what stands there is of the year, department and annex the query has chosen."""
    asked = (query.year, query.department_id, query.annex)
    return all(want is None or want == have for want, have in zip(asked, place, strict=True))


def tally(actor: Actor) -> Tally:
    """All of a reader's archive, from the counts kept with the filings; one query.

    What two of their organs may both find counts once; what they find only as the person it is about, too.
    """
    units = archive_units(actor)
    mine = _counted(literal(_MINE), _only_mine(actor, units))
    kept = select(*_KEPT).where(FilingTally.organization_id.in_(units))
    rows: Sequence[Any] = db.session.execute(union_all(kept, mine)).all()
    if len(units) < 2:
        return _added(rows)
    totals: Counter[int] = Counter()
    for organization_id, *_place, count in rows:
        totals[organization_id] += count
    widest = max(units, key=lambda unit: (totals[unit], -unit))
    rest = {unit for unit in units if unit != widest and totals[unit]}
    chosen: list[Any] = [row for row in rows if row[0] in (widest, _MINE)]
    if rest:
        chosen += db.session.execute(_counted(literal(widest), _only_of(rest, widest))).all()
    return _added(chosen)


def places_of(filing_ids: Sequence[int]) -> dict[int, Place]:
    """Where each of these filings stands in the tree; one query."""
    if not filing_ids:
        return {}
    asked = select(Filing.id, Filing.year, Filing.department_id, Filing.annex_key)
    rows = db.session.execute(asked.where(Filing.id.in_(filing_ids)))
    return {id: (year, department, annex) for id, year, department, annex in rows}


#: Stands where an organ does, for what is the reader's own.
_MINE = 0
_KEPT = (
    FilingTally.organization_id,
    FilingTally.year,
    FilingTally.department_id,
    FilingTally.annex_key,
    FilingTally.department_name,
    FilingTally.count,
)
_PLACE = (Filing.year, Filing.department_id, Filing.annex_key, Filing.department_name)
_other = aliased(FilingScope)


def _only_of(units: Collection[int], widest: int) -> ColumnElement[bool]:
    """What these organs may find and the widest may not: of a unit that moved, say."""
    theirs = select(FilingScope.filing_id).where(
        FilingScope.organization_id.in_(units),
        ~exists().where(_other.organization_id == widest, _other.filing_id == FilingScope.filing_id),
    )
    return Filing.id.in_(theirs)


def _only_mine(actor: Actor, units: Collection[int]) -> ColumnElement[bool]:
    in_scope = exists().where(FilingScope.filing_id == Filing.id, FilingScope.organization_id.in_(units))
    return and_(Filing.subject_id == actor.user_id, ~in_scope)


def _counted(organ: ColumnElement[int], condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(organ, *_PLACE, func.count())
    return statement.where(condition).group_by(*_PLACE)


def _added(rows: Iterable[Any]) -> Tally:
    """Rows of an organ, a place, the department's name and a count."""
    counts: dict[Place, int] = {}
    names: dict[int, tuple[int, str]] = {}
    for _organ, year, department, annex, name, count in rows:
        place = (year, department, annex)
        counts[place] = counts.get(place, 0) + count
        if department not in names or names[department] < (year, name):
            names[department] = (year, name)
    return Tally(counts, {id: name for id, (_, name) in names.items()})
