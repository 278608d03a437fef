"""佐证材料: uploads beside a submission, kept by content hash; never part of the printed annex."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base
from youthwork.models.user import User

_PRESENT = text("removed_in IS NULL")


class Evidence(Base):
    """佐证材料: one file as it was taken in (images shrunk, their EXIF gone); taken out again it stays recorded.

    `removed_in` names the round in which it was taken out: rounds already sent keep what was sent with them.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("(removed_in IS NULL) = (removed_by_id IS NULL)", name="removed_by_somebody"),
        CheckConstraint("removed_in IS NULL OR removed_in >= added_in", name="removed_after_it_was_added"),
        Index("ix_evidence_submission", "submission_id", "id"),
        Index(
            "uq_evidence_same_bytes_once",
            "submission_id",
            "sha256",
            unique=True,
            sqlite_where=_PRESENT,
            postgresql_where=_PRESENT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    #: What it proves: the input, row or list it was added at; empty for the whole paper.
    field: Mapped[str] = mapped_column(String(120), default="")
    name: Mapped[str] = mapped_column(String(120))
    caption: Mapped[str] = mapped_column(String(200), default="")
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    #: A small picture of an image or of a PDF's first page, in the same store.
    thumbnail_sha256: Mapped[str | None] = mapped_column(String(64))
    added_in: Mapped[int]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_in: Mapped[int | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    added_by: Mapped[User] = relationship(lazy="joined", innerjoin=True, foreign_keys=[added_by_id])
