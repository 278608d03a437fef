"""工作日历 as administrators keep it: days entered over the built-in table, read into memory once a minute a process.

Whoever asks `domain.calendar.is_workday` within an application is answered from there: an edit holds in its own
process as soon as it is committed, in the others within `FRESH_SECONDS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from time import monotonic

from flask import Flask, current_app, has_app_context
from sqlalchemy import event, select

from youthwork import clock
from youthwork.domain import workdays
from youthwork.domain.calendar import long_date
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, Unacceptable
from youthwork.domain.workdays import Marked
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import AuditRecord, CalendarDay, User
from youthwork.services import audit

FRESH_SECONDS = 60
AUDIT_KIND = "calendar"
MOST_NAME = 60
MOST_CHANGES = 12
_EXTENSION = "youthwork-workdays"


@dataclass
class _Kept:
    days: Mapping[date, Marked] = field(default_factory=dict)
    until: float = float("-inf")


def prepare(app: Flask) -> None:
    """Answer for this application what was entered."""
    app.extensions[_EXTENSION] = _Kept()
    workdays.ask(entered)


def entered() -> Mapping[date, Marked]:
    """The entered days, at most `FRESH_SECONDS` old; nothing outside an application."""
    if not has_app_context():
        return {}
    kept: _Kept = current_app.extensions[_EXTENSION]
    if monotonic() >= kept.until:
        kept.days = _read()
        kept.until = monotonic() + FRESH_SECONDS
    return kept.days


def forget() -> None:
    """Let the days be read anew when they are next asked for."""
    current_app.extensions[_EXTENSION].until = float("-inf")


def _read() -> Mapping[date, Marked]:
    query = select(CalendarDay.day, CalendarDay.is_workday, CalendarDay.name)
    session = db.session()
    if session.in_transaction():
        # Without autoflush: a rule that asks for a workday must not write what its deed is still putting together.
        rows = session.connection().execute(query).all()
    else:
        # No transaction is left open in a worker that only looked at the hour.
        with db.engine.connect() as connection:
            rows = connection.execute(query).all()
    return {row.day: Marked(row.is_workday, row.name) for row in rows}


def may_edit(actor: Actor) -> bool:
    """管理员 of the topmost organ: the days hold for everybody here."""
    return any(duty is Duty.ADMINISTRATOR and unit.organ.superior is None for duty, unit in actor.posts)


def check_edits(actor: Actor) -> None:
    if not may_edit(actor):
        raise NotAllowed("工作日历对全系统有效，只由最高一级机关的管理员维护；发现有误请告诉他们")


def days_of(year: int) -> dict[date, CalendarDay]:
    """The entered days of a year, by day; also those of the December before, which belong to its 元旦."""
    rows = db.session.scalars(
        select(CalendarDay).where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    )
    return {row.day: row for row in rows}


def changes() -> list[tuple[AuditRecord, str]]:
    """谁改了什么: the newest changes, each with the name of who made it."""
    rows = db.session.execute(
        select(AuditRecord, User.name)
        .join(User, User.id == AuditRecord.user_id)
        .where(AuditRecord.kind == AUDIT_KIND)
        .order_by(AuditRecord.id.desc())
        .limit(MOST_CHANGES)
    )
    return [(record, name) for record, name in rows]


def set_days(days: Mapping[date, Marked], by: User) -> int:
    """Enter days, each in place of what was entered for it; what says the same as before is left. Gives how many."""
    kept = {
        row.day: row
        for row in db.session.scalars(
            select(CalendarDay).where(CalendarDay.day.in_(list(days))).with_for_update()
        )
    }
    changed = [
        (day, each)
        for day, each in sorted(days.items())
        if day not in kept or (kept[day].is_workday, kept[day].name) != (each.is_workday, each.name)
    ]
    for day, each in changed:
        row = kept.get(day) or CalendarDay(day=day)
        row.is_workday, row.name = each.is_workday, each.name
        row.set_by_id, row.set_at = by.id, clock.now()
        db.session.add(row)
    for sentence in _sentences(changed):
        audit.record(AUDIT_KIND, sentence, by.id)
    db.session.flush()
    _forget_when_done()
    return len(changed)


def set_day(day: date, is_workday: bool, name: str, by: User) -> None:
    """改一天. Raises `Unacceptable` where it has no name."""
    name = name.strip()
    if not name:
        raise Unacceptable("请写这一天的名称，如“国庆节”“调休上班”“校庆放假”")
    set_days({day: Marked(is_workday, name[:MOST_NAME])}, by)


def drop_day(day: date, by: User) -> None:
    """取消改动: the built-in table, or the week, holds again."""
    row = db.session.get(CalendarDay, day)
    if row is None:
        return
    db.session.delete(row)
    audit.record(
        AUDIT_KIND, f"{long_date(day)}取消“{row.name}”（{_word(row.is_workday)}），恢复原来的安排", by.id
    )
    db.session.flush()
    _forget_when_done()


def _sentences(changed: Iterable[tuple[date, Marked]]) -> list[str]:
    """One for each name, with its days."""
    by_name: dict[tuple[str, bool], list[date]] = {}
    for day, each in changed:
        by_name.setdefault((each.name, each.is_workday), []).append(day)
    return [
        f"{'、'.join(long_date(day) for day in days)} 记为{_word(is_workday)}（{name}）"
        for (name, is_workday), days in by_name.items()
    ]


def _word(is_workday: bool) -> str:
    return "上班" if is_workday else "放假"


def _forget_when_done() -> None:
    kept: _Kept = current_app.extensions[_EXTENSION]

    def outdate(_session: object) -> None:
        kept.until = float("-inf")

    event.listen(db.session(), "after_commit", outdate, once=True)
