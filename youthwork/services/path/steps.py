"""take_step: the only door through the workflow. No other code assigns `submission.state`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.calendar import add_workdays, lock_ends, moment_phrase
from youthwork.domain.delegations import deputy_words
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed
from youthwork.domain.workflow import (
    ACTION_WORDS,
    STATE_WORDS,
    Action,
    Actor,
    Case,
    Need,
    PassesTo,
    Side,
    State,
    Transition,
    find_transition,
    refusal,
    stand_in_for,
)
from youthwork.extensions import db
from youthwork.models import Submission, SubmissionEvent, User
from youthwork.services.duties import keeping
from youthwork.services.holdings import hold
from youthwork.services.messages import telling
from youthwork.services.path.cases import annex_of, case_of
from youthwork.services.posts import actor_of

#: 补正期限 (decision 7).
CORRECTION_WORKDAYS = 3
#: The steps after which a unit may have reported that had not, or the other way round.
_REPORTING = frozenset({Action.SEND, Action.WITHDRAW, Action.FILE})


@dataclass(frozen=True)
class Step:
    """一步: what a person asks for. `version` is the one they saw; `note` is kept beside the event."""

    action: Action
    version: int | None = None
    reason: str = ""
    note: str = ""
    #: 转办 names the department, 转报 the next receiver.
    target_id: int | None = None


def take_step(submission: Submission, user: User, step: Step) -> SubmissionEvent:
    """Move the submission one row of the table on, or raise a sentence and leave it as it was.

    Raises `AlreadyMoved` when somebody acted since the person looked, `StepNotAllowed` when the state or a
    need forbids it, `NotAllowed` when the person's duties do.
    """
    now = clock.now()
    _lock(submission, step)
    case = case_of(submission)
    row = find_transition(case, step.action, now)
    if row is None:
        raise StepNotAllowed(_wrong_state(submission, step.action))
    actor = actor_of(user)
    _check(row, case, actor, step)
    stand_in = stand_in_for(row, case, actor)
    if stand_in is not None:
        hold(stand_in)
    submission.state = row.target
    submission.holder_id = _holder_after(row, submission, step)
    submission.held_since = now
    submission.version += 1
    _mark(submission, row, user)
    event = SubmissionEvent(
        submission_id=submission.id,
        at=now,
        actor_id=user.id,
        actor_name=user.name,
        acting_for=_acting_for(row, case),
        deputy_for=stand_in.principal if stand_in else "",
        action=step.action,
        state=row.target,
        round_number=submission.round_number,
        reason=step.reason.strip(),
        note=step.note,
    )
    db.session.add(event)
    db.session.flush()
    db.session.expire(submission, ["holder", "receiver", "events", "accepted_by"])
    telling.tell_of(event, submission, user)
    if step.action in _REPORTING:
        keeping.follow_paper(submission)
    return event


def check_open(submission: Submission, action: Action, version: int | None) -> None:
    """Refuse at once what the state or a newer version forbids, before anything is worked out for the step."""
    check_version(submission, version)
    if find_transition(case_of(submission), action, clock.now()) is None:
        raise StepNotAllowed(_wrong_state(submission, action))


def check_allowed(submission: Submission, user: User, step: Step) -> None:
    """Refuse as `take_step` would, before anything else is looked at that this person need not know of."""
    check_open(submission, step.action, step.version)
    case = case_of(submission)
    row = find_transition(case, step.action, clock.now())
    assert row is not None
    _check(row, case, actor_of(user), step)


def _lock(submission: Submission, step: Step) -> None:
    """Take the row for this deed and see it as it is now, not as it was when the page was drawn."""
    db.session.flush()
    db.session.refresh(submission, with_for_update={"of": Submission})
    check_version(submission, step.version)


def check_version(submission: Submission, version: int | None) -> None:
    """Raise `AlreadyMoved`, naming who and when, where somebody acted since this version was seen."""
    if version is not None and submission.version != version:
        raise AlreadyMoved(_who_acted(submission))


def _who_acted(submission: Submission) -> str:
    last = db.session.scalar(
        select(SubmissionEvent)
        .where(SubmissionEvent.submission_id == submission.id)
        .order_by(SubmissionEvent.id.desc())
        .limit(1)
    )
    if last is None:
        return "这件报送件刚刚有变动，请看过再办"
    when = moment_phrase(last.at, clock.now())
    who = deputy_words(last.actor_name, last.deputy_for)
    return f"{who}（{last.acting_for}）{when}已{ACTION_WORDS[last.action]}，请看过现在的状态再办"


def _wrong_state(submission: Submission, action: Action) -> str:
    return (
        f"这件现在是“{STATE_WORDS[submission.state]}”，不能{ACTION_WORDS[action]}。{_who_acted(submission)}"
    )


def _check(row: Transition, case: Case, actor: Actor, step: Step) -> None:
    sentence = refusal(row, case, actor)
    if sentence is not None:
        raise NotAllowed(sentence) if sentence.startswith("“") else StepNotAllowed(sentence)
    if Need.REASON in row.needs and not step.reason.strip():
        raise StepNotAllowed(Need.REASON.value)
    if Need.TARGET in row.needs and step.target_id is None:
        raise StepNotAllowed(Need.TARGET.value)


def _holder_after(row: Transition, submission: Submission, step: Step) -> int | None:
    if row.passes_to is PassesTo.NOBODY:
        return None
    if row.passes_to is PassesTo.SIGNING_UNIT:
        return submission.signing_unit_id
    if row.passes_to is PassesTo.SEALING_UNIT:
        return submission.sealing_unit_id or submission.owner_id
    if row.passes_to is PassesTo.RECEIVER:
        return submission.receiver_id
    if row.passes_to in (PassesTo.DEPARTMENT, PassesTo.NEXT_RECEIVER):
        submission.receiver_id = step.target_id
        return step.target_id
    return submission.owner_id


def _mark(submission: Submission, row: Transition, user: User) -> None:
    """Who did it, kept with the state it led to; the table's CHECKs compare these people."""
    now = clock.now()
    if row.action is Action.SUBMIT:
        submission.submitted_by_id = user.id
        submission.signed_off_by_id = None
        submission.press_approved_by_id = None
    elif row.action is Action.SIGN_OFF:
        submission.signed_off_by_id = user.id
    elif row.action is Action.APPROVE_PRESS:
        submission.press_approved_by_id = user.id
    elif row.action is Action.SEND:
        submission.sent_at = now
        submission.first_sent_at = submission.first_sent_at or now
    elif row.action is Action.ACCEPT:
        submission.accepted_by_id = user.id
        submission.accepted_at = now
        submission.accepted_until = lock_ends(now, annex_of(submission).review_days)
    elif row.action is Action.REASSIGN:
        # The lock is let go at once: the other department accepts the paper anew.
        submission.accepted_until = now
    elif row.action is Action.FILE:
        submission.filed_by_id = user.id
    elif row.action is Action.RETURN:
        submission.round_number += 1
        submission.correction_due = add_workdays(now.date(), CORRECTION_WORKDAYS)
    if row.target not in (State.ACCEPTED, State.FILED):
        submission.accepted_by_id = None
        submission.accepted_at = None
        submission.accepted_until = None


def _acting_for(row: Transition, case: Case) -> str:
    unit = case.owner if row.side is Side.OWNER else case.holder
    return unit.name if unit else case.owner.name
