"""可联系的团组织: find a committee by name within the province, and the branches beneath it (H8, H12)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from youthwork.domain.hierarchy import LINKABLE_TYPES, OrganizationType
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.models.organization import subtree_range
from youthwork.services.personnel.dated import still_open

#: What one looks through without a second search.
MOST_FOUND = 20
MOST_BRANCHES = 300


def find_linkable(
    home: Organization, query: str, *, only_beneath: bool = False
) -> tuple[list[Organization], bool]:
    """查找: the linkable organizations whose name holds every word of `query`, those under `home` first.

    Only within the province of `home`, or only under `home`. Without a word: those under the own organ. The second
    value tells whether there are more than are given. `superior` is loaded.
    """
    words = query.split()[:5]
    province = "/".join(home.path.split("/")[:2]) + "/"
    own = _within(_organ_path(home))
    found = _linkable().where(_within(province) if words and not only_beneath else own)
    for word in words:
        found = found.where(or_(*(name.icontains(word, autoescape=True) for name in _NAMES)))
    rows = db.session.scalars(
        found.order_by(
            case((own, 0), else_=1), func.length(Organization.common_name), Organization.path
        ).limit(MOST_FOUND + 1)
    ).all()
    return list(rows[:MOST_FOUND]), len(rows) > MOST_FOUND


def find_committee(home: Organization, committee_id: int) -> Organization | None:
    """The chosen committee, if it is linkable and lies in the province of `home`."""
    province = "/".join(home.path.split("/")[:2]) + "/"
    return db.session.scalar(_linkable().where(_within(province), Organization.id == committee_id))


def branches_beneath(committee: Organization) -> list[Organization]:
    """团支部 beneath the committee, in the order of the tree."""
    rows = db.session.scalars(
        select(Organization)
        .where(
            _within(committee.path),
            Organization.type == OrganizationType.BRANCH,
            still_open(),
        )
        .order_by(Organization.path)
        .limit(MOST_BRANCHES)
    )
    return list(rows)


_NAMES = (Organization.full_name, Organization.short_name, Organization.common_name)


def _linkable() -> Select[Organization]:
    return (
        select(Organization)
        .where(Organization.type.in_(LINKABLE_TYPES), still_open())
        .options(joinedload(Organization.superior))
    )


def _within(path: str) -> ColumnElement[bool]:
    low, high = subtree_range(path)
    return and_(Organization.path >= low, Organization.path < high)


def _organ_path(home: Organization) -> str:
    """A department's people look around their organ, not around the department."""
    return home.path.rsplit("/", 2)[0] + "/" if home.is_department else home.path
