"""印章、印章变动、用印申请与用印登记: whose seal, in whose keeping, asked for and approved by whom, pressed on what."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.delegations import deputy_words
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.user import User


class SealMode(Enum):
    """用印方式 (DOMAIN §5.3): pressed by hand on paper, as a registered image, or by an outside service."""

    BY_HAND = "留白手盖"
    IMAGE = "内部印模"
    OUTSIDE = "外部电子印章"


class SealState(Enum):
    """印章状态. Only a seal 在用 is pressed; a lost or destroyed one never comes back."""

    PENDING = "待核准"
    ACTIVE = "在用"
    SUSPENDED = "停用"
    LOST = "挂失"
    DESTROYED = "缴销"
    REJECTED = "不予核准"


class SealChange(Enum):
    """印章变动: what may happen to a seal in its life."""

    REGISTER = "登记"
    CONFIRM = "核准"
    REJECT = "不予核准"
    HAND_OVER = "交接"
    SUSPEND = "停用"
    RESUME = "恢复使用"
    LOSE = "挂失"
    DESTROY = "缴销"


class Seal(Base):
    """印章: owner, name as engraved, diameter, mode, keeper, and the time it may be used.

    It is registered by one person and confirmed by another. Its picture is kept locked (`services/keys`) and
    never served by itself.
    """

    __tablename__ = "seal"
    __table_args__ = (
        CheckConstraint("diameter_mm BETWEEN 30 AND 60", name="diameter_of_a_seal"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="valid_in_order"),
        CheckConstraint("confirmed_by_id <> registered_by_id", name="two_people"),
        CheckConstraint("mode <> '外部电子印章' OR outside_code <> ''", name="code_if_outside"),
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
    state: Mapped[SealState] = mapped_column(words(SealState, "state"), default=SealState.ACTIVE)
    #: 制发或启用文号: what allows this seal to exist.
    authority: Mapped[str] = mapped_column(String(200), default="")
    #: 批文扫描 in the paper store, by content hash, where one was uploaded.
    authority_sha256: Mapped[str | None] = mapped_column(String(64))
    authority_media_type: Mapped[str] = mapped_column(String(40), default="")
    #: The picture as a PNG, or a drawing as SVG, locked; none for a seal of metal or of an outside service.
    locked_image: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    image_media_type: Mapped[str] = mapped_column(String(40), default="")
    #: How the outside service calls this seal (印章编码).
    outside_code: Mapped[str] = mapped_column(String(60), default="")
    #: 保管人; where none is named, any 印章管理员 of the organ keeps it.
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    registered_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    keeper: Mapped[User | None] = relationship(foreign_keys=[keeper_id])
    events: Mapped[list[SealEvent]] = relationship(order_by="SealEvent.id", back_populates="seal")


class SealEvent(Base):
    """印章变动记录: one change in the life of a seal; never altered. A hand-over has its 监交人."""

    __tablename__ = "seal_event"
    __table_args__ = (
        CheckConstraint(
            "kind <> '交接' OR (from_keeper_id <> to_keeper_id AND witness_id <> from_keeper_id"
            " AND witness_id <> to_keeper_id AND witness_id IS NOT NULL AND to_keeper_id IS NOT NULL)",
            name="hand_over_of_three",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[SealChange] = mapped_column(words(SealChange, "kind"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(String(50))
    reason: Mapped[str] = mapped_column(String(300), default="")
    from_keeper_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    to_keeper_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: The people by name as they were called then, for the printed record.
    people: Mapped[str] = mapped_column(String(200), default="")

    seal: Mapped[Seal] = relationship(back_populates="events")


class SealApplication(Base):
    """用印申请: to press a seal on one round of one submission, approved by somebody who neither asked nor keeps."""

    __tablename__ = "seal_application"
    __table_args__ = (
        UniqueConstraint("submission_id", "round_number", "attempt", name="uq_seal_application_once"),
        UniqueConstraint("organization_id", "approval_number", name="uq_seal_application_number"),
        CheckConstraint("applicant_id <> approver_id", name="approver_is_not_applicant"),
        CheckConstraint("copies BETWEEN 1 AND 99", name="some_copies"),
        CheckConstraint("(approver_id IS NULL) = (approved_at IS NULL)", name="approved_by_somebody"),
        CheckConstraint("(approver_id IS NULL) = (approval_number IS NULL)", name="approved_with_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    round_number: Mapped[int]
    attempt: Mapped[int] = mapped_column(default=1)
    #: The organ whose seal is asked for.
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(200))
    copies: Mapped[int] = mapped_column(default=1)
    answers_sha256: Mapped[str] = mapped_column(String(64))
    applicant_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    #: 代理: whose duty the approver exercised; empty where it was their own.
    approver_for: Mapped[str] = mapped_column(String(50), default="")
    #: 用印审批编号.
    approval_number: Mapped[str | None] = mapped_column(String(30))
    #: Why it came to nothing: the paper was withdrawn or returned before the seal was pressed.
    lapsed_because: Mapped[str] = mapped_column(String(60), default="")

    applicant: Mapped[User] = relationship(foreign_keys=[applicant_id])
    approver: Mapped[User | None] = relationship(foreign_keys=[approver_id])

    @property
    def approver_words(self) -> str:
        """张岚, or 张岚（代陈志远）; empty before the approval."""
        return deputy_words(self.approver.name, self.approver_for) if self.approver else ""


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
    application_id: Mapped[int | None] = mapped_column(ForeignKey("seal_application.id"))
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
    #: Over this entry and the one before it in the register: an entry altered or taken out breaks the chain.
    chain_sha256: Mapped[str] = mapped_column(String(64), default="")

    application: Mapped[SealApplication | None] = relationship()
    seal: Mapped[Seal] = relationship(lazy="joined", innerjoin=True)
    keeper: Mapped[User] = relationship(foreign_keys=[keeper_id])
    approver: Mapped[User] = relationship(foreign_keys=[approver_id])
    applicant: Mapped[User] = relationship(foreign_keys=[applicant_id])

    @property
    def approver_words(self) -> str:
        """张岚, or 张岚（代陈志远）."""
        return deputy_words(self.approver.name, self.application.approver_for if self.application else "")
