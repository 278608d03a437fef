"""任职与职责: work belongs to the post. Rights come from a duty held between two dates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.user import User


class Appointment(Base):
    """任职: a person's post in an organization; a person may hold several."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("ix_appointment_organization_ends", "organization_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    #: 职务, as printed: 副书记, 学校部副部长.
    title: Mapped[str] = mapped_column(String(60))
    nature: Mapped[CadreNature | None] = mapped_column(words(CadreNature, "nature"))
    position: Mapped[int] = mapped_column(default=0)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    duties: Mapped[list[AppointmentDuty]] = relationship(
        back_populates="appointment", order_by="AppointmentDuty.id"
    )

    def is_current(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class AppointmentDuty(Base):
    """职责: what the post entitles to, between two dates."""

    __tablename__ = "appointment_duty"
    __table_args__ = (
        UniqueConstraint("appointment_id", "duty", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    duty: Mapped[Duty] = mapped_column(words(Duty, "duty"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    appointment: Mapped[Appointment] = relationship(back_populates="duties")

    def is_current(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
