"""批注: what a reviewer pins to a cell, a row or a list, and who may read it.

A comment belongs to one round and one step. Until a return gives it out it is read only by those who review for
the unit it was written for: a 签发人's by the signing unit, a 审核人's by the receiving department, also after
转办. Given out, a receiver's stands for everybody who reads the paper; a 签发人's stays with the owner's side and
the signing unit and never reaches the receiver. What no return carries (the paper was filed or passed on) stays
where it was written, and nothing of it is ever printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import (
    STATE_WORDS,
    Action,
    Actor,
    State,
    Transition,
    find_transition,
    refusal,
)
from youthwork.extensions import db
from youthwork.forms.fields import tidy
from youthwork.models import Comment, Submission, User
from youthwork.services.path.cases import annex_of, case_of
from youthwork.services.posts import actor_of, office_units
from youthwork.services.printing.reading import Place, places
from youthwork.services.tree import units_of

LONGEST_TEXT = 500
LONGEST_PROPOSAL = 300
#: Who may return a paper may speak of its places.
CARRIED_BY = (Action.RETURN, Action.SEND_BACK)
_REVIEWERS = {State.IN_SIGN_OFF: (Duty.SIGNER,), State.ACCEPTED: (Duty.REVIEWER, Duty.SIGNER)}


def check_may_comment(submission: Submission, actor: Actor) -> Transition:
    """The return this person could take now, which would carry the comment; refused as that step would be."""
    case = case_of(submission)
    row = next(
        (found for action in CARRIED_BY if (found := find_transition(case, action, clock.now())) is not None),
        None,
    )
    if row is None:
        state = STATE_WORDS[case.state_at(clock.now())]
        raise StepNotAllowed(f"这件现在是“{state}”，不能批注：审签时，或签收以后审核时才能批注")
    sentence = refusal(row, case, actor)
    if sentence is not None:
        raise NotAllowed(sentence)
    return row


def may_comment(submission: Submission, actor: Actor) -> bool:
    try:
        check_may_comment(submission, actor)
    except (NotAllowed, StepNotAllowed):
        return False
    return True


def find_place(submission: Submission, name: str) -> Place:
    place = places(annex_of(submission), submission.answers or {}).get(name)
    if place is None:
        raise NotFound("报送内容里没有这一处，可能已经改动，请刷新后再批注")
    return place


def write(submission: Submission, user: User, name: str, text: str, proposed: str = "") -> Comment:
    """写批注 pinned to a place of the answers, with words, a proposed text (代拟), or both."""
    _take(submission)
    row = check_may_comment(submission, actor_of(user))
    place = find_place(submission, name)
    words, proposal = _checked(place, text, proposed)
    assert submission.holder_id is not None
    comment = Comment(
        submission_id=submission.id,
        round_number=submission.round_number,
        made_in=row.source,
        unit_id=submission.holder_id,
        author_id=user.id,
        field=place.name,
        place=place.words[:120],
        quoted=place.text,
        text=words,
        proposed=proposal,
        made_at=clock.now(),
    )
    db.session.add(comment)
    db.session.flush()
    return comment


def rewrite(submission: Submission, user: User, comment_id: int, text: str, proposed: str = "") -> Comment:
    """改批注, until it is given out."""
    comment = find_pending(submission, user, comment_id)
    comment.text, comment.proposed = _checked(find_place(submission, comment.field), text, proposed)
    comment.author_id = user.id
    comment.made_at = clock.now()
    db.session.flush()
    return comment


def remove(submission: Submission, user: User, comment_id: int) -> Comment:
    """删批注, until it is given out."""
    comment = find_pending(submission, user, comment_id)
    db.session.delete(comment)
    db.session.flush()
    return comment


def find_pending(submission: Submission, user: User, comment_id: int, to_write: bool = True) -> Comment:
    """A comment that is still this person's to change; raises `NotFound` where it is another step's."""
    if to_write:
        _take(submission)
    check_may_comment(submission, actor_of(user))
    found = next((each for each in pending(submission) if each.id == comment_id), None)
    if found is None:
        raise NotFound("没有这条批注，或它已经随退回发出，不能再改")
    return found


def pending(submission: Submission) -> list[Comment]:
    """待发出的批注: what a return from where the paper stands now would carry, in the order of the form."""
    rows = db.session.scalars(
        select(Comment)
        .where(
            Comment.submission_id == submission.id,
            Comment.round_number == submission.round_number,
            Comment.made_in == submission.state,
            Comment.unit_id == submission.holder_id,
            Comment.given_at.is_(None),
        )
        .order_by(Comment.id)
    )
    return in_form_order(submission, list(rows))


def readable(submission: Submission, actor: Actor) -> list[Comment]:
    """The comments on this paper that this person may read, oldest first."""
    every = db.session.scalars(
        select(Comment).where(Comment.submission_id == submission.id).order_by(Comment.id)
    ).all()
    units = units_of({each.unit_id for each in every})
    return [each for each in every if _may_read(each, units[each.unit_id], submission, actor)]


def to_do(submission: Submission, found: Sequence[Comment]) -> list[Comment]:
    """要改的: of these, what the return into the present round gave out and what was sent back within it."""
    came_with = {State.ACCEPTED: submission.round_number - 1, State.IN_SIGN_OFF: submission.round_number}
    given = [each for each in found if each.given_at and each.round_number == came_with[each.made_in]]
    return in_form_order(submission, given)


def in_form_order(submission: Submission, found: Sequence[Comment]) -> list[Comment]:
    if len(found) < 2:
        return list(found)
    order = {name: at for at, name in enumerate(places(annex_of(submission), submission.answers or {}))}
    return sorted(found, key=lambda each: (order.get(each.field, len(order)), each.id))


def is_mended(comment: Comment, now: Mapping[str, Place]) -> bool:
    """已改: something else stands there than what was commented on, or the place is gone."""
    place = now.get(comment.field)
    return place is None or place.text != comment.quoted


def is_of_owner(submission: Submission, actor: Actor) -> bool:
    """填报一方: the subject, who began it, and the owner's office."""
    if actor.user_id in (submission.subject_id, submission.created_by_id):
        return True
    return submission.owner_id in office_units(actor)


def _may_read(comment: Comment, unit: Unit, submission: Submission, actor: Actor) -> bool:
    if comment.given_at is not None and (comment.made_in is State.ACCEPTED or is_of_owner(submission, actor)):
        return True
    return actor.has(_REVIEWERS[comment.made_in], unit)


def _checked(place: Place, text: str, proposed: str) -> tuple[str, str | None]:
    words, proposal = text.strip(), tidy(proposed)
    if not words and not proposal:
        raise Unacceptable("请写下批注的意见，或代拟的文字")
    if len(words) > LONGEST_TEXT:
        raise Unacceptable(f"批注最多 {LONGEST_TEXT} 个字，现在有 {len(words)} 个字")
    if proposal and not place.takes_text:
        raise Unacceptable(f"代拟的文字要批在一格上；“{place.words}”只能写意见")
    if len(proposal) > LONGEST_PROPOSAL:
        raise Unacceptable(f"代拟的文字最多 {LONGEST_PROPOSAL} 个字，现在有 {len(proposal)} 个字")
    if proposal and proposal == place.text:
        raise Unacceptable("代拟的文字与现在的相同，不用代拟")
    return words, proposal or None


def _take(submission: Submission) -> None:
    """The paper's row for this deed: nothing is pinned to a paper that was just filed or returned."""
    db.session.flush()
    db.session.refresh(submission, with_for_update={"of": Submission})
