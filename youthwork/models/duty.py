"""应报事项: what a notice asks of one unit or one cadre by when, how it stands, and what was said about it."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.completeness import Reporting
from youthwork.models.base import Base, words
from youthwork.models.notice import NoticeAnnex
from youthwork.models.organization import Organization
from youthwork.models.submission import Submission
from youthwork.models.user import User

if TYPE_CHECKING:
    from youthwork.models.duty_request import DutyRequest

_OF_UNIT = text("subject_id IS NULL")
_OF_CADRE = text("subject_id IS NOT NULL")


class ReportDuty(Base):
    """应报一件: one annex of one notice (for one period) asked of a unit, or of one cadre in it.

    Laid when the notice is issued. `standing` is assigned in `services/duties/keeping.py` only, together with the
    tallies above it and a `DutyMark`, within the deed that changes it.
    """

    __tablename__ = "report_duty"
    __table_args__ = (
        Index(
            "uq_report_duty_of_unit",
            "notice_annex_id",
            "owner_id",
            unique=True,
            sqlite_where=_OF_UNIT,
            postgresql_where=_OF_UNIT,
        ),
        Index(
            "uq_report_duty_of_cadre",
            "notice_annex_id",
            "owner_id",
            "subject_id",
            unique=True,
            sqlite_where=_OF_CADRE,
            postgresql_where=_OF_CADRE,
        ),
        # 还差谁 beneath an organ: a range of paths.
        Index("ix_report_duty_standing", "notice_annex_id", "standing", "path"),
        Index("ix_report_duty_owner", "owner_id", "due"),
        Index("ix_report_duty_subject", "subject_id", "due"),
        CheckConstraint("(standing = '零报告') = (nil_by_id IS NOT NULL)", name="nil_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_annex_id: Mapped[int] = mapped_column(ForeignKey("notice_annex.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: The owner's `Organization.path` by which it is counted upwards.
    path: Mapped[str] = mapped_column(String(200))
    #: 期限 in effect: the annex's own, an earlier one of an organ that passed it on, a later one by exception.
    due: Mapped[date]
    #: Null: asked of them no more (the notice withdrawn, its range narrowed); it is counted nowhere then.
    standing: Mapped[Reporting | None] = mapped_column(
        words(Reporting, "standing"), default=Reporting.MISSING
    )
    #: Whether the first sending (or the nil report) came by `due`.
    is_on_time: Mapped[bool] = mapped_column(default=False)
    #: The first sending, as of now: taken back, it is null again.
    reported_at: Mapped[datetime | None]
    #: 算数的一件 of its papers (`services/duties/reports.py`).
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    nil_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    nil_words: Mapped[str] = mapped_column(String(300), default="")
    #: 同一件事: another notice asked the same of the same; what is reported there counts here.
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("report_duty.id"), index=True)
    #: The annex of the notice by which the superior passed it on, with a due date of its own.
    passed_on_id: Mapped[int | None] = mapped_column(ForeignKey("notice_annex.id"))

    notice_annex: Mapped[NoticeAnnex] = relationship(foreign_keys=[notice_annex_id])
    owner: Mapped[Organization] = relationship()
    subject: Mapped[User | None] = relationship(foreign_keys=[subject_id])
    submission: Mapped[Submission | None] = relationship()
    same_as: Mapped[ReportDuty | None] = relationship(remote_side=[id])
    #: 待答复的申请, if there is one; loaded with the duty by whoever shows it.
    open_request: Mapped[DutyRequest | None] = relationship(
        primaryjoin="and_(ReportDuty.id == DutyRequest.duty_id, DutyRequest.ended_at.is_(None))",
        viewonly=True,
        uselist=False,
    )


class DutyMark(Base):
    """报送状态的变化: from when on a duty stood how; never changed, so that figures of a past day can be had again."""

    __tablename__ = "duty_mark"
    __table_args__ = (Index("ix_duty_mark_duty", "duty_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("report_duty.id"))
    at: Mapped[datetime]
    #: Null: from then on it was asked of them no more.
    standing: Mapped[Reporting | None] = mapped_column(words(Reporting, "standing"))
    is_on_time: Mapped[bool] = mapped_column(default=False)
    #: The path it was counted under from then on.
    path: Mapped[str] = mapped_column(String(200))


class DutyTally(Base):
    """报送情况 kept: of the duties of one annex owned by an organ and everybody beneath it, how many stand how."""

    __tablename__ = "duty_tally"
    __table_args__ = (
        CheckConstraint(
            "missing >= 0 AND sent >= 0 AND filed >= 0 AND nil >= 0 AND exempt >= 0 AND on_time >= 0",
            name="counts_from_zero",
        ),
        CheckConstraint("on_time <= sent + filed + nil", name="on_time_of_reported"),
    )

    notice_annex_id: Mapped[int] = mapped_column(ForeignKey("notice_annex.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True, index=True)
    #: 未报, 已报 not yet filed, 已备案, 零报告, 免报: each duty is in one of them.
    missing: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    filed: Mapped[int] = mapped_column(default=0)
    nil: Mapped[int] = mapped_column(default=0)
    exempt: Mapped[int] = mapped_column(default=0)
    #: Of those reported, on time.
    on_time: Mapped[int] = mapped_column(default=0)


class ExceptionKind(Enum):
    """例外."""

    LATER = "延期"
    EXEMPT = "免报"


class DutyException(Base):
    """例外: later, or not at all, for a reason, by somebody's authority, with an end; listed for everybody above."""

    __tablename__ = "duty_exception"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="granted_for_a_reason"),
        CheckConstraint("kind <> '延期' OR until IS NOT NULL", name="later_until_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("report_duty.id"), index=True)
    kind: Mapped[ExceptionKind] = mapped_column(words(ExceptionKind, "kind"))
    #: 延期 to this day; 免报 to this day, null for good.
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(300))
    #: By whose authority; both null where the system wrote it (merged, left).
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_for_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    duty: Mapped[ReportDuty] = relationship()
    granted_by: Mapped[User | None] = relationship(foreign_keys=[granted_by_id])
    #: 申请 it answers, if it was asked for.
    request: Mapped[DutyRequest | None] = relationship(viewonly=True)


class DutyReminder(Base):
    """催报: once a day at most for one duty, to whoever must act and nobody else."""

    __tablename__ = "duty_reminder"
    __table_args__ = (UniqueConstraint("duty_id", "day", name="uq_duty_reminder_once_a_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("report_duty.id"))
    day: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    acting_for_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    at: Mapped[datetime]
    #: How many were told; nobody, where the unit has nobody to tell.
    told: Mapped[int] = mapped_column(default=0)


class FormMinutes(Base):
    """填报用时: how many times a form took so many minutes, idle time left out; nobody's own time is kept."""

    __tablename__ = "form_minutes"
    __table_args__ = (CheckConstraint("minutes > 0 AND times > 0", name="counts_from_one"),)

    edition_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    annex_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    minutes: Mapped[int] = mapped_column(primary_key=True)
    times: Mapped[int]
