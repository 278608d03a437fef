"""汇总表: when somebody last looked at one, and the versions of it that were kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from youthwork.models.base import Base
from youthwork.models.user import User


class CombinedLook(Base):
    """看到这里: up to when a person has seen an organ's combined table; what came later is shown as new."""

    __tablename__ = "combined_look"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    notice_annex_id: Mapped[int] = mapped_column(ForeignKey("notice_annex.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    seen_at: Mapped[datetime]


class CombinedVersion(Base):
    """留存的一版: which filings the table was made of at a moment. Their answers never change, so it can be had again."""

    __tablename__ = "combined_version"
    __table_args__ = (
        CheckConstraint("units >= 0 AND lines >= 0", name="counts_from_zero"),
        Index("ix_combined_version_of", "notice_annex_id", "organization_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_annex_id: Mapped[int] = mapped_column(ForeignKey("notice_annex.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    kept_at: Mapped[datetime]
    kept_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: What it was kept for: 上会用.
    words: Mapped[str] = mapped_column(String(100), default="")
    units: Mapped[int]
    lines: Mapped[int]
    #: 来源 in the table's order: unit, standing, and of what was filed its id, number, day and hash.
    sources: Mapped[list[dict[str, Any]]] = deferred(mapped_column(JSON))
    #: Over the sources, so that a changed list is noticed.
    sha256: Mapped[str] = mapped_column(String(64))

    kept_by: Mapped[User] = relationship()
