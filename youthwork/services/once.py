"""办一次: what was posted under a page's key counts once, however often it arrives (promise 2).

The key's row is written first, inside the very deed it guards: of two presses at the same moment the second
waits for the first, and a deed undone leaves no key behind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from youthwork import clock
from youthwork.extensions import db
from youthwork.models import RenderKey

#: A page left open for longer is caught by the paper's version.
KEPT = timedelta(days=7)
LONGEST_KEY = 40
LONGEST_TEXT = 200
_AT_ONCE = 200

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Press:
    """按下一次: who posted what to which door under which key. A file stands in `fields` as its name and digest."""

    key: str
    person_id: int
    door: str
    fields: Fields

    @property
    def payload_sha256(self) -> str:
        whole = json.dumps({name: list(self.fields[name]) for name in sorted(self.fields)})
        return hashlib.sha256(whole.encode()).hexdigest()

    def is_same(self, earlier: RenderKey) -> bool:
        """Whether this is that very press come again: the same person, door and payload."""
        here = (self.person_id, self.door, self.payload_sha256)
        return here == (earlier.person_id, earlier.door, earlier.payload_sha256)

    def changes_since(self, earlier: RenderKey) -> list[tuple[str, str, str]]:
        """不同之处: field, its text then, its text now; as far as it was kept."""
        now, then = _shortened(self.fields), earlier.posted
        names = dict.fromkeys([*then, *now])
        pairs = [(name, "、".join(then.get(name, [])), "、".join(now.get(name, []))) for name in names]
        return [(name, before, after) for name, before, after in pairs if before != after]


def earlier(key: str) -> RenderKey | None:
    """What was done under this key; None while nothing was."""
    return db.session.get(RenderKey, key, populate_existing=True) if key else None


def claim(press: Press) -> RenderKey | None:
    """占用页面键 within the present deed: None where this press is the first, else what was done under it."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row = insert(RenderKey).values(
        key=press.key,
        person_id=press.person_id,
        door=press.door,
        payload_sha256=press.payload_sha256,
        posted=_shortened(press.fields),
        answer_url="",
        answer_words="",
        used_at=clock.now(),
    )
    written = db.session.scalar(row.on_conflict_do_nothing().returning(RenderKey.key))
    if written is None:
        return earlier(press.key)
    if press.key.startswith("0"):
        # Keys begin with a random digit of sixteen: now and then is often enough.
        _sweep()
    return None


def keep_answer(key: str, url: str, words: str, outcomes: list[dict[str, Any]] | None = None) -> None:
    """留下答复: where the deed led and what it said, for whoever asks again."""
    db.session.execute(
        update(RenderKey)
        .where(RenderKey.key == key)
        .values(answer_url=url[:300], answer_words=words[:300], outcomes=outcomes)
        .execution_options(synchronize_session=False)
    )


def _sweep() -> None:
    """Take old keys away, a few at a time and none that another deed is taking."""
    old = (
        select(RenderKey.key)
        .where(RenderKey.used_at < clock.now() - KEPT)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    db.session.execute(
        delete(RenderKey).where(RenderKey.key.in_(old)).execution_options(synchronize_session=False)
    )


def _shortened(fields: Fields) -> dict[str, list[str]]:
    return {name: [value[:LONGEST_TEXT] for value in values] for name, values in fields.items()}
