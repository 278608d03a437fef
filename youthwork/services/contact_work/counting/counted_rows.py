"""计数用的记录: the few columns of activity records that counters and their pages need, read in one query.

As of a past day (I16) a record is what it was then: not there if it was recorded later, there if it was withdrawn
later, and with every correction made since undone from its trace.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
    union,
)

from youthwork.domain.occasions import Record, place_key
from youthwork.domain.periods import Stretch
from youthwork.extensions import db
from youthwork.models import Activity, ActivityChange, ActivityMember, ActivityPurpose, NightVisit, User
from youthwork.services.contact_work.records.correcting import KEPT_BACK


class Row(NamedTuple):
    """一条记录 with what a list says of it."""

    record: Record
    organization_id: int
    recorded_by: str
    topic: str
    place: str
    with_id: int | None
    is_online: bool
    people: int
    #: 同去的团干部, by person.
    members: frozenset[int]
    #: 写了保护对象姓名: what it was about is told to its writer alone.
    is_guarded: bool = False

    def is_of(self, person_id: int) -> bool:
        return person_id == self.record.person_id or person_id in self.members


@dataclass(frozen=True)
class Wanted:
    """要哪些记录: of these organs and of these people (who recorded them or went along), begun on these days."""

    days: Stretch
    organs: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    #: Ticked for one of them; None: whatever they are ticked for.
    purposes: frozenset[str] | None = None

    def takes(self, row: Row) -> bool:
        record = row.record
        return (
            self.days.starts_on <= record.day <= self.days.ends_on
            and (self.purposes is None or bool(record.purposes & self.purposes))
            and (
                row.organization_id in self.organs
                or record.person_id in self.people
                or bool(row.members & self.people)
            )
        )


def rows_of(wanted: Sequence[Wanted], as_of: date | None = None, near: Collection[int] = ()) -> list[Row]:
    """计数用的记录, oldest first: one query, or two as of a past day.

    `near` are the organs among whose records those are looked for that were corrected since: they may have been
    ticked for something else then, or begun on other days.
    """
    shapes = tuple((bool(one.organs), bool(one.people), one.purposes is not None) for one in wanted)
    values = {name: value for at, one in enumerate(wanted) for name, value in _values(one, at)}
    if as_of is None:
        return [_row(each) for each in db.session.execute(_present(shapes), values)]
    there = _there(shapes)
    moment = datetime.combine(as_of, time()) + timedelta(days=1)
    changed = select(ActivityChange.activity_id).where(ActivityChange.at >= moment)
    then = and_(
        Activity.recorded_at < moment,
        or_(Activity.withdrawn_at.is_(None), Activity.withdrawn_at >= moment),
        or_(there, and_(Activity.organization_id.in_(list(near)), Activity.id.in_(changed))),
    )
    found = {row.record.id: row for row in map(_row, db.session.execute(_select(then), values))}
    for activity_id, changes in _changes_since(moment, then, values) if found else ():
        found[activity_id] = _undone(found[activity_id], changes)
    return sorted(
        (row for row in found.values() if any(one.takes(row) for one in wanted)),
        key=lambda row: (row.record.starts_at, row.record.id),
    )


#: Of each that is wanted: whether organs, people, purposes are named.
Shape = tuple[bool, bool, bool]


@cache
def _present(shapes: tuple[Shape, ...]) -> Select[Any]:
    """The statement for what stands now, built once for each shape: building it costs as much as its answer."""
    return _select(_there(shapes) & Activity.withdrawn_at.is_(None))


def _there(shapes: Sequence[Shape]) -> ColumnElement[bool]:
    return Activity.id.in_(union(*(ids for at, shape in enumerate(shapes) for ids in _ids(shape, at))))


def _values(wanted: Wanted, at: int) -> Iterator[tuple[str, Any]]:
    """What `_ids` leaves open."""
    yield f"begins{at}", datetime.combine(wanted.days.starts_on, time())
    yield f"ends{at}", datetime.combine(wanted.days.ends_on, time()) + timedelta(days=1)
    yield f"organs{at}", sorted(wanted.organs)
    yield f"people{at}", sorted(wanted.people)
    yield f"purposes{at}", sorted(wanted.purposes or ())


def _ids(shape: Shape, at: int) -> Iterator[Select[Any]]:
    """The ids of what is wanted, by one index each."""
    has_organs, has_people, has_purposes = shape
    within = and_(
        Activity.starts_at >= bindparam(f"begins{at}", type_=DateTime),
        Activity.starts_at < bindparam(f"ends{at}", type_=DateTime),
    )
    if has_purposes:
        wanted = ActivityPurpose.purpose.in_(bindparam(f"purposes{at}", expanding=True))
        within = and_(within, exists().where(ActivityPurpose.activity_id == Activity.id, wanted))
    if has_organs:
        organs = Activity.organization_id.in_(bindparam(f"organs{at}", expanding=True))
        yield select(Activity.id).where(organs, within)
    if has_people:
        people: BindParameter[Any] = bindparam(f"people{at}", expanding=True)
        yield select(Activity.id).where(Activity.person_id.in_(people), within)
        yield (
            select(Activity.id)
            .join(ActivityMember, ActivityMember.activity_id == Activity.id)
            .where(ActivityMember.person_id.in_(people), within)
        )


def _select(condition: ColumnElement[bool]) -> Any:
    purposes = (
        select(func.aggregate_strings(ActivityPurpose.purpose, ","))
        .where(ActivityPurpose.activity_id == Activity.id)
        .scalar_subquery()
    )
    members = (
        select(func.aggregate_strings(cast(ActivityMember.person_id, String), ","))
        .where(ActivityMember.activity_id == Activity.id)
        .scalar_subquery()
    )
    return (
        select(
            Activity.id,
            Activity.person_id,
            Activity.organization_id,
            Activity.starts_at,
            Activity.ends_at,
            Activity.is_online,
            Activity.with_id,
            Activity.place,
            Activity.topic,
            Activity.people,
            User.name,
            NightVisit.kind,
            purposes.label("purposes"),
            members.label("members"),
            Activity.is_guarded,
        )
        .join(User, User.id == Activity.person_id)
        .outerjoin(NightVisit, NightVisit.activity_id == Activity.id)
        .where(condition)
        .order_by(Activity.starts_at, Activity.id)
    )


def _row(one: Any) -> Row:
    # By position: a page of an organ reads hundreds of them.
    (id_, person_id, organization_id, starts_at, ends_at, is_online, with_id) = one[:7]
    (place, topic, people, name, kind, purposes, members, is_guarded) = one[7:]
    record = Record(
        id_,
        starts_at,
        ends_at,
        frozenset(purposes.split(",")) if purposes else frozenset(),
        kind.value if kind is not None else "",
        person_id,
        place_key(place, with_id, is_online, topic),
    )
    went_along = frozenset(map(int, members.split(","))) if members else frozenset()
    return Row(
        record, organization_id, name, topic, place, with_id, is_online, people, went_along, is_guarded
    )


def _changes_since(
    moment: datetime, there: ColumnElement[bool], values: Mapping[str, Any]
) -> Iterable[tuple[int, Mapping[str, Any]]]:
    """The corrections of these records since the moment, the latest of each first."""
    rows = db.session.execute(
        select(ActivityChange.activity_id, ActivityChange.changes)
        .where(ActivityChange.at >= moment, ActivityChange.activity_id.in_(select(Activity.id).where(there)))
        .order_by(ActivityChange.activity_id, ActivityChange.version.desc(), ActivityChange.id.desc()),
        values,
    )
    return [(activity_id, changes) for activity_id, changes in rows]


def _undone(row: Row, changes: Mapping[str, Any]) -> Row:
    """The record as it was before this correction; a text kept back for a person's protection stays as it is."""
    before = {field: pair[0] for field, pair in changes.items() if pair[0] != KEPT_BACK}
    record = row.record
    with_id, is_online = before.get("with_id", row.with_id), before.get("is_online", row.is_online)
    place, topic = before.get("place", row.place), before.get("topic", row.topic)
    return row._replace(
        record=record._replace(
            starts_at=datetime.fromisoformat(before.get("starts_at", str(record.starts_at))),
            ends_at=datetime.fromisoformat(before.get("ends_at", str(record.ends_at))),
            purposes=frozenset(before.get("purposes", record.purposes)),
            place=place_key(place, with_id, is_online, topic),
        ),
        organization_id=before.get("organization_id", row.organization_id),
        topic=topic,
        place=place,
        with_id=with_id,
        is_online=is_online,
        people=before.get("people", row.people),
        members=frozenset(before.get("members", row.members)),
    )
