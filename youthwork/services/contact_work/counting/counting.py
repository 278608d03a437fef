"""计数: how often contact work was done by a cadre in a year, against what is asked of them (H32—H42, J13).

Numbers come from records alone (`counted_rows.py`), what is asked from posts and notices (`posts_held.py`,
`asking.py`), the rules from `domain/progress.py`. One record counts wherever it is ticked for, and stands behind
every number it is part of. Organs are counted in `counting_organs.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from youthwork import clock
from youthwork.domain import night_visits
from youthwork.domain.campaigns import Campaigns, year_of
from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.occasions import Record
from youthwork.domain.periods import (
    CADRE_PERIOD,
    Period,
    PeriodKind,
    Window,
    asked_in,
    is_asked_as,
    is_asked_in,
    is_counted_by,
    period_of,
    periods_of,
)
from youthwork.domain.progress import (
    CADRE_FIVE,
    CONGRESS_TALK,
    NIGHT_VISITS,
    SERVICE_MONTH,
    SPECIAL_ACTION,
    TASK_ROWS,
    Counter,
    Progress,
    progress_in,
)
from youthwork.services.contact_work.counting.asking import Asked, asked_of
from youthwork.services.contact_work.counting.counted_rows import Row, Wanted, rows_of
from youthwork.services.contact_work.counting.posts_held import PersonPosts, posts_of


@dataclass(frozen=True)
class Strip:
    """一年的周期: the six pairs or four quarters, each with its progress, or None where no such post was held."""

    kind: PeriodKind
    cells: Sequence[tuple[Period, Progress | None]]


@dataclass(frozen=True)
class CadreYear:
    """一名团干部的一年. Who changed between 专职 and 兼职 has two strips; who holds no post, the records alone."""

    posts: PersonPosts
    year: int
    today: date
    strips: Sequence[Strip]
    #: 五个一 of the whole year, for the months of the chart.
    all_five: Progress
    #: 夜访, 任务表, then the campaigns.
    visits: Progress
    tasks: Progress
    campaigns: Sequence[Progress]
    #: Record id → what a list says of it.
    rows: dict[int, Row]


def campaigns() -> Campaigns:
    """专项日期 as this instance has them."""
    found: Campaigns = current_app.config["CAMPAIGNS"]
    return found


def year_of_cadre(posts: PersonPosts, year: int, as_of: date | None = None) -> CadreYear:
    """一年的进度 of one cadre, as it stands now or stood at the end of a past day. Two queries, four as of a past day."""
    today = as_of or clock.today()
    dates = campaigns()
    first, last = dates.service_months_in(year)
    rows = rows_of(
        [Wanted(Window(first.starts_on, last.ends_on, ""), people=frozenset({posts.id}))],
        as_of,
        near={each.organ_id for each in posts.held},
    )
    records = [row.record for row in rows]
    asked = asked_of(_home_path(posts, today))
    whole = year_of(year)
    return CadreYear(
        posts,
        year,
        today,
        _strips(posts, records, year, asked, today),
        progress_in(whole, CADRE_FIVE, records, today, is_asked=False),
        progress_in(
            whole, asked.of(NIGHT_VISITS, whole), records, today, _is_asked_to_visit(posts, year, asked)
        ),
        progress_in(whole, TASK_ROWS, records, today),
        _campaigns(posts, records, year, asked, today),
        {row.record.id: row for row in rows},
    )


def present_of(person_id: int) -> Progress | None:
    """本期“五个一” of a cadre, in the strictest rhythm of today's posts; None for who holds none. Three queries."""
    today = clock.today()
    posts = posts_of(person_id)
    held = [each.nature for each in posts.on(today) if each.nature is not None] if posts else []
    if posts is None or not held:
        return None
    kind = min((CADRE_PERIOD[nature] for nature in held), key=lambda each: each.value)
    period = period_of(today, kind)
    rows = rows_of([Wanted(period, people=frozenset({person_id}), purposes=CADRE_FIVE.purposes)])
    asked = asked_of(_home_path(posts, today))
    is_asked = is_asked_in(posts.spans(), period, asked.five_ones)
    records = [row.record for row in rows]
    return progress_in(period, asked.of(CADRE_FIVE, period), records, today, is_asked)


def visits_asked_of(posts: PersonPosts, year: int) -> tuple[Counter, bool]:
    """夜访怎样计数、是否作要求, as the notice in force in the year says it. One query."""
    asked = asked_of(_home_path(posts, clock.today()))
    return asked.of(NIGHT_VISITS, year_of(year)), _is_asked_to_visit(posts, year, asked)


def is_asked_to_visit(posts: PersonPosts, year: int) -> bool:
    """六次夜访是否作要求: 专职 on at least half of the year's days since the city's notice (J6, J13). One query."""
    return _is_asked_to_visit(posts, year, asked_of(_home_path(posts, clock.today())))


def _is_asked_to_visit(posts: PersonPosts, year: int, asked: Asked) -> bool:
    natures = [nature for nature in CadreNature if night_visits.is_asked(nature)]
    return is_asked_as(natures, posts.spans(), year_of(year), asked.night_visits)


def _home_path(posts: PersonPosts, today: date) -> str:
    """The path of the first post of the day; of the last one ever held for who has left."""
    return (posts.on(today) or sorted(posts.held, key=lambda each: each.starts_on)[-1:])[0].path


def _strips(
    posts: PersonPosts, records: Sequence[Record], year: int, asked: Asked, today: date
) -> list[Strip]:
    spans = posts.spans()
    is_asked = dict(asked_in(spans, year, asked.five_ones))
    strips = []
    for kind in (PeriodKind.TWO_MONTHS, PeriodKind.QUARTER):
        periods = periods_of(year, kind)
        if any(is_counted_by(spans, period) for period in periods):
            cells = [
                (
                    period,
                    progress_in(period, asked.of(CADRE_FIVE, period), records, today, is_asked[period])
                    if period in is_asked
                    else None,
                )
                for period in periods
            ]
            strips.append(Strip(kind, cells))
    return strips


def _campaigns(
    posts: PersonPosts, records: Sequence[Record], year: int, asked: Asked, today: date
) -> list[Progress]:
    """宣讲, where a congress was held; 服务青年月 begun by now; 专项行动, where anything was done for it."""
    dates, found = campaigns(), []
    if (talks := dates.congress_talks_in(year)) is not None:
        is_asked = is_asked_as(CadreNature, posts.spans(), talks, asked.five_ones)
        found.append(progress_in(talks, CONGRESS_TALK, records, today, is_asked))
    found += [
        progress_in(month, SERVICE_MONTH, records, today)
        for month in dates.service_months_in(year)
        if month.starts_on <= today
    ]
    special = progress_in(year_of(year), SPECIAL_ACTION, records, today)
    return [*found, special] if special.count else found
