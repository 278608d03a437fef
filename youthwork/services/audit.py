"""审计: what must be known afterwards even when the deed itself was refused."""

from __future__ import annotations

from flask import has_request_context, request

from youthwork import clock
from youthwork.extensions import db
from youthwork.models import AuditRecord


def record(kind: str, sentence: str, user_id: int | None) -> None:
    """记一笔 within the present deed."""
    db.session.add(
        AuditRecord(at=clock.now(), user_id=user_id, kind=kind, sentence=sentence[:500], address=_address())
    )


def _address() -> str:
    return (request.remote_addr or "") if has_request_context() else ""
