"""看到这里: up to when somebody has seen a table, and how much came since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.actors import Actor
from youthwork.extensions import db
from youthwork.models import CombinedLook, User
from youthwork.services.combining import tables
from youthwork.services.combining.sight import Table
from youthwork.services.combining.tables import Asked


@dataclass(frozen=True)
class Look:
    """上次看到; how many entries were filed or corrected (or sent, where that is shown) since."""

    seen_at: datetime
    came: int


def last_look(actor: Actor, table: Table, with_reported: bool) -> Look | None:
    """The last look of this reader at this table; None before the first."""
    seen_at = db.session.scalar(
        select(CombinedLook.seen_at).where(
            CombinedLook.person_id == actor.user_id,
            CombinedLook.notice_annex_id == table.row.id,
            CombinedLook.organization_id == table.place.id,
        )
    )
    if seen_at is None:
        return None
    return Look(seen_at, tables.count(actor, table, Asked(with_reported, since=seen_at)))


def look(table: Table, person: User, up_to: datetime | None = None) -> None:
    """看到这里, within the caller's deed: up to the moment the page was drawn, never further back."""
    moment = min(up_to or clock.now(), clock.now())
    key = (person.id, table.row.id, table.place.id)
    kept = db.session.get(CombinedLook, key)
    if kept is None:
        columns = {"person_id": key[0], "notice_annex_id": key[1], "organization_id": key[2]}
        db.session.add(CombinedLook(**columns, seen_at=moment))
    else:
        kept.seen_at = max(kept.seen_at, moment)
    db.session.flush()
