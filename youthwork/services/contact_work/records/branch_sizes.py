"""支部人数: of which branch a record speaks, and how many 团员 it has. Where that is not plain, nothing is known."""

from __future__ import annotations

from sqlalchemy import Select, or_, select

from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.purposes import BY_KEY, WITH_LINKED_BRANCH, Family
from youthwork.domain.signals import BranchSize
from youthwork.extensions import db
from youthwork.models import Link, Organization, User
from youthwork.services.contact_work.records.given import Given


def size_for(person: User, given: Given) -> BranchSize | None:
    """The branch it was with; or the branch linked to that day, where no unit is named and what was done is done with it.

    A committee's activity, and one the organ held together, may gather any number of branches.
    """
    if given.with_id is not None:
        return _size(db.session.get(Organization, given.with_id))
    is_gathering = any(BY_KEY[each].family is Family.ORGAN for each in given.purposes & BY_KEY.keys())
    if given.is_online or is_gathering or not given.purposes & WITH_LINKED_BRANCH:
        return None
    return _size(db.session.scalar(_linked(person, given)))


def _linked(person: User, given: Given) -> Select[Organization]:
    return (
        select(Organization)
        .join(Link, Link.branch_id == Organization.id)
        .where(
            Link.user_id == person.id,
            Link.starts_on <= given.day,
            or_(Link.ends_on.is_(None), Link.ends_on >= given.day),
        )
        # On the day a link was changed both hold: the newer one is meant.
        .order_by(Link.starts_on.desc(), Link.id.desc())
        .limit(1)
    )


def _size(branch: Organization | None) -> BranchSize | None:
    if branch is None or branch.type is not OrganizationType.BRANCH:
        return None
    if branch.members is None or branch.members_as_of is None:
        return None
    return BranchSize(branch.members, branch.members_as_of)
