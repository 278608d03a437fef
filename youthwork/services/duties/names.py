"""还差谁: the units, or cadres, of one standing, by name, with where their paper lies and who sees to it there.

In administrative order of the direct subordinates, each followed by everybody beneath it; never by how they did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func, or_, select, tuple_
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
from youthwork.services.duties.counting import beneath, next_step
from youthwork.services.duties.in_order import Place, divided, lies_in, units_from
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


#: Of these it is kept how many there are beneath each organ; those returned are among those reported.
_COUNTED = {
    Shown.MISSING: DutyTally.missing,
    Shown.RETURNED: DutyTally.sent,
    Shown.REPORTED: DutyTally.sent,
    Shown.FILED: DutyTally.filed,
    Shown.NIL: DutyTally.nil,
    Shown.EXEMPT: DutyTally.exempt,
}
_EXACT = frozenset(_COUNTED) - {Shown.RETURNED, Shown.REPORTED}
#: Where only some of those counted are listed, among so many times a page there are likely enough.
_LIKELY = 4


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

    Four queries, one more from the second page on, and one where few of the first units are listed. `conditions` speak
    of `ReportDuty`.
    """
    asked = _asked(organ, notice_annex_ids, shown, query).where(*conditions).order_by(*_ORDER)
    key = db.session.execute(_keys(organ).where(ReportDuty.id == after)).one_or_none() if after else None
    if key is not None:
        asked = asked.where(tuple_(*_ORDER) > tuple_(*key))
    if query:
        ids = _ids(asked, most + 1)
    else:
        is_exact = shown in _EXACT and not conditions
        ids = _ids_in_order(asked, organ, notice_annex_ids, shown, key, most, is_exact)
    rows = lines_of(ids[:most])
    return Page(rows, rows[-1].duty_id if len(ids) > most else None)


def _ids_in_order(
    asked: Any,
    organ: Organization,
    annex_ids: Sequence[int],
    shown: Shown,
    key: Any,
    most: int,
    is_exact: bool,
) -> list[int]:
    """First from the subtrees that fill the page, for certain or likely; from all others only where they do not."""
    place = Place(key.position, key.child_id) if key is not None else None
    units = units_from(organ, annex_ids, _COUNTED[shown], place)
    near, far = divided(units, place, most if is_exact else most * _LIKELY)
    ids = _ids(asked.where(or_(ReportDuty.path == organ.path, *map(lies_in, near))), most + 1)
    if len(ids) <= most and far:
        last = near[-1]
        ids += _ids(
            asked.where(tuple_(_ORDER[0], _ORDER[1]) > tuple_(last.position, last.id)), most + 1 - len(ids)
        )
    return ids


def _ids(asked: Any, most: int) -> list[int]:
    return [row.duty_id for row in db.session.execute(asked.limit(most))]


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
        # Looked for first, so that only those of the name are put in their places.
        asked = asked.where(ReportDuty.id.in_(_of_name(organ, annex_ids, shown, query)))
    return asked


def _of_name(organ: Organization, annex_ids: Sequence[int], shown: Shown, query: str) -> Any:
    names = (Organization.common_name, Organization.full_name, User.name)
    return (
        select(ReportDuty.id)
        .join(Organization, Organization.id == ReportDuty.owner_id)
        .outerjoin(User, User.id == ReportDuty.subject_id)
        .where(
            ReportDuty.notice_annex_id.in_(annex_ids),
            ReportDuty.standing == _STANDINGS[shown],
            beneath(ReportDuty.path, organ),
            or_(*(name.contains(query, autoescape=True) for name in names)),
        )
    )


def _keys(organ: Organization) -> Any:
    """The place of each duty in the list: direct subordinate, path, and for several at one place the duty itself."""
    child_id = cast(func.nullif(next_step(ReportDuty.path, organ), ""), Integer)
    return (
        select(*(each.label(name) for each, name in zip(_ORDER, _PLACES, strict=True)))
        .select_from(ReportDuty)
        .outerjoin(_Child, _Child.id == child_id)
    )
