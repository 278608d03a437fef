"""纸件: the PDF of a submission or filing, made after the deed and kept by content hash."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base, words

_SEALED = text("kind = 'sealed'")
_FILED = text("kind = 'filed'")


class PaperKind(Enum):
    """纸件种类: the unit's sealed bytes carry no number; the filed ones do (decision 9)."""

    SEALED = "sealed"
    FILED = "filed"


class PaperState(Enum):
    """出件状态."""

    PENDING = "待出件"
    READY = "已出件"
    FAILED = "出件失败"


class Paper(Base):
    """纸件. Its bytes lie in the store under `sha256` and are never rewritten."""

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("(state = '已出件') = (sha256 IS NOT NULL)", name="bytes_if_ready"),
        CheckConstraint("(kind = 'filed') = (filing_id IS NOT NULL)", name="filing_if_filed"),
        Index(
            "uq_paper_one_per_filing", "filing_id", unique=True, sqlite_where=_FILED, postgresql_where=_FILED
        ),
        Index(
            "uq_paper_one_per_impression",
            "impression_id",
            unique=True,
            sqlite_where=_SEALED,
            postgresql_where=_SEALED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(words(PaperKind, "kind"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    impression_id: Mapped[int | None] = mapped_column(ForeignKey("seal_impression.id"))
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id"))
    state: Mapped[PaperState] = mapped_column(words(PaperState, "state"), default=PaperState.PENDING)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(300), default="")
    requested_at: Mapped[datetime]
    made_at: Mapped[datetime | None]

    pages: Mapped[list[PaperPage]] = relationship(order_by="PaperPage.number")


class PaperPage(Base):
    """页面图像: phones cannot show a PDF inline, so each page is kept as a picture too."""

    __tablename__ = "paper_page"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
