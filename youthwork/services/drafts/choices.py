"""可选: what may be chosen where one types a name."""

from __future__ import annotations

from sqlalchemy import select

from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.models.organization import subtree_range
from youthwork.services.tree import find_by_names

MOST_CHOICES = 200


def branches_under(actor: Actor, committee_name: str) -> list[str]:
    """The 团支部 beneath the one committee of this name; nothing where the name is not (yet) one committee.

    Only within the actor's own tree: a province does not look into another.
    """
    tops = {f"/{list(unit.chain)[-1].id}/" for _, unit in actor.posts}
    found = [
        unit
        for unit in find_by_names([committee_name]).get(committee_name, ())
        if any(unit.path.startswith(top) for top in tops)
    ]
    if len(found) != 1:
        return []
    low, high = subtree_range(found[0].path)
    return list(
        db.session.scalars(
            select(Organization.common_name)
            .where(
                Organization.path >= low,
                Organization.path < high,
                Organization.type == OrganizationType.BRANCH,
                Organization.closed_on.is_(None),
            )
            .order_by(Organization.path)
            .limit(MOST_CHOICES)
        )
    )
