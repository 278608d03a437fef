"""成批办理: ticked rows of 审签, 报送 or 签收; the list is shown first, each row is done on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, request, url_for

from youthwork.blueprints import once, presenting
from youthwork.blueprints.web import Answer, actor, login_required, render, row_number, user
from youthwork.domain.errors import NotFound
from youthwork.models import Submission
from youthwork.services import transactions
from youthwork.services.path import batches, listing, press_approval
from youthwork.services.path.batches import Outcome
from youthwork.services.path.queues import Queue

blueprint = Blueprint("batches", __name__, url_prefix="/batches")

QUEUES = {
    "sign-off": Queue.SIGN_OFF,
    "press-approval": Queue.APPROVE_PRESS,
    "sending": Queue.SEND,
    "acceptance": Queue.ACCEPT,
}
_BACK = {
    Queue.SIGN_OFF: "dispatch.index",
    Queue.APPROVE_PRESS: "dispatch.index",
    Queue.SEND: "dispatch.index",
    Queue.ACCEPT: "review.index",
}


@blueprint.get("/<noun>")
@login_required
def confirm(noun: str) -> Answer:
    """The ticked rows and where each goes, before anything is done."""
    queue = _queue(noun)
    ids = request.args.getlist("ids", type=row_number)
    batches.check_batch(queue, ids)
    papers = listing.ticked(actor(), queue, ids)
    return render(
        "dispatch/batch.html",
        word=queue.value,
        action=url_for("batches.create", noun=noun),
        rows=[_row(paper) for paper in papers],
        gone=len(set(ids)) - len(papers),
        to_approve=_to_approve(papers) if queue is Queue.SIGN_OFF else 0,
        back_url=url_for(_BACK[queue]),
    )


@blueprint.post("/<noun>")
@login_required
def create(noun: str) -> Answer:
    """Each in a deed of its own; the answer says of every row what came of it, a reload says the same again."""
    queue = _queue(noun)
    kept = once.kept_outcomes()
    if kept is not None:
        return _done(queue, [Outcome(**each) for each in kept])
    if (answer := once.answered()) is not None:
        return answer
    versions = dict(request.form.getlist("ids", type=_pair))
    outcomes = batches.take_batch(actor(), user(), queue, versions, "approve" in request.form)
    with transactions.deed():
        once.keep_outcomes([asdict(each) for each in outcomes])
    return _done(queue, outcomes)


def _done(queue: Queue, outcomes: Sequence[Outcome]) -> Answer:
    return render(
        "dispatch/batch_done.html",
        word=queue.value,
        done=[one for one in outcomes if not one.refused],
        refused=[one for one in outcomes if one.refused],
        back_url=url_for(_BACK[queue]),
    )


def _queue(noun: str) -> Queue:
    if noun not in QUEUES:
        raise NotFound("没有这种成批办理")
    return QUEUES[noun]


def _to_approve(papers: Sequence[Submission]) -> int:
    """How many of them ask for a seal this signer may allow in the same press."""
    return sum(press_approval.may_approve_with_sign_off(paper, actor()) for paper in papers)


def _row(paper: Submission) -> dict[str, Any]:
    return {
        "value": f"{paper.id}:{paper.version}",
        "title": presenting.list_title(paper, of_others=True),
        "note": presenting.annex_words(paper),
        "receiver": paper.receiver.common_name if paper.receiver else "—",
        "reason": paper.route_reason,
        "due": presenting.due_words(paper.due),
    }


def _pair(text: str) -> tuple[int, int]:
    """`id:version` as the list posts it; anything else is left out."""
    submission_id, version = text.split(":")
    return row_number(submission_id), row_number(version)
