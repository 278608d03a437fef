"""通知: what one notice asks of this person and of their unit, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from youthwork import clock
from youthwork.domain.completeness import Reporting
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import Unit
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    Filing,
    Notice,
    NoticeAnnex,
    Organization,
    ReportDuty,
    Submission,
    User,
)
from youthwork.services import scope
from youthwork.services.holdings import open_today


def notices_for(actor: Actor) -> list[Notice]:
    """通知 that reach this person, newest first, each with its annexes."""
    return list(db.session.scalars(scope.visible_notices(actor).options(joinedload(Notice.annexes))).unique())


def find_notice_annex(actor: Actor, notice_annex_id: int) -> NoticeAnnex:
    row = db.session.get(NoticeAnnex, notice_annex_id)
    if row is None:
        raise NotFound("没有这个附件")
    scope.find_notice(actor, row.notice_id)
    return row


@dataclass(frozen=True)
class CadreProgress:
    """本单位一名团干部 and their paper for one annex, if begun."""

    user: User
    title: str
    submission: Submission | None
    #: 作废待重报.
    is_voided: bool = False
    #: 免报、零报告, where there is nothing to begin.
    excuse: str = ""
    may_begin: bool = True


@dataclass(frozen=True)
class AnnexProgress:
    """一个由团干部填报的附件 as one unit's clerk sees it."""

    notice_annex: NoticeAnnex
    annex: type[AnnexForm]
    owner: Unit
    cadres: tuple[CadreProgress, ...] = ()

    @property
    def sent(self) -> int:
        return sum(
            one.submission is not None and one.submission.first_sent_at is not None for one in self.cadres
        )


def unit_progress(notice: Notice, actor: Actor) -> list[AnnexProgress]:
    """What the notice asks of the cadres of each unit whose 经办人 this person is; one query, or none."""
    organs = {unit.organ.id: unit.organ for duty, unit in actor.posts if duty is Duty.CLERK}
    asked = db.session.execute(_asked(notice, organs)).all() if organs else []
    lines: dict[tuple[int, int], dict[int, CadreProgress]] = {}
    for duty, appointment, was_voided in asked:
        row = next(each for each in notice.annexes if each.id == duty.notice_annex_id)
        of_annex = lines.setdefault((duty.owner_id, row.id), {})
        # Of somebody's several posts the first is named.
        of_annex.setdefault(appointment.user_id, _cadre(row, duty, appointment, was_voided))
    return [
        AnnexProgress(
            row,
            find_annex(notice.edition_key, row.annex_key),
            organ,
            tuple(lines[organ.id, row.id].values()),
        )
        for organ in organs.values()
        for row in notice.annexes
        if (organ.id, row.id) in lines
    ]


def _asked(notice: Notice, organ_ids: Iterable[int]) -> Select[ReportDuty, Appointment, bool]:
    """What the notice asks of the cadres of these units, in their order; who left is named no more."""
    in_unit = or_(
        Organization.id == ReportDuty.owner_id,
        and_(Organization.parent_id == ReportDuty.owner_id, Organization.department_function.is_not(None)),
    )
    return (
        select(ReportDuty, Appointment, _was_voided(notice))
        .join(Appointment, Appointment.user_id == ReportDuty.subject_id)
        .join(AppointmentDuty, AppointmentDuty.appointment_id == Appointment.id)
        .join(User, User.id == Appointment.user_id)
        .join(Organization, Organization.id == Appointment.organization_id)
        .where(
            ReportDuty.notice_annex_id.in_([row.id for row in notice.annexes]),
            ReportDuty.owner_id.in_(organ_ids),
            ReportDuty.standing.is_not(None),
            in_unit,
            AppointmentDuty.duty == Duty.CADRE,
            User.is_enabled,
            open_today(Appointment),
            open_today(AppointmentDuty),
        )
        .options(joinedload(ReportDuty.submission))
        .order_by(Appointment.position, Appointment.id)
    )


def _was_voided(notice: Notice) -> ColumnElement[bool]:
    """Whether something filed for this duty was voided."""
    row = aliased(NoticeAnnex)
    return (
        exists()
        .where(
            row.id == ReportDuty.notice_annex_id,
            Submission.notice_id == notice.id,
            Submission.annex_key == row.annex_key,
            Submission.period == row.period,
            Submission.owner_id == ReportDuty.owner_id,
            Submission.subject_id == ReportDuty.subject_id,
            Filing.submission_id == Submission.id,
            Filing.voided_at.is_not(None),
        )
        .correlate(ReportDuty)
    )


def may_be_begun(row: NoticeAnnex) -> bool:
    """Whether an annex may be begun today: its notice in force, its window open."""
    notice, today = row.notice, clock.today()
    in_force = notice.state is NoticeState.ISSUED and (
        notice.expires_on is None or notice.expires_on >= today
    )
    return in_force and (row.opens_on is None or row.opens_on <= today)


def _cadre(row: NoticeAnnex, duty: ReportDuty, post: Appointment, was_voided: bool) -> CadreProgress:
    is_excused = duty.standing in (Reporting.EXEMPT, Reporting.NIL)
    return CadreProgress(
        post.user,
        post.title,
        duty.submission,
        duty.submission is None and was_voided,
        duty.standing.value if duty.standing is not None and is_excused else "",
        duty.standing is Reporting.MISSING and duty.same_as_id is None and may_be_begun(row),
    )
