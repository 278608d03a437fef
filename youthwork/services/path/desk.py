"""工作台: what must I do and by when; what of mine is where; what came in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select, union_all

from youthwork.domain.workflow import EDITABLE, Actor, State
from youthwork.extensions import db
from youthwork.models import Filing, Submission, SubmissionEvent, User
from youthwork.services.path import obligations, queues
from youthwork.services.path.queues import DISPATCH, DRAFTING, REVIEW, Capacity, Queue
from youthwork.services.posts import office_units

#: One screen: longer lists have pages of their own.
MOST_WAITING = 12
MOST_MOVING = 8
MOST_NEWS = 6
AMONG_THE_NEWEST = 200


@dataclass(frozen=True)
class Waiting:
    """要办的一件: a paper in one of my queues, or an annex asked of me and not begun (`obligation`)."""

    queue: Queue | None
    submission: Submission | None
    obligation: obligations.Obligation | None = None
    #: In which post it is this person's to do; None for what is their own, such as their 任务表.
    capacity: Capacity | None = None


@dataclass(frozen=True)
class Desk:
    """工作台的三栏."""

    waiting: list[Waiting]
    moving: list[Submission]
    filed: dict[int, Filing]
    news: list[tuple[SubmissionEvent, str]]


def desk_of(user: User, actor: Actor) -> Desk:
    """Everything the desk shows, earliest due first."""
    asked = obligations.not_begun(user, actor)
    papers = db.session.scalars(
        select(Submission)
        .where(queues.waiting_in(actor, (*DRAFTING, *DISPATCH, *REVIEW)))
        .order_by(Submission.due, Submission.id)
        .limit(MOST_WAITING)
    ).all()
    waiting = [_waiting(paper, actor) for paper in papers]
    waiting += [Waiting(None, None, one, _clerks(one, actor)) for one in asked]
    waiting.sort(key=_due)
    moving, filed = _moving(actor)
    at_hand = {one.submission.id for one in waiting if one.submission}
    moving = [paper for paper in moving if paper.id not in at_hand]
    return Desk(waiting[:MOST_WAITING], moving, filed, _news(actor))


def _waiting(paper: Submission, actor: Actor) -> Waiting:
    queue = queues.queue_of(paper, actor)
    if queue is None or (queue is Queue.WRITE and paper.subject_id == actor.user_id):
        return Waiting(queue, paper)
    place = paper.owner_id if queue in (Queue.WRITE, Queue.SEND) else paper.holder_id
    return Waiting(queue, paper, None, queues.capacity(actor, queue, place) if place else None)


def _clerks(one: obligations.Obligation, actor: Actor) -> Capacity | None:
    """As whose 经办人 an annex is to be begun; what a cadre fills in is their own."""
    return queues.capacity(actor, Queue.WRITE, one.owner.id) if one.subject_id is None else None


def _due(one: Waiting) -> tuple[int, int]:
    if one.submission is not None:
        return one.submission.due.toordinal(), one.submission.id
    assert one.obligation is not None
    return one.obligation.due.toordinal(), 0


def sent_by(actor: Actor, most: int, before_id: int | None = None) -> list[Submission]:
    """我报送的: submitted papers of my own or my unit, newest first."""
    handed_in: list[ColumnElement[bool]] = [Submission.state.not_in(EDITABLE)]
    if before_id is not None:
        handed_in.append(Submission.id < before_id)
    return list(
        db.session.scalars(
            select(Submission)
            .where(Submission.id.in_(_newest(actor, most, *handed_in)))
            .order_by(Submission.id.desc())
            .limit(most)
        )
    )


def _moving(actor: Actor) -> tuple[list[Submission], dict[int, Filing]]:
    """The newest of them, and the filings of those that are filed."""
    newest = _newest(actor, MOST_MOVING, Submission.state.not_in(EDITABLE))
    rows = db.session.execute(
        select(Submission, Filing)
        .outerjoin(Filing, Filing.submission_id == Submission.id)
        .where(Submission.id.in_(newest))
        .order_by(Submission.id.desc())
        .limit(MOST_MOVING)
    ).all()
    return [paper for paper, _ in rows], {paper.id: filing for paper, filing in rows if filing}


def _newest(actor: Actor, most: int, *conditions: ColumnElement[bool]) -> Select[int]:
    """The ids of the newest papers about me, begun by me, or of my unit: `most` of each kind.

    Each kind is read off an index of its own and cut there; one OR over the three would read the whole table
    for a small unit, or sort all papers of a large one.
    """
    kinds = (
        Submission.subject_id == actor.user_id,
        Submission.created_by_id == actor.user_id,
        Submission.owner_id.in_(office_units(actor)),
    )
    cut = (
        select(Submission.id).where(kind, *conditions).order_by(Submission.id.desc()).limit(most).subquery()
        for kind in kinds
    )
    return select(union_all(*(select(each.c.id) for each in cut)).subquery().c.id)


def filings_of(submissions: list[Submission]) -> dict[int, Filing]:
    """The filing of each filed submission, by submission id."""
    filed = [paper.id for paper in submissions if paper.state is State.FILED]
    if not filed:
        return {}
    rows = db.session.scalars(select(Filing).where(Filing.submission_id.in_(filed)))
    return {row.submission_id: row for row in rows}


def _news(actor: Actor) -> list[tuple[SubmissionEvent, str]]:
    """新到的: what others last did with papers of mine or of my unit, each with the paper's title.

    Looked for among the newest papers only: a large unit has years of events that are no news.
    """
    rows = db.session.execute(
        select(SubmissionEvent, Submission.title)
        .join(Submission, SubmissionEvent.submission_id == Submission.id)
        .where(
            SubmissionEvent.submission_id.in_(_newest(actor, AMONG_THE_NEWEST)),
            SubmissionEvent.actor_id != actor.user_id,
        )
        .order_by(SubmissionEvent.id.desc())
        .limit(MOST_NEWS)
    )
    return [(event, title) for event, title in rows]
