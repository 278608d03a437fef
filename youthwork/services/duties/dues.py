"""期限 in effect: the annex's own, an earlier one where the superior passed it on, a later one by exception."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased

from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import (
    DutyException,
    ExceptionKind,
    Notice,
    NoticeAnnex,
    Organization,
    ReportDuty,
)


def dues_of(duties: Iterable[ReportDuty]) -> Mapping[int, date]:
    """Duty id → the day that holds for it; two queries.

    Whoever passes a notice on may ask for a report earlier, within the days the first notice leaves it, and never
    later; an exception goes before both.
    """
    rows = list(duties)
    asked = {row.notice_annex_id for row in rows} | {row.passed_on_id for row in rows if row.passed_on_id}
    if not asked:
        return {}
    days = select(NoticeAnnex.id, NoticeAnnex.due, Notice.reserve_days).join(NoticeAnnex.notice)
    dues = {
        annex_id: (due, timedelta(days=reserve))
        for annex_id, due, reserve in db.session.execute(days.where(NoticeAnnex.id.in_(asked)))
    }
    later = _later(rows)
    found = {}
    for row in rows:
        own, reserve = dues[row.notice_annex_id]
        day = _earlier(own, dues[row.passed_on_id][0], reserve) if row.passed_on_id else own
        found[row.id] = max(day, later.get(row.id, day))
    return found


def day_of(row: NoticeAnnex, passed_on: date | None) -> date:
    """期限 of an annex where those in between ask for it by another day; without anybody's exception."""
    return _earlier(row.due, passed_on, timedelta(days=row.notice.reserve_days)) if passed_on else row.due


def passed_on_day(stands_above: Callable[[Any], ColumnElement[bool]]) -> ScalarSelect[date]:
    """转发要求的期限, within a query of `NoticeAnnex`: the earliest of those who passed its notice on, directly or once
    more, and of whose id the condition is true; null where nobody did."""
    ours, by, between = aliased(NoticeAnnex), aliased(Notice), aliased(Notice)
    once_more = select(between.id).where(between.passes_on_id == NoticeAnnex.notice_id).correlate(NoticeAnnex)
    return (
        select(func.min(ours.due))
        .join(by, by.id == ours.notice_id)
        .where(
            or_(by.passes_on_id == NoticeAnnex.notice_id, by.passes_on_id.in_(once_more)),
            by.state == NoticeState.ISSUED,
            ours.annex_key == NoticeAnnex.annex_key,
            ours.period == NoticeAnnex.period,
            stands_above(by.issuer_id),
        )
        .correlate(NoticeAnnex, Organization)
        .scalar_subquery()
    )


def _earlier(own: date, passed_on: date, reserve: timedelta) -> date:
    return max(min(own, passed_on), own - reserve)


def due_of(duty: ReportDuty) -> date:
    return dues_of([duty])[duty.id]


def _later(duties: list[ReportDuty]) -> Mapping[int, date]:
    """延期 that were granted and not ended, by duty."""
    found: dict[int, date] = {}
    ids = [row.id for row in duties]
    for at in range(0, len(ids), 1000):
        rows = select(DutyException.duty_id, DutyException.until).where(
            DutyException.duty_id.in_(ids[at : at + 1000]),
            DutyException.kind == ExceptionKind.LATER,
            DutyException.ended_at.is_(None),
        )
        for duty_id, until in db.session.execute(rows):
            # The table has a CHECK: later, until a day.
            assert until is not None
            found[duty_id] = max(until, found.get(duty_id, until))
    return found
