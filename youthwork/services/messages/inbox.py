"""收件箱: a person's messages, newest first, a page at a time; counted, opened, read. What lies here disturbs nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, delete, func, select, update
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.errors import NotFound
from youthwork.domain.standing import Standing
from youthwork.domain.workflow import Actor, State
from youthwork.extensions import db
from youthwork.models import Digest, Filing, Message, MessageKind, Submission, User
from youthwork.services import scope, standing

PAGE = 30
#: More than this many unread are not counted out: 99+.
MOST_COUNTED = 99
#: 保存期: read ones and digests go after a year, unread ones stay.
KEPT = timedelta(days=365)
_AT_ONCE = 2000


@dataclass(frozen=True)
class Shown:
    """一条消息 as this person may see it now: `is_closed` once the paper is no longer theirs to see."""

    message: Message
    standing: Standing | None = None
    is_closed: bool = False


@dataclass(frozen=True)
class Inbox:
    """收件箱的一页."""

    rows: list[Shown]
    unread: int
    #: The id before which the next page begins; None on the last.
    older: int | None


def unread_count(user_id: int) -> ScalarSelect[int]:
    """未读数 up to `MOST_COUNTED` + 1, as a part of whatever query counts for the page: the bell costs none of its own."""
    unread = select(Message.id).where(*_unread(user_id)).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(unread).scalar_subquery()


def inbox_of(
    user: User,
    actor: Actor,
    *,
    only_unread: bool = False,
    kind: MessageKind | None = None,
    before_id: int | None = None,
) -> Inbox:
    """收件箱, newest first; the paper of each message is looked at again, so that none shows more than its page."""
    query = select(Message).where(Message.person_id == user.id)
    if only_unread:
        query = query.where(Message.read_at.is_(None))
    if kind is not None:
        query = query.where(Message.kind == kind)
    if before_id is not None:
        query = query.where(Message.id < before_id)
    found = list(db.session.scalars(query.order_by(Message.id.desc()).limit(PAGE + 1)))
    rows = found[:PAGE]
    papers = _papers(actor, rows)
    unread = db.session.scalar(select(unread_count(user.id))) or 0
    return Inbox([_shown(row, papers) for row in rows], unread, rows[-1].id if len(found) > PAGE else None)


def find_message(user: User, message_id: int) -> Message:
    found = db.session.scalar(select(Message).where(Message.id == message_id, Message.person_id == user.id))
    if found is None:
        raise NotFound("没有这条消息，或它不是给你的")
    return found


def read(message: Message) -> None:
    """已读."""
    if message.read_at is None:
        message.read_at = clock.now()
        db.session.flush()


def read_all(user: User, newest_id: int) -> int:
    """全部标为已读, up to the newest the page showed: what came since stays unread. Gives how many."""
    return _rowcount(
        update(Message).where(*_unread(user.id), Message.id <= newest_id).values(read_at=clock.now())
    )


def digests_of(user: User, before: int | None = None, most: int = 10) -> list[Digest]:
    """每日汇总 of this person, newest first."""
    query = select(Digest).where(Digest.person_id == user.id)
    if before is not None:
        query = query.where(Digest.id < before)
    return list(db.session.scalars(query.order_by(Digest.id.desc()).limit(most)))


def discard_old(now: datetime) -> int:
    """清理: read messages and digests of more than a year ago; unread ones stay however old. Gives how many went."""
    before = now - KEPT
    old = select(Message.id).where(Message.at < before, Message.read_at.is_not(None)).order_by(Message.id)
    gone = _rowcount(delete(Message).where(Message.id.in_(old.limit(_AT_ONCE))))
    is_told = select(Message.id).where(Message.digest_id == Digest.id).exists()
    stale = select(Digest.id).where(Digest.made_at < before, ~is_told).order_by(Digest.id).limit(_AT_ONCE)
    return gone + _rowcount(delete(Digest).where(Digest.id.in_(stale)))


def _rowcount(statement: object) -> int:
    outcome = db.session.execute(statement)  # type: ignore[call-overload]  # an update or a delete
    return int(outcome.rowcount)


def _unread(user_id: int) -> tuple[ColumnElement[bool], ...]:
    return Message.person_id == user_id, Message.read_at.is_(None)


def _papers(actor: Actor, rows: list[Message]) -> Mapping[int, tuple[Submission, Filing | None]]:
    """The papers these messages speak of, as far as this person may see them now, each with its filing."""
    ids = {row.submission_id for row in rows if row.submission_id is not None}
    if not ids:
        return {}
    visible = (
        scope.visible_submissions(actor).where(Submission.id.in_(ids)).options(joinedload(Submission.notice))
    )
    papers = list(db.session.scalars(visible))
    filed = [paper.id for paper in papers if paper.state is State.FILED]
    filings = db.session.scalars(select(Filing).where(Filing.submission_id.in_(filed))) if filed else ()
    by_paper = {filing.submission_id: filing for filing in filings}
    return {paper.id: (paper, by_paper.get(paper.id)) for paper in papers}


def _shown(row: Message, papers: Mapping[int, tuple[Submission, Filing | None]]) -> Shown:
    if row.submission_id is None:
        return Shown(row)
    if row.submission_id not in papers:
        return Shown(row, is_closed=True)
    return Shown(row, standing.of(*papers[row.submission_id]))
