"""消息: what somebody should know, in the words of who caused it; nothing depends on it being read."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base, words
from youthwork.models.submission import Submission
from youthwork.models.user import User

_UNREAD = text("read_at IS NULL")
_UNTOLD = text("read_at IS NULL AND digest_id IS NULL")


class MessageKind(Enum):
    """消息种类: what a message is about; what it asks for is done or not whatever becomes of the message."""

    RETURNED = "退回"
    DUE_TODAY = "今日截止"
    DUE_SOON = "即将截止"
    OVERDUE = "逾期"
    TO_DO = "待办"
    PROGRESS = "进展"
    FILED = "备案"
    CORRECTION = "更正"
    POST = "代理与交接"
    WISH = "微心愿"
    PROBLEM = "问题办理"
    NOTICE = "通知"
    URGING = "催报"
    ADDITION = "层层加码"


class Message(Base):
    """消息: to one person; the reviewer's own words, the place, the date, and where to go."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_person_newest", "person_id", "id"),
        Index(
            "ix_message_person_unread",
            "person_id",
            sqlite_where=_UNREAD,
            postgresql_where=_UNREAD,
        ),
        # Unread messages pile up over the years, those of today's digest do not.
        Index("ix_message_untold", "person_id", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
        # One thing is told once, however often the deed that tells it is tried.
        UniqueConstraint("person_id", "once", name="uq_message_once"),
        CheckConstraint("title <> ''", name="has_title"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[MessageKind] = mapped_column(words(MessageKind, "kind"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    #: 谁，哪个单位；空 where the system speaks.
    sender: Mapped[str] = mapped_column(String(180), default="")
    title: Mapped[str] = mapped_column(String(200))
    #: The words as they were written (the reason, each 批注 with its place), line by line.
    words: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(String(300), default="")
    due: Mapped[date | None]
    #: What it tells, so that it is told once: `event:17`, `due:5:2026-11-21`.
    once: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    #: 已办: when what it asks for was done, by whomever; it is read then too.
    settled_at: Mapped[datetime | None]
    #: The digest it was told in, so that it is told in one only.
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"))
    #: When it went out by e-mail of its own.
    mailed_at: Mapped[datetime | None]

    person: Mapped[User] = relationship(foreign_keys=[person_id])
    submission: Mapped[Submission | None] = relationship(foreign_keys=[submission_id])


class Digest(Base):
    """每日汇总: one a person and workday, so that nobody is told twice."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("person_id", "day", name="uq_digest_once_a_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    mailed_at: Mapped[datetime | None]
