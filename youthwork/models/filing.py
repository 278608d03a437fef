"""备案: the filing with its number, who may find it, and the counters numbers come from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.numbering import Series
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.submission import Submission
from youthwork.models.user import User


class Filing(Base):
    """备案件: frozen. Names stay as they were on the day; answers never change; a correction is another row."""

    __tablename__ = "filing"
    __table_args__ = (
        UniqueConstraint("organ_id", "year", "number", "version", name="uq_filing_number"),
        UniqueConstraint("submission_id", name="uq_filing_once_per_submission"),
        CheckConstraint("number >= 1", name="number_from_one"),
        Index("ix_filing_year_annex", "year", "annex_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    #: The receiving organ: numbers and archive are its own even where a department acts.
    organ_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    year: Mapped[int]
    number: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    filing_number: Mapped[str] = mapped_column(String(60), index=True)
    machine_number: Mapped[str] = mapped_column(String(60), unique=True)
    filed_at: Mapped[datetime]
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    edition_key: Mapped[str] = mapped_column(String(60))
    annex_key: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    #: 文号附件N as printed; None where the notice has no number.
    heading: Mapped[str | None] = mapped_column(String(60))
    owner_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    owner_name: Mapped[str] = mapped_column(String(120))
    organ_name: Mapped[str] = mapped_column(String(120))
    department_name: Mapped[str] = mapped_column(String(120))
    filed_by_name: Mapped[str] = mapped_column(String(50))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    answers_sha256: Mapped[str] = mapped_column(String(64))
    was_on_time: Mapped[bool]
    retention_years: Mapped[int]
    #: 档号, given by the 档案员 at archiving.
    archival_number: Mapped[str | None] = mapped_column(String(60))
    #: The searchable text; personal data is not in it.
    text: Mapped[str] = mapped_column(Text)
    tokeniser_version: Mapped[int] = mapped_column(default=0)

    submission: Mapped[Submission] = relationship()
    owner: Mapped[Organization] = relationship(foreign_keys=[owner_id])
    filed_by: Mapped[User] = relationship(foreign_keys=[filed_by_id])


class FilingScope(Base):
    """可查范围: the organs that may find a filing, as the tree stood on the day it was filed."""

    __tablename__ = "filing_scope"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), primary_key=True, index=True)


class NumberSeries(Base):
    """编号序列: the last number given in one series of one organ and period; raised in the deed's transaction."""

    __tablename__ = "number_series"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    series: Mapped[Series] = mapped_column(words(Series, "series"), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
