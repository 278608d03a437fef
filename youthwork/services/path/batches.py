"""成批办理: ticked rows, each a deed of its own, so that one refusal does not undo the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import current_app

from youthwork.domain.errors import NotAllowed, StepNotAllowed, Unacceptable, YouthworkError
from youthwork.domain.workflow import Actor
from youthwork.models import Submission, User
from youthwork.services import audit, scope, transactions
from youthwork.services.path import dispatch, listing, press_approval, review
from youthwork.services.path.queues import Queue
from youthwork.services.posts import actor_of

Deed = Callable[[Submission, User, int | None], object]

_DEEDS: dict[Queue, Deed] = {
    Queue.SIGN_OFF: dispatch.sign_off,
    Queue.APPROVE_PRESS: press_approval.approve,
    Queue.SEND: dispatch.send,
    Queue.ACCEPT: review.accept,
}


@dataclass(frozen=True)
class Outcome:
    """一件的结果: done, or the sentence that refused it."""

    title: str
    submission_id: int
    refused: str = ""


def check_batch(queue: Queue, ids: Sequence[int]) -> None:
    """Refuse what is no batch: an unknown kind, nothing ticked, too many at once."""
    most: int = current_app.config["MOST_IN_A_BATCH"]
    if queue not in _DEEDS:
        raise Unacceptable(f"“{queue.value}”要逐件办理，不能成批")
    if not ids:
        raise Unacceptable("还没有勾选任何一件，请先勾选再办理")
    if len(ids) > most:
        raise Unacceptable(f"一次最多办理 {most} 件，现在勾选了 {len(ids)} 件，请分批办理")


def take_batch(
    actor: Actor, user: User, queue: Queue, versions: dict[int, int], with_approval: bool = False
) -> list[Outcome]:
    """Do the same step with each ticked paper, as it was when the list was shown (id → version).

    `with_approval`: signing off also approves one impression, of the papers where this person may.
    """
    check_batch(queue, list(versions))
    deed = _sign_off_and_approve if with_approval and queue is Queue.SIGN_OFF else _DEEDS[queue]
    outcomes = []
    for paper in listing.ticked(actor, queue, list(versions)):
        outcomes.append(_one(actor, user, queue, deed, (paper.id, versions[paper.id])))
    done = {outcome.submission_id for outcome in outcomes}
    for submission_id in versions.keys() - done:
        outcomes.append(_gone(actor, submission_id))
    return outcomes


def _sign_off_and_approve(submission: Submission, user: User, version: int | None) -> None:
    also = press_approval.may_approve_with_sign_off(submission, actor_of(user))
    dispatch.sign_off(submission, user, version, copies_to_press=1 if also else None)


def _one(actor: Actor, user: User, queue: Queue, deed: Deed, seen: tuple[int, int]) -> Outcome:
    submission_id, version = seen
    title = ""
    try:
        with transactions.deed():
            paper = scope.find_submission(actor, submission_id)
            title = f"{paper.owner.common_name} · {paper.title}"
            deed(paper, user, version)
    except YouthworkError as refused:
        if isinstance(refused, NotAllowed | StepNotAllowed):
            _record(user, queue, title, refused)
        return Outcome(title, submission_id, refused.sentence)
    return Outcome(title, submission_id)


def _record(user: User, queue: Queue, title: str, refused: YouthworkError) -> None:
    """A refusal within a batch is recorded like any other, after its own deed was rolled back."""
    with transactions.deed():
        audit.record("refusal", f"成批{queue.value}“{title}”：{refused.sentence}", user.id)


def _gone(actor: Actor, submission_id: int) -> Outcome:
    try:
        paper = scope.find_submission(actor, submission_id)
    except YouthworkError as refused:
        return Outcome(f"第 {submission_id} 号", submission_id, refused.sentence)
    return Outcome(
        f"{paper.owner.common_name} · {paper.title}", submission_id, "已不在这个待办里，可能刚被别人办理"
    )
