"""What lies in somebody's inbox, for tests to read."""

from __future__ import annotations

from tests.factories import Cast
from youthwork.extensions import db
from youthwork.models import Message


def messages_of(cast: Cast, who: str) -> list[Message]:
    """Newest first."""
    db.session.flush()
    rows = db.select(Message).where(Message.person_id == cast.person(who).id)
    return list(
        db.session.scalars(rows.order_by(Message.id.desc()).execution_options(populate_existing=True))
    )


def titles_of(cast: Cast, who: str) -> list[str]:
    return [message.title for message in messages_of(cast, who)]


def unread_of(cast: Cast, who: str) -> list[str]:
    return [message.title for message in messages_of(cast, who) if message.read_at is None]
