"""分类树: 年度 › 部门 › 表种, with how many are in each branch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from youthwork.services.archive.query import ANNEX_WORDS, ArchiveQuery
from youthwork.services.archive.tallies import Tally

#: The busiest departments of a year; a province looks into the archives of hundreds.
MOST_DEPARTMENTS = 20


@dataclass(frozen=True)
class Branch:
    """分类树的一枝: where it leads, and how many are there; None when too many matched to be counted."""

    label: str
    query: ArchiveQuery
    count: int | None
    depth: int
    is_current: bool


def tree(everything: Tally, here: Tally | None, query: ArchiveQuery) -> list[Branch]:
    """Every year; the chosen (else the newest) year's departments; the chosen one's annexes.

    `everything` says which branches there are, `here` what is counted in them.
    """
    branches: list[Branch] = []
    open_year = query.year or (everything.years[0] if everything.years else None)
    for year in everything.years:
        asked = query.without_tree.but(year=year)
        branches.append(_branch(f"{year}年", asked, 0, here, query))
        if year == open_year:
            branches += _departments(everything, here, query, asked)
    return branches


def _departments(
    everything: Tally, here: Tally | None, query: ArchiveQuery, above: ArchiveQuery
) -> Iterator[Branch]:
    totals: dict[int, int] = {}
    for (year, department, _annex), count in everything.counts.items():
        if year == above.year:
            totals[department] = totals.get(department, 0) + count
    busiest = sorted(totals, key=lambda id: (-totals[id], id))
    shown = busiest[:MOST_DEPARTMENTS]
    if query.department_id in totals and query.department_id not in shown:
        shown.append(query.department_id)
    for department in shown:
        asked = above.but(department_id=department)
        yield _branch(everything.departments[department], asked, 1, here, query)
        if query.department_id == department:
            yield from _annexes(everything, here, query, asked)


def _annexes(
    everything: Tally, here: Tally | None, query: ArchiveQuery, above: ArchiveQuery
) -> Iterator[Branch]:
    found = {annex for *place, annex in everything.counts if place == [above.year, above.department_id]}
    for annex in sorted(found, key=_annex_order):
        yield _branch(ANNEX_WORDS.get(annex, annex), above.but(annex=annex), 2, here, query)


def _annex_order(annex: str) -> tuple[int, str]:
    known = list(ANNEX_WORDS)
    return (known.index(annex) if annex in known else len(known), annex)


def _branch(label: str, asked: ArchiveQuery, depth: int, here: Tally | None, query: ArchiveQuery) -> Branch:
    return Branch(label, asked, here.of(asked) if here else None, depth, asked == query)
