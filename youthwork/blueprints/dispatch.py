"""审签与报送: the steps between submitting and the receiver: sign off, allow and press the seal, send; one or a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request, url_for

from youthwork.blueprints import presenting, return_page, sealing, stepping
from youthwork.blueprints.once import answered, once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    page_version,
    render,
    user,
)
from youthwork.domain.workflow import Action
from youthwork.models import SealMode, Submission
from youthwork.services.path import cases, dispatch, impressions, listing
from youthwork.services.path import press_approval as approvals
from youthwork.services.path.queues import Queue
from youthwork.services.printing import uploads

blueprint = Blueprint("dispatch", __name__)

_TITLES = {
    Queue.SIGN_OFF: "待我审签",
    Queue.APPROVE_PRESS: "待我批准用印",
    Queue.PRESS: "待用印",
    Queue.SEND: "待报送",
}


@blueprint.get("/dispatch")
@login_required
def index() -> Answer:
    groups = [_group(queue, listing.waiting_papers(actor(), queue)) for queue in _TITLES]
    return render("dispatch/index.html", groups=[group for group in groups if group["rows"]])


@blueprint.get("/submissions/<int:submission_id>/sign-off")
@login_required
def sign_off(submission_id: int) -> Answer:
    return _ask_sign_off(find_submission(submission_id))


@blueprint.post("/submissions/<int:submission_id>/sign-off")
@login_required
@commits
@once
def create_sign_off(submission_id: int) -> Answer:
    """审签同意; ticked, the same press approves the seal too: two events, one deed."""
    submission = find_submission(submission_id)
    also = "approve" in request.form
    copies = sealing.posted_copies() if also else None
    if also and copies is None:
        return _ask_sign_off(submission, problems=[sealing.WRONG_COPIES])
    dispatch.sign_off(submission, user(), page_version(), copies)
    return stepping.done(submission, "已审签同意，并批准用印" if also else "已审签同意")


@blueprint.get("/submissions/<int:submission_id>/send-back")
@login_required
def send_back(submission_id: int) -> Answer:
    return return_page.ask(find_submission(submission_id), Action.SEND_BACK)


@blueprint.post("/submissions/<int:submission_id>/send-back")
@login_required
@commits
@once
def create_send_back(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    stepping.check(submission, Action.SEND_BACK)
    if problems := return_page.problems_in(submission, Action.SEND_BACK):
        return return_page.ask(submission, Action.SEND_BACK, problems)
    reason = request.form.get("reason", "")
    dispatch.send_back(submission, user(), page_version(), reason, return_page.posted_handout())
    return stepping.done(submission, "已退回修改", url_for("dispatch.index"))


@blueprint.get("/submissions/<int:submission_id>/press-approval")
@login_required
def press_approval(submission_id: int) -> Answer:
    return _ask_press_approval(find_submission(submission_id))


@blueprint.post("/submissions/<int:submission_id>/press-approval")
@login_required
@commits
@once
def create_press_approval(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    copies = sealing.posted_copies()
    if copies is None:
        return _ask_press_approval(submission, problems=[sealing.WRONG_COPIES])
    approved = approvals.approve(submission, user(), page_version(), copies)
    return stepping.done(submission, f"已批准用印 {copies} 份，审批编号 {approved.approval_number}")


@blueprint.get("/submissions/<int:submission_id>/impression")
@login_required
def impression(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    stepping.check(submission, Action.PRESS)
    seals = sealing.seals_on_offer(submission)
    return stepping.ask(
        submission,
        Action.PRESS,
        facts=[*sealing.press_facts(submission, seals), *stepping.route_facts(submission)],
        upload=any(seal.mode is SealMode.BY_HAND for seal in seals),
        seals=sealing.choices(seals),
    )


@blueprint.post("/submissions/<int:submission_id>/impression")
@login_required
def create_impression(submission_id: int) -> Answer:
    """用印. The scan is read and stored before the deed begins."""
    if (answer := answered()) is not None:
        return answer
    submission = find_submission(submission_id)
    # Before the upload is read: who may not press has nothing kept for them.
    stepping.check(submission, Action.PRESS)
    upload = request.files.get("scan")
    scan = uploads.keep_scan(upload.read()) if upload and upload.filename else None
    return _press(submission, scan)


@commits
@once
def _press(submission: Submission, scan: impressions.Scan | None) -> Answer:
    pressed = impressions.press(submission, user(), page_version(), scan, sealing.posted_seal())
    return stepping.done(submission, f"已用印，用印编号 {pressed.number}")


@blueprint.get("/submissions/<int:submission_id>/sending")
@login_required
def sending(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    plan = cases.plan_reception(submission)
    facts = stepping.reception_facts(plan.route, plan.receiving)
    return stepping.ask(submission, Action.SEND, facts=facts, vacancies=plan.vacancies)


@blueprint.post("/submissions/<int:submission_id>/sending")
@login_required
@commits
@once
def create_sending(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    dispatch.send(submission, user(), page_version())
    return stepping.done(submission, f"已报送，受理编号 {submission.intake_number}")


def _ask_sign_off(submission: Submission, problems: Sequence[tuple[str, str]] = ()) -> Answer:
    also = approvals.may_approve_with_sign_off(submission, actor())
    return stepping.ask(submission, Action.SIGN_OFF, also_approves=also, problems=problems)


def _ask_press_approval(submission: Submission, problems: Sequence[tuple[str, str]] = ()) -> Answer:
    stepping.check(submission, Action.APPROVE_PRESS)
    facts = [*sealing.application_facts(submission), *stepping.route_facts(submission)]
    return stepping.ask(submission, Action.APPROVE_PRESS, facts=facts, problems=problems)


def _group(queue: Queue, papers_: list[Submission]) -> dict[str, Any]:
    return {
        "queue": queue,
        "title": _TITLES[queue],
        "batch": url_for("batches.confirm", noun=_BATCH_NOUNS[queue]) if queue in _BATCH_NOUNS else None,
        "word": queue.value,
        "rows": [_row(paper, queue) for paper in papers_],
    }


_BATCH_NOUNS = {Queue.SIGN_OFF: "sign-off", Queue.APPROVE_PRESS: "press-approval", Queue.SEND: "sending"}
_ACTIONS = {
    Queue.SIGN_OFF: Action.SIGN_OFF,
    Queue.APPROVE_PRESS: Action.APPROVE_PRESS,
    Queue.PRESS: Action.PRESS,
    Queue.SEND: Action.SEND,
}


def _row(paper: Submission, queue: Queue) -> dict[str, Any]:
    return {
        "id": paper.id,
        "title": presenting.list_title(paper, of_others=True),
        "note": presenting.list_note(paper),
        "url": url_for("submissions.show", submission_id=paper.id),
        "step": url_for(presenting.STEP_ENDPOINTS[_ACTIONS[queue]], submission_id=paper.id),
        "due": presenting.due_words(paper.due),
        "holder": presenting.holder_words(paper),
        "day": presenting.day_words(paper),
        "status": presenting.status(paper),
        "receiver": paper.receiver.common_name if paper.receiver else "—",
    }
