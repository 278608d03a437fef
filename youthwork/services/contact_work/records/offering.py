"""可选的: what the page of 记一条 has ready for this person, so that most of it need not be typed.

The linked branch first, what was used last next; everything else is found by name or unfolded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.purposes import PURPOSES, Family, Purpose
from youthwork.extensions import db
from youthwork.models import Activity, ActivityPurpose, Organization, User
from youthwork.models.organization import subtree_range
from youthwork.services.contact_work.links.links import links_of, place_words
from youthwork.services.personnel.dated import still_open

#: The last records one's habits are taken from; of them the purposes shown unfolded, the organizations and the places.
_LOOKED_AT = 20
_PURPOSES, _ORGANIZATIONS, _PLACES = 3, 5, 3
#: Branches of the linked committee, where there are no more than one looks through.
_BRANCHES = 12
MOST_FOUND = 20
Each = TypeVar("Each")


@dataclass(frozen=True)
class Habits:
    """惯用的: what one's last records were ticked for, with whom and where, the last first."""

    #: 与青年交流 and two more for who has no record yet.
    purposes: Sequence[str]
    organizations: Sequence[tuple[int, str]]
    #: 地点 in one's own words.
    places: Sequence[str]


def habits_of(person_id: int) -> Habits:
    """One query, whatever the number of records."""
    purposes = (
        select(func.aggregate_strings(ActivityPurpose.purpose, ","))
        .where(ActivityPurpose.activity_id == Activity.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Activity.place,
            Activity.is_online,
            purposes.label("purposes"),
            Organization.id,
            Organization.common_name,
            Organization.type,
            Organization.closed_on,
        )
        .outerjoin(Organization, Organization.id == Activity.with_id)
        .where(Activity.person_id == person_id, Activity.withdrawn_at.is_(None))
        .order_by(Activity.recorded_at.desc(), Activity.id.desc())
        .limit(_LOOKED_AT)
    ).all()
    today = clock.today()
    ticked = _first((key for row in rows for key in sorted((row.purposes or "").split(","))), _PURPOSES)
    with_ = (
        (row.id, row.common_name)
        for row in rows
        if row.id is not None
        and row.type is not OrganizationType.DEPARTMENT
        and (row.closed_on is None or row.closed_on >= today)
    )
    places = (row.place for row in rows if not row.is_online)
    return Habits(
        ticked or ["talk", "heart_talk", "deed"], _first(with_, _ORGANIZATIONS), _first(places, _PLACES)
    )


def _first(those: Iterable[Each], most: int) -> list[Each]:
    """So many different ones, in their order; what is empty is none."""
    return list(dict.fromkeys(each for each in those if each))[:most]


def places_for(person: User, habits: Habits, also: int | None = None) -> list[tuple[int, str]]:
    """和哪个团组织: the linked branch, its committee, the committee's other branches, those used last; and `also`."""
    found: dict[int, str] = {}
    link = next((each for each in links_of([person.id]) if each.ends_on is None), None)
    if link is not None:
        near = [each for each in (link.branch, link.committee) if each is not None]
        found |= {each.id: f"{each.common_name}（联系点）" for each in near}
        found |= _names(_branches(link.committee), found)
    found |= {id_: name for id_, name in habits.organizations if id_ not in found}
    if also is not None and also not in found:
        found |= _names(_organization(also), found)
    return list(found.items())


def find_places(home: Organization, query: str) -> list[tuple[int, str]]:
    """查找 any organization of the province whose name holds every word, those beneath the own organ first."""
    words = query.split()[:5]
    if not words:
        return []
    province = subtree_range("/".join(home.path.split("/")[:2]) + "/")
    own = subtree_range(home.path.rsplit("/", 2)[0] + "/" if home.is_department else home.path)
    near = and_(Organization.path >= own[0], Organization.path < own[1])
    rows = db.session.scalars(
        select(Organization)
        .where(
            Organization.path >= province[0],
            Organization.path < province[1],
            Organization.type != OrganizationType.DEPARTMENT,
            still_open(),
            *(or_(*(name.icontains(word, autoescape=True) for name in _NAMES)) for word in words),
        )
        .options(joinedload(Organization.superior))
        .order_by(case((near, 0), else_=1), func.length(Organization.common_name), Organization.path)
        .limit(MOST_FOUND)
    )
    return [(each.id, place_words(each)) for each in rows]


def purposes_for(organ: Organization) -> list[Purpose]:
    """用途 this organ's people may tick: 机关集中活动 is for the leading organs alone (H26)."""
    is_organ = organ.type is OrganizationType.LEADING_ORGAN
    return [each for each in PURPOSES if is_organ or each.family is not Family.ORGAN]


def _branches(committee: Organization) -> list[Organization]:
    low, high = subtree_range(committee.path)
    found = db.session.scalars(
        select(Organization)
        .where(
            Organization.path > low,
            Organization.path < high,
            Organization.type == OrganizationType.BRANCH,
            still_open(),
        )
        .order_by(Organization.path)
        .limit(_BRANCHES + 1)
    ).all()
    return list(found) if len(found) <= _BRANCHES else []


def _organization(organization_id: int) -> list[Organization]:
    found = db.session.get(Organization, organization_id)
    return [found] if found is not None and not found.is_department else []


def _names(organizations: list[Organization], but: dict[int, str]) -> dict[int, str]:
    return {each.id: each.common_name for each in organizations if each.id not in but}


_NAMES = (Organization.full_name, Organization.short_name, Organization.common_name)
