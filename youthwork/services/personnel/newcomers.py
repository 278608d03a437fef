"""上任须知: what came over with a post, and what the predecessor did in it: where to look, not what to copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import defer, joinedload

from youthwork import clock
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, Handover, Link, SubmissionEvent
from youthwork.services.tree import units_at

#: For so long the desk speaks of it.
FRESH = timedelta(days=60)
MOST_FILINGS = 20


@dataclass(frozen=True)
class Record:
    """前任做过什么: the filed papers they had a hand in there, and their links, newest first."""

    filings: list[Filing]
    links: list[Link]


def taken_over(actor: Actor) -> list[Handover]:
    """Posts this person took over lately; no query for who began no duty lately, which is nearly everybody."""
    today = clock.today()
    if actor.newest_on is None or actor.newest_on < today - FRESH:
        return []
    rows = db.session.scalars(
        select(Handover)
        .where(
            Handover.successor_id == actor.user_id,
            Handover.last_day <= today,
            Handover.last_day >= today - FRESH,
        )
        .order_by(Handover.last_day.desc(), Handover.id.desc())
        .limit(3)
    )
    return list(rows)


def record_of(row: Handover) -> Record:
    """What the predecessor did for this organ, and whom they were linked to."""
    post = row.appointment
    organ = units_at([post.organization.path])[post.organization_id].organ
    own = [organ.id, *(each.unit_id for each in organ.departments)]
    acted = select(SubmissionEvent.submission_id).where(SubmissionEvent.actor_id == post.user_id)
    filings = db.session.scalars(
        select(Filing)
        .where(Filing.submission_id.in_(acted), or_(Filing.owner_id.in_(own), Filing.organ_id == organ.id))
        .options(defer(Filing.answers), defer(Filing.text))
        .order_by(Filing.id.desc())
        .limit(MOST_FILINGS)
    )
    links = db.session.scalars(
        select(Link)
        .where(Link.user_id == post.user_id)
        .options(joinedload(Link.committee), joinedload(Link.branch))
        .order_by(Link.starts_on.desc(), Link.id.desc())
    )
    return Record(list(filings), list(links))
