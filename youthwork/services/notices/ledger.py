"""通知台账: what all notices together ask of an organ and its units a month, and how its organs issue them
(PEERS C7—C9). In the order of the tree, never by size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import contains_eager

from youthwork import clock
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import FilledBy
from youthwork.models import (
    AdditionAttempt,
    DutyTally,
    Notice,
    NoticeAmendment,
    NoticeAnnex,
    Organization,
    ReportDuty,
)
from youthwork.models.organization import subtree_range
from youthwork.services.notices.burden import EXPECTED
from youthwork.services.notices.minutes import estimates

_WENT_OUT = (NoticeState.ISSUED, NoticeState.WITHDRAWN)


@dataclass(frozen=True)
class Month:
    """一个月要求的填报: reports asked for, minutes they take, units at most asked for one form."""

    first: date
    reports: int
    minutes: int
    units: int

    @property
    def words(self) -> str:
        return f"{self.first.year}年{self.first.month}月"

    @property
    def minutes_a_unit(self) -> int:
        return round(self.minutes / self.units) if self.units else 0


def months_beneath(organ: Organization, first: date, last: date) -> list[Month]:
    """各月 of what all notices ask of an organ and those beneath it, by the day it is due; two queries."""
    rows = db.session.execute(
        select(NoticeAnnex, EXPECTED)
        .join(DutyTally, DutyTally.notice_annex_id == NoticeAnnex.id)
        .join(NoticeAnnex.notice)
        .options(contains_eager(NoticeAnnex.notice))
        .where(DutyTally.organization_id == organ.id, NoticeAnnex.due.between(first, last))
    )
    return _months([(row, count) for row, count in rows])


def months_of(organ: Organization, first: date, last: date) -> list[Month]:
    """各月 of what is asked of the organ itself and its own cadres; two queries."""
    rows = db.session.execute(
        select(NoticeAnnex, func.count())
        .join(ReportDuty, ReportDuty.notice_annex_id == NoticeAnnex.id)
        .join(NoticeAnnex.notice)
        .options(contains_eager(NoticeAnnex.notice))
        .where(
            ReportDuty.owner_id == organ.id,
            ReportDuty.standing.is_not(None),
            ReportDuty.same_as_id.is_(None),
            NoticeAnnex.due.between(first, last),
        )
        .group_by(NoticeAnnex.id, Notice.id)
    )
    return _months([(row, count) for row, count in rows])


def _months(rows: Sequence[tuple[NoticeAnnex, int]]) -> list[Month]:
    said = estimates((row.notice.edition_key, row.annex_key) for row, _ in rows)
    found: dict[date, list[tuple[NoticeAnnex, int]]] = defaultdict(list)
    for row, count in rows:
        if count:
            found[row.due.replace(day=1)].append((row, count))
    return [
        Month(
            month,
            sum(count for _, count in there),
            sum(count * said[row.notice.edition_key, row.annex_key].minutes for row, count in there),
            max((count for row, count in there if _is_of_units(row)), default=0),
        )
        for month, there in sorted(found.items())
    ]


def _is_of_units(row: NoticeAnnex) -> bool:
    return find_annex(row.notice.edition_key, row.annex_key).filled_by is FilledBy.UNIT


@dataclass(frozen=True)
class Issuing:
    """一个机关一年的发文: notices issued, of these with an urgent reason, amended, withdrawn, passed on; attempts refused."""

    organ: Organization
    issued: int
    urgent: int
    passed_on: int
    amended: int
    withdrawn: int
    attempts: int


def issuing_of(organ: Organization, year: int) -> list[Issuing]:
    """发文情况 of an organ and those beneath it that issued or tried anything, in the order of the tree; three queries."""
    within = _beneath(organ)
    issued_in = Notice.issued_on.between(date(year, 1, 1), date(year, 12, 31))
    went_out = db.session.execute(
        select(
            Notice.issuer_id,
            func.count(Notice.id),
            _sum(Notice.urgent_reason != ""),
            _sum(Notice.passes_on_id.is_not(None)),
            _sum(exists().where(NoticeAmendment.notice_id == Notice.id)),
            _sum(Notice.state == NoticeState.WITHDRAWN),
        )
        .join(Organization, Organization.id == Notice.issuer_id)
        .where(within, issued_in, Notice.state.in_(_WENT_OUT))
        .group_by(Notice.issuer_id)
    )
    tried = db.session.execute(
        select(AdditionAttempt.organization_id, func.count(AdditionAttempt.id))
        .join(Organization, Organization.id == AdditionAttempt.organization_id)
        .where(within, AdditionAttempt.at.between(*_moments(year)))
        .group_by(AdditionAttempt.organization_id)
    )
    notices = {id_: counts for id_, *counts in went_out}
    attempts = {id_: count for id_, count in tried}
    found = []
    for each in organs_by_path(notices.keys() | attempts.keys()):
        issued, urgent, passed_on, amended, withdrawn = notices.get(each.id, [0, 0, 0, 0, 0])
        tries = attempts.get(each.id, 0)
        found.append(Issuing(each, issued, urgent, passed_on, amended, withdrawn, tries))
    return found


def organs_by_path(ids: Iterable[int]) -> list[Organization]:
    """These organs in the order of the tree."""
    query = select(Organization).where(Organization.id.in_(list(ids))).order_by(Organization.path)
    return list(db.session.scalars(query))


def months_ahead(count: int) -> tuple[date, date]:
    """From the first of this month over so many months."""
    first = clock.today().replace(day=1)
    last = first
    for _ in range(count):
        last = (last + timedelta(days=31)).replace(day=1)
    return first, last - timedelta(days=1)


def _moments(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1), datetime(year, 12, 31, 23, 59, 59, 999999)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _beneath(organ: Organization) -> ColumnElement[bool]:
    low, high = subtree_range(organ.path)
    return (Organization.path >= low) & (Organization.path < high)
