"""记一条: one record of contact work, saved once however often it arrives; corrected, withdrawn (`correcting.py`).

A page asks `mistakes` and `signals_of`, shows both, and calls `record` with what the writer said to each signal.
All of it happens within the caller's deed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import AlreadyMoved
from youthwork.domain.signals import Signal, SignalKind
from youthwork.extensions import db
from youthwork.models import Activity, User
from youthwork.services.contact_work.records import posts_then, signalling, telling, writing
from youthwork.services.contact_work.records.correcting import correct, leave, needs_reason, withdraw
from youthwork.services.contact_work.records.given import Given, NotRecorded, given_of, mistakes
from youthwork.services.contact_work.records.signalling import signals_of

__all__ = [
    "Given",
    "NotRecorded",
    "SentBefore",
    "correct",
    "given_of",
    "leave",
    "mistakes",
    "needs_reason",
    "record",
    "sent_before",
    "signals_of",
    "was_sent_as",
    "withdraw",
]


class SentBefore(AlreadyMoved):
    """Under this key another text was saved before; `activity` is what was saved."""

    def __init__(self, activity: Activity) -> None:
        super().__init__(
            f"这一条已经保存过（{long_date(activity.recorded_at.date())} {activity.recorded_at:%H:%M}），"
            "现在的内容与当时的不同，没有覆盖；要改的，请打开那条记录更正"
        )
        self.activity = activity


def record(
    person: User, given: Given, said: Mapping[SignalKind, str], extra: Iterable[Signal] = ()
) -> Activity:
    """记下: the record of this person, or the very one saved before under the same key.

    Signals are put down with what was said to each; one nobody answered (a phone sent it from its queue) is put
    down without. Raises `NotRecorded` with a sentence for each field, and `SentBefore` where the key brings
    another text than the first time.
    """
    if (earlier := _earlier(person, given)) is not None:
        return earlier
    if found := mistakes(person, given):
        raise NotRecorded(found)
    asked = signals_of(person, given, extra=extra)
    activity_id = _insert(person, given)
    if activity_id is None:
        # Two sends at the same moment: the other has just been saved.
        earlier = _earlier(person, given)
        assert earlier is not None, "the key was there"
        return earlier
    activity = db.session.get_one(Activity, activity_id)
    writing.put_lists(activity, given)
    signalling.keep(activity, asked, said)
    telling.tell_members(activity, person)
    return activity


def sent_before(person: User, client_key: str) -> Activity | None:
    """What this person saved under this key before; None the first time."""
    return db.session.scalar(
        select(Activity).where(Activity.person_id == person.id, Activity.client_key == client_key)
    )


def was_sent_as(activity: Activity, given: Given) -> bool:
    """Whether this very text was what came first under its key, whatever has been corrected since."""
    return activity.sent_sha256 == given.sha256


def _earlier(person: User, given: Given) -> Activity | None:
    found = sent_before(person, given.client_key)
    if found is not None and not was_sent_as(found, given):
        raise SentBefore(found)
    return found


def _insert(person: User, given: Given) -> int | None:
    """Write the row unless the key is there; of two at once the second waits for the first and writes nothing."""
    post = posts_then.post_of(person.id, given.day)
    assert post is not None, "mistakes() has asked for one"
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[db.engine.dialect.name]
    row = insert(Activity).values(
        **writing.columns_of(given),
        client_key=given.client_key,
        sent_sha256=given.sha256,
        person_id=person.id,
        organization_id=post.organ.id,
        nature=post.nature,
        recorded_at=clock.now(),
        version=1,
    )
    written: int | None = db.session.scalar(row.on_conflict_do_nothing().returning(Activity.id))
    return written
