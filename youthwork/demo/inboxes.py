"""消息 of the demonstration: they arose by themselves on the way; who works every day has read the older ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from youthwork.extensions import db
from youthwork.models import Message

#: So far back nobody has anything left unread.
_UNREAD_FOR = timedelta(days=3)


def settle(now: datetime) -> None:
    """已读: what is older than a few days; what came since waits in the inboxes."""
    before = now - _UNREAD_FOR
    old = update(Message).where(Message.at < before, Message.read_at.is_(None))
    db.session.execute(old.values(read_at=before))
