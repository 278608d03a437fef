"""本单位团干部的计数: each cadre of an organ in a quarter, by the pairs and the quarter their posts are counted by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from youthwork.domain.periods import Period, PeriodKind, is_asked_in, is_counted_by, period_of
from youthwork.domain.progress import CADRE_FIVE, Counter, Progress, Standing, progress_in
from youthwork.services.contact_work.counting.asking import Asked
from youthwork.services.contact_work.counting.counted_rows import Row
from youthwork.services.contact_work.counting.posts_held import PersonPosts


@dataclass(frozen=True)
class CadreCell:
    """一名团干部的一个周期: what was done under this organ, what elsewhere, and how both together stand."""

    progress: Progress
    elsewhere: int
    standing: Standing


@dataclass(frozen=True)
class CadreRow:
    """本单位的一名团干部 in a quarter: two pairs touch it for 专职、挂职, for 兼职 it is the quarter itself."""

    posts: PersonPosts
    title: str
    natures: str
    cells: Sequence[CadreCell]
    #: Holds a post here on the day the page speaks of.
    is_here: bool


def cadre_rows(
    cadres: Sequence[PersonPosts],
    organ_id: int,
    quarter: Period,
    rows: Iterable[Row],
    asked: Asked,
    today: date,
) -> list[CadreRow]:
    """本单位团干部, in the order given; `rows` may hold records of others, which count for nobody here."""
    mine = _by_person(rows, [each.id for each in cadres])
    periods = (*pairs_touching(quarter), quarter)
    return [_cadre_row(each, organ_id, periods, mine[each.id], asked, today) for each in cadres]


def pairs_touching(quarter: Period) -> list[Period]:
    """两个双月: 3—4月 and 5—6月 of the second quarter."""
    first = period_of(quarter.starts_on, PeriodKind.TWO_MONTHS)
    last = period_of(quarter.ends_on, PeriodKind.TWO_MONTHS)
    return [first, last]


def _cadre_row(
    posts: PersonPosts,
    organ_id: int,
    periods: Sequence[Period],
    mine: Sequence[Row],
    asked: Asked,
    today: date,
) -> CadreRow:
    """`periods`: the two pairs that touch the quarter, and the quarter last."""
    quarter = periods[-1]
    here = [each for each in posts.held if each.organ_id == organ_id and each.touches(quarter)]
    spans = posts.spans(organ_id)
    cells = [
        _cadre_cell(
            asked.of(CADRE_FIVE, period),
            period,
            mine,
            organ_id,
            is_asked_in(spans, period, asked.five_ones),
            today,
        )
        for period in periods
        if is_counted_by(spans, period)
    ]
    natures = dict.fromkeys(each.nature.value if each.nature else "未定" for each in here)
    is_here = any(each.organ_id == organ_id for each in posts.on(min(today, quarter.ends_on)))
    return CadreRow(posts, here[0].title, "、".join(natures), cells, is_here)


def _cadre_cell(
    five: Counter, period: Period, rows: Sequence[Row], organ_id: int, is_asked: bool, today: date
) -> CadreCell:
    """Asked by the days held here; met by what was done here and, for who moved, elsewhere."""
    everywhere = [row.record for row in rows]
    here = [row.record for row in rows if row.organization_id == organ_id]
    progress = progress_in(period, five, here, today, is_asked)
    if len(here) == len(everywhere):
        return CadreCell(progress, 0, progress.standing)
    whole = progress_in(period, five, everywhere, today, is_asked)
    return CadreCell(progress, whole.count - progress.count, whole.standing)


def _by_person(rows: Iterable[Row], people: Collection[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {person_id: [] for person_id in people}
    for row in rows:
        for person_id in {row.record.person_id, *row.members} & found.keys():
            found[person_id].append(row)
    return found
