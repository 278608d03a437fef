"""工作台: what must I do and by when; what of mine is where; what came in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from youthwork.domain.workflow import EDITABLE, Actor, State
from youthwork.extensions import db
from youthwork.models import Filing, Submission, SubmissionEvent, User
from youthwork.services.path import obligations, queues
from youthwork.services.path.queues import DISPATCH, DRAFTING, REVIEW, Queue
from youthwork.services.posts import office_units

#: One screen: longer lists have pages of their own.
MOST_WAITING = 12
MOST_MOVING = 8
MOST_NEWS = 6


@dataclass(frozen=True)
class Waiting:
    """要办的一件: a paper in one of my queues, or an annex asked of me and not begun (`obligation`)."""

    queue: Queue | None
    submission: Submission | None
    obligation: obligations.Obligation | None = None


@dataclass(frozen=True)
class Desk:
    """工作台的三栏."""

    waiting: list[Waiting]
    moving: list[Submission]
    filed: dict[int, Filing]
    news: list[tuple[SubmissionEvent, Submission]]


def desk_of(user: User, actor: Actor) -> Desk:
    """Everything the desk shows, earliest due first."""
    asked = obligations.not_begun(user, actor)
    papers = db.session.scalars(
        select(Submission)
        .where(queues.waiting_in(actor, (*DRAFTING, *DISPATCH, *REVIEW)))
        .order_by(Submission.due, Submission.id)
        .limit(MOST_WAITING)
    ).all()
    waiting = [Waiting(queues.queue_of(paper, actor), paper) for paper in papers]
    waiting += [Waiting(None, None, one) for one in asked]
    waiting.sort(key=_due)
    moving, filed = _moving(actor)
    at_hand = {one.submission.id for one in waiting if one.submission}
    moving = [paper for paper in moving if paper.id not in at_hand]
    return Desk(waiting[:MOST_WAITING], moving, filed, _news(actor))


def _due(one: Waiting) -> tuple[int, int]:
    if one.submission is not None:
        return one.submission.due.toordinal(), one.submission.id
    assert one.obligation is not None
    return one.obligation.notice_annex.due.toordinal(), 0


def sent_by(actor: Actor, most: int, before_id: int | None = None) -> list[Submission]:
    """我报送的: submitted papers of my own or my unit, newest first."""
    query = select(Submission).where(_handed_in(actor))
    if before_id is not None:
        query = query.where(Submission.id < before_id)
    return list(db.session.scalars(query.order_by(Submission.id.desc()).limit(most)))


def _handed_in(actor: Actor) -> ColumnElement[bool]:
    mine = or_(
        Submission.subject_id == actor.user_id,
        Submission.submitted_by_id == actor.user_id,
        Submission.owner_id.in_(office_units(actor)),
    )
    return and_(mine, Submission.state.not_in(EDITABLE))


def _moving(actor: Actor) -> tuple[list[Submission], dict[int, Filing]]:
    """The newest of them, and the filings of those that are filed."""
    rows = db.session.execute(
        select(Submission, Filing)
        .outerjoin(Filing, Filing.submission_id == Submission.id)
        .where(_handed_in(actor))
        .order_by(Submission.id.desc())
        .limit(MOST_MOVING)
    ).all()
    return [paper for paper, _ in rows], {paper.id: filing for paper, filing in rows if filing}


def filings_of(submissions: list[Submission]) -> dict[int, Filing]:
    """The filing of each filed submission, by submission id."""
    return _filings(submissions)


def _filings(submissions: list[Submission]) -> dict[int, Filing]:
    filed = [paper.id for paper in submissions if paper.state is State.FILED]
    if not filed:
        return {}
    rows = db.session.scalars(select(Filing).where(Filing.submission_id.in_(filed)))
    return {row.submission_id: row for row in rows}


def _news(actor: Actor) -> list[tuple[SubmissionEvent, Submission]]:
    """新到的: what others last did with papers of mine or of my unit."""
    rows = db.session.execute(
        select(SubmissionEvent, Submission)
        .join(Submission, SubmissionEvent.submission_id == Submission.id)
        .where(
            or_(
                Submission.subject_id == actor.user_id,
                Submission.created_by_id == actor.user_id,
                Submission.owner_id.in_(office_units(actor)),
            ),
            SubmissionEvent.actor_id != actor.user_id,
        )
        .order_by(SubmissionEvent.id.desc())
        .limit(MOST_NEWS)
        .options(joinedload(Submission.notice))
    )
    return [(event, paper) for event, paper in rows]
