"""印章与用印登记. Custody in full comes with “The paper”; the register is append-only from the first day."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.user import User


class SealMode(Enum):
    """用印方式 (DOMAIN §5.3): pressed by hand on paper, or as a registered image."""

    BY_HAND = "留白手盖"
    IMAGE = "内部印模"


class Seal(Base):
    """印章: owner, name as engraved, diameter, mode, and the time it may be used."""

    __tablename__ = "seal"
    __table_args__ = (
        CheckConstraint("diameter_mm BETWEEN 30 AND 60", name="diameter_of_a_seal"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="valid_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    #: 印文, equal to the organization's 全称.
    name: Mapped[str] = mapped_column(String(120))
    mode: Mapped[SealMode] = mapped_column(words(SealMode, "mode"))
    diameter_mm: Mapped[int] = mapped_column(default=40)
    is_demo: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)


class SealImpression(Base):
    """用印登记: one press. Applicant, approver and keeper are three people; the entry is never changed,
    only marked 未用于备案 when the round it belonged to was returned or withdrawn."""

    __tablename__ = "seal_impression"
    __table_args__ = (
        UniqueConstraint("organization_id", "number", name="uq_seal_impression_number"),
        UniqueConstraint("submission_id", "round_number", "attempt", name="uq_seal_impression_once"),
        CheckConstraint(
            "applicant_id <> approver_id AND approver_id <> keeper_id AND applicant_id <> keeper_id",
            name="three_people",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"))
    #: The organ whose register this entry stands in: the seal's owner.
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    #: Set where a superior pressed for a unit without a seal (代章).
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    number: Mapped[str] = mapped_column(String(30))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    round_number: Mapped[int]
    #: A round withdrawn and sent again is pressed again.
    attempt: Mapped[int] = mapped_column(default=1)
    purpose: Mapped[str] = mapped_column(String(200))
    copies: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    applicant_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approver_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    keeper_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answers_sha256: Mapped[str] = mapped_column(String(64))
    #: The scan of a paper pressed by hand, by content hash.
    scan_sha256: Mapped[str | None] = mapped_column(String(64))
    scan_media_type: Mapped[str | None] = mapped_column(String(40))
    #: Why this impression did not end in a filing; empty while it may still, or once it did.
    unused_because: Mapped[str] = mapped_column(String(60), default="")

    seal: Mapped[Seal] = relationship(lazy="joined", innerjoin=True)
    keeper: Mapped[User] = relationship(foreign_keys=[keeper_id])
    approver: Mapped[User] = relationship(foreign_keys=[approver_id])
    applicant: Mapped[User] = relationship(foreign_keys=[applicant_id])
