"""不再要求: duties that are taken away, because the notice was withdrawn or its range narrowed.

They leave every count with a mark; what was drafted or handed in for them stays readable as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, insert, select, update

from youthwork import clock
from youthwork.extensions import db
from youthwork.models import DutyMark, ReportDuty
from youthwork.services.duties import open_requests, sameness, tallies
from youthwork.services.duties.counting import Changes, Counted, changed
from youthwork.services.duties.keeping import outcome_now, put


def remove(condition: ColumnElement[bool], most: int) -> list[int]:
    """Take away up to so many of the duties that meet the condition; gives their ids."""
    rows = select(ReportDuty.id, ReportDuty.notice_annex_id, ReportDuty.path).where(
        condition, ReportDuty.standing.is_not(None)
    )
    found = db.session.execute(rows.order_by(ReportDuty.id).limit(most)).all()
    if not found:
        return []
    ids = [row.id for row in found]
    same = select(ReportDuty.notice_annex_id).where(ReportDuty.same_as_id.in_(ids)).distinct()
    tallies.take(
        {row.notice_annex_id for row in found} | set(db.session.scalars(same)), (row.path for row in found)
    )
    duties = db.session.scalars(
        select(ReportDuty).where(ReportDuty.id.in_(ids)).execution_options(populate_existing=True)
    ).all()
    _leave(duties)
    for duty in duties:
        for other in sameness.part(duty):
            put(other, outcome_now(other), clock.now())
    return ids


def _leave(duties: Sequence[ReportDuty]) -> None:
    now = clock.now()
    changes: Changes = Counter()
    for duty in duties:
        counted = Counted(duty.standing, duty.is_on_time)
        changes.update(changed(duty.notice_annex_id, duty.path, now.date(), counted, Counted()))
    db.session.execute(
        update(ReportDuty)
        .where(ReportDuty.id.in_([duty.id for duty in duties]))
        .values(standing=None, is_on_time=False)
    )
    db.session.execute(
        insert(DutyMark),
        [
            {"duty_id": duty.id, "at": now, "standing": None, "is_on_time": False, "path": duty.path}
            for duty in duties
        ],
    )
    tallies.apply(changes)
    open_requests.let_fall([duty.id for duty in duties])
