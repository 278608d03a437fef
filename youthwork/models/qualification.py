"""参评资格与逐级意见: who was found 不合格 in which year, who was nominated all the same by whose decision (H52), and
what each level decided about a candidate (H40)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.domain.nominations import StageVerdict
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.submission import Submission
from youthwork.models.user import User

_STANDS: dict[str, Any] = {
    "sqlite_where": text("withdrawn_at IS NULL"),
    "postgresql_where": text("withdrawn_at IS NULL"),
}


class Disqualification(Base):
    """评定不合格 of a cadre for a year, by their superior's decision with a reason; never from points (DOMAIN §9 A15)."""

    __tablename__ = "disqualification"
    __table_args__ = (
        Index("uq_disqualification_once_a_year", "person_id", "year", unique=True, **_STANDS),
        CheckConstraint("reason <> ''", name="decided_for_a_reason"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawal_reason <> ''", name="withdrawn_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    year: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    decided_for_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawal_reason: Mapped[str] = mapped_column(String(300), default="")

    person: Mapped[User] = relationship(foreign_keys=[person_id])
    decided_for: Mapped[Organization] = relationship()
    decided_by: Mapped[User] = relationship(foreign_keys=[decided_by_id])


class EligibilityOverride(Base):
    """准予参评: a superior lets somebody be nominated who was 不合格, with a reason that stays (H52)."""

    __tablename__ = "eligibility_override"
    __table_args__ = (CheckConstraint("reason <> ''", name="granted_for_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    disqualification_id: Mapped[int] = mapped_column(ForeignKey("disqualification.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    granted_for_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]

    disqualification: Mapped[Disqualification] = relationship()
    granted_for: Mapped[Organization] = relationship()
    granted_by: Mapped[User] = relationship()


class StageDecision(Base):
    """本级意见 on a candidate: by which level, in which words, with which step. Never changed.

    Those count that were given since the paper was last sent: taken back or returned, it climbs anew.
    """

    __tablename__ = "stage_decision"
    __table_args__ = (
        CheckConstraint("verdict <> '不予推荐' OR opinion <> ''", name="declined_for_a_reason"),
        UniqueConstraint("event_id", name="uq_stage_decision_one_a_step"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("submission_event.id"))
    #: The organ whose decision it is, never its department; its name as of that day.
    organ_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    organ_name: Mapped[str] = mapped_column(String(120))
    level: Mapped[OrganizationLevel] = mapped_column(words(OrganizationLevel, "level"))
    verdict: Mapped[StageVerdict] = mapped_column(words(StageVerdict, "verdict"))
    opinion: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_by_name: Mapped[str] = mapped_column(String(50))
    decided_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()
