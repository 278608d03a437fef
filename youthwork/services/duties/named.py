"""名单的一行: what a list by name says of one 应报事项: the unit or cadre, where the paper lies, who sees to it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from youthwork import clock
from youthwork.domain.completeness import Reporting
from youthwork.domain.duties import Duty
from youthwork.domain.standing import Tone, state_word
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    DutyException,
    DutyReminder,
    DutyRequest,
    ExceptionKind,
    Notice,
    Organization,
    ReportDuty,
    Submission,
    User,
)
from youthwork.services.holdings import holdings


@dataclass(frozen=True)
class Paper:
    """那件材料 as far as a list says where it lies."""

    id: int
    state: State
    held_since: datetime
    #: 状态词 and its colour.
    word: str
    tone: Tone


@dataclass(frozen=True)
class Named:
    """名单的一行."""

    duty_id: int
    notice_annex_id: int
    owner_id: int
    path: str
    owner: str
    #: The organ directly above the owner.
    superior: str
    #: The cadre, where the form is a cadre's own.
    subject: str
    standing: Reporting
    due: date
    reported_at: datetime | None
    is_on_time: bool
    nil_words: str
    paper: Paper | None
    #: 催报: how often, and the last time by whom.
    times_urged: int
    urged_at: datetime | None
    urged_by: str
    #: The exception in force: kind, its last day, the reason.
    exception: tuple[ExceptionKind, date | None, str] | None
    #: 待答复的申请: kind and the day asked for.
    request: tuple[ExceptionKind, date | None] | None
    #: 经办人 of the owner, or the cadre: who sees to it, in their order.
    people: tuple[str, ...] = ()

    @property
    def word(self) -> tuple[str, Tone]:
        """情况: how the duty stands, or how far its paper is; as `ui.tag` takes them."""
        if self.standing is Reporting.MISSING and self.paper is None:
            return "未开始", Tone.DRAFT
        if self.standing in (Reporting.MISSING, Reporting.REPORTED) and self.paper is not None:
            return self.paper.word, self.paper.tone
        return self.standing.value, Tone.DRAFT if self.standing is Reporting.EXEMPT else Tone.DONE

    @property
    def since(self) -> datetime | None:
        """自何时: since when its paper lies there."""
        is_moving = self.standing in (Reporting.MISSING, Reporting.REPORTED)
        return self.paper.held_since if is_moving and self.paper is not None else None


def lines_of(duty_ids: Sequence[int]) -> list[Named]:
    """All a list says of these duties, in their order; two queries."""
    if not duty_ids:
        return []
    rows = {row.ReportDuty.id: row for row in db.session.execute(_lines(), {"ids": list(duty_ids)})}
    clerks = clerks_of({row.ReportDuty.owner_id for row in rows.values() if not row.subject})
    return [_named(rows[each], clerks) for each in duty_ids]


@cache
def _lines() -> Any:
    """Built once: the longest statement of the list."""
    superior, subject, urger = aliased(Organization), aliased(User), aliased(User)
    reminder, exception = aliased(DutyReminder), aliased(DutyException)
    last = select(func.max(reminder.id)).where(reminder.duty_id == ReportDuty.id).scalar_subquery()
    times = select(func.count(reminder.id)).where(reminder.duty_id == ReportDuty.id).scalar_subquery()
    in_force = (
        select(func.max(exception.id))
        .where(exception.duty_id == ReportDuty.id, exception.ended_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(
            ReportDuty,
            Organization.common_name.label("owner"),
            superior.common_name.label("superior"),
            subject.name.label("subject"),
            Submission.id.label("paper_id"),
            Submission.state,
            Submission.held_since,
            Submission.press_approved_by_id,
            Submission.correction_asked_by_id,
            Submission.annex_key,
            Notice.edition_key,
            DutyReminder.at.label("urged_at"),
            urger.name.label("urged_by"),
            times.label("times_urged"),
            DutyException.kind,
            DutyException.until,
            DutyException.reason,
            DutyRequest.kind.label("asked_kind"),
            DutyRequest.until.label("asked_until"),
        )
        .join(Organization, Organization.id == ReportDuty.owner_id)
        .outerjoin(superior, superior.id == Organization.parent_id)
        .outerjoin(subject, subject.id == ReportDuty.subject_id)
        .outerjoin(Submission, Submission.id == ReportDuty.submission_id)
        .outerjoin(Notice, Notice.id == Submission.notice_id)
        .outerjoin(DutyReminder, DutyReminder.id == last)
        .outerjoin(urger, urger.id == DutyReminder.by_id)
        .outerjoin(DutyException, DutyException.id == in_force)
        .outerjoin(DutyRequest, and_(DutyRequest.duty_id == ReportDuty.id, DutyRequest.ended_at.is_(None)))
        .where(ReportDuty.id.in_(bindparam("ids", expanding=True)))
    )


def _named(row: Any, clerks: Mapping[int, tuple[str, ...]]) -> Named:
    duty: ReportDuty = row.ReportDuty
    assert duty.standing is not None, "a list names what is asked"
    paper = None
    if row.paper_id is not None:
        word, tone = state_word(
            row.state,
            has_seal_cell=find_annex(row.edition_key, row.annex_key).has_seal_cell,
            is_press_approved=row.press_approved_by_id is not None,
            is_asked_to_correct=row.correction_asked_by_id is not None,
        )
        paper = Paper(row.paper_id, row.state, row.held_since, word, tone)
    return Named(
        duty.id,
        duty.notice_annex_id,
        duty.owner_id,
        duty.path,
        row.owner,
        row.superior or "",
        row.subject or "",
        duty.standing,
        duty.due,
        duty.reported_at,
        duty.is_on_time,
        duty.nil_words,
        paper,
        row.times_urged,
        row.urged_at,
        row.urged_by or "",
        (row.kind, row.until, row.reason) if row.kind is not None else None,
        (row.asked_kind, row.asked_until) if row.asked_kind is not None else None,
        (row.subject,) if row.subject else clerks.get(duty.owner_id, ()),
    )


def clerks_of(organ_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """经办人 of these organs today, those in their own right before deputies; organs without one are left out."""
    wanted = set(organ_ids)
    if not wanted:
        return {}
    found: dict[int, dict[int, str]] = {}
    rows = db.session.execute(_clerks(), {"organs": list(wanted), "day": clock.today()})
    for held_in, parent_id, user_id, name in rows:
        organ_id = held_in if held_in in wanted else parent_id
        found.setdefault(organ_id, {}).setdefault(user_id, name)
    return {organ_id: tuple(people.values()) for organ_id, people in found.items()}


@cache
def _clerks() -> Any:
    """经办人 of some organs and of their departments; built once."""
    organs: Any = bindparam("organs", expanding=True)
    place = aliased(Organization)
    in_department = and_(place.parent_id.in_(organs), place.department_function.is_not(None))
    places = select(place.id).where(or_(place.id.in_(organs), in_department))
    held = holdings(
        AppointmentDuty.duty == Duty.CLERK,
        Appointment.organization_id.in_(places),
        day=bindparam("day", type_=Date),
    ).subquery()
    return (
        select(held.c.organization_id, Organization.parent_id, User.id, User.name)
        .join(Organization, Organization.id == held.c.organization_id)
        .join(User, User.id == held.c.user_id)
        .where(User.is_enabled)
        .order_by(held.c.principal.is_not(None), held.c.position, User.id)
    )
