"""随撤并移交: what hangs on a unit beside its people and papers goes on with its successor."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, or_, select, update

from youthwork import clock
from youthwork.domain.hierarchy import LINKABLE_TYPES
from youthwork.domain.youth import ContactState
from youthwork.extensions import db
from youthwork.models import Link, Organization, User, Wish, WorkGroup, YouthContact


def links_to(organ: Organization) -> int:
    """联系关系 of cadres anywhere with this unit."""
    rows = select(func.count()).select_from(Link).where(Link.committee_id == organ.id, Link.ends_on.is_(None))
    return db.session.scalar(rows) or 0


def hand_on(organ: Organization, heir: Organization, by: User) -> None:
    """联系关系、联系的青年、微心愿 and 工作组 of the closed unit become the successor's."""
    if heir.type in LINKABLE_TYPES:
        _links(organ, heir, by)
    # Of who goes on in the successor: they would be forgotten with a post that ends.
    db.session.execute(
        update(YouthContact)
        .where(YouthContact.organization_id == organ.id, YouthContact.state == ContactState.IN_TOUCH)
        .values(organization_id=heir.id)
    )
    db.session.execute(update(Wish).where(Wish.pool_id == organ.id).values(pool_id=heir.id))
    running = or_(WorkGroup.ends_on.is_(None), WorkGroup.ends_on >= clock.today())
    db.session.execute(
        update(WorkGroup)
        .where(WorkGroup.organization_id == organ.id, running)
        .values(organization_id=heir.id)
    )


def _links(organ: Organization, heir: Organization, by: User) -> None:
    """Closed and kept, and open anew with the successor; the branch stays the one it was."""
    yesterday = clock.today() - timedelta(days=1)
    for link in db.session.scalars(
        select(Link).where(Link.committee_id == organ.id, Link.ends_on.is_(None))
    ).all():
        link.ends_on = max(link.starts_on, yesterday)
        db.session.flush()
        db.session.add(
            Link(
                user_id=link.user_id,
                committee_id=heir.id,
                branch_id=link.branch_id,
                starts_on=clock.today(),
                recorded_by_id=by.id,
            )
        )
    db.session.flush()
