"""通知: an edition issued by an organ to a range of units, with a window and a due date for every annex."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.additions import AdditionKind
from youthwork.domain.notices import NoticeState
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.user import User


class Notice(Base):
    """通知: drawn up, then issued; the same edition can be issued for another year.

    What it asks of whom stands in its 应报事项 (`ReportDuty`), laid when it is issued.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(
            "state = '拟稿' OR issued_by_id IS NOT NULL OR created_by_id IS NULL", name="issued_by_somebody"
        ),
        CheckConstraint("(state = '已撤回') = (withdrawn_at IS NOT NULL)", name="withdrawn_at_a_moment"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawal_reason <> ''", name="withdrawn_for_a_reason"),
        CheckConstraint("expires_on IS NULL OR expires_on >= issued_on", name="expires_after_issue"),
        CheckConstraint("reserve_days >= 0", name="reserve_from_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_key: Mapped[str] = mapped_column(String(60))
    #: 印发机关, or who goes on with its work.
    issuer_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    #: 发文机关 as printed, where that was merged into the issuer since.
    signed_as_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    #: 文号, `示青字〔2026〕8号`; a notice may bear none.
    number: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    #: 成文日期; of a draft, the day it is to bear.
    issued_on: Mapped[date]
    state: Mapped[NoticeState] = mapped_column(words(NoticeState, "state"), default=NoticeState.ISSUED)
    #: 主送, as printed; and who is meant by it: `domain.audience.Audience` as JSON, null for everybody beneath the issuer.
    addressees: Mapped[str] = mapped_column(String(300), default="")
    audience: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: 抄送机关, as printed in the 版记; they are told outside this system.
    copied_to: Mapped[str] = mapped_column(String(300), default="")
    #: 正文, paragraphs line by line.
    body: Mapped[str] = mapped_column(Text, default="")
    #: 依据: document and clause, printed on every form that is asked for.
    basis: Mapped[str] = mapped_column(String(300), default="")
    #: 有效至, its last day.
    expires_on: Mapped[date | None]
    #: 紧急事由, where a due date is nearer than the least notice; everybody sees it.
    urgent_reason: Mapped[str] = mapped_column(String(300), default="")
    #: 数量要求: what is counted → how many at least (`domain.notices.NUMBERS`).
    numbers: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    #: So many days before the due date may those who pass it on set their own.
    reserve_days: Mapped[int] = mapped_column(default=0)
    #: 转发: the superior's notice this one passes on.
    passes_on_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), index=True)
    contact_name: Mapped[str] = mapped_column(String(50), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")

    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime | None]
    #: 拟稿: what was typed, as it was typed; the columns above hold what could be read of it. Null once issued.
    typed: Mapped[dict[str, list[str]] | None] = mapped_column(JSON(none_as_null=True))
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime | None]
    #: 送签发: handed to those who issue.
    handed_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    handed_in_at: Mapped[datetime | None]
    #: 签发.
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(String(300), default="")
    #: When its duties were all laid; null while a job still lays them.
    laid_at: Mapped[datetime | None]
    #: Raised by every change, so that of two people the second is told.
    version: Mapped[int] = mapped_column(default=1)

    issuer: Mapped[Organization] = relationship(lazy="joined", innerjoin=True, foreign_keys=[issuer_id])
    signed_as: Mapped[Organization | None] = relationship(foreign_keys=[signed_as_id])
    annexes: Mapped[list[NoticeAnnex]] = relationship(
        back_populates="notice", order_by="(NoticeAnnex.position, NoticeAnnex.period)"
    )
    passes_on: Mapped[Notice | None] = relationship(remote_side=[id])
    created_by: Mapped[User | None] = relationship(foreign_keys=[created_by_id])
    saved_by: Mapped[User | None] = relationship(foreign_keys=[saved_by_id])
    handed_in_by: Mapped[User | None] = relationship(foreign_keys=[handed_in_by_id])
    issued_by: Mapped[User | None] = relationship(foreign_keys=[issued_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])
    amendments: Mapped[list[NoticeAmendment]] = relationship(order_by="NoticeAmendment.id")

    @property
    def signatory(self) -> Organization:
        """署名机关: the paper bears its name for good."""
        return self.signed_as or self.issuer


class NoticeAnnex(Base):
    """通知的一个附件 for one period, and its 期限: `opens_on`, `due`; correction and review follow the rules."""

    __tablename__ = "notice_annex"
    __table_args__ = (
        UniqueConstraint("notice_id", "annex_key", "period", name="uq_notice_annex_one_a_period"),
        CheckConstraint("opens_on IS NULL OR opens_on <= due", name="opens_before_due"),
        Index("ix_notice_annex_due", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    annex_key: Mapped[str] = mapped_column(String(60))
    #: 报告期: `2026-03` where the annex is asked for every month, else empty.
    period: Mapped[str] = mapped_column(String(10), default="")
    position: Mapped[int]
    #: 开始填报; null: from the day of issue.
    opens_on: Mapped[date | None]
    due: Mapped[date]

    notice: Mapped[Notice] = relationship(back_populates="annexes")


class NoticeAmendment(Base):
    """通知的修改: what was changed after issuing, by whom and why; the words before stay readable."""

    __tablename__ = "notice_amendment"
    __table_args__ = (CheckConstraint("reason <> ''", name="amended_for_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300))
    #: What (in words) → [before, after].
    changes: Mapped[dict[str, list[str]]] = mapped_column(JSON)

    by: Mapped[User] = relationship()


class AdditionAttempt(Base):
    """加码尝试: what a lower organ wanted to put on top and was refused; the issuer above sees it (H57)."""

    __tablename__ = "addition_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The superior's notice it would have gone beyond, and the draft in which it was tried.
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id", ondelete="SET NULL"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    kind: Mapped[AdditionKind] = mapped_column(words(AdditionKind, "kind"))
    annex_key: Mapped[str] = mapped_column(String(60), default="")
    sentence: Mapped[str] = mapped_column(String(300))
    #: 已阅 by the issuer.
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    notice: Mapped[Notice] = relationship(foreign_keys=[notice_id])
    organization: Mapped[Organization] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
