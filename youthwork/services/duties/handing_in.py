"""报出: when a paper was handed in and not taken back since, worked out from its events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from youthwork.domain.workflow import Action, State
from youthwork.extensions import db
from youthwork.models import Submission, SubmissionEvent

_WITH_RECEIVER = frozenset({State.SENT, State.ACCEPTED, State.RETURNED, State.FILED})


def handed_in_at(paper: Submission) -> datetime | None:
    """The first sending that was not taken back; None while nothing is handed in.

    A paper returned for correction stays handed in, however far its next round is.
    """
    if paper.first_sent_at is None:
        return None
    times = times_of(paper)
    if times:
        return times[-1][0] if times[-1][1] is None else None
    # Imported without its events.
    return paper.first_sent_at if paper.state in _WITH_RECEIVER else None


def sendings(
    events: Iterable[tuple[Action, State, datetime]],
) -> list[tuple[datetime, datetime | None]]:
    """Each time it was handed in, and when it was taken back if it was, from its events in their order."""
    found: list[tuple[datetime, datetime | None]] = []
    before: State | None = None
    for action, state, at in events:
        if action is Action.SEND and (not found or found[-1][1] is not None):
            found.append((at, None))
        elif action is Action.WITHDRAW and before is State.SENT and found:
            found[-1] = (found[-1][0], at)
        before = state
    return found


def times_of(paper: Submission) -> list[tuple[datetime, datetime | None]]:
    """`sendings` of a paper, for what is laid after papers were handed in for it."""
    events = db.session.execute(
        select(SubmissionEvent.action, SubmissionEvent.state, SubmissionEvent.at)
        .where(SubmissionEvent.submission_id == paper.id)
        .order_by(SubmissionEvent.id)
    )
    return sendings(events)
