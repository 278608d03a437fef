"""催办: what is due on the next workday, today, or was, told to whoever must act; what was never begun too.

A slice at a time for the daily job, within its deed. Told again, nothing is told twice; done, it is settled by the
step that did it. What stays undone is told anew once a week.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from youthwork.domain.calendar import (
    WEEKDAYS,
    days_left,
    is_first_workday_of_week,
    next_workday,
    short_date,
)
from youthwork.domain.completeness import Reporting
from youthwork.domain.duties import Duty
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, MessageKind, ReportDuty, Submission, User
from youthwork.services import posts, standing
from youthwork.services.messages import telling
from youthwork.services.messages.events import paper_words
from youthwork.services.path import obligations
from youthwork.services.path.obligations import Obligation

#: Papers, or people, of one slice: a slice is one deed, and other writers wait for it.
PAPERS, PEOPLE = 25, 25
#: An annex overdue for longer is for the superior's list of who has not reported, not for a daily letter.
_LONGEST_OVERDUE = timedelta(days=60)


def remind_of_papers(today: date, after_id: int) -> int | None:
    """The next papers in order that are due; gives the last of them, None when all were looked at."""
    horizon = next_workday(today)
    papers = db.session.scalars(
        select(Submission)
        .where(
            Submission.id > after_id,
            Submission.state.not_in(standing.WITH_OTHERS),
            or_(Submission.due <= horizon, Submission.correction_due <= horizon),
            ~_is_excused(),
        )
        .order_by(Submission.id)
        .limit(PAPERS)
    ).all()
    for paper in papers:
        if standing.due_of(paper) <= horizon:
            _remind(paper, today)
    return papers[-1].id if papers else None


def _is_excused() -> ColumnElement[bool]:
    """A draft of what need not be reported, was said to be nil or is asked no more: nobody is reminded of it."""
    asked = exists().where(ReportDuty.submission_id == Submission.id)
    owed = (Reporting.MISSING, Reporting.REPORTED, Reporting.FILED)
    return and_(asked, ~asked.where(ReportDuty.standing.in_(owed)))


def _remind(paper: Submission, today: date) -> None:
    due = standing.due_of(paper)
    kind, when = _kind_and_words(due, today)
    once = f"due:{paper.id}:{_mark(kind, due, today)}"
    telling.settle_reminders(paper, but=once)
    telling.tell(
        (each.user for each in standing.waited_for(paper)),
        kind,
        once=once,
        title=f"{when}：{paper_words(paper)}",
        words=standing.of(paper).line,
        url=f"/submissions/{paper.id}",
        submission=paper,
        due=due,
    )


def remind_of_asked(today: date, after_person_id: int) -> int | None:
    """What the next people in order were asked for and have not begun; None when nobody is left to ask."""
    wanted = _annexes_to_remind_of(today)
    people = _people_asked(after_person_id) if wanted else []
    for person in people:
        for one in obligations.not_begun(person, posts.actor_of(person)):
            if one.notice_annex.id in wanted and _is_day_for(one.due, today):
                _remind_of_asked(person, one, today)
    return people[-1].id if people else None


def _annexes_to_remind_of(today: date) -> set[int]:
    """The annexes of which some duty is to be reminded of: each by its own day, which an exception, or a superior who
    passed the notice on, may have moved away from the annex's."""
    horizon = next_workday(today)
    days = db.session.execute(
        select(ReportDuty.notice_annex_id, ReportDuty.due)
        .where(
            ReportDuty.standing == Reporting.MISSING,
            ReportDuty.due <= horizon,
            ReportDuty.due >= today - _LONGEST_OVERDUE,
        )
        .distinct()
    )
    return {row.notice_annex_id for row in days if _is_day_for(row.due, today)}


def _is_day_for(due: date, today: date) -> bool:
    """Due next or today; overdue on the first workday after, and then on the first workday of each week."""
    if due >= today:
        return due <= next_workday(today)
    is_told_weekly = is_first_workday_of_week(today) and due >= today - _LONGEST_OVERDUE
    return is_told_weekly or next_workday(due) == today


def _people_asked(after_person_id: int) -> list[User]:
    """Cadres and clerks, who alone are asked for anything."""
    holders = (
        select(Appointment.user_id)
        .join(AppointmentDuty)
        .where(Appointment.user_id > after_person_id, AppointmentDuty.duty.in_((Duty.CADRE, Duty.CLERK)))
    )
    query = select(User).where(User.id.in_(holders), User.id > after_person_id, User.is_enabled)
    return list(db.session.scalars(query.order_by(User.id).limit(PEOPLE)))


def _remind_of_asked(person: User, one: Obligation, today: date) -> None:
    due = one.due
    kind, when = _kind_and_words(due, today)
    notice = one.notice_annex.notice
    telling.tell(
        person,
        kind,
        once=f"asked:{telling.asked_key(one.notice_annex.id, one.owner.id, one.subject_id)}:{_mark(kind, due, today)}",
        title=f"{when}，还没有开始填报：{one.owner.name} · {one.title}",
        words=f"{notice.number or ''}{notice.title}",
        url=f"/notices/{notice.id}",
        due=due,
        sender=notice.issuer.common_name,
    )


def _kind_and_words(due: date, today: date) -> tuple[MessageKind, str]:
    left = days_left(due, today)
    if left < 0:
        return MessageKind.OVERDUE, f"已逾期 {-left} 天"
    if left == 0:
        return MessageKind.DUE_TODAY, "今天截止"
    day = "明天" if left == 1 else f"{short_date(due, today)}（星期{WEEKDAYS[due.weekday()]}）"
    return MessageKind.DUE_SOON, f"{day}截止"


def _mark(kind: MessageKind, due: date, today: date) -> str:
    """What makes one reminder another: the due date, and for what is overdue the week."""
    week = f":{today.isocalendar().year}w{today.isocalendar().week}" if kind is MessageKind.OVERDUE else ""
    return f"{kind.name}:{due}{week}"
