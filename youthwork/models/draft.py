"""草稿: what was typed, as it was typed, and every save of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base
from youthwork.models.user import User

#: As each engine writes the question, so that it finds the index.
_UNSETTLED: dict[str, Any] = {"sqlite_where": text("settled = 0"), "postgresql_where": text("NOT settled")}


class Draft(Base):
    """草稿: input name → values posted. Saving ignores validation, so half-typed input survives."""

    __tablename__ = "draft"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: 请说明: the check's sentence → the words written so far.
    explanations: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    saved_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class DraftSave(Base):
    """一次保存: what it changed in the draft, and what of it was set aside, in a clash or because it came too late.

    Only the difference is kept, so that the draft at any revision is had by undoing backwards from the present
    one. A stale save never overwrites and is never thrown away. The same save sent twice (client id and
    sequence) counts once.
    """

    __tablename__ = "draft_save"
    __table_args__ = (
        UniqueConstraint("submission_id", "client_id", "sequence", name="uq_draft_save_once"),
        # What others saved since a page's revision, and what is still to be decided, without reading the rest.
        Index("ix_draft_save_revision", "submission_id", "revision"),
        Index("ix_draft_save_unsettled", "submission_id", **_UNSETTLED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    #: The draft's revision after this save; a save that changed nothing has the one it met.
    revision: Mapped[int]
    base_revision: Mapped[int]
    client_id: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int]
    #: Input name → [before, after]; null where the draft did not have the input.
    changes: Mapped[dict[str, list[list[str] | None]]] = mapped_column(JSON)
    set_aside: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    #: Nothing of it waits for a decision.
    settled: Mapped[bool] = mapped_column(default=True)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    saved_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
