"""任务: work that follows a deed, asked for inside the deed's transaction and done by a worker (DESIGN §6)."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from youthwork.models.base import Base, words

_UNFINISHED = text("state IN ('等待', '进行中')")


class JobKind(Enum):
    """任务种类."""

    PAPER = "出件"
    BOOK = "汇编"
    STAMP = "补时间戳"
    DIGEST = "每日汇总"
    MAIL = "发邮件"
    EXPORT = "导出"
    CHECK = "四性检测"
    INDEX = "编索引"
    DUTIES = "下达"


class JobState(Enum):
    """任务状态. 已放弃: tried as often as its kind allows; a person may ask for it again."""

    WAITING = "等待"
    RUNNING = "进行中"
    DONE = "完成"
    DEAD = "已放弃"


class Job(Base):
    """任务: who works on it until when (lease), under which fencing token, how often it was tried, how far it is."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("(state = '进行中') = (lease_until IS NOT NULL)", name="leased_while_running"),
        CheckConstraint("(state IN ('完成', '已放弃')) = (finished_at IS NOT NULL)", name="ended_at_its_end"),
        CheckConstraint("done >= 0 AND attempts >= 0 AND fence >= 0", name="counts_from_zero"),
        # Asked for twice, done once.
        Index(
            "uq_job_unfinished",
            "kind",
            "key",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index("ix_job_next", "state", "run_after", "id"),
        # How the work about one thing stands, also once it ended: asked by its page.
        Index("ix_job_about", "kind", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(words(JobKind, "kind"))
    #: What it is about, within its kind: the id of a paper, of a book.
    key: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[JobState] = mapped_column(words(JobState, "state"), default=JobState.WAITING)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: Not before this moment: put off after a failure.
    run_after: Mapped[datetime]
    #: Not before that one has ended: a filed paper is laid on the sealed one.
    after_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    lease_until: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(String(60), default="")
    #: Raised by every taking: a worker that lost its lease cannot end what another has taken.
    fence: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(300), default="")
    finished_at: Mapped[datetime | None]


class Book(Base):
    """汇编: many filed papers in one PDF for the printer; a convenience, not a paper of its own."""

    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    #: The filings in the order they are bound.
    filing_ids: Mapped[list[int]] = mapped_column(JSON)
    #: Each paper begins on a right-hand page, for printing on both sides.
    is_duplex: Mapped[bool] = mapped_column(default=True)
    #: What was left out and why, a sentence a paper.
    left_out: Mapped[list[str]] = mapped_column(JSON, default=list)
    page_count: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime | None]
