"""纸件: the PDF of a submission or filing, made after the deed and kept by content hash."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
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
    #: False while it carries a signature but no time stamp yet (the stamp service was down).
    is_stamped: Mapped[bool] = mapped_column(default=True)
    #: Until when its last time stamp can be checked: it wants renewing before.
    good_until: Mapped[datetime | None] = mapped_column(index=True)
    #: What the square code says, signed (`documents/facts.py`).
    code_text: Mapped[str | None] = mapped_column(Text)
    #: What whoever reads it should know: characters no typeface draws.
    remark: Mapped[str] = mapped_column(String(300), default="")

    pages: Mapped[list[PaperPage]] = relationship(order_by="PaperPage.number")
    renditions: Mapped[list[PaperRendition]] = relationship(order_by="PaperRendition.number")


class PaperPage(Base):
    """页面图像: phones cannot show a PDF inline, so each page is kept as a picture too."""

    __tablename__ = "paper_page"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class RenditionKind(Enum):
    """续签种类: what was appended to a signed paper without changing a byte of it."""

    LATE_STAMP = "补时间戳"
    RENEWAL = "续期"


class PaperRendition(Base):
    """续签件: the paper's own bytes with a time stamp appended. The earlier ones stay beside it."""

    __tablename__ = "paper_rendition"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    kind: Mapped[RenditionKind] = mapped_column(words(RenditionKind, "kind"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    made_at: Mapped[datetime]
