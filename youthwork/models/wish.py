"""微心愿: what a young person asked for, who answers for it, every step it took (H30, H31)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.wishes import WishAction, WishState
from youthwork.domain.youth import YouthField
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.user import User


class Wish(Base):
    """微心愿. Whose it is stands here by field and at most a form of address, never by name."""

    __tablename__ = "wish"
    __table_args__ = (
        # A phone that is not sure sends the same wish again.
        UniqueConstraint("raised_by_id", "client_key", name="uq_wish_sent_once"),
        CheckConstraint("text <> ''", name="has_text"),
        # In the pool nobody answers for it but the organ; everywhere else somebody does.
        CheckConstraint("(state = '心愿池') = (owner_id IS NULL)", name="owned_unless_pooled"),
        Index("ix_wish_pool", "pool_id", "state", "id"),
        Index("ix_wish_owner", "owner_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_key: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    field: Mapped[YouthField | None] = mapped_column(words(YouthField, "field"))
    #: 称呼: 小王, 一名快递员; no name.
    of_whom: Mapped[str] = mapped_column(String(40), default="")
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: The organ whose cadre the raiser was then.
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    #: The record it was heard at.
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    #: The organ in whose pool it lies or would lie.
    pool_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[WishState] = mapped_column(words(WishState, "state"))
    #: The day who answers for it means to have done it by.
    due_on: Mapped[date | None]
    raised_at: Mapped[datetime]
    state_since: Mapped[datetime]
    #: Raised by every step but a reminder: of two who press at once the second is told who was faster.
    version: Mapped[int] = mapped_column(default=1)

    raised_by: Mapped[User] = relationship(foreign_keys=[raised_by_id])
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    organization: Mapped[Organization] = relationship(foreign_keys=[organization_id])
    pool: Mapped[Organization] = relationship(foreign_keys=[pool_id])
    steps: Mapped[list[WishStep]] = relationship(order_by="WishStep.id", cascade="all, delete-orphan")


class WishStep(Base):
    """心愿的一步: who did what, in which words, and who answered for it after."""

    __tablename__ = "wish_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    wish_id: Mapped[int] = mapped_column(ForeignKey("wish.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    action: Mapped[WishAction] = mapped_column(words(WishAction, "action"))
    state: Mapped[WishState] = mapped_column(words(WishState, "state"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(String(500), default="")
    #: 反馈: what the young person said to it.
    said: Mapped[str] = mapped_column(String(200), default="")

    by: Mapped[User] = relationship(foreign_keys=[by_id])
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
