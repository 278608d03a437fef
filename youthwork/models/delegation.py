"""代理与交接: work belongs to the post, and goes on when a person is away or leaves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.duties import Duty
from youthwork.models.appointment import Appointment
from youthwork.models.base import Base, words
from youthwork.models.user import User


class Delegation(Base):
    """代理: one duty of a post, exercised by another person between two dates; both names stand in the record."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("duty NOT IN ('团干部', '印章管理员')", name="duty_can_be_deputised"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoked_by_somebody"),
        Index("ix_delegation_deputy_ends", "deputy_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    duty: Mapped[Duty] = mapped_column(words(Duty, "duty"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    #: 提前结束: from this moment it counts no more, whatever `ends_on` says.
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    appointment: Mapped[Appointment] = relationship(lazy="joined", innerjoin=True)
    deputy: Mapped[User] = relationship(lazy="joined", innerjoin=True, foreign_keys=[deputy_id])
    given_by: Mapped[User] = relationship(foreign_keys=[given_by_id])


class Handover(Base):
    """工作交接: a leaver's post passed on in one act: what was passed, to whom, by whom; printable as 交接清单."""

    __tablename__ = "handover"
    __table_args__ = (UniqueConstraint("appointment_id", name="uq_handover_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    #: Who takes the post over; null where it is left vacant and the superior sees it first.
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    last_day: Mapped[date]
    #: The lines of the 交接清单 as they stood: cases, drafts, duties, seals, links, each with its words.
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    appointment: Mapped[Appointment] = relationship(lazy="joined", innerjoin=True)
    successor: Mapped[User | None] = relationship(foreign_keys=[successor_id])
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
