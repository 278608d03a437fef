"""活动记录 for tests: written through `recording.record`, as a page writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.factories import Cast
from youthwork.domain.signals import SignalKind
from youthwork.models import Activity
from youthwork.services.contact_work.records import recording
from youthwork.services.contact_work.records.recording import Given

_numbers = count(1)
TOPIC = "到白泉村与返乡青年交流"
EFFECT = "和白泉村的三位返乡青年谈了贷款的事，答应月底前请信用社来村里讲一次，他们还想学短视频带货。"


def given(
    day: str = "2026-03-05",
    start: str = "19:00",
    minutes: int = 90,
    purposes: Iterable[str] = ("talk",),
    **more: Any,
) -> Given:
    """One honest record; `more` are fields of `Given`. The key is another each time unless it is given."""
    starts_at = datetime.fromisoformat(f"{day} {start}")
    fields: dict[str, Any] = {
        "client_key": f"test-{next(_numbers)}",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "topic": TOPIC,
        "form": "座谈",
        "place": "白泉村活动室",
        "is_online": False,
        "with_id": None,
        "people": 12,
        "linked_people": None,
        "effect": EFFECT,
        "asked": "",
        "purposes": frozenset(purposes),
        "members": (),
    }
    return Given(**(fields | more))


def add_activity(
    cast: Cast,
    username: str,
    day: str = "2026-03-05",
    start: str = "19:00",
    minutes: int = 90,
    purposes: Iterable[str] = ("talk",),
    said: Mapping[SignalKind, str] | None = None,
    **more: Any,
) -> Activity:
    """记一条 of this person, flushed; the caller commits."""
    return recording.record(
        cast.person(username), given(day, start, minutes, purposes, **more), dict(said or {})
    )
