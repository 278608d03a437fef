"""每件应报当时的情况: how each duty stands, or stood at the end of a past day, and the counting of them.

A past day is worked out from the marks each duty left, so that its figures can be had again whatever happened since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.orm import aliased

from youthwork.domain.completeness import Figures, Reporting
from youthwork.extensions import db
from youthwork.models import DutyMark, Organization, ReportDuty
from youthwork.models.organization import subtree_range


def standings(notice_annex_ids: Sequence[int], as_of: date | None) -> Subquery:
    """每件应报 as it stands, or stood at the end of that day: notice_annex_id, owner_id, path, standing, is_on_time."""
    of_these = ReportDuty.notice_annex_id.in_(notice_annex_ids)
    if as_of is None:
        return (
            select(
                ReportDuty.notice_annex_id,
                ReportDuty.owner_id,
                ReportDuty.path,
                ReportDuty.standing,
                ReportDuty.is_on_time,
            )
            .where(of_these, ReportDuty.standing.is_not(None))
            .subquery()
        )
    earlier = aliased(DutyMark)
    latest = (
        select(earlier.id)
        .where(earlier.duty_id == ReportDuty.id, earlier.at < end_of(as_of))
        .order_by(earlier.at.desc(), earlier.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            ReportDuty.notice_annex_id,
            ReportDuty.owner_id,
            DutyMark.path,
            DutyMark.standing,
            DutyMark.is_on_time,
        )
        .join(DutyMark, DutyMark.id == latest)
        .where(of_these, DutyMark.standing.is_not(None))
        .subquery()
    )


def next_step(path: Any, organ: Organization) -> ColumnElement[str]:
    """The id, as text, of the direct subordinate through which a path leads; empty where it is the organ's own."""
    # Both take (text, what is looked for).
    find = {"sqlite": func.instr, "postgresql": func.strpos}[db.engine.dialect.name]
    rest = func.substr(path, len(organ.path) + 1).op("||")("/")
    step: ColumnElement[str] = func.substr(rest, 1, find(rest, "/") - 1)
    return step


def counted(keys: Any, then: Subquery) -> dict[Any, Figures]:
    """Figures of the duties counted by what `keys` selects: a key of one column is the value itself."""
    # Grouped one level up: PostgreSQL would take an expression with bound values in it for two different ones.
    inner = keys.add_columns(then.c.standing, then.c.is_on_time).subquery()
    grouped = select(*inner.c, func.count()).group_by(*inner.c)
    found: dict[Any, Figures] = {}
    for *key, standing, is_on_time, count in db.session.execute(grouped):
        named = key[0] if len(key) == 1 else tuple(key)
        found[named] = found.get(named, Figures()) + _of_count(standing, is_on_time, count)
    return found


def _of_count(standing: Reporting, is_on_time: bool, count: int) -> Figures:
    has_reported = standing in (Reporting.REPORTED, Reporting.FILED, Reporting.NIL)
    return Figures(
        expected=count,
        reported=count if has_reported else 0,
        filed=count if standing is Reporting.FILED else 0,
        nil=count if standing is Reporting.NIL else 0,
        on_time=count if has_reported and is_on_time else 0,
        exempt=count if standing is Reporting.EXEMPT else 0,
    )


def beneath(path: Any, organ: Organization) -> ColumnElement[bool]:
    """Whether a path lies in the organ's subtree, itself included."""
    low, high = subtree_range(organ.path)
    return (path >= low) & (path < high)


def end_of(day: date) -> datetime:
    """24:00 of the day: what is before it counts."""
    return datetime.combine(day, time()) + timedelta(days=1)
