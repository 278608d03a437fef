"""每日变化的保存: `DutyDayTally`, by which the figures of a past day, and those by kind of unit, are added up.

Written together with the figures of now, by `tallies.py` alone. What a duty's marks say is what is kept here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from youthwork import clock
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.models import DutyDayTally, DutyMark, Organization, ReportDuty
from youthwork.services import units_kept
from youthwork.services.duties.counting import NAMES, Changes, Counted, changed
from youthwork.services.tree import ancestor_ids

Kind = tuple[OrganizationLevel, OrganizationType]

_KEYS = ("notice_annex_id", "organization_id", "day", "level", "type", "superior_id")
#: Rows looked for, or written, at once.
_MANY = 1000
#: (notice annex, organ, day, level, type, superior) → column → how many more.
_Rows = dict[tuple[Any, ...], Counter[str]]


def added_up(annex_ids: Sequence[int], as_of: date | None, *keys: Any) -> Select[Any]:
    """The keys and, of each, the columns of `NAMES` added up to the end of that day; None: to this moment."""
    sums = (func.sum(getattr(DutyDayTally, name)).label(name) for name in NAMES)
    found = select(*keys, *sums).where(DutyDayTally.notice_annex_id.in_(annex_ids)).group_by(*keys)
    return found if as_of is None else found.where(DutyDayTally.day <= as_of)


def add(changes: Changes) -> None:
    """Add these to the rows of their days."""
    rows = _spread(changes)
    if not rows:
        return
    table: Any = DutyDayTally.__table__
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[db.engine.dialect.name]
    statement: Any = insert(table)
    more = {name: table.c[name] + statement.excluded[name] for name in NAMES}
    values = [
        dict(zip(_KEYS, key, strict=True)) | {name: rows[key][name] for name in NAMES}
        for key in sorted(rows, key=lambda key: (key[0], key[1], key[2], key[3].value, key[4].value, key[5]))
    ]
    # Core: rows of a table nobody holds as objects.
    connection = db.session.connection()
    for at in range(0, len(values), _MANY):
        connection.execute(
            statement.on_conflict_do_update(index_elements=_KEYS, set_=more), values[at : at + _MANY]
        )


def rebuild(annex_id: int) -> None:
    """重新计数 of one annex from the marks of its duties; the annex is taken."""
    changes = _history(annex_id)
    db.session.execute(delete(DutyDayTally).where(DutyDayTally.notice_annex_id == annex_id))
    add(changes)


def is_right(annex_id: int) -> bool:
    """Whether what is kept is what the marks say; the annex is taken."""
    rows = db.session.scalars(select(DutyDayTally).where(DutyDayTally.notice_annex_id == annex_id))
    kept = {
        tuple(getattr(row, key) for key in _KEYS): Counter({name: getattr(row, name) for name in NAMES})
        for row in rows
    }
    # A Counter compares equal to one without its zeroes.
    return {key: row for key, row in kept.items() if any(row.values())} == _spread(_history(annex_id))


def _history(annex_id: int) -> Changes:
    """Every change the duties of the annex went through, by their marks."""
    marks = db.session.execute(
        select(DutyMark.duty_id, DutyMark.at, DutyMark.path, DutyMark.standing, DutyMark.is_on_time)
        .join(ReportDuty, ReportDuty.id == DutyMark.duty_id)
        .where(ReportDuty.notice_annex_id == annex_id)
        .order_by(DutyMark.duty_id, DutyMark.at, DutyMark.id)
    )
    changes: Changes = Counter()
    for _, of_duty in groupby(marks, key=lambda mark: mark.duty_id):
        path, before = "", Counted()
        for mark in of_duty:
            day, after = mark.at.date(), Counted(mark.standing, mark.is_on_time)
            changes.update(changed(annex_id, path, day, before, Counted()))
            changes.update(changed(annex_id, mark.path, day, Counted(), after))
            path, before = mark.path, after
    return changes


def _spread(changes: Changes) -> _Rows:
    """The rows of the owners and all above them; what comes to nothing is left out."""
    owner_of = {path: ancestor_ids(path) for _, path, _, _ in changes}
    kinds = _kinds(ids[-1] for ids in owner_of.values())
    rows: _Rows = {}
    for (annex_id, path, day, column), more in changes.items():
        if not more:
            continue
        ids = owner_of[path]
        for organ_id, superior_id in zip(ids, (ids[0], *ids), strict=False):
            key = (annex_id, organ_id, day, *kinds[ids[-1]], superior_id)
            rows.setdefault(key, Counter())[column] += more
    return {key: row for key, row in rows.items() if any(row.values())}


def _kinds(organ_ids: Iterable[int]) -> dict[int, Kind]:
    """层级 and 类型 of these organs, of which the transaction knows most."""
    wanted, units = set(organ_ids), units_kept.kept(clock.today())
    found = {each: (units[each].level, units[each].type) for each in wanted & units.keys()}
    lacking = sorted(wanted - found.keys())
    for at in range(0, len(lacking), _MANY):
        asked: ColumnElement[bool] = Organization.id.in_(lacking[at : at + _MANY])
        rows = db.session.execute(select(Organization.id, Organization.level, Organization.type).where(asked))
        found |= {organ_id: (level, type_) for organ_id, level, type_ in rows}
    return found
