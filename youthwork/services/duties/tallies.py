"""报送计数的保存: `DutyTally` of an organ and everybody beneath it, changed in the deed that changes a duty.

Every deed that changes duties of an annex first takes the row of the topmost organ (`take`): of two deeds about the
same annex the second waits there, before it has taken anything else, so that they never wait crosswise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, delete, func, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from youthwork.extensions import db
from youthwork.models import DutyTally, ReportDuty
from youthwork.services.duties import day_tallies
from youthwork.services.duties.counting import NAMES, Changes, Counted
from youthwork.services.tree import ancestor_ids

#: Rows written at once.
_MANY = 1000

#: (notice annex, organ) → column → how many, or how many more.
Sums = dict[tuple[int, int], Counter[str]]


def take(annex_ids: Iterable[int], paths: Iterable[str]) -> None:
    """Take the duties of these annexes beneath the tops of these paths for this deed."""
    tops = {ancestor_ids(path)[0] for path in paths}
    wanted = sorted((annex_id, top) for annex_id in set(annex_ids) for top in tops)
    if not wanted:
        return
    place = tuple_(DutyTally.notice_annex_id, DutyTally.organization_id)
    rows = (
        select(DutyTally.notice_annex_id, DutyTally.organization_id)
        .where(place.in_(wanted))
        .order_by(DutyTally.notice_annex_id, DutyTally.organization_id)
        .with_for_update()
    )
    found = {(annex_id, top) for annex_id, top in db.session.execute(rows)}
    for annex_id, top in wanted:
        if (annex_id, top) not in found:
            _open(annex_id, top)


def _open(annex_id: int, organization_id: int) -> None:
    """The first of its kind: two may try at once, and the key lets one through, after whom the other goes on."""
    row = insert(DutyTally).values(notice_annex_id=annex_id, organization_id=organization_id, **_ZEROES)
    try:
        with db.session.begin_nested():
            db.session.execute(row)
    except IntegrityError:
        db.session.execute(
            select(DutyTally.organization_id)
            .where(DutyTally.notice_annex_id == annex_id, DutyTally.organization_id == organization_id)
            .with_for_update()
        )


_ZEROES = dict.fromkeys(NAMES, 0)


def apply(changes: Changes) -> None:
    """Add these to the rows of the owners and all above them, which the caller has taken, now and of their days;
    rows that are not there yet are written."""
    day_tallies.add(changes)
    sums = _summed((annex_id, path, column, more) for (annex_id, path, _, column), more in changes.items())
    by_place = {
        place: {column: more for column, more in columns.items() if more} for place, columns in sums.items()
    }
    by_place = {place: columns for place, columns in by_place.items() if columns}
    groups = {tuple(sorted(columns.items())) for columns in by_place.values()}
    if len(groups) == 1 and len({annex_id for annex_id, _ in by_place}) == 1:
        _add_alike(groups.pop(), [*by_place])
    elif by_place:
        _add_each(by_place)


def _summed(counts: Iterable[tuple[int, str, str, int]]) -> Sums:
    """What is counted of each owner, counted of every organ above as well."""
    by_path: dict[tuple[int, str], Counter[str]] = {}
    for annex_id, path, column, count in counts:
        by_path.setdefault((annex_id, path), Counter())[column] += count
    found: Sums = {}
    for (annex_id, path), columns in by_path.items():
        for organ_id in ancestor_ids(path):
            found.setdefault((annex_id, organ_id), Counter()).update(columns)
    return found


def _add_alike(columns: tuple[tuple[str, int], ...], places: list[tuple[int, int]]) -> None:
    """The usual case, one duty's change: the same for the owner and all above it, in one statement."""
    annex_id, organs = places[0][0], [organ for _, organ in places]
    raised = db.session.scalars(
        update(DutyTally)
        .where(DutyTally.notice_annex_id == annex_id, DutyTally.organization_id.in_(organs))
        .values({name: getattr(DutyTally, name) + more for name, more in columns})
        .returning(DutyTally.organization_id)
        .execution_options(synchronize_session=False)
    ).all()
    lacking = [(annex_id, organ) for organ in organs if organ not in set(raised)]
    if lacking:
        _insert({place: dict(columns) for place in lacking})


def _add_each(by_place: Mapping[tuple[int, int], Mapping[str, int]]) -> None:
    places = sorted(by_place)
    there: set[tuple[int, int]] = set()
    place = tuple_(DutyTally.notice_annex_id, DutyTally.organization_id)
    for at in range(0, len(places), _MANY):
        asked = select(DutyTally.notice_annex_id, DutyTally.organization_id)
        rows = db.session.execute(asked.where(place.in_(places[at : at + _MANY])))
        there |= {(annex_id, organ_id) for annex_id, organ_id in rows}
    table = DutyTally.metadata.tables[DutyTally.__tablename__]
    if there:
        # Core, row by row in the order of their keys: the ORM would look for the rows in the session.
        db.session.connection().execute(
            update(table)
            .where(
                table.c.notice_annex_id == bindparam("at_annex"),
                table.c.organization_id == bindparam("at_organ"),
            )
            .values({name: table.c[name] + bindparam(f"more_{name}") for name in _ZEROES}),
            [
                {"at_annex": annex_id, "at_organ": organ_id}
                | {f"more_{name}": by_place[annex_id, organ_id].get(name, 0) for name in _ZEROES}
                for annex_id, organ_id in sorted(there)
            ],
        )
    _insert({place: by_place[place] for place in places if place not in there})


def _insert(by_place: Mapping[tuple[int, int], Mapping[str, int]]) -> None:
    rows = [
        {"notice_annex_id": annex_id, "organization_id": organ_id} | _ZEROES | dict(columns)
        for (annex_id, organ_id), columns in by_place.items()
    ]
    if rows:
        db.session.execute(insert(DutyTally), rows)


def rebuild(annex_id: int) -> None:
    """重新计数 of one annex from the duties themselves and their marks, within a deed; whoever reports meanwhile waits
    for it."""
    _take_whole(annex_id)
    db.session.execute(delete(DutyTally).where(DutyTally.notice_annex_id == annex_id))
    _insert(counted(annex_id))
    day_tallies.rebuild(annex_id)


def is_right(annex_id: int) -> bool:
    """核对: whether the kept figures are those of the duties and their marks; within a deed, as `rebuild`."""
    _take_whole(annex_id)
    rows = db.session.scalars(select(DutyTally).where(DutyTally.notice_annex_id == annex_id))
    kept = {
        (annex_id, row.organization_id): +Counter({name: getattr(row, name) for name in NAMES})
        for row in rows
    }
    there = {place: columns for place, columns in kept.items() if columns}
    return there == counted(annex_id) and day_tallies.is_right(annex_id)


def counted(annex_id: int) -> Sums:
    """The figures of one annex counted from the duties as they stand."""
    grouped = (
        select(ReportDuty.path, ReportDuty.standing, ReportDuty.is_on_time, func.count())
        .where(ReportDuty.notice_annex_id == annex_id)
        .group_by(ReportDuty.path, ReportDuty.standing, ReportDuty.is_on_time)
    )
    return _summed(
        (annex_id, path, column, count)
        for path, standing, is_on_time, count in db.session.execute(grouped)
        for column in Counted(standing, is_on_time).columns()
    )


def _take_whole(annex_id: int) -> None:
    paths = select(ReportDuty.path).where(ReportDuty.notice_annex_id == annex_id).distinct()
    take([annex_id], db.session.scalars(paths).all())
