"""还差谁: the units, or cadres, of one standing, by name, with where their paper lies and who sees to it there.

In administrative order of the direct subordinates, each followed by everybody beneath it; never by how they did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from youthwork.domain.completeness import Reporting
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    DutyTally,
    Organization,
    ReportDuty,
    Submission,
    User,
)
from youthwork.models.organization import subtree_range
from youthwork.services.duties.counting import beneath, next_step
from youthwork.services.duties.named import Named, lines_of

#: Names on a page.
MOST = 50


class Shown(Enum):
    """名单: which of them."""

    MISSING = "还差"
    RETURNED = "退回补正中"
    REPORTED = "已报未备案"
    FILED = "已备案"
    NIL = "零报告"
    EXEMPT = "免报"


_STANDINGS = {
    Shown.MISSING: Reporting.MISSING,
    Shown.RETURNED: Reporting.REPORTED,
    Shown.REPORTED: Reporting.REPORTED,
    Shown.FILED: Reporting.FILED,
    Shown.NIL: Reporting.NIL,
    Shown.EXEMPT: Reporting.EXEMPT,
}


#: Of these it is kept how many there are beneath each organ.
_COUNTED = {
    Shown.MISSING: DutyTally.missing,
    Shown.FILED: DutyTally.filed,
    Shown.NIL: DutyTally.nil,
    Shown.EXEMPT: DutyTally.exempt,
}


@dataclass(frozen=True)
class Page:
    """一页名单; `next_after` begins the next one, None where this is the last."""

    rows: list[Named] = field(default_factory=list)
    next_after: int | None = None


def missing(organ: Organization, notice_annex_id: int, after: int | None = None) -> Page:
    """还差谁 beneath the organ, itself included, from the one after the duty `after` on."""
    return listed(organ, [notice_annex_id], after=after)


def listed(
    organ: Organization,
    notice_annex_ids: Sequence[int],
    *conditions: ColumnElement[bool],
    shown: Shown = Shown.MISSING,
    query: str = "",
    after: int | None = None,
    most: int = MOST,
) -> Page:
    """名单 of these annexes: those of one standing, whose unit's or person's name contains `query`, a page of them.

    Four queries, one more from the second page on. `conditions` speak of `ReportDuty`.
    """
    asked = _asked(organ, notice_annex_ids, shown, query).where(*conditions)
    key = db.session.execute(_keys(organ).where(ReportDuty.id == after)).one_or_none() if after else None
    if key is not None:
        asked = asked.where(tuple_(*_ORDER) > tuple_(*key))
    if shown in _COUNTED and not query and not conditions:
        asked = asked.where(_as_far_as(organ, notice_annex_ids, shown, key, most))
    ids = [row.duty_id for row in db.session.execute(asked.order_by(*_ORDER).limit(most + 1))]
    rows = lines_of(ids[:most])
    return Page(rows, rows[-1].duty_id if len(ids) > most else None)


#: The columns of a duty's place in the list.
_PLACES = ("position", "child_id", "path", "duty_id")
_Child = aliased(Organization)
#: The organ's own come first.
_ORDER = (
    func.coalesce(_Child.position, -1),
    func.coalesce(_Child.id, 0),
    ReportDuty.path,
    ReportDuty.id,
)


def _asked(organ: Organization, annex_ids: Sequence[int], shown: Shown, query: str) -> Any:
    asked = _keys(organ).where(
        ReportDuty.notice_annex_id.in_(annex_ids),
        ReportDuty.standing == _STANDINGS[shown],
        beneath(ReportDuty.path, organ),
    )
    if shown in (Shown.RETURNED, Shown.REPORTED):
        is_returned = Submission.state == State.RETURNED
        asked = asked.outerjoin(Submission, Submission.id == ReportDuty.submission_id).where(
            is_returned if shown is Shown.RETURNED else or_(Submission.id.is_(None), ~is_returned)
        )
    if query:
        asked = asked.join(Organization, Organization.id == ReportDuty.owner_id).outerjoin(
            User, User.id == ReportDuty.subject_id
        )
        asked = asked.where(
            or_(
                *(
                    name.contains(query, autoescape=True)
                    for name in (Organization.common_name, Organization.full_name, User.name)
                )
            )
        )
    return asked


def _as_far_as(
    organ: Organization, annex_ids: Sequence[int], shown: Shown, key: Any, most: int
) -> ColumnElement[bool]:
    """The subtrees that fill a page for certain, by what is counted of each: thousands of others are not looked at."""
    count = func.sum(_COUNTED[shown])
    counted = db.session.execute(
        select(Organization.position, Organization.id, Organization.path, count)
        .join(DutyTally, DutyTally.organization_id == Organization.id)
        .where(Organization.parent_id == organ.id, DutyTally.notice_annex_id.in_(annex_ids))
        .group_by(Organization.position, Organization.id, Organization.path)
        .having(count > 0)
        .order_by(Organization.position, Organization.id)
    ).all()
    begins_at = (key.position, key.child_id) if key is not None else (-1, 0)
    near, many = [ReportDuty.path == organ.path], 0
    for position, child_id, path, missing in counted:
        if (position, child_id) < begins_at:
            continue
        low, high = subtree_range(path)
        near.append(and_(ReportDuty.path >= low, ReportDuty.path < high))
        # Of the one the page begins in, some were on the page before.
        many += missing if (position, child_id) > begins_at else 0
        if many > most:
            break
    return or_(*near)


def _keys(organ: Organization) -> Any:
    """The place of each duty in the list: direct subordinate, path, and for several at one place the duty itself."""
    child_id = cast(func.nullif(next_step(ReportDuty.path, organ), ""), Integer)
    return (
        select(*(each.label(name) for each, name in zip(_ORDER, _PLACES, strict=True)))
        .select_from(ReportDuty)
        .outerjoin(_Child, _Child.id == child_id)
    )
