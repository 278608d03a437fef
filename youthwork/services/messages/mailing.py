"""发邮件: asked for as jobs, kept out of quiet hours, tried again; nothing waits for it and nothing depends on it.

Where no server is set, nobody is asked for an address and no job is written.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from youthwork import clock
from youthwork.domain.quiet_hours import next_sending
from youthwork.extensions import db
from youthwork.models import Digest, Job, JobKind, JobState, Message, User
from youthwork.services.jobs import queue
from youthwork.services.messages import letters, smtp
from youthwork.services.transactions import deed

#: While the server is away, no letter is tried for so long: each try would hold up the worker.
REST = timedelta(minutes=5)
#: A failure so long ago concerns nobody any more.
_RECENT = timedelta(days=7)


def is_on() -> bool:
    """Whether this instance has a mail server."""
    return bool(current_app.config["SMTP_URL"])


def ask_for_message(message_id: int, person: User) -> None:
    """要求发一条, within the deed that tells it, for whoever wants mail; not before quiet hours end."""
    _ask(f"message:{message_id}", person)


def ask_for_digest(digest: Digest, person: User) -> None:
    """要求发汇总, within the deed that makes it."""
    _ask(f"digest:{digest.id}", person)


def _ask(key: str, person: User) -> None:
    if is_on() and person.is_enabled and person.wants_mail and person.email:
        queue.enqueue(JobKind.MAIL, key, not_before=next_sending(clock.now()))


def send(key: str) -> None:
    """发出 what the job names, unless it was read, sent or put into a digest meanwhile; raises the sentence of the failure.

    The letter goes out between reading and marking: while the server is slow, no writer waits.
    """
    thing = _find(key)
    if not is_on() or thing is None or thing.mailed_at is not None:
        return
    person = db.session.get_one(User, thing.person_id)
    is_told = isinstance(thing, Message) and (thing.read_at or thing.digest_id) is not None
    if is_told or not (person.is_enabled and person.wants_mail and person.email):
        return
    letter = (
        letters.of_message(thing) if isinstance(thing, Message) else letters.of_digest(thing, person.email)
    )
    db.session.rollback()
    try:
        server = smtp.read_url(current_app.config["SMTP_URL"])
        letter["From"] = server.sender
        smtp.send(server, letter)
    except smtp.MailServerAway:
        with deed():
            queue.hold_back(JobKind.MAIL, clock.now() + REST)
        raise
    with deed():
        sent = _find(key)
        if sent is not None:
            sent.mailed_at = clock.now()


def _find(key: str) -> Message | Digest | None:
    what, _, number = key.partition(":")
    return db.session.get(Message, int(number)) if what == "message" else db.session.get(Digest, int(number))


def trouble() -> tuple[int, str] | None:
    """发不出去: how many letters wait or were given up after a failure, and the last reason; None where all is well."""
    if not is_on():
        return None
    failed = (
        Job.kind == JobKind.MAIL,
        Job.state.in_((JobState.WAITING, JobState.RUNNING, JobState.DEAD)),
        Job.failure != "",
        Job.asked_at >= clock.now() - _RECENT,
    )
    count, newest = db.session.execute(select(func.count(), func.max(Job.id)).where(*failed)).one()
    if not count:
        return None
    return count, db.session.get_one(Job, newest).failure
