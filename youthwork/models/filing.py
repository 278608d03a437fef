"""备案: the filing with its number, who may find it, and the counters numbers come from."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, aliased, column_property, mapped_column, relationship

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
        UniqueConstraint("corrects_id", name="uq_filing_corrected_once"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("(voided_at IS NULL) = (voided_by_id IS NULL)", name="voided_by_somebody"),
        CheckConstraint("voided_at IS NULL OR void_reason <> ''", name="voided_for_a_reason"),
        CheckConstraint(
            "(archive_batch_id IS NULL) = (archival_number IS NULL)", name="archived_with_a_number"
        ),
        UniqueConstraint("organ_id", "archival_number", name="uq_filing_archival_number"),
        # The newest of a year, without sorting.
        Index("ix_filing_year", "year", "id"),
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
    #: 档号, given by the 档案员 at archiving, with the act that gave it, 件号 and 页数.
    archival_number: Mapped[str | None] = mapped_column(String(60))
    archive_batch_id: Mapped[int | None] = mapped_column(ForeignKey("archive_batch.id"), index=True)
    item_number: Mapped[int | None]
    page_count: Mapped[int | None]
    #: The searchable text; personal data is not in it.
    text: Mapped[str] = mapped_column(Text)
    #: 姓名 of the people it names, a line each: what a search for a person looks at.
    names: Mapped[str] = mapped_column(Text, default="")
    #: By which rules its index entry was cut; 0: it has none. Asked for the lowest there is.
    tokeniser_version: Mapped[int] = mapped_column(default=0, index=True)

    #: 更正: the version this one stands in for, or the voided filing it was handed in anew after.
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id"))
    #: 作废: the number stays in the list, the paper stays readable, marked.
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    void_reason: Mapped[str] = mapped_column(String(300), default="")
    #: 已销毁: content, text and papers are gone, the row and its numbers stay.
    destroyed_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(foreign_keys=[submission_id])
    owner: Mapped[Organization] = relationship(foreign_keys=[owner_id])
    filed_by: Mapped[User] = relationship(foreign_keys=[filed_by_id])
    voided_by: Mapped[User | None] = relationship(foreign_keys=[voided_by_id])

    if TYPE_CHECKING:
        #: The version of the filing that stands in for this one: None where this is the latest, 1 where this
        #: was voided and handed in anew under another number. Read beside the row, never stored in it.
        later_version: Mapped[int | None]


_later = aliased(Filing)
Filing.later_version = column_property(
    select(_later.version).where(_later.corrects_id == Filing.id).correlate_except(_later).scalar_subquery()
)


class FilingScope(Base):
    """可查范围: the organs that may find a filing, as the tree stood on the day it was filed."""

    __tablename__ = "filing_scope"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), primary_key=True, index=True)


class FilingTally(Base):
    """分类计数: how many filings an organ may find under a year, a department and an annex; kept with the filings.

    Browsing reads it instead of counting millions; `youthwork reindex` counts it anew.
    """

    __tablename__ = "filing_tally"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    annex_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: The department's name as its latest filing here bears it.
    department_name: Mapped[str] = mapped_column(String(120))
    count: Mapped[int]


class IndexBuild(Base):
    """重建索引: how far a rebuilding has come, so that one that was stopped goes on there; no row, none under way."""

    __tablename__ = "index_build"

    id: Mapped[int] = mapped_column(primary_key=True)
    tokeniser_version: Mapped[int]
    #: Every filing up to this one is in the table that is being built.
    reached: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]


class NumberSeries(Base):
    """编号序列: the last number given in one series of one organ and period; raised in the deed's transaction."""

    __tablename__ = "number_series"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    series: Mapped[Series] = mapped_column(words(Series, "series"), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
