"""待答复的申请, for whoever answers: the list beneath an organ, what became of the last ones, and the desk's count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.actors import Actor
from youthwork.domain.duty_rights import GRANTERS, Asked, answering
from youthwork.domain.hierarchy import Unit
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    DutyRequest,
    Notice,
    NoticeAnnex,
    Organization,
    ReportDuty,
)
from youthwork.models.organization import subtree_range
from youthwork.services.duties import open_requests
from youthwork.services.holdings import holdings
from youthwork.services.tree import ancestor_ids

#: On one page; those after them come up as these are answered.
MOST = 100
#: Of those that are over, and how long they are shown.
MOST_OVER, SHOWN_FOR = 30, timedelta(days=180)
#: For the desk.
MOST_COUNTED = 1000


def waiting_beneath(organ: Organization, may_name: ColumnElement[bool]) -> Sequence[DutyRequest]:
    """待答复的 of the organ and everybody beneath it, what is due first before the rest; one query."""
    due = select(ReportDuty.due).where(ReportDuty.id == DutyRequest.duty_id).scalar_subquery()
    rows = _shown().where(*_is_waiting([organ.path], may_name)).order_by(due, DutyRequest.id)
    return db.session.scalars(rows.limit(MOST)).all()


def over_beneath(organ: Organization, may_name: ColumnElement[bool]) -> Sequence[DutyRequest]:
    """已答复、已撤回、不再需要的 of the last half year, the last ones first; one query."""
    rows = _shown().where(
        DutyRequest.ended_at >= clock.now() - SHOWN_FOR, _lies([organ.path], may_name, is_running=False)
    )
    return db.session.scalars(rows.order_by(DutyRequest.ended_at.desc()).limit(MOST_OVER)).all()


def of_duty(duty: ReportDuty) -> Sequence[DutyRequest]:
    """申请经过 of one duty, the last first."""
    rows = select(DutyRequest).where(DutyRequest.duty_id == duty.id)
    return db.session.scalars(rows.options(*_WITH).order_by(DutyRequest.id.desc()).limit(MOST_OVER)).all()


def count_beneath(organ: Organization, may_name: ColumnElement[bool]) -> int:
    """How many wait for an answer beneath the organ; one query, which begins at the open requests."""
    rows = select(func.count(DutyRequest.id)).where(*_is_waiting([organ.path], may_name))
    return db.session.scalar(rows) or 0


def waiting_for(actor: Actor) -> list[tuple[Unit, int]]:
    """工作台: the organs whose 审核人 or 签发人 this person is, with how many requests have come to them.

    A request has come to the nearest organ above in which there is somebody who may answer. Three queries; one where
    nothing was asked, none for who answers nowhere.
    """
    organs = {unit.organ.id: unit.organ for duty, unit in actor.posts if duty in GRANTERS}
    asked = _asked_beneath(organs.values()) if organs else []
    if not asked:
        return []
    staffed = _staffed({organ_id for each in asked for organ_id in answering(each)})
    nearest = (next((each for each in answering(one) if each in staffed), None) for one in asked)
    counts = Counter(nearest)
    return [(organ, counts[organ_id]) for organ_id, organ in organs.items() if counts[organ_id]]


def end_outlived(after_id: int) -> int | None:
    """每日: requests of notices that are no longer in force fall away; gives the last of them, None at the end."""
    is_over = _of_duty(ReportDuty.id, Notice.expires_on < clock.today()).is_not(None)
    rows = select(DutyRequest.id, DutyRequest.duty_id).where(
        DutyRequest.id > after_id, DutyRequest.ended_at.is_(None), is_over
    )
    found = db.session.execute(rows.order_by(DutyRequest.id).limit(MOST)).all()
    open_requests.let_fall([row.duty_id for row in found])
    return found[-1].id if found else None


_WITH = (
    joinedload(DutyRequest.asked_by),
    joinedload(DutyRequest.ended_by),
    joinedload(DutyRequest.exception),
)


def _shown() -> Select[DutyRequest]:
    duty = joinedload(DutyRequest.duty)
    return select(DutyRequest).options(
        duty.joinedload(ReportDuty.notice_annex).joinedload(NoticeAnnex.notice),
        duty.joinedload(ReportDuty.owner),
        duty.joinedload(ReportDuty.subject),
        *_WITH,
    )


def _is_waiting(paths: Iterable[str], *conditions: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return DutyRequest.ended_at.is_(None), _lies(paths, *conditions)


def _lies(
    paths: Iterable[str], *conditions: ColumnElement[bool], is_running: bool = True
) -> ColumnElement[bool]:
    """The duty lies at or beneath one of these paths, its notice in force."""
    ranges = (subtree_range(path) for path in paths)
    under = or_(*(and_(ReportDuty.path >= low, ReportDuty.path < high) for low, high in ranges))
    in_force = (
        Notice.state == NoticeState.ISSUED,
        or_(Notice.expires_on.is_(None), Notice.expires_on >= clock.today()),
    )
    return _of_duty(ReportDuty.id, under, *conditions, *(in_force if is_running else ())).is_not(None)


def _of_duty(column: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    """A column of the request's duty where these hold, else null.

    Not a join: there SQLite begins at the thousands of duties of an annex, here at the few open requests.
    """
    rows = select(column).join(ReportDuty.notice_annex).join(NoticeAnnex.notice)
    return (
        rows.where(ReportDuty.id == DutyRequest.duty_id, *conditions).correlate(DutyRequest).scalar_subquery()
    )


def _asked_beneath(organs: Iterable[Unit]) -> list[Asked]:
    """The open requests beneath these organs, as the rules see their duties; no more than are counted."""
    paths = ["/" + "".join(f"{each.id}/" for each in reversed([*organ.chain])) for organ in organs]
    waiting = select(DutyRequest.duty_id).where(*_is_waiting(paths)).limit(MOST_COUNTED)
    ids = db.session.scalars(waiting).all()
    if not ids:
        return []
    columns = select(ReportDuty.path, Notice.issuer_id, ReportDuty.subject_id)
    rows = columns.join(ReportDuty.notice_annex).join(NoticeAnnex.notice).where(ReportDuty.id.in_(ids))
    return [
        Asked(tuple(ancestor_ids(row.path)), row.issuer_id, row.subject_id is not None)
        for row in db.session.execute(rows)
    ]


def _staffed(organ_ids: Collection[int]) -> set[int]:
    """Those of these organs in which, or in whose departments, somebody may answer today."""
    places = select(Organization.id).where(
        or_(
            Organization.id.in_(organ_ids),
            Organization.parent_id.in_(organ_ids) & Organization.department_function.is_not(None),
        )
    )
    held = holdings(
        AppointmentDuty.duty.in_(GRANTERS), Appointment.organization_id.in_(places), day=clock.today()
    ).subquery()
    is_department = Organization.department_function.is_not(None)
    organ_id = case((is_department, Organization.parent_id), else_=Organization.id)
    rows = select(organ_id).join(held, held.c.organization_id == Organization.id).distinct()
    return set(db.session.scalars(rows))
