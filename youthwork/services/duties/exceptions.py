"""例外: 延期 and 免报, for a reason and by somebody's authority; ended early, or by the day they were granted to.

Who may grant one is said by whoever calls (`domain/duty_rights.py`); here is what follows of it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import StepNotAllowed, Unacceptable
from youthwork.extensions import db
from youthwork.models import DutyException, ExceptionKind, Organization, ReportDuty, User
from youthwork.services.duties import open_requests, sameness, settling, tallies
from youthwork.services.duties.counting import HANDED_IN
from youthwork.services.duties.dues import due_of
from youthwork.services.duties.keeping import outcome_now, put, set_due, taken

#: As long as the column.
_LONGEST = 300
#: Exceptions looked at in one deed of the daily run.
_SLICE = 200


def grant(
    duty: ReportDuty,
    kind: ExceptionKind,
    until: date | None,
    reason: str,
    by: User | None,
    acting_for: Organization | None,
) -> DutyException:
    """准予延期或免报, in the caller's deed; `by` and `acting_for` are None where the system says so.

    Raises `Unacceptable` for what is no exception, `StepNotAllowed` where it comes too late.
    """
    taken(ReportDuty.id == duty.id)
    reason = reason.strip()[:_LONGEST]
    if not reason:
        raise Unacceptable("请写明准予例外的理由：它会随这一件留在名单里")
    if duty.standing is None:
        raise StepNotAllowed("这一件已不再要求报送，不必准予例外")
    if duty.standing in HANDED_IN:
        raise StepNotAllowed(f"这一件“{duty.standing.value}”，不必再准予例外")
    sentence = day_problem(duty, kind, until)
    if sentence is not None:
        raise Unacceptable(sentence)
    row = DutyException(
        duty_id=duty.id,
        kind=kind,
        until=until,
        reason=reason,
        granted_by_id=by.id if by else None,
        granted_for_id=acting_for.id if acting_for else None,
        granted_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    open_requests.grant(duty, row)
    settling.settle_reminders([duty])
    _follow(duty)
    return row


def day_problem(duty: ReportDuty, kind: ExceptionKind, until: date | None) -> str | None:
    """What is wrong with the day asked for or granted, in a sentence; the same for both."""
    is_later = kind is ExceptionKind.LATER
    if until is None:
        return "延期要写明延到哪一天" if is_later else None
    if until < clock.today():
        return "这一天已经过去，请写今天或以后的日子"
    if is_later and until <= duty.due:
        return f"延期要晚于现在的期限（{long_date(duty.due)}）"
    last = duty.notice_annex.notice.expires_on
    if is_later and last is not None and until > last:
        return f"通知有效至{long_date(last)}，延期不能晚于这一天"
    return None


def end(exception: DutyException, by: User | None) -> None:
    """结束例外 before its day; what was not reported is asked again."""
    taken(ReportDuty.id == exception.duty_id)
    db.session.refresh(exception)
    if exception.ended_at is not None:
        raise StepNotAllowed("这项例外已经结束")
    if by is not None and exception.kind is ExceptionKind.LATER and exception.duty.standing in HANDED_IN:
        # It would be late afterwards, although it came by the day it was given.
        raise StepNotAllowed("这一件已在延期内报送，延期不用再结束")
    exception.ended_at = clock.now()
    exception.ended_by_id = by.id if by else None
    db.session.flush()
    _follow(exception.duty)


def end_outlived(after_id: int) -> int | None:
    """到期: the next 免报 whose last day is over; gives the last of them, None when all were looked at."""
    rows = db.session.scalars(
        select(DutyException)
        .where(
            DutyException.id > after_id,
            DutyException.kind == ExceptionKind.EXEMPT,
            DutyException.ended_at.is_(None),
            DutyException.until < clock.today(),
        )
        .order_by(DutyException.id)
        .limit(_SLICE)
    ).all()
    for row in rows:
        end(row, None)
    return rows[-1].id if rows else None


def is_for_good(duty: ReportDuty) -> bool:
    """Whether it is excused without an end."""
    in_force = select(DutyException.id).where(
        DutyException.duty_id == duty.id,
        DutyException.kind == ExceptionKind.EXEMPT,
        DutyException.ended_at.is_(None),
        DutyException.until.is_(None),
    )
    return db.session.scalar(in_force.limit(1)) is not None


def _follow(duty: ReportDuty) -> None:
    """The due day and the standing, as the exceptions in force say; others that were the same are asked themselves."""
    set_due(duty, due_of(duty))
    if duty.standing is None or duty.standing in HANDED_IN:
        return
    outcome = outcome_now(duty)
    if outcome.standing is not duty.standing:
        put(duty, outcome, clock.now())
        part(duty)


def part(duty: ReportDuty) -> None:
    """What another notice asked as the same thing is not excused with it, nor taken away: it is asked for itself."""
    others = sameness.part(duty)
    tallies.take((each.notice_annex_id for each in others), (each.path for each in others))
    for other in others:
        put(other, outcome_now(other), clock.now())
