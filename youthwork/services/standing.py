"""办理情况 of a record: the four facts of `domain/standing.py`, drawn from a submission. No query of its own but for
`waited_for`, which asks who could act."""

from __future__ import annotations

from datetime import date

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import Unit
from youthwork.domain.standing import (
    NOTHING,
    Standing,
    Tone,
    day_word,
    due_words,
    filed_word,
    state_word,
)
from youthwork.domain.workflow import EDITABLE, PRESS_APPROVERS, State
from youthwork.forms.annexes import find_annex
from youthwork.models import Filing, Submission, User
from youthwork.services import posts
from youthwork.services.posts import Acting
from youthwork.services.seals import usable
from youthwork.services.tree import units_at

#: Sent and not come back: whether it was on time is decided.
WITH_OTHERS = frozenset({State.SENT, State.ACCEPTED, State.FILED})

RECEIVERS = (Duty.REVIEWER, Duty.SIGNER)


def of(submission: Submission, filing: Filing | None = None) -> Standing:
    """办理情况 now; with `filing`, a filed paper also says its number and what became of it."""
    word, tone = word_of(submission, filing)
    if submission.state is State.FILED:
        return Standing(word, tone, NOTHING, NOTHING, None)
    now = clock.now()
    return Standing(
        word,
        tone,
        holder_of(submission),
        day_word(submission.held_since, now),
        due_words(due_of(submission), now.date()) if asks_by_date(submission) else None,
    )


def word_of(submission: Submission, filing: Filing | None = None) -> tuple[str, Tone]:
    """状态词 and its colour."""
    if submission.state is State.FILED and filing is not None:
        return filed_word(
            filing.filing_number, filing.version, filing.later_version, filing.voided_at is not None
        )
    return state_word(
        state_now(submission),
        has_seal_cell=_has_seal_cell(submission),
        is_press_approved=submission.press_approved_by_id is not None,
        is_asked_to_correct=submission.correction_asked_by_id is not None,
    )


def state_now(submission: Submission) -> State:
    """As `Case.state_at`: an acceptance whose lock has run out, or was let go by 转办, is 待签收 again."""
    until = submission.accepted_until
    if submission.state is State.ACCEPTED and until is not None and until <= clock.now():
        return State.SENT
    return submission.state


def holder_of(submission: Submission) -> str:
    """在谁手里: the organization that must act now."""
    return submission.holder.common_name if submission.holder else NOTHING


def due_of(submission: Submission) -> date:
    """期限: of a later round the day its correction is due, of the first what the notice says."""
    if submission.round_number > 1 and submission.correction_due is not None:
        return submission.correction_due
    return submission.due


def asks_by_date(submission: Submission) -> bool:
    """Whether the due date still asks something of somebody: once it lies with the receiver it asks no more."""
    return submission.state not in WITH_OTHERS


def waited_for(submission: Submission, holder: Unit | None = None) -> list[Acting]:
    """等谁: those who can take the next step, deputies among them with whom they stand in for.

    One query, and one more where the caller does not know the holder as a `Unit` already.
    """
    state = state_now(submission)
    if state is State.FILED or submission.holder_id is None:
        return []
    subject, acceptor = submission.subject, submission.accepted_by
    if state in EDITABLE and subject is not None and subject.is_enabled:
        return [Acting(subject)]
    if state is State.ACCEPTED:
        return [Acting(acceptor)] if acceptor else []
    assert submission.holder is not None
    unit = holder or units_at({submission.holder.path})[submission.holder_id]
    if state in EDITABLE or state is State.PRESSED or _waits_to_be_sent(submission):
        return posts.acting_for([Duty.CLERK], unit)
    own = {submission.submitted_by_id, submission.subject_id}
    if state is State.IN_SIGN_OFF:
        return _but(posts.acting_for([Duty.SIGNER], unit), own)
    if state is State.SENT:
        return _receivers(unit, own | {submission.signed_off_by_id})
    if submission.press_approved_by_id is None:
        return _but(posts.acting_for(PRESS_APPROVERS, unit), {submission.submitted_by_id})
    keepers = posts.acting_for([Duty.SEAL_KEEPER], unit)
    free = usable.pressers(unit.id, frozenset(each.user.id for each in keepers))
    taken = {submission.submitted_by_id, submission.press_approved_by_id}
    return _but([each for each in keepers if each.user.id in free], taken)


def clerks(submission: Submission) -> list[User]:
    """经办人 of the owner."""
    unit = units_at({submission.owner.path})[submission.owner_id]
    return posts.people_with([Duty.CLERK], unit)


def _waits_to_be_sent(submission: Submission) -> bool:
    return submission.state is State.SIGNED_OFF and not _has_seal_cell(submission)


def _receivers(unit: Unit, own: set[int | None]) -> list[Acting]:
    """审核人 before 签发人: a department's papers are not every secretary's to do, unless nobody else may."""
    first = (Duty.REVIEWER,) if unit.is_department else RECEIVERS
    return _but(posts.acting_for(first, unit), own) or _but(posts.acting_for(RECEIVERS, unit), own)


def _but(people: list[Acting], own: set[int | None]) -> list[Acting]:
    return [each for each in people if each.user.id not in own]


def _has_seal_cell(submission: Submission) -> bool:
    return find_annex(submission.notice.edition_key, submission.annex_key).has_seal_cell
