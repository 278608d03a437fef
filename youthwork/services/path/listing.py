"""清单: the papers waiting in a person's queues, and those the receiving side has had."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from youthwork.domain.workflow import WITH_RECEIVER, Actor
from youthwork.extensions import db
from youthwork.models import Submission
from youthwork.services import scope
from youthwork.services.path import queues
from youthwork.services.path.queues import Queue

PAGE = 30


def waiting_papers(actor: Actor, queue: Queue) -> list[Submission]:
    """The papers in one queue, earliest due first; a page of them (the rest follow as these are done)."""
    return list(
        db.session.scalars(
            select(Submission)
            .where(queues.waiting(actor, queue))
            .order_by(Submission.due, Submission.sent_at, Submission.id)
            .limit(PAGE)
        )
    )


def received_papers(actor: Actor, before_id: int | None = None) -> list[Submission]:
    """Whatever was sent to this person's receiving organizations and is not filed yet, newest first."""
    query = select(Submission).where(
        Submission.receiver_id.in_(scope.receiving_units(actor)), Submission.state.in_(WITH_RECEIVER)
    )
    if before_id is not None:
        query = query.where(Submission.id < before_id)
    return list(db.session.scalars(query.order_by(Submission.id.desc()).limit(PAGE + 1)))


def next_paper(actor: Actor, after: Submission) -> Submission | None:
    """下一件: the next paper to review after this one, round to the first again; None when it is the last."""
    return next(iter(_others_from(_to_review(actor), after)), None)


def previous_paper(actor: Actor, before: Submission) -> Submission | None:
    """上一件: the other way round."""
    return next(iter(_others_from(_to_review(actor)[::-1], before)), None)


def _to_review(actor: Actor) -> list[Submission]:
    return [*waiting_papers(actor, Queue.REVIEW), *waiting_papers(actor, Queue.ACCEPT)]


def _others_from(waiting: list[Submission], here: Submission) -> list[Submission]:
    at = next((at for at, paper in enumerate(waiting) if paper.id == here.id), None)
    return waiting if at is None else waiting[at + 1 :] + waiting[:at]


def ticked(actor: Actor, queue: Queue, ids: Sequence[int]) -> list[Submission]:
    """The ticked papers that really wait in this queue for this person, in the order of the list."""
    rows = db.session.scalars(
        select(Submission)
        .where(Submission.id.in_(list(ids)), queues.waiting(actor, queue))
        .order_by(Submission.due, Submission.id)
    )
    return list(rows)
