"""机关的计数: how often an organ met young people together in a quarter, its cadres' numbers, and those beneath it.

Each organ counts what was done under it: who moved away has left the records there. 市、县两级 are asked for five times
a quarter; the numbers are shown of every level (DOMAIN §9 A3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from youthwork import clock
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.periods import (
    Period,
    PeriodKind,
    Stretch,
    Window,
    periods_of,
)
from youthwork.domain.progress import (
    CADRE_FIVE,
    OPEN_DAY,
    ORGAN_FIVE,
    SERVICE_MONTH,
    SHARE_SESSION,
    Counter,
    Progress,
    progress_in,
)
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.services.contact_work.counting.asking import NEVER, Asked, asked_of
from youthwork.services.contact_work.counting.counted_rows import Row, Wanted, rows_of
from youthwork.services.contact_work.counting.counting import campaigns
from youthwork.services.contact_work.counting.counting_cadre_rows import CadreRow, cadre_rows, pairs_touching
from youthwork.services.contact_work.counting.posts_held import posts_in

#: H26: 市、县两级团的领导机关.
_ASKED_LEVELS = frozenset(
    {OrganizationLevel.PREFECTURE, OrganizationLevel.DIRECT_COUNTY, OrganizationLevel.COUNTY}
)
#: H38: 各级领导机关.
_ASKED_OF_ALL_LEVELS = frozenset({OPEN_DAY.key})
_ORGAN_COUNTERS = (ORGAN_FIVE, SHARE_SESSION, OPEN_DAY, SERVICE_MONTH)
_ORGAN_PURPOSES = frozenset().union(*(counter.purposes for counter in _ORGAN_COUNTERS))


@dataclass(frozen=True)
class Beneath:
    """一个下级单位 in the same quarter."""

    organ: Organization
    five: Progress
    share: Progress


@dataclass(frozen=True)
class OrganQuarter:
    """一个机关的一个季度."""

    organ: Organization
    quarter: Period
    today: date
    five: Progress
    share: Progress
    #: Open day and service month, where their days touch the quarter.
    campaigns: Sequence[Progress]
    #: 全年四个季度 of the five.
    year: Sequence[Progress]
    cadres: Sequence[CadreRow]
    beneath: Sequence[Beneath]
    rows: dict[int, Row]


def quarter_of_organ(organ: Organization, quarter: Period, as_of: date | None = None) -> OrganQuarter:
    """一个季度的进度 of an organ, its cadres and the units right beneath it, now or at the end of a past day.

    Four queries, five as of a past day; however many cadres and records there are.
    """
    today = as_of or clock.today()
    cadres = posts_in(organ.id, quarter)
    below = _units_beneath(organ, quarter)
    pairs = pairs_touching(quarter)
    around = _around(quarter)
    units = frozenset(each.id for each in below)
    people = frozenset(each.id for each in cadres)
    rows = rows_of(
        [
            Wanted(around, organs=frozenset({organ.id}), purposes=_ORGAN_PURPOSES),
            Wanted(quarter, organs=units, purposes=ORGAN_FIVE.purposes),
            Wanted(
                Window(pairs[0].starts_on, pairs[-1].ends_on, ""), people=people, purposes=CADRE_FIVE.purposes
            ),
        ],
        as_of,
        near={organ.id, *units, *(held.organ_id for each in cadres for held in each.held)},
    )
    asked = asked_of(organ.path)
    of_organ = _by_organ(rows)
    own = of_organ.get(organ.id, [])
    five = _counted(organ, ORGAN_FIVE, own, quarter, asked, today)
    return OrganQuarter(
        organ,
        quarter,
        today,
        five,
        _counted(organ, SHARE_SESSION, own, quarter, asked, today),
        _campaigns(organ, own, quarter, asked, today),
        [
            _counted(organ, ORGAN_FIVE, own, each, asked, today)
            for each in periods_of(quarter.starts_on.year, PeriodKind.QUARTER)
        ],
        cadre_rows(cadres, organ.id, quarter, rows, asked, today),
        [
            Beneath(
                each,
                _counted(each, ORGAN_FIVE, of_organ.get(each.id, []), quarter, asked, today),
                _counted(each, SHARE_SESSION, of_organ.get(each.id, []), quarter, asked, today),
            )
            for each in below
        ],
        {row.record.id: row for row in rows},
    )


def _counted(
    organ: Organization, counter: Counter, rows: Iterable[Row], stretch: Stretch, asked: Asked, today: date
) -> Progress:
    is_asked = _is_asked(organ, counter, stretch, asked.since(counter))
    return progress_in(stretch, asked.of(counter, stretch), (row.record for row in rows), today, is_asked)


def _is_asked(organ: Organization, counter: Counter, stretch: Stretch, since: date) -> bool:
    """Whether the organ stood, under the notice, for at least half of the days; a month of its own asks nothing."""
    if organ.type is not OrganizationType.LEADING_ORGAN:
        return False
    if counter.key not in _ASKED_OF_ALL_LEVELS:
        is_quarter = isinstance(stretch, Period) and stretch.kind is counter.rhythm
        if not is_quarter or organ.level not in _ASKED_LEVELS:
            return False
    first = max(stretch.starts_on, since, organ.established_on)
    last = min(stretch.ends_on, organ.closed_on or stretch.ends_on)
    whole = (stretch.ends_on - stretch.starts_on).days + 1
    return since != NEVER and ((last - first).days + 1) * 2 >= whole


def _campaigns(
    organ: Organization, rows: Sequence[Row], quarter: Period, asked: Asked, today: date
) -> list[Progress]:
    dates = campaigns()
    year = quarter.starts_on.year
    days = [(OPEN_DAY, dates.open_day_of(year))]
    days += [(SERVICE_MONTH, month) for month in dates.service_months_in(year)]
    return [
        _counted(organ, counter, rows, window, asked, today)
        for counter, window in days
        if quarter.touches(window)
    ]


def _around(quarter: Period) -> Window:
    """The year of the quarter, with the service months that reach over its ends."""
    first, last = campaigns().service_months_in(quarter.starts_on.year)
    return Window(first.starts_on, last.ends_on, "")


def _by_organ(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """What counts for organs, of each of them."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        if not _ORGAN_PURPOSES.isdisjoint(row.record.purposes):
            found.setdefault(row.organization_id, []).append(row)
    return found


def _units_beneath(organ: Organization, quarter: Period) -> list[Organization]:
    """下级团组织 right beneath, in their order, that stood at any time of the quarter; no departments."""
    return list(
        db.session.scalars(
            select(Organization)
            .where(
                Organization.parent_id == organ.id,
                Organization.department_function.is_(None),
                Organization.established_on <= quarter.ends_on,
                or_(Organization.closed_on.is_(None), Organization.closed_on >= quarter.starts_on),
            )
            .order_by(Organization.position, Organization.id)
        )
    )
