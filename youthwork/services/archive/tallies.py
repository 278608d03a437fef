"""分类计数: how many filings stand under each year, department and annex of a reader's archive.

Counted by the database while one browses; while one searches, counted over the matches themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func

from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing
from youthwork.services.archive.matching import Match, narrowing
from youthwork.services.archive.query import ANNEX_WORDS, ArchiveQuery
from youthwork.services.scope import visible_filings

#: 年度, 部门, 表种.
Place = tuple[int, int, str]


@dataclass(frozen=True)
class Tally:
    """分类计数, and the departments' names by id, as their latest filings bear them."""

    counts: Mapping[Place, int]
    departments: Mapping[int, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def of(self, query: ArchiveQuery) -> int:
        """How many stand in the branch of the tree the query has chosen."""
        return sum(count for place, count in self.counts.items() if _chosen(place, query))

    def known(self, query: ArchiveQuery) -> ArchiveQuery:
        """The query without years, departments and annexes this archive has never had: asked by a stale or
        mistyped address, they are left out rather than refused."""
        years = {year for year, _, _ in self.counts}
        annexes = {annex for _, _, annex in self.counts} | set(ANNEX_WORDS)
        return query.but(
            year=query.year if query.year in years else None,
            department_id=query.department_id if query.department_id in self.departments else None,
            annex=query.annex if query.annex in annexes else None,
        )


def tally(actor: Actor, query: ArchiveQuery | None = None) -> Tally:
    """All of a reader's archive, or what of it the query narrows to; its text is not asked."""
    conditions = narrowing(query) if query else []
    place = (Filing.year, Filing.department_id, Filing.annex_key)
    rows = db.session.execute(
        visible_filings(actor)
        .with_only_columns(*place, Filing.department_name, func.count(), func.max(Filing.id))
        .where(*conditions)
        .group_by(*place, Filing.department_name)
    ).all()
    counts: Counter[Place] = Counter()
    names: dict[int, tuple[int, str]] = {}
    for year, department_id, annex, name, count, newest in rows:
        counts[(year, department_id, annex)] += count
        names[department_id] = max(names.get(department_id, (0, "")), (newest, name))
    return Tally(counts, {id: name for id, (_, name) in names.items()})


def tally_of(found: Iterable[Match], departments: Mapping[int, str]) -> Tally:
    """The same counted over matches."""
    return Tally(Counter((row.year, row.department_id, row.annex_key) for row in found), departments)


def in_branch(match: Match, query: ArchiveQuery) -> bool:
    return _chosen((match.year, match.department_id, match.annex_key), query)


def _chosen(place: Place, query: ArchiveQuery) -> bool:
    asked = (query.year, query.department_id, query.annex)
    return all(want is None or want == have for want, have in zip(asked, place, strict=True))


@dataclass(frozen=True)
class Branch:
    """分类树的一枝: where it leads, and how many are there; None when too many matched to be counted."""

    label: str
    query: ArchiveQuery
    count: int | None
    depth: int
    is_current: bool


def tree(everything: Tally, here: Tally | None, query: ArchiveQuery) -> list[Branch]:
    """年度 › 部门 › 表种: every year; the chosen (else the newest) year's departments; the chosen one's annexes.

    `everything` says which branches there are, `here` what is counted in them.
    """
    branches: list[Branch] = []
    years = sorted({year for year, _, _ in everything.counts}, reverse=True)
    open_year = query.year or (years[0] if years else None)
    for year in years:
        asked = query.without_tree.but(year=year)
        branches.append(_branch(f"{year}年", asked, 0, here, query))
        if year == open_year:
            branches += _departments(everything, here, query, asked)
    return branches


def _departments(
    everything: Tally, here: Tally | None, query: ArchiveQuery, above: ArchiveQuery
) -> list[Branch]:
    branches: list[Branch] = []
    ids = {department for year, department, _ in everything.counts if year == above.year}
    for department in sorted(ids, key=lambda id: (-everything.of(above.but(department_id=id)), id)):
        asked = above.but(department_id=department)
        branches.append(_branch(everything.departments[department], asked, 1, here, query))
        if query.department_id == department:
            found = {annex for *place, annex in everything.counts if place == [above.year, department]}
            branches += [
                _branch(ANNEX_WORDS.get(annex, annex), asked.but(annex=annex), 2, here, query)
                for annex in sorted(found, key=_annex_order)
            ]
    return branches


def _annex_order(annex: str) -> tuple[int, str]:
    known = list(ANNEX_WORDS)
    return (known.index(annex) if annex in known else len(known), annex)


def _branch(label: str, asked: ArchiveQuery, depth: int, here: Tally | None, query: ArchiveQuery) -> Branch:
    return Branch(label, asked, here.of(asked) if here else None, depth, asked == query)
