"""每日汇总: one a person and workday, of what is unread and was in none before; a slice of people at a time.

Made again it makes nothing twice: the day's digest of a person is unique, and a message is in one digest only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select, update

from youthwork import clock
from youthwork.domain.calendar import WEEKDAYS, due_phrase, long_date, moment_phrase
from youthwork.extensions import db
from youthwork.models import Digest, Message, MessageKind, User
from youthwork.services.messages import mailing

#: People of one slice, each slice a deed of its own.
SLICE = 200
#: Of one kind so many are named, the rest counted.
MOST_NAMED = 10
#: What must be done stands before what is only told.
_ORDER = (
    MessageKind.RETURNED,
    MessageKind.URGING,
    MessageKind.OVERDUE,
    MessageKind.DUE_TODAY,
    MessageKind.DUE_SOON,
    MessageKind.CORRECTION,
    MessageKind.TO_DO,
    MessageKind.NOTICE,
    MessageKind.PROBLEM,
    MessageKind.WISH,
    MessageKind.ADDITION,
    MessageKind.FILED,
    MessageKind.PROGRESS,
    MessageKind.POST,
)


def make_slice(day: date, after_person_id: int) -> int | None:
    """汇总 for the next people in order, within the caller's deed; gives the last of them, None when all are done."""
    ids = _next_people(after_person_id)
    if not ids:
        return None
    have = set(
        db.session.scalars(select(Digest.person_id).where(Digest.day == day, Digest.person_id.in_(ids)))
    )
    people = db.session.scalars(
        select(User).where(User.id.in_(set(ids) - have), User.is_enabled).order_by(User.id)
    ).all()
    untold: dict[int, list[Message]] = {}
    for message in db.session.scalars(
        select(Message)
        .where(Message.person_id.in_([each.id for each in people]), *_untold())
        .order_by(Message.id.desc())
    ):
        untold.setdefault(message.person_id, []).append(message)
    _make(day, [(person, untold[person.id]) for person in people if person.id in untold])
    return ids[-1]


def _next_people(after_person_id: int) -> list[int]:
    """Those of whom something waits to be told."""
    return list(
        db.session.scalars(
            select(Message.person_id)
            .where(Message.person_id > after_person_id, *_untold())
            .distinct()
            .order_by(Message.person_id)
            .limit(SLICE)
        )
    )


def _untold() -> tuple[ColumnElement[bool], ...]:
    """Unread, in no digest before, and not gone out by a mail of its own."""
    return Message.read_at.is_(None), Message.digest_id.is_(None), Message.mailed_at.is_(None)


def _make(day: date, told: Sequence[tuple[User, Sequence[Message]]]) -> None:
    """A slice of digests in a handful of statements, however many people are in it."""
    if not told:
        return
    now = clock.now()
    digests = [
        Digest(person_id=person.id, day=day, text=text_of(day, person, messages), made_at=now)
        for person, messages in told
    ]
    db.session.add_all(digests)
    db.session.flush()
    rows = [
        {"id": message.id, "digest_id": digest.id}
        for digest, (_, messages) in zip(digests, told, strict=True)
        for message in messages
    ]
    db.session.execute(update(Message), rows)
    for digest, (person, _) in zip(digests, told, strict=True):
        mailing.ask_for_digest(digest, person)


def text_of(day: date, person: User, messages: Sequence[Message]) -> str:
    """汇总的文字: a heading with the counts, then kind by kind each title with its date and its first words."""
    counts = "，".join(f"{kind.value} {len(rows)} 条" for kind, rows in _by_kind(messages))
    lines = [f"{person.name}：{long_date(day)}（星期{WEEKDAYS[day.weekday()]}）{counts}。"]
    for kind, rows in _by_kind(messages):
        lines += ["", f"【{kind.value}】"]
        lines += [line for row in rows[:MOST_NAMED] for line in _lines(row)]
        if len(rows) > MOST_NAMED:
            lines.append(f"……另有 {len(rows) - MOST_NAMED} 条，见“消息”。")
    return "\n".join(lines)


def _by_kind(messages: Sequence[Message]) -> list[tuple[MessageKind, list[Message]]]:
    found = {kind: [each for each in messages if each.kind is kind] for kind in _ORDER}
    return [(kind, rows) for kind, rows in found.items() if rows]


def _lines(message: Message) -> list[str]:
    due = f"，期限 {due_phrase(message.due, clock.today())}" if message.due else ""
    sender = f"{message.sender} · " if message.sender else ""
    lines = [f"· {message.title}{due}"]
    lines += [f"  {line}" for line in message.words.splitlines() if line.strip()]
    return [*lines, f"  {sender}{moment_phrase(message.at, clock.now())}"]
