"""日志与建议: refusals, sign-ins and views of personal data; and what people complain of or propose."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base
from youthwork.models.organization import Organization
from youthwork.models.user import User


class AuditRecord(Base):
    """审计日志: who, when, what, from where; written in a transaction of its own, so a rollback keeps it."""

    __tablename__ = "audit_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    sentence: Mapped[str] = mapped_column(String(500))
    address: Mapped[str] = mapped_column(String(60), default="")


class Suggestion(Base):
    """投诉与建议: goes two levels above the organization it is about, which never sees it (PEERS §0.1)."""

    __tablename__ = "suggestion"
    __table_args__ = (CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answered_in_words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined", innerjoin=True)
    about: Mapped[Organization | None] = relationship(foreign_keys=[about_id])
    to: Mapped[Organization] = relationship(foreign_keys=[to_id])
    read_by: Mapped[User | None] = relationship(foreign_keys=[read_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
