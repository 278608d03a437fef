"""批准用印: the sealing unit allows its seal on one signed-off paper; a signer may do it in the same press."""

from __future__ import annotations

from dataclasses import replace

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.workflow import Action, Actor, State, find_transition, refusal, stand_in_for
from youthwork.models import SealApplication, Submission, User
from youthwork.services import posts
from youthwork.services.path.cases import annex_of, case_of
from youthwork.services.path.steps import Step, check_allowed, take_step
from youthwork.services.seals import asked, usable
from youthwork.services.tree import unit_of


def open_for(submission: Submission) -> SealApplication:
    """申请用印, part of the deed that brings the paper to 已审签."""
    purpose = f"{annex_of(submission).short_title}（第 {submission.round_number} 次报送）"
    return asked.open_application(submission, purpose)


def approve(submission: Submission, user: User, version: int | None, copies: int = 1) -> SealApplication:
    """批准用印: not by who asked for it, and only where another person is left to press."""
    check_allowed(submission, user, Step(Action.APPROVE_PRESS, version))
    if not _keepers_beside(submission, user.id):
        raise StepNotAllowed(
            "你批准以后就没有人能用印了：申请、批准、监印须是三个不同的人，请由另一位用印批准人或签发人批准"
        )
    application = asked.current_application(submission) or open_for(submission)
    asked.mark_approved(application, user, copies, _principal(submission, user))
    note = f"{application.approval_number}，{copies} 份"
    take_step(submission, user, Step(Action.APPROVE_PRESS, version, note=note))
    return application


def _principal(submission: Submission, user: User) -> str:
    """Whose duty the approver exercises; empty where it is their own."""
    case = case_of(submission)
    row = find_transition(case, Action.APPROVE_PRESS, clock.now())
    stand_in = stand_in_for(row, case, posts.actor_of(user)) if row else None
    return stand_in.principal if stand_in else ""


def may_approve_with_sign_off(submission: Submission, actor: Actor) -> bool:
    """Whether this signer may also approve the seal, so that one press does both."""
    if not annex_of(submission).has_seal_cell or submission.state is not State.IN_SIGN_OFF:
        return False
    unit = unit_of(submission.sealing_unit_id or submission.owner_id)
    signed = replace(
        case_of(submission),
        state=State.SIGNED_OFF,
        holder=unit,
        signer_id=actor.user_id,
        press_approver_id=None,
    )
    row = find_transition(signed, Action.APPROVE_PRESS, clock.now())
    return (
        row is not None
        and refusal(row, signed, actor) is None
        and bool(_keepers_beside(submission, actor.user_id))
    )


def _keepers_beside(submission: Submission, approver_id: int) -> frozenset[int]:
    """Who could still press the seal if this person approved it."""
    unit = unit_of(submission.sealing_unit_id or submission.owner_id)
    keepers = usable.pressers(unit.id, posts.ids_with([Duty.SEAL_KEEPER], unit))
    return keepers - {approver_id, submission.submitted_by_id}
