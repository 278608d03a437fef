"""审签与报送: the owner's own steps after submitting, and taking a paper back."""

from __future__ import annotations

from youthwork import clock
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.numbering import Series, intake_number, period_of
from youthwork.domain.workflow import Action
from youthwork.models import Submission, User
from youthwork.services.eligibility import gate
from youthwork.services.numbers import next_number
from youthwork.services.path import press_approval, reported_upwards, returning
from youthwork.services.path.cases import annex_of, plan_reception
from youthwork.services.path.impressions import mark_unused
from youthwork.services.path.returning import Handout
from youthwork.services.path.steps import Step, check_open, take_step
from youthwork.services.tree import unit_of


def sign_off(
    submission: Submission, user: User, version: int | None, copies_to_press: int | None = None
) -> None:
    """审签同意: the owner's 签发人 (or the superior's, where the own would sign their own) agrees.

    A paper with a seal cell then asks for the seal; with `copies_to_press` the same person approves that too,
    in the same deed.
    """
    check_open(submission, Action.SIGN_OFF, version)
    gate.check(submission)
    take_step(submission, user, Step(Action.SIGN_OFF, version))
    if annex_of(submission).has_seal_cell:
        press_approval.open_for(submission)
        if copies_to_press is not None:
            press_approval.approve(submission, user, submission.version, copies_to_press)


def send_back(
    submission: Submission,
    user: User,
    version: int | None,
    reason: str = "",
    handout: Handout | None = None,
) -> None:
    """退回修改: inside the organ, before anything was sent; what the 签发人 pinned goes along."""
    returning.give_back(submission, user, Step(Action.SEND_BACK, version, reason), handout)


def send(submission: Submission, user: User, version: int | None) -> None:
    """报送: hand the paper to the receiver and take its 受理编号.

    The route is worked out anew: a department may have been merged since the draft was submitted.
    """
    check_open(submission, Action.SEND, version)
    plan = plan_reception(submission)
    if plan.vacancies:
        raise StepNotAllowed("；".join(plan.vacancies))
    submission.receiver_id = plan.route.receiver_id
    submission.route_reason = plan.route.reason
    take_step(submission, user, Step(Action.SEND, version))
    today = clock.today()
    organ = unit_of(plan.route.receiver_id).organ
    number = next_number(organ.id, Series.INTAKE, period_of(Series.INTAKE, today))
    submission.intake_number = intake_number(today, number)


def withdraw(submission: Submission, user: User, version: int | None, reason: str = "") -> None:
    """撤回: back to the draft, until the receiver has accepted it."""
    take_step(submission, user, Step(Action.WITHDRAW, version, reason))
    if annex_of(submission).is_decided_by_level:
        reported_upwards.take_back(submission)
    mark_unused(submission, "报送前撤回" if submission.first_sent_at is None else "签收前撤回")
