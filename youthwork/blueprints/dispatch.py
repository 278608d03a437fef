"""审签与报送: the owner's steps between submitting and the receiver: sign off, press, send; one or a batch."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting, stepping
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    page_version,
    render,
    row_number,
    user,
)
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.workflow import Action
from youthwork.models import SealMode, Submission
from youthwork.services import posts, transactions
from youthwork.services.path import cases, dispatch, impressions, listing
from youthwork.services.path.queues import Queue
from youthwork.services.printing import papers, uploads

blueprint = Blueprint("dispatch", __name__)

_TITLES = {
    Queue.SIGN_OFF: "待我审签",
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
    return stepping.ask(find_submission(submission_id), Action.SIGN_OFF)


@blueprint.post("/submissions/<int:submission_id>/sign-off")
@login_required
@commits
def create_sign_off(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    if not stepping.is_pressed_again(submission, Action.SIGN_OFF):
        dispatch.sign_off(submission, user(), page_version())
    return stepping.done(submission, "已审签同意")


@blueprint.get("/submissions/<int:submission_id>/send-back")
@login_required
def send_back(submission_id: int) -> Answer:
    return stepping.ask(find_submission(submission_id), Action.SEND_BACK)


@blueprint.post("/submissions/<int:submission_id>/send-back")
@login_required
@commits
def create_send_back(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    if problems := stepping.missing(Action.SEND_BACK):
        return stepping.ask(submission, Action.SEND_BACK, problems=problems)
    dispatch.send_back(submission, user(), page_version(), request.form.get("reason", ""))
    return stepping.done(submission, "已退回修改", url_for("dispatch.index"))


@blueprint.get("/submissions/<int:submission_id>/impression")
@login_required
def impression(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    seal = impressions.seal_to_press(submission.sealing_unit_id or submission.owner_id)
    facts = stepping.route_facts(submission)
    if seal is not None:
        note = "代章，印在成件上注明" if seal.organization_id != submission.owner_id else seal.mode.value
        facts.insert(0, ("印章", seal.name, note))
    by_hand = seal is not None and seal.mode is SealMode.BY_HAND
    return stepping.ask(submission, Action.PRESS, facts=facts, upload=by_hand)


@blueprint.post("/submissions/<int:submission_id>/impression")
@login_required
def create_impression(submission_id: int) -> Answer:
    """用印. The scan is read and stored before the deed begins, the paper is made after it is lasting."""
    submission = find_submission(submission_id)
    if stepping.is_pressed_again(submission, Action.PRESS):
        return stepping.done(submission, "已用印")
    # Before the upload is read: who may not press has nothing kept for them.
    stepping.check(submission, Action.PRESS)
    upload = request.files.get("scan")
    scan = uploads.keep_scan(upload.read()) if upload and upload.filename else None
    with transactions.deed():
        pressed = impressions.press(submission, user(), page_version(), scan)
        paper_id = papers.of_impression(pressed).id
        transactions.after_commit(lambda: papers.produce(paper_id))
    return stepping.done(submission, f"已用印，用印编号 {pressed.number}")


@blueprint.get("/submissions/<int:submission_id>/sending")
@login_required
def sending(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    plan = cases.plan_reception(submission)
    facts = stepping.reception_facts(plan.route, plan.receivers)
    return stepping.ask(submission, Action.SEND, facts=facts, vacancies=plan.vacancies)


@blueprint.post("/submissions/<int:submission_id>/sending")
@login_required
@commits
def create_sending(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    if not stepping.is_pressed_again(submission, Action.SEND):
        dispatch.send(submission, user(), page_version())
    return stepping.done(submission, f"已报送，受理编号 {submission.intake_number}")


@blueprint.get("/seal-register")
@login_required
def register() -> Answer:
    """用印登记簿 of the organs whose office this person belongs to."""
    entries = impressions.registers(posts.organ_ids(actor()), request.args.get("before", type=row_number))
    rows = [_entry(entry) for entry in entries[: impressions.PAGE]]
    more = len(entries) > impressions.PAGE
    older = url_for("dispatch.register", before=rows[-1]["id"]) if more else None
    return render("dispatch/register.html", rows=rows, older=older)


def _group(queue: Queue, papers_: list[Submission]) -> dict[str, Any]:
    return {
        "queue": queue,
        "title": _TITLES[queue],
        "batch": url_for("batches.confirm", noun=_BATCH_NOUNS[queue]) if queue in _BATCH_NOUNS else None,
        "word": queue.value,
        "rows": [_row(paper, queue) for paper in papers_],
    }


_BATCH_NOUNS = {Queue.SIGN_OFF: "sign-off", Queue.SEND: "sending"}


def _row(paper: Submission, queue: Queue) -> dict[str, Any]:
    action = {Queue.SIGN_OFF: Action.SIGN_OFF, Queue.PRESS: Action.PRESS, Queue.SEND: Action.SEND}[queue]
    return {
        "id": paper.id,
        "title": presenting.list_title(paper, of_others=True),
        "note": presenting.annex_words(paper),
        "url": url_for("submissions.show", submission_id=paper.id),
        "step": url_for(presenting.STEP_ENDPOINTS[action], submission_id=paper.id),
        "due": presenting.due_words(paper.due),
        "day": presenting.day_words(paper),
        "status": presenting.status(paper),
        "receiver": paper.receiver.common_name if paper.receiver else "—",
    }


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "id": entry.id,
        "number": entry.number,
        "when": moment_phrase(entry.at, clock.now()),
        "seal": entry.seal.name,
        "purpose": entry.purpose,
        "url": url_for("submissions.show", submission_id=entry.submission_id),
        "copies": entry.copies,
        "applicant": entry.applicant.name,
        "approver": entry.approver.name,
        "keeper": entry.keeper.name,
        "remark": "；".join(
            part for part in ("代章" if entry.on_behalf_of_id else "", _unused(entry)) if part
        ),
    }


def _unused(entry: Any) -> str:
    return f"未用于备案（{entry.unused_because}）" if entry.unused_because else ""
