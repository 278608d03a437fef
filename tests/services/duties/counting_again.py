"""数一遍: the same figures as the kept ones, counted the slow way from the rows they stand for."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from youthwork.extensions import db
from youthwork.models import DutyDayTally, DutyMark, DutyTally, Organization, ReportDuty
from youthwork.services.duties.counting import COLUMNS

#: (notice annex, organ, column) → how many; what is none is left out.
Figures = Counter[tuple[int, int, str]]
#: The same of one kind of unit, and the organ directly above then: (annex, organ, superior, level, type, column).
ByKind = Counter[tuple[int, int, int, str, str, str]]


def kept() -> Figures:
    """As `DutyTally` has them."""
    db.session.flush()
    names = (*COLUMNS.values(), "on_time")
    rows = db.session.execute(
        db.select(
            DutyTally.notice_annex_id,
            DutyTally.organization_id,
            *(getattr(DutyTally, each) for each in names),
        )
    )
    return +Counter(
        {
            (annex_id, organ_id, name): count
            for annex_id, organ_id, *counts in rows
            for name, count in zip(names, counts, strict=True)
        }
    )


def counted() -> Figures:
    """From the duties as they stand and the tree as it is."""
    db.session.flush()
    rows = db.session.execute(
        db.select(
            ReportDuty.notice_annex_id, Organization.path, ReportDuty.standing, ReportDuty.is_on_time
        ).join(Organization, Organization.id == ReportDuty.owner_id)
    )
    return _added(list(rows))


def as_of(moment: datetime) -> Figures:
    """From the marks made until then, the last of each duty."""
    db.session.flush()
    rows = db.session.execute(
        db.select(DutyMark, ReportDuty.notice_annex_id)
        .join(ReportDuty, ReportDuty.id == DutyMark.duty_id)
        .where(DutyMark.at <= moment)
        .order_by(DutyMark.at, DutyMark.id)
    )
    last = {mark.duty_id: (annex_id, mark.path, mark.standing, mark.is_on_time) for mark, annex_id in rows}
    return _added(list(last.values()))


def kept_by_kind(day: date) -> ByKind:
    """As `DutyDayTally` has them at the end of a day."""
    db.session.flush()
    found: ByKind = Counter()
    for row in db.session.scalars(db.select(DutyDayTally).where(DutyDayTally.day <= day)):
        key = row.notice_annex_id, row.organization_id, row.superior_id, row.level.value, row.type.value
        for name in (*COLUMNS.values(), "on_time"):
            found[*key, name] += getattr(row, name)
    return Counter({key: count for key, count in found.items() if count})


def by_kind(day: date) -> ByKind:
    """From the last mark of each duty until the end of that day."""
    db.session.flush()
    kinds = {row.id: (row.level.value, row.type.value) for row in db.session.scalars(db.select(Organization))}
    rows = db.session.execute(
        db.select(DutyMark, ReportDuty.notice_annex_id)
        .join(ReportDuty, ReportDuty.id == DutyMark.duty_id)
        .where(DutyMark.at < datetime.combine(day, time()) + timedelta(days=1))
        .order_by(DutyMark.at, DutyMark.id)
    )
    found: ByKind = Counter()
    for mark, annex_id in {mark.duty_id: (mark, annex_id) for mark, annex_id in rows}.values():
        ids = [int(part) for part in mark.path.strip("/").split("/")]
        for organ_id, superior_id in zip(ids, [ids[0], *ids], strict=False):
            if mark.standing is not None:
                found[annex_id, organ_id, superior_id, *kinds[ids[-1]], COLUMNS[mark.standing]] += 1
                found[annex_id, organ_id, superior_id, *kinds[ids[-1]], "on_time"] += mark.is_on_time
    return +found


def _added(rows):
    found: Figures = Counter()
    for annex_id, path, standing, is_on_time in rows:
        if standing is None:
            continue
        for organ_id in map(int, path.strip("/").split("/")):
            found[annex_id, organ_id, COLUMNS[standing]] += 1
            found[annex_id, organ_id, "on_time"] += is_on_time
    return +found
