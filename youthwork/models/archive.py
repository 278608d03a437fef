"""档案管理: what an organ does with its filings once they are filed: 归档, 保管期限, 利用, 检测, 鉴定销毁, 导出."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base, words
from youthwork.models.filing import Filing
from youthwork.models.organization import Organization
from youthwork.models.user import User


class Fonds(Base):
    """全宗: an organ's archive as a whole, with the parts of its 档号 (DA/T 22-2015)."""

    __tablename__ = "fonds"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    #: 全宗号 as the archives authority gave it.
    number: Mapped[str] = mapped_column(String(10))
    #: 档案门类代码.
    category: Mapped[str] = mapped_column(String(10), default="WS")
    #: 机构（问题）代码: department id → code (ZZB).
    department_codes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class RetentionRule(Base):
    """保管期限表的一行: how long an organ keeps one kind of filing, by which approval, from which day on."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        CheckConstraint("years IN (0, 10, 30)", name="known_period"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("ix_retention_rule_organization", "organization_id", "annex_key", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    #: Empty: every kind without a row of its own.
    annex_key: Mapped[str] = mapped_column(String(60), default="")
    #: 归档范围 in the words of the approved table.
    item: Mapped[str] = mapped_column(String(200))
    #: 0: 永久 (`domain/retention.py`).
    years: Mapped[int]
    #: 批准文号: the archives authority's approval of the table (8号令 art. 12).
    approval_number: Mapped[str] = mapped_column(String(60), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class ArchiveBatch(Base):
    """归档: one act in which an organ's filings of a year got their 档号."""

    __tablename__ = "archive_batch"
    __table_args__ = (Index("ix_archive_batch_organization_year", "organization_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    year: Mapped[int]
    archived_at: Mapped[datetime]
    archived_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    count: Mapped[int]
    pages: Mapped[int]

    organization: Mapped[Organization] = relationship()
    archived_by: Mapped[User] = relationship()


class UseKind(Enum):
    """利用方式."""

    REVEAL = "查看电话"
    READ = "调阅"
    PRINT = "打印成册"
    LIST = "导出目录"
    PAPERS = "导出成件"
    TRANSFER = "移交"


class ArchiveUse(Base):
    """利用登记: who used which filing of an organ's archive, when, how and what for. Only ever added to."""

    __tablename__ = "archive_use"
    __table_args__ = (
        CheckConstraint("count >= 1", name="counts_something"),
        Index("ix_archive_use_organization", "organization_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Whose archive; of a use across several archives, that of whoever used it.
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    #: None where many were used at once: `count` and `subject` say what.
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id"), index=True)
    count: Mapped[int] = mapped_column(default=1)
    #: What was used, in words: a number and a title, or the conditions of a list.
    subject: Mapped[str] = mapped_column(String(300))
    kind: Mapped[UseKind] = mapped_column(words(UseKind, "kind"))
    purpose: Mapped[str] = mapped_column(String(300))
    used_at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person_name: Mapped[str] = mapped_column(String(50))
    unit_name: Mapped[str] = mapped_column(String(120))


class CheckStage(Enum):
    """四性检测环节 (DA/T 70-2018)."""

    ARCHIVING = "归档"
    TRANSFER = "移交与接收"
    KEEPING = "长期保存"


class ArchiveCheck(Base):
    """四性检测: one run over an organ's archive, or over the whole instance, with what it found."""

    __tablename__ = "archive_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None: the whole instance, from the command line.
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    #: None: every year.
    year: Mapped[int | None]
    stage: Mapped[CheckStage] = mapped_column(words(CheckStage, "stage"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    finished_at: Mapped[datetime | None]
    checked: Mapped[int] = mapped_column(default=0)
    #: Findings that forbid archiving or transfer, and those that are to be known.
    blocking: Mapped[int] = mapped_column(default=0)
    remarks: Mapped[int] = mapped_column(default=0)
    #: Per item of the standard: its number, name, how many were checked, how many failed.
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: The findings themselves, as many as a report prints.
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: 断点: how far it came, so that a run that was killed goes on from there; empty before it began.
    reached: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    asked_by: Mapped[User | None] = relationship()


class DisposalState(Enum):
    """鉴定销毁状态."""

    APPRAISING = "鉴定中"
    PROPOSED = "待批准"
    APPROVED = "已批准"
    CARRIED_OUT = "已销毁"
    WITHDRAWN = "已撤回"


class Disposal(Base):
    """鉴定与销毁: filings whose period has run out, judged one by one; proposed by one person, approved by another."""

    __tablename__ = "disposal"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name="two_persons"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        CheckConstraint(
            "state NOT IN ('已批准', '已销毁') OR approved_by_id IS NOT NULL",
            name="approved_before_carried_out",
        ),
        CheckConstraint("(state = '已销毁') = (carried_out_at IS NOT NULL)", name="carried_out_at_its_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    state: Mapped[DisposalState] = mapped_column(
        words(DisposalState, "state"), default=DisposalState.APPRAISING
    )
    reason: Mapped[str] = mapped_column(String(500), default="")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    #: 批准意见, or why it was given back.
    opinion: Mapped[str] = mapped_column(String(500), default="")
    carried_out_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    carried_out_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    carried_out_by: Mapped[User | None] = relationship(foreign_keys=[carried_out_by_id])
    items: Mapped[list[DisposalItem]] = relationship(order_by="DisposalItem.filing_id")


class Verdict(Enum):
    """鉴定意见."""

    DESTROY = "销毁"
    EXTEND = "续存"


class DisposalItem(Base):
    """销毁清册的一行: the filing as it stood when it was judged; it stays when the filing's content is gone."""

    __tablename__ = "disposal_item"
    __table_args__ = (CheckConstraint("(verdict = '续存') = (extra_years > 0)", name="years_if_extended"),)

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), primary_key=True, index=True)
    verdict: Mapped[Verdict] = mapped_column(words(Verdict, "verdict"), default=Verdict.DESTROY)
    extra_years: Mapped[int] = mapped_column(default=0)
    remark: Mapped[str] = mapped_column(String(200), default="")
    archival_number: Mapped[str] = mapped_column(String(60))
    filing_number: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    owner_name: Mapped[str] = mapped_column(String(120))
    filed_on: Mapped[date]
    retention_years: Mapped[int]
    page_count: Mapped[int]
    answers_sha256: Mapped[str] = mapped_column(String(64))
    paper_sha256: Mapped[str] = mapped_column(String(64), default="")

    filing: Mapped[Filing] = relationship()


class SavedSearch(Base):
    """常用检索: a question a reader keeps under a name; it is its address and nothing else."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("person_id", "name", name="uq_saved_search_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    #: The query string of the search page.
    address: Mapped[str] = mapped_column(String(2000))
    saved_at: Mapped[datetime]


class ExportKind(Enum):
    """导出种类."""

    LIST = "目录"
    PAPERS = "成件"
    TRANSFER = "移交包"
    COMBINED = "汇总表"


class ArchiveExport(Base):
    """导出: a file made by a job from what was found; kept for some days, for whoever asked."""

    __tablename__ = "archive_export"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ExportKind] = mapped_column(words(ExportKind, "kind"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    #: What was asked, as the search page's query string, and in words.
    address: Mapped[str] = mapped_column(String(2000), default="")
    subject: Mapped[str] = mapped_column(String(300))
    purpose: Mapped[str] = mapped_column(String(300), default="")
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    count: Mapped[int] = mapped_column(default=0)
    #: What was left out and why, a sentence a filing.
    left_out: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: What is in the file: looked at again whenever it is opened.
    filing_ids: Mapped[list[int]] = mapped_column(JSON, default=list, deferred=True)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime | None]
    #: The file is swept after this moment; the row stays.
    kept_until: Mapped[datetime | None] = mapped_column(index=True)

    asked_by: Mapped[User] = relationship()
