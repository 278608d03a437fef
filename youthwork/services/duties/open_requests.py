"""待答复的申请 of duties that change: answered by what was granted, or fallen away; told to whoever had to answer.

Below `keeping.py` and `exceptions.py`, which call it in the deed that changes a duty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.duty_rights import GRANTERS, answering
from youthwork.domain.hierarchy import Unit
from youthwork.domain.routing import route
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import DutyException, DutyRequest, ReportDuty, RequestState, User
from youthwork.services import posts
from youthwork.services.duties import sight
from youthwork.services.messages import telling
from youthwork.services.tree import units_at, units_of


def find_open(duty_ids: Iterable[int]) -> Sequence[DutyRequest]:
    """The open requests of these duties, as they are in the database now."""
    rows = select(DutyRequest).where(DutyRequest.duty_id.in_(list(duty_ids)), DutyRequest.ended_at.is_(None))
    return db.session.scalars(
        rows.options(joinedload(DutyRequest.duty)).execution_options(populate_existing=True)
    ).all()


def let_fall(duty_ids: Sequence[int]) -> None:
    """不再需要: reported, excused or asked no more, a duty needs no answer."""
    fallen = db.session.scalars(
        update(DutyRequest)
        .where(DutyRequest.duty_id.in_(duty_ids), DutyRequest.ended_at.is_(None))
        .values(state=RequestState.NEEDLESS, ended_at=clock.now())
        .returning(DutyRequest)
        .execution_options(synchronize_session="fetch")
    ).all()
    for request in fallen:
        settle(request)


def grant(duty: ReportDuty, exception: DutyException) -> None:
    """已准予: what somebody grants answers the open request, whichever way they came to grant it."""
    if exception.granted_by_id is None:
        return
    for request in find_open([duty.id]):
        request.exception_id = exception.id
        end(request, RequestState.GRANTED, exception.granted_by_id, exception.granted_for_id)


def asked_by(exception: DutyException) -> Sequence[User]:
    """Who had asked for what was granted."""
    return db.session.scalars(
        select(User)
        .join(DutyRequest, DutyRequest.asked_by_id == User.id)
        .where(DutyRequest.exception_id == exception.id)
    ).all()


def end(request: DutyRequest, state: RequestState, by_id: int, answered_for_id: int | None = None) -> None:
    """The request is over; nobody need answer it any more."""
    request.state, request.ended_at, request.ended_by_id = state, clock.now(), by_id
    request.answered_for_id = answered_for_id
    db.session.flush()
    settle(request)


def settle(request: DutyRequest) -> None:
    telling.settle_told(who_answers(request.duty)[1], told_as(request))


def told_as(request: DutyRequest) -> str:
    """What the request is told by, once."""
    return f"request:{request.id}"


def who_answers(duty: ReportDuty) -> tuple[Unit | None, list[User]]:
    """由谁答复: the nearest organ above where somebody may, and whom of it the request is told.

    That is the receiving department's 审核人, as with papers; where nobody is, the organ's 审核人 and 签发人.
    """
    units = units_at([duty.path])
    owner = units[duty.owner_id]
    for organ_id in answering(sight.asked(duty)):
        organ = units[organ_id]
        people = _receiving(duty, owner, organ) or _granters(organ)
        if people:
            return organ, people
    return None, []


def _receiving(duty: ReportDuty, owner: Unit, organ: Unit) -> list[User]:
    """审核人 of the department that would receive the paper there: on its way, or straight at the issuer."""
    superior = owner.organ.superior
    is_next = superior is not None and superior.organ.id == organ.id
    row = duty.notice_annex
    annex = find_annex(row.notice.edition_key, row.annex_key)
    path = route(
        annex.receiving,
        owner,
        paper=annex.short_title,
        issuer_id=row.notice.issuer_id,
        to_issuer=annex.to_issuer or not is_next,
    )
    receiver = units_of([path.receiver_id])[path.receiver_id]
    return posts.people_with([Duty.REVIEWER], receiver) if receiver.organ.id == organ.id else []


def _granters(organ: Unit) -> list[User]:
    """Everybody of the organ and its departments who may."""
    departments = units_of(each.unit_id for each in organ.departments)
    places = [organ, *(departments[each.unit_id] for each in organ.departments)]
    found = {each.id: each for place in places for each in posts.people_with(GRANTERS, place)}
    return list(found.values())
