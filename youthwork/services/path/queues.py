"""待办: which papers wait for this person, as conditions on `submission`; the desk, the lists and the
counters in the navigation all read the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import ColumnElement, ScalarSelect, and_, false, func, or_, select

from youthwork import clock
from youthwork.domain.duties import ORGAN_WIDE, Duty
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import EDITABLE, PRESS_APPROVERS, Actor, State
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import FilledBy
from youthwork.models import Seal, SealState, Submission
from youthwork.services.messages.inbox import unread_count
from youthwork.services.seals import usable


class Queue(Enum):
    """待办的种类, each with the word a list shows for what to do next."""

    WRITE = "继续填报"
    SIGN_OFF = "审签"
    APPROVE_PRESS = "批准用印"
    PRESS = "用印"
    SEND = "报送"
    ACCEPT = "签收"
    REVIEW = "审核"


#: Whose counters stand where in the navigation.
DRAFTING = (Queue.WRITE,)
DISPATCH = (Queue.SIGN_OFF, Queue.APPROVE_PRESS, Queue.PRESS, Queue.SEND)
REVIEW = (Queue.ACCEPT, Queue.REVIEW)
#: Whose duty takes a paper out of each queue.
DUTIES_OF: dict[Queue, tuple[Duty, ...]] = {
    Queue.WRITE: (Duty.CLERK,),
    Queue.SIGN_OFF: (Duty.SIGNER,),
    Queue.APPROVE_PRESS: PRESS_APPROVERS,
    Queue.PRESS: (Duty.SEAL_KEEPER,),
    Queue.SEND: (Duty.CLERK,),
    Queue.ACCEPT: (Duty.REVIEWER, Duty.SIGNER),
    Queue.REVIEW: (Duty.REVIEWER, Duty.SIGNER),
}
#: What a sealing unit does, which may be another than the owner.
SEALING = (Queue.APPROVE_PRESS, Queue.PRESS)


def waiting(actor: Actor, queue: Queue) -> ColumnElement[bool]:
    """The condition that a submission waits in this queue for this person."""
    holder, state = Submission.holder_id, Submission.state
    if queue is not Queue.WRITE and not any(_units(actor, duty) for duty in DUTIES_OF[queue]):
        # Most people hold few duties, and every page asks.
        return false()
    if queue is Queue.WRITE:
        clerk = Submission.owner_id.in_(_units(actor, Duty.CLERK))
        by_clerk = and_(clerk, Submission.annex_key.in_(_keys(FilledBy.UNIT)))
        return and_(state.in_(EDITABLE), or_(by_clerk, Submission.subject_id == actor.user_id))
    if queue is Queue.SIGN_OFF:
        mine = or_(Submission.submitted_by_id == actor.user_id, Submission.subject_id == actor.user_id)
        return and_(
            state == State.IN_SIGN_OFF, holder.in_(_units(actor, Duty.SIGNER)), ~func.coalesce(mine, false())
        )
    if queue in SEALING:
        sealed = and_(state == State.SIGNED_OFF, Submission.annex_key.in_(_sealed_keys()))
        others = Submission.submitted_by_id != actor.user_id
        approver = Submission.press_approved_by_id
        if queue is Queue.APPROVE_PRESS:
            return and_(sealed, others, approver.is_(None), holder.in_(_approving(actor)))
        mine_to_press = and_(
            holder.in_(_units(actor, Duty.SEAL_KEEPER)), ~usable.kept_by_others(holder, actor.user_id)
        )
        return and_(sealed, others, approver != actor.user_id, mine_to_press)
    if queue is Queue.SEND:
        unsealed = and_(state == State.SIGNED_OFF, Submission.annex_key.not_in(_sealed_keys()))
        return and_(or_(unsealed, state == State.PRESSED), Submission.owner_id.in_(_units(actor, Duty.CLERK)))
    receiving = holder.in_(_receiving(actor))
    # As `Case.state_at`: an acceptance whose lock has run out, or was let go by 转办, waits to be accepted anew.
    let_go = and_(state == State.ACCEPTED, Submission.accepted_until <= clock.now())
    if queue is Queue.ACCEPT:
        return and_(receiving, or_(state == State.SENT, let_go))
    mine = Submission.accepted_by_id == actor.user_id
    return and_(receiving, state == State.ACCEPTED, ~func.coalesce(let_go, false()), mine)


def waiting_in(actor: Actor, queues: tuple[Queue, ...]) -> ColumnElement[bool]:
    return _any_of([waiting(actor, queue) for queue in queues])


def _any_of(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """One of them; what can never be is left out: an OR with a constant in it keeps SQLite from its indexes."""
    possible = [each for each in conditions if each is not false()]
    return or_(*possible) if possible else false()


@dataclass(frozen=True)
class Counts:
    """待办计数 for the navigation."""

    drafting: int
    dispatch: int
    review: int
    #: Registered seals of the own organs that wait for this person to confirm them.
    seals: int
    #: 未读消息, counted up to 99+.
    unread: int


def counts(actor: Actor) -> Counts:
    """How many papers wait behind each entry of the navigation: one query."""
    groups = [waiting_in(actor, queues) for queues in (DRAFTING, DISPATCH, REVIEW)]
    seals = _seals_to_confirm(actor)
    unread = unread_count(actor.user_id)
    row = db.session.execute(select(*map(_count, groups), seals, unread).where(_any_of(groups))).one()
    return Counts(*(number or 0 for number in row))


def _seals_to_confirm(actor: Actor) -> ScalarSelect[int]:
    apart = and_(Seal.registered_by_id != actor.user_id, func.coalesce(Seal.keeper_id, 0) != actor.user_id)
    pending = and_(Seal.state == SealState.PENDING, Seal.organization_id.in_(_approving(actor)))
    return select(func.count(Seal.id)).where(pending, apart).scalar_subquery()


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def queue_of(submission: Submission, actor: Actor) -> Queue | None:
    """In which queue a loaded submission waits for this person, the same conditions read in Python."""
    mine = actor.user_id in (submission.submitted_by_id, submission.subject_id)
    sealed = submission.annex_key in _sealed_keys()
    clerk = submission.owner_id in _units(actor, Duty.CLERK)
    state, holder = submission.state, submission.holder_id
    if state in EDITABLE:
        by_clerk = clerk and submission.annex_key in _keys(FilledBy.UNIT)
        return Queue.WRITE if by_clerk or submission.subject_id == actor.user_id else None
    if state is State.IN_SIGN_OFF:
        return Queue.SIGN_OFF if holder in _units(actor, Duty.SIGNER) and not mine else None
    if state is State.PRESSED or (state is State.SIGNED_OFF and not sealed):
        return Queue.SEND if clerk else None
    if state is State.SIGNED_OFF:
        return _sealing_queue(submission, actor)
    if holder not in _receiving(actor):
        return None
    until = submission.accepted_until
    if state is State.SENT or (state is State.ACCEPTED and until is not None and until <= clock.now()):
        return Queue.ACCEPT
    return Queue.REVIEW if submission.accepted_by_id == actor.user_id else None


@dataclass(frozen=True)
class Capacity:
    """以什么身份: the duty and the organization it is held in; for whom, where it is a 代理."""

    duty: Duty
    unit: Unit
    principal: str = ""


def capacity(actor: Actor, queue: Queue, organization_id: int) -> Capacity | None:
    """In which of their posts this person acts for the organization; the own one before a 代理."""
    duties = DUTIES_OF[queue]
    held = [Capacity(duty, unit) for duty, unit in actor.own]
    held += [Capacity(each.duty, each.unit, each.principal) for each in actor.standing_in]
    for each in held:
        reach = {each.unit.id} | ({each.unit.organ.id} if each.duty in ORGAN_WIDE else set())
        if each.duty in duties and organization_id in reach:
            return each
    return None


def _sealing_queue(submission: Submission, actor: Actor) -> Queue | None:
    """批准用印, then 用印: of two people, neither of whom is the one who asked."""
    holder, me = submission.holder_id, actor.user_id
    if me == submission.submitted_by_id or holder is None:
        return None
    if submission.press_approved_by_id is None:
        return Queue.APPROVE_PRESS if holder in _approving(actor) else None
    if me == submission.press_approved_by_id or holder not in _units(actor, Duty.SEAL_KEEPER):
        return None
    return None if usable.is_kept_by_others(holder, me) else Queue.PRESS


def _approving(actor: Actor) -> set[int]:
    """Where this person may approve that the seal is pressed."""
    return set().union(*(_units(actor, duty) for duty in PRESS_APPROVERS))


def _units(actor: Actor, duty: Duty) -> set[int]:
    """Where this duty is held; for organ-wide duties the department's organ too."""
    found = [unit for held, unit in actor.posts if held is duty]
    return {unit.id for unit in found} | ({unit.organ.id for unit in found} if duty in ORGAN_WIDE else set())


def _receiving(actor: Actor) -> set[int]:
    """Where this person receives: as 审核人; as 签发人 for the organ itself, not for every department."""
    return _units(actor, Duty.REVIEWER) | _units(actor, Duty.SIGNER)


def _keys(filled_by: FilledBy) -> set[str]:
    return {
        annex.key
        for edition in EDITIONS.values()
        for annex in edition.annexes
        if annex.filled_by is filled_by
    }


def _sealed_keys() -> set[str]:
    return {annex.key for edition in EDITIONS.values() for annex in edition.annexes if annex.has_seal_cell}
