"""随撤并移交通知: who goes on with a closed unit's work answers for what it asked, and is meant where it was meant.

A notice keeps the name it was signed with. What it asks was laid when it was issued and follows the units
(`duties.following`); its range is mended for those who come later.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from youthwork import clock
from youthwork.domain.audience import Audience
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import Notice, Organization
from youthwork.services.tree import ancestor_ids, unit_of


def hand_over(closed: Organization, heir: Organization, moved: Collection[int]) -> None:
    """The closed unit's notices and drafts become the heir's; every running range that named it names what it became.

    `moved`: the ids of the units that went from the one beneath the other. Within the caller's deed.
    """
    picture = unit_of(closed.id)
    for notice in _in_use(closed):
        before = Audience.from_json(notice.audience, notice.issuer_id)
        after = before.handed_over(picture, heir.id, moved)
        if notice.issuer_id == closed.id:
            # Its own notice asked its own people, who are the heir's now; of the heir's others it asked nothing.
            after = Audience(after.under, after.types, after.levels, after.but, after.also - {heir.id})
        if after != before:
            notice.audience = after.as_json()
    for notice in db.session.scalars(select(Notice).where(Notice.issuer_id == closed.id)).all():
        if notice.state is NoticeState.DRAFT:
            _redraw(notice, closed, heir)
        else:
            notice.signed_as = notice.signatory
        notice.issuer = heir
        notice.version += 1
    db.session.flush()


def _in_use(closed: Organization) -> list[Notice]:
    """Running notices of the unit and of those above it."""
    rows = select(Notice).where(
        Notice.issuer_id.in_(ancestor_ids(closed.path)),
        Notice.state == NoticeState.ISSUED,
        or_(Notice.expires_on.is_(None), Notice.expires_on >= clock.today()),
    )
    return list(db.session.scalars(rows.order_by(Notice.id)))


def _redraw(draft: Notice, closed: Organization, heir: Organization) -> None:
    """A draft not issued yet is the heir's own: meant for all of its units where it was for all of the closed one's."""
    if draft.typed and str(closed.id) in draft.typed.get("under", ()):
        draft.typed = {
            **draft.typed,
            "under": [str(heir.id) if each == str(closed.id) else each for each in draft.typed["under"]],
        }
