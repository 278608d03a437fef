"""待导入的花名册: a roster between reading it and importing it; `kept_uploads` says where it lies and how long."""

from __future__ import annotations

from youthwork.services.exchange import kept_uploads
from youthwork.services.exchange.kept_uploads import KeptUpload, discard, keep_answers

_PURPOSE = "roster"

__all__ = ["KeptUpload", "discard", "find_roster", "keep_answers", "keep_roster"]


def keep_roster(content: bytes, *, filename: str, user_id: int, organ_id: int) -> KeptUpload:
    return kept_uploads.keep(content, filename=filename, user_id=user_id, purpose=_PURPOSE, about_id=organ_id)


def find_roster(key: str, user_id: int) -> KeptUpload:
    return kept_uploads.find(key, user_id=user_id, purpose=_PURPOSE)
