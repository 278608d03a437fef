"""提交前: the printed face, one review page before anything is sent, and the two steps an owner begins with."""

from __future__ import annotations

from flask import Blueprint, current_app, request, url_for

from youthwork.blueprints import presenting_corrections, reviewing_before, stepping
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
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.workflow import EDITABLE, Action
from youthwork.services import scope, transactions
from youthwork.services.drafts import checking, draft_saves, drafting, explaining
from youthwork.services.path import cases, dispatch, filing, impressions, stages
from youthwork.services.printing import faces, reading

blueprint = Blueprint("submitting", __name__, url_prefix="/submissions/<int:submission_id>")


@blueprint.get("/preview")
@login_required
def preview(submission_id: int) -> Answer:
    """看印出来的样子: the face as the paper will have it, from the answers or, while drafting, from the draft."""
    submission = find_submission(submission_id)
    correction = presenting_corrections.banner(submission)
    return render(
        "submitting/preview.html",
        submission=submission,
        correction=correction,
        is_crosswise=cases.annex_of(submission).is_crosswise,
    )


@blueprint.get("/face")
@login_required
def face(submission_id: int) -> Answer:
    """版面: the face alone, which the preview frames and a printer prints."""
    submission = find_submission(submission_id)
    annex = cases.annex_of(submission)
    answers = submission.answers
    if submission.state in EDITABLE and draft_saves.may_write(submission, user(), actor()):
        answers = checking.typed_answers(submission, user())
    whole = scope.sees_personal_data(actor(), submission) or impressions.prints_to_press(submission, actor())
    shown = reading.as_reader_sees(annex, answers or {}, whole)
    on_behalf_of = submission.sealing_unit_id not in (None, submission.owner_id)
    return faces.render_face(
        submission.notice.edition_key,
        annex,
        shown,
        filing.paper_heading(submission),
        faces.Marks(current_app.config["IS_DEMO"], on_behalf_of, opinions=stages.opinions_of(submission)),
        url_for("static", filename="paper.css"),
    )


@blueprint.get("/submittal")
@login_required
def submittal(submission_id: int) -> Answer:
    """提交审签: the printed face, what the checks say, where it will go; all on one page, before it is pressed."""
    submission = find_submission(submission_id)
    stepping.check(submission, Action.SUBMIT)
    return reviewing_before.review_page(submission)


@blueprint.post("/submittal")
@login_required
def create_submittal(submission_id: int) -> Answer:
    """The words said to findings are kept first, in a deed of their own: a refused step costs no text."""
    if (answer := answered()) is not None:
        return answer
    said = reviewing_before.posted_explanations()
    if said:
        with transactions.deed():
            explaining.keep(find_submission(submission_id), user(), said)
    submission = find_submission(submission_id)
    try:
        ready = drafting.prepare(submission, user(), page_version())
    except explaining.Unexplained:
        return reviewing_before.review_page(submission, page_version(), status=422)
    except StepNotAllowed:
        # The same press may have gone through meanwhile.
        if (answer := answered()) is not None:
            return answer
        raise
    return _submit(submission_id, ready)


@commits
@once
def _submit(submission_id: int, ready: drafting.Ready) -> Answer:
    submission = find_submission(submission_id)
    try:
        drafting.submit(submission, user(), page_version(), ready)
    except explaining.Unexplained:
        transactions.rollback()
        return reviewing_before.review_page(submission, page_version(), status=422)
    return stepping.done(submission, "已提交审签")


@blueprint.get("/withdrawal")
@login_required
def withdrawal(submission_id: int) -> Answer:
    return stepping.ask(find_submission(submission_id), Action.WITHDRAW)


@blueprint.post("/withdrawal")
@login_required
@commits
@once
def create_withdrawal(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    dispatch.withdraw(submission, user(), page_version(), request.form.get("reason", ""))
    return stepping.done(submission, "已撤回，可以修改后重新提交")
