"""页面键: the key a form was drawn with; whatever is posted under it counts once (promise 2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base
from youthwork.models.user import User


class RenderKey(Base):
    """页面键: written in the very deed it guards, so a deed undone leaves no key behind.

    The same payload again (a double press, a reload, a retry) is answered with `answer_url`; another payload
    under the same key is a clash for a person to decide.
    """

    __tablename__ = "render_key"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: Where it was posted to: the path of the address.
    door: Mapped[str] = mapped_column(String(200))
    payload_sha256: Mapped[str] = mapped_column(String(64))
    #: What was posted, shortened, so that a clash can say what is different.
    posted: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    #: Where the answer led, and what it said there.
    answer_url: Mapped[str] = mapped_column(String(300), default="")
    answer_words: Mapped[str] = mapped_column(String(300), default="")
    #: 成批办理: what came of each ticked paper.
    outcomes: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    used_at: Mapped[datetime] = mapped_column(index=True)

    person: Mapped[User] = relationship(lazy="joined", innerjoin=True)
