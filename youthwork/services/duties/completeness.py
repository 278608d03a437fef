"""报送情况: how many of an organ and everybody beneath it were asked, have reported, were on time; now or at a past day.

Now is read off the kept tallies, a row an organ. A past day (`as_of`, to its 24:00), and the figures by kind of unit,
are added up from what changed day by day, so that they can be had again whatever happened since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager

from youthwork import clock
from youthwork.domain.completeness import Figures
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import DutyDayTally, DutyTally, Notice, NoticeAnnex, Organization
from youthwork.services.duties import sight
from youthwork.services.duties.counting import end_of
from youthwork.services.duties.day_tallies import Kind, added_up
from youthwork.services.duties.dues import day_of, passed_on_day
from youthwork.services.tree import ancestor_ids

#: Notices that are over are listed so many at a time.
MOST_ENDED = 60


@dataclass(frozen=True)
class Line:
    """一个附件 and how the units of an organ stand with it."""

    notice_annex: NoticeAnnex
    figures: Figures
    #: 期限 of the units beneath: the notice's, or the earlier one of who passed it on.
    due: date


def running(organ: Organization, on: date | None = None) -> list[Line]:
    """在办通知 as they concern the organ, newest first, each annex a line; one query, two of a past day.

    Those it issued or had from above; what an organ beneath asks of its own units stands on that one's page.
    """
    day = on or clock.today()
    in_force = (
        _had_by(organ),
        Notice.issued_on <= day,
        or_(Notice.expires_on.is_(None), Notice.expires_on >= day),
    )
    if on is None:
        return _lines(organ, _tallied(organ).where(Notice.state == NoticeState.ISSUED, *in_force))
    not_yet_withdrawn = or_(Notice.withdrawn_at.is_(None), Notice.withdrawn_at >= end_of(on))
    asked = _annexes().where(Notice.state != NoticeState.DRAFT, not_yet_withdrawn, *in_force)
    annexes = db.session.scalars(_newest_first(asked)).all()
    then = each(organ, [row.id for row in annexes], on)
    return [Line(row, then[row.id], row.due) for row in annexes if then[row.id].expected]


def ended(organ: Organization) -> list[Line]:
    """已结束的通知, the newest of them."""
    return _lines(
        organ,
        _tallied(organ)
        .where(_had_by(organ), Notice.state != NoticeState.WITHDRAWN, Notice.expires_on < clock.today())
        .limit(MOST_ENDED),
    )


def periods(organ: Organization, row: NoticeAnnex, on: date | None = None) -> list[Line]:
    """各报告期 of the same annex of the same notice, the earliest first; one query, two of a past day."""
    same = (NoticeAnnex.notice_id == row.notice_id, NoticeAnnex.annex_key == row.annex_key)
    if on is None:
        found = _lines(organ, _tallied(organ).where(*same))
    else:
        annexes = db.session.scalars(_annexes().where(*same)).all()
        then = each(organ, [one.id for one in annexes], on)
        found = [Line(one, then[one.id], one.due) for one in annexes if then[one.id].expected]
    return sorted(found, key=lambda line: line.notice_annex.period)


def find_line(organ: Organization, notice_annex_id: int) -> Line:
    """一个附件 as it concerns the organ now; one query."""
    here = and_(DutyTally.notice_annex_id == NoticeAnnex.id, DutyTally.organization_id == organ.id)
    found = db.session.execute(
        select(NoticeAnnex, DutyTally, _passed_on())
        .join(NoticeAnnex.notice)
        .outerjoin(DutyTally, here)
        .options(contains_eager(NoticeAnnex.notice))
        .where(NoticeAnnex.id == notice_annex_id, Notice.state != NoticeState.DRAFT),
        _above(organ),
    ).one_or_none()
    if found is None:
        raise NotFound(sight.NO_ANNEX)
    row, tally, passed_on = found
    return Line(row, of_tally(tally) if tally else Figures(), day_of(row, passed_on))


def figures(organ: Organization, notice_annex_ids: Iterable[int], as_of: date | None = None) -> Figures:
    """报送情况 of the organ and all beneath it, these annexes together."""
    return sum(each(organ, notice_annex_ids, as_of).values(), Figures())


def each(
    organ: Organization, notice_annex_ids: Iterable[int], as_of: date | None = None
) -> dict[int, Figures]:
    """The same for each annex by itself; an annex that asks nobody there has nothing in it."""
    ids = list(notice_annex_ids)
    none = {one: Figures() for one in ids}
    if not ids:
        return none
    if as_of is None:
        rows = db.session.scalars(
            select(DutyTally).where(DutyTally.organization_id == organ.id, DutyTally.notice_annex_id.in_(ids))
        )
        return none | {row.notice_annex_id: of_tally(row) for row in rows}
    of_organ = added_up(ids, as_of, DutyDayTally.notice_annex_id).where(
        DutyDayTally.organization_id == organ.id
    )
    return none | {row.notice_annex_id: of_tally(row) for row in db.session.execute(of_organ)}


def below(
    organ: Organization, notice_annex_ids: Sequence[int], as_of: date | None = None
) -> list[tuple[Organization, Figures]]:
    """直接下级 in administrative order, never by how they did; only those of whom, or beneath whom, something is asked."""
    order = (Organization.position, Organization.id)
    if as_of is None:
        found = db.session.execute(
            select(Organization, DutyTally)
            .join(DutyTally, DutyTally.organization_id == Organization.id)
            .where(Organization.parent_id == organ.id, DutyTally.notice_annex_id.in_(notice_annex_ids))
            .order_by(*order)
        )
        summed: dict[Organization, Figures] = {}
        for unit, tally in found:
            summed[unit] = summed.get(unit, Figures()) + of_tally(tally)
        return [(unit, sums) for unit, sums in summed.items() if sums.expected]
    # Whoever stood directly beneath it then, wherever they stand today.
    then = (
        added_up(notice_annex_ids, as_of, DutyDayTally.organization_id)
        .where(DutyDayTally.superior_id == organ.id, DutyDayTally.organization_id != organ.id)
        .subquery()
    )
    rows = db.session.execute(
        select(Organization, then).join(then, then.c.organization_id == Organization.id).order_by(*order)
    )
    found_then = ((row.Organization, of_tally(row)) for row in rows)
    return [(unit, found) for unit, found in found_then if found.expected]


def kinds(
    organ: Organization, notice_annex_ids: Sequence[int], as_of: date | None = None
) -> dict[Kind, Figures]:
    """按单位类别: everybody beneath the organ and itself, by level and type; one query."""
    of_organ = added_up(notice_annex_ids, as_of, DutyDayTally.level, DutyDayTally.type).where(
        DutyDayTally.organization_id == organ.id
    )
    rows = ((row.level, row.type, of_tally(row)) for row in db.session.execute(of_organ))
    found = {(level, type_): each for level, type_, each in rows if each.expected}
    levels, types = list(OrganizationLevel), list(OrganizationType)
    return dict(sorted(found.items(), key=lambda item: (levels.index(item[0][0]), types.index(item[0][1]))))


def of_tally(tally: Any) -> Figures:
    """The figures of a row with the columns of `DutyTally`."""
    reported = tally.sent + tally.filed + tally.nil
    return Figures(
        tally.missing + reported + tally.exempt,
        reported,
        tally.filed,
        tally.nil,
        tally.on_time,
        tally.exempt,
    )


def _tallied(organ: Organization) -> Any:
    asked = select(NoticeAnnex, DutyTally, _passed_on()).join(NoticeAnnex.notice)
    asked = asked.join(DutyTally, DutyTally.notice_annex_id == NoticeAnnex.id)
    return _newest_first(
        asked.options(contains_eager(NoticeAnnex.notice)).where(DutyTally.organization_id == organ.id)
    )


def _annexes() -> Any:
    return select(NoticeAnnex).join(NoticeAnnex.notice).options(contains_eager(NoticeAnnex.notice))


@cache
def _passed_on() -> ScalarSelect[date]:
    """By the organ whose page it is, or above it; built once, as the pages of figures all ask it."""
    return passed_on_day(lambda issuer_id: issuer_id.in_(bindparam("above", expanding=True)))


def _above(organ: Organization) -> dict[str, Any]:
    return {"above": ancestor_ids(organ.path)}


def _had_by(organ: Organization) -> ColumnElement[bool]:
    """Issued here or above, or by one beside it from whom units came over, with what they owe, by a 拆分."""
    here_and_above = ancestor_ids(organ.path)
    beside = select(Organization.id).where(Organization.parent_id.in_(here_and_above[:-1]))
    return or_(Notice.issuer_id.in_(here_and_above), Notice.issuer_id.in_(beside))


def _newest_first(asked: Any) -> Any:
    return asked.order_by(Notice.issued_on.desc(), Notice.id.desc(), NoticeAnnex.position, NoticeAnnex.period)


def _lines(organ: Organization, asked: Any) -> list[Line]:
    rows = db.session.execute(asked, _above(organ))
    found = (Line(row, of_tally(tally), day_of(row, passed_on)) for row, tally, passed_on in rows)
    return [line for line in found if line.figures.expected]
