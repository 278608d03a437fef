"""单位计数的保存: `UnitTally`, how many open units of each kind stand beneath an organ, kept in step with the tree.

Whatever writes an organization through the session changes the counts above it in the same flush; a subtree that is
moved in one statement says so itself (`moved`). Rows written past the session are counted by `rebuild`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, event, func, insert, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from youthwork import clock
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.models import Organization, UnitTally
from youthwork.models.organization import subtree_range

Kind = tuple[OrganizationLevel, OrganizationType]
#: (organ, level, type) → how many, or how many more.
_Counts = Counter[tuple[int, OrganizationLevel, OrganizationType]]

_KEYS = ("organization_id", "level", "type")
_COUNTED_BY = ("path", "level", "type", "closed_on")
_MANY = 1000


@dataclass(frozen=True)
class Subtree:
    """一个单位和它的所属: where it stands, and how many units of each kind are open there today, itself included."""

    path: str
    #: Its own kind, where it may be asked itself: open, and no department.
    own: Kind | None
    units: Mapping[Kind, int]


def subtrees(organ_ids: Collection[int]) -> dict[int, Subtree]:
    """组织 by id with what stands beneath each; one query."""
    latest = select(func.max(Organization.established_on)).scalar_subquery()
    rows = db.session.execute(
        select(
            Organization.id,
            Organization.path,
            Organization.level,
            Organization.type,
            Organization.closed_on,
            Organization.established_on,
            UnitTally.level.label("unit_level"),
            UnitTally.type.label("unit_type"),
            UnitTally.units,
            latest.label("latest"),
        )
        .outerjoin(UnitTally, UnitTally.organization_id == Organization.id)
        .where(Organization.id.in_(organ_ids))
    ).all()
    today = clock.today()
    found: dict[int, tuple[str, Kind | None, Counter[Kind]]] = {}
    for row in rows:
        is_asked = _is_counted(row.type, row.closed_on) and row.established_on <= today
        own = (row.level, row.type) if is_asked else None
        found.setdefault(row.id, (row.path, own, Counter({own: 1} if own else {})))
        if row.units:
            found[row.id][2][row.unit_level, row.unit_type] += row.units
    if rows and rows[0].latest > today:
        for path, _, units in found.values():
            units.subtract(_founded_after(today, path))
    return {each: Subtree(path, own, +units) for each, (path, own, units) in found.items()}


def _founded_after(day: date, path: str) -> Counter[Kind]:
    """Units beneath that are counted and have yet to be founded; there are none but by a clock put back."""
    low, high = subtree_range(path)
    rows = db.session.execute(
        select(Organization.level, Organization.type, func.count())
        .where(Organization.path > low, Organization.path < high, Organization.established_on > day)
        .where(Organization.closed_on.is_(None), Organization.type != OrganizationType.DEPARTMENT)
        .group_by(Organization.level, Organization.type)
    )
    return Counter({(level, type_): count for level, type_, count in rows})


def moved(unit: Organization, superior: Organization) -> None:
    """The unit, with everything beneath it, is about to be moved under this superior by one statement."""
    units = select(UnitTally.level, UnitTally.type, UnitTally.units)
    beneath: Counter[Kind] = Counter()
    for level, type_, count in db.session.execute(units.where(UnitTally.organization_id == unit.id)):
        beneath[level, type_] += count
    if _is_counted(unit.type, unit.closed_on):
        beneath[unit.level, unit.type] += 1
    more: _Counts = Counter()
    for path, sign in ((unit.path, -1), (f"{superior.path}{unit.id}/", 1)):
        for organ_id in _above(path):
            for (level, type_), count in beneath.items():
                more[organ_id, level, type_] += sign * count
    _add(more, {unit.path, superior.path})


def rebuild() -> None:
    """重新计数 of the whole tree, within a deed."""
    rows = [dict(zip(_KEYS, key, strict=True)) | {"units": count} for key, count in _counted().items()]
    db.session.execute(delete(UnitTally))
    for at in range(0, len(rows), _MANY):
        db.session.execute(insert(UnitTally), rows[at : at + _MANY])


def is_right() -> bool:
    """核对: whether the kept counts are those of the tree."""
    kept = {
        (row.organization_id, row.level, row.type): row.units for row in db.session.scalars(select(UnitTally))
    }
    return {key: count for key, count in kept.items() if count} == _counted()


def _counted() -> _Counts:
    rows = db.session.execute(
        select(Organization.path, Organization.level, Organization.type).where(
            Organization.type != OrganizationType.DEPARTMENT, Organization.closed_on.is_(None)
        )
    )
    return Counter((organ_id, level, type_) for path, level, type_ in rows for organ_id in _above(path))


def _is_counted(type_: OrganizationType, closed_on: date | None) -> bool:
    return type_ is not OrganizationType.DEPARTMENT and closed_on is None


def _above(path: str) -> list[int]:
    """The ids of those above; the path's own end may have no number yet."""
    return [int(part) for part in path.strip("/").split("/")[:-1]]


def _add(more: _Counts, paths: Collection[str]) -> None:
    rows = [
        dict(zip(_KEYS, key, strict=True)) | {"units": count}
        for key, count in sorted(
            more.items(), key=lambda item: (item[0][0], item[0][1].value, item[0][2].value)
        )
        if count
    ]
    if not rows:
        return
    table: Any = UnitTally.__table__
    connection = db.session.connection()
    # Of two who change one tree at once the second waits at its top, however many counts each of them changes.
    tops = {int(path.strip("/").split("/")[0]) for path in paths}
    of_top = select(table.c.units).where(table.c.organization_id.in_(tops))
    connection.execute(of_top.order_by(*(table.c[key] for key in _KEYS)).with_for_update()).all()
    insert_ = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[db.engine.dialect.name]
    statement: Any = insert_(table)
    units = table.c.units + statement.excluded.units
    connection.execute(statement.on_conflict_do_update(index_elements=_KEYS, set_={"units": units}), rows)


def _follow(session: Session, _: Any) -> None:
    """Add what this flush changes in the tree."""
    more: _Counts = Counter()
    paths = set()
    for each in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(each, Organization):
            continue
        for sign, (path, level, type_, closed_on) in _change(session, each):
            above = _above(path)
            if above and _is_counted(type_, closed_on):
                paths.add(path)
                more.update({(organ_id, level, type_): sign for organ_id in above})
    _add(more, paths)


def _change(session: Session, each: Organization) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """What an organization was counted by before the flush (-1), and is from it on (1)."""
    if each in session.new:
        yield 1, tuple(getattr(each, name) for name in _COUNTED_BY)
        return
    histories = [inspect(each).attrs[name].history for name in _COUNTED_BY]
    is_gone = each in session.deleted
    if not is_gone and not any(it.has_changes() for it in histories):
        return
    now = [getattr(each, name) for name in _COUNTED_BY]
    yield -1, tuple(it.deleted[0] if it.deleted else value for it, value in zip(histories, now, strict=True))
    if not is_gone:
        yield 1, tuple(now)


event.listen(db.session, "after_flush", _follow)
