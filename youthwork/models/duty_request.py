"""申请: a unit, or a cadre, asks for an exception to what is asked of them, and is answered."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base, words
from youthwork.models.duty import DutyException, ExceptionKind, ReportDuty
from youthwork.models.organization import Organization
from youthwork.models.user import User


class RequestState(Enum):
    """申请的状态: open, answered either way, or over without an answer."""

    OPEN = "待答复"
    GRANTED = "已准予"
    REFUSED = "未准予"
    WITHDRAWN = "已撤回"
    #: Reported, excused or asked no more meanwhile.
    NEEDLESS = "不再需要"


_OPEN = text("ended_at IS NULL")


class DutyRequest(Base):
    """申请延期或免报: asked by whose duty it is, answered by whoever may grant it; one open request a duty."""

    __tablename__ = "duty_request"
    __table_args__ = (
        Index("uq_duty_request_one_open", "duty_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_duty_request_ended", "ended_at"),
        CheckConstraint("reason <> ''", name="asked_for_a_reason"),
        CheckConstraint("kind <> '延期' OR until IS NOT NULL", name="later_until_a_day"),
        CheckConstraint("(state = '待答复') = (ended_at IS NULL)", name="open_until_ended"),
        CheckConstraint("(state = '已准予') = (exception_id IS NOT NULL)", name="granted_by_an_exception"),
        CheckConstraint("state <> '未准予' OR answer <> ''", name="refused_with_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("report_duty.id"), index=True)
    kind: Mapped[ExceptionKind] = mapped_column(words(ExceptionKind, "kind"))
    #: 延期 to this day; 免报 to this day, null for good.
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(300))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    state: Mapped[RequestState] = mapped_column(words(RequestState, "state"), default=RequestState.OPEN)
    ended_at: Mapped[datetime | None]
    #: Who answered or withdrew it; null where it fell away.
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: The organ in whose name it was answered.
    answered_for_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    #: 不准予的理由.
    answer: Mapped[str] = mapped_column(String(300), default="")
    #: What was granted, which may differ from what was asked for.
    exception_id: Mapped[int | None] = mapped_column(ForeignKey("duty_exception.id"), index=True)

    duty: Mapped[ReportDuty] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])
    answered_for: Mapped[Organization | None] = relationship(foreign_keys=[answered_for_id])
    exception: Mapped[DutyException | None] = relationship()
