"""按行政次序一页一页地: which subtrees fill a page of a list, by what is counted of each, so that thousands of other
units are not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, tuple_

from youthwork.extensions import db
from youthwork.models import DutyTally, Organization, ReportDuty
from youthwork.models.organization import subtree_range


class Unit(NamedTuple):
    """直接下级 in its place, with how many at most it and those beneath it have to list."""

    position: int
    id: int
    path: str
    most: int


class Place(NamedTuple):
    """Where the page before ended: in the subtree of which direct subordinate; the organ's own are in none."""

    position: int
    child_id: int


def units_from(
    organ: Organization, annex_ids: Sequence[int], counted: Any, place: Place | None
) -> list[Unit]:
    """直接下级 in their order, from where the page begins; `counted` is of `DutyTally`. One query."""
    count = func.sum(counted)
    units = (
        select(Organization.position, Organization.id, Organization.path, count)
        .join(DutyTally, DutyTally.organization_id == Organization.id)
        .where(Organization.parent_id == organ.id, DutyTally.notice_annex_id.in_(annex_ids))
        .group_by(Organization.position, Organization.id, Organization.path)
        .having(count > 0)
        .order_by(Organization.position, Organization.id)
    )
    if place is not None:
        units = units.where(tuple_(Organization.position, Organization.id) >= tuple_(*place))
    return [Unit(*row) for row in db.session.execute(units)]


def divided(units: Sequence[Unit], place: Place | None, enough: int) -> tuple[Sequence[Unit], Sequence[Unit]]:
    """The subtrees that have more than so many to list, and those after them."""
    many = 0
    for at, unit in enumerate(units):
        # Of the one the page begins in, some were on the page before.
        many += unit.most if place is None or unit.id != place.child_id else 0
        if many > enough:
            return units[: at + 1], units[at + 1 :]
    return units, ()


def lies_in(unit: Unit) -> ColumnElement[bool]:
    """Whether a duty is owned there."""
    low, high = subtree_range(unit.path)
    return and_(ReportDuty.path >= low, ReportDuty.path < high)
