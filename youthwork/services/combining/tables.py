"""汇总表: every unit asked for an annex in its place, with the rows it reported, or why there are none.

    page(actor, table, asked)       some units with their rows, for the screen
    each(actor, table, asked)       all of them, slice by slice, for a file

Nothing is shown that the reader could not open by itself: what is filed as the archive shows it, what is on its way
to whoever receives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, cast, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from youthwork.domain.actors import Actor
from youthwork.domain.completeness import Figures, Reporting
from youthwork.extensions import db
from youthwork.forms.annexes.base import FactKind
from youthwork.models import (
    DutyTally,
    Filing,
    Organization,
    ReportDuty,
    Submission,
    SubmissionFact,
    User,
)
from youthwork.services.combining.entries import Entry, entries_of
from youthwork.services.combining.sight import Table
from youthwork.services.duties import completeness
from youthwork.services.duties.counting import beneath, next_step
from youthwork.services.duties.in_order import Place, divided, lies_in, units_from
from youthwork.services.duties.sight import names_cadres_of

#: On one page: units with all their rows, or cadres, who are a line each.
UNITS, CADRES = 20, 100
_SLICE = 200


@dataclass(frozen=True)
class Asked:
    """要看什么: also what is reported and not filed yet; names with these words; only what came after a moment;
    without those who have no rows."""

    with_reported: bool = False
    query: str = ""
    since: datetime | None = None
    only_listed: bool = False


@dataclass(frozen=True)
class Page:
    """一页; `next_after` begins the next one, None where this is the last."""

    entries: list[Entry] = field(default_factory=list)
    next_after: int | None = None


@dataclass(frozen=True)
class Totals:
    """合计: how the units stand, and how many rows are filed; None where the form does not count its rows."""

    figures: Figures
    rows: int | None


def page(actor: Actor, table: Table, asked: Asked, after: int | None = None) -> Page:
    """The entries from the one after the duty `after` on, in administrative order."""
    most = CADRES if table.layout.is_of_cadres else UNITS
    ids = _ids(actor, table, asked, after, most + 1)
    shown = ids[:most]
    found = entries_of(actor, table.layout, shown, with_reported=asked.with_reported)
    return Page(found, shown[-1] if len(ids) > most else None)


def each(actor: Actor, table: Table, asked: Asked, *, with_phones: bool = False) -> Iterator[Entry]:
    """All entries, in slices; `with_phones` leaves those readable that the reader has a right to."""
    ids = _ids(actor, table, asked)
    for start in range(0, len(ids), _SLICE):
        yield from entries_of(
            actor,
            table.layout,
            ids[start : start + _SLICE],
            with_reported=asked.with_reported,
            with_phones=with_phones,
        )


def count(actor: Actor, table: Table, asked: Asked) -> int:
    """How many entries there are."""
    return db.session.scalar(select(func.count()).select_from(_chosen(actor, table, asked).subquery())) or 0


def totals(table: Table) -> Totals:
    """合计 of the whole table, whatever page is looked at; two queries."""
    rows = db.session.scalar(
        select(func.sum(SubmissionFact.number))
        .select_from(ReportDuty)
        .join(SubmissionFact, SubmissionFact.submission_id == ReportDuty.submission_id)
        .where(
            _of(table),
            ReportDuty.standing == Reporting.FILED,
            SubmissionFact.kind == FactKind.ROW_COUNT.value,
        )
    )
    return Totals(completeness.figures(table.place, [table.row.id]), rows)


_Child = aliased(Organization)
#: 行政次序: the organ's own first, then each direct subordinate in its place with everybody beneath it.
_ORDER: Sequence[Any] = (
    func.coalesce(_Child.position, -1),
    func.coalesce(_Child.id, 0),
    ReportDuty.path,
    ReportDuty.id,
)


def _ids(
    actor: Actor, table: Table, asked: Asked, after: int | None = None, most: int | None = None
) -> list[int]:
    chosen, place = _chosen(actor, table, asked), None
    if after is not None:
        here = _joined(select(*_ORDER).select_from(ReportDuty), table)
        place = db.session.execute(here.where(ReportDuty.id == after, _of(table))).one_or_none()
        if place is not None:
            chosen = chosen.where(tuple_(*_ORDER) > tuple_(*place))
    if most is not None and not asked.query and asked.since is None:
        chosen = chosen.where(
            _fills_page(table, asked, Place(*place[:2]) if place is not None else None, most)
        )
    return list(db.session.scalars(chosen.order_by(*_ORDER).limit(most)))


def _fills_page(table: Table, asked: Asked, place: Place | None, most: int) -> Any:
    """The subtrees in which a page is filled: the others need not be put in order for it."""
    counted: list[Any] = [
        DutyTally.filed,
        *([DutyTally.sent] if asked.with_reported or not asked.only_listed else []),
    ]
    if not asked.only_listed:
        counted += [DutyTally.missing, DutyTally.nil, DutyTally.exempt]
    units = units_from(table.place, [table.row.id], sum(counted[1:], counted[0]), place)
    near, _ = divided(units, place, most)
    return or_(ReportDuty.path == table.place.path, *map(lies_in, near))


def _chosen(actor: Actor, table: Table, asked: Asked) -> Any:
    chosen = _joined(select(ReportDuty.id), table).where(_of(table))
    if asked.query:
        owner = [
            name.contains(asked.query, autoescape=True)
            for name in (Organization.common_name, Organization.full_name)
        ]
        # Of cadres further down only who is filed is named, and only those may be looked for.
        may_name = or_(names_cadres_of(actor), ReportDuty.standing == Reporting.FILED)
        by_name = and_(User.name.contains(asked.query, autoescape=True), may_name)
        chosen = (
            chosen.join(Organization, Organization.id == ReportDuty.owner_id)
            .outerjoin(User, User.id == ReportDuty.subject_id)
            .where(or_(*owner, by_name))
        )
    if asked.only_listed:
        listed = [Reporting.FILED, *([Reporting.REPORTED] if asked.with_reported else [])]
        chosen = chosen.where(ReportDuty.standing.in_(listed))
    if asked.since is not None:
        chosen = chosen.where(came_after(asked.since, asked.with_reported))
    return chosen


def came_after(since: datetime, with_reported: bool) -> Any:
    """新增和更正: filed after that moment, or sent after it where what is sent is shown too."""
    filed = select(Filing.submission_id).where(Filing.filed_at > since)
    came: Any = and_(ReportDuty.standing == Reporting.FILED, ReportDuty.submission_id.in_(filed))
    if with_reported:
        sent = select(Submission.id).where(Submission.sent_at > since)
        came = or_(came, and_(ReportDuty.standing == Reporting.REPORTED, ReportDuty.submission_id.in_(sent)))
    return came


def _of(table: Table) -> Any:
    return and_(
        ReportDuty.notice_annex_id == table.row.id,
        ReportDuty.standing.is_not(None),
        beneath(ReportDuty.path, table.place),
    )


def _joined(asked: Any, table: Table) -> Any:
    child_id = cast(func.nullif(next_step(ReportDuty.path, table.place), ""), Integer)
    return asked.outerjoin(_Child, _Child.id == child_id)
