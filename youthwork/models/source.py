"""来源: what a value of a submitted paper was drawn from, frozen as it was that day."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from youthwork.domain.sources import SourceKind
from youthwork.models.base import Base, words

__all__ = ["SourceKind", "SubmissionSource"]


class SubmissionSource(Base):
    """来源: one value of one round, the record it came from, and a digest of what that record said then.

    It names the record by number without a foreign key: a record that is gone stays the source it was.
    """

    __tablename__ = "submission_source"
    __table_args__ = (
        Index("ix_submission_source_submission_round", "submission_id", "round_number"),
        Index("ix_submission_source_record", "kind", "record_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    round_number: Mapped[int]
    #: The input the value stands in: `rows-u12-committee`.
    field: Mapped[str] = mapped_column(String(120))
    kind: Mapped[SourceKind] = mapped_column(words(SourceKind, "kind"))
    record_id: Mapped[int]
    #: Which value of the record: `phone`, `committee`, `title`.
    part: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(String(300))
    digest: Mapped[str] = mapped_column(String(64))
