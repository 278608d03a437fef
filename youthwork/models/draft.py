"""草稿: what was typed, as it was typed, and every save of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base
from youthwork.models.user import User


class Draft(Base):
    """草稿: input name → values posted. Saving ignores validation, so half-typed input survives."""

    __tablename__ = "draft"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    saved_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class DraftSave(Base):
    """一次保存: the draft as it stood at a revision, and what of the save was set aside in a clash.

    A stale save never overwrites and is never thrown away. The same save sent twice (client id and
    sequence) counts once.
    """

    __tablename__ = "draft_save"
    __table_args__ = (UniqueConstraint("submission_id", "client_id", "sequence", name="uq_draft_save_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    revision: Mapped[int]
    base_revision: Mapped[int]
    client_id: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int]
    #: The draft after this save, and what the page had posted: the next save of the same page is compared
    #: with the latter, so that only what was typed since then counts as changed.
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    posted: Mapped[dict[str, Any]] = mapped_column(JSON)
    set_aside: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: The clash has been looked at and decided.
    settled: Mapped[bool] = mapped_column(default=True)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    saved_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
