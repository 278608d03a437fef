"""批注: what a reviewer pins to a field or a row, and what a return reopens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.workflow import State
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.user import User


class Comment(Base):
    """批注. It belongs to one round and one step (`made_in`) and is read by its own side until it is given out.

    `given_at` is when a return carried it to the owner; without one it stays the note of who reviewed.
    """

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("text <> '' OR proposed IS NOT NULL", name="says_something"),
        Index("ix_comment_submission_round", "submission_id", "round_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    round_number: Mapped[int]
    made_in: Mapped[State] = mapped_column(words(State, "made_in"))
    #: The organization the author reviewed for; its people read the comment before it is given out.
    unit_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: What it is pinned to, as the form posts it: `filler`, `rows-r1-phone`; `rows-r1` a whole row; `rows` the list.
    field: Mapped[str] = mapped_column(String(120))
    #: The place in words as it was then (联系点第 3 行 · 联系方式), and the text that stood there.
    place: Mapped[str] = mapped_column(String(120))
    quoted: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    #: 代拟: the text the reviewer proposes instead; taken over only with the owner's consent.
    proposed: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime]
    given_at: Mapped[datetime | None]
    taken_over_at: Mapped[datetime | None]
    taken_over_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    unit: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    author: Mapped[User] = relationship(lazy="joined", innerjoin=True, foreign_keys=[author_id])
