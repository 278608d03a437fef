"""填报: one drafting screen for any annex and its autosave; `draft_page.py` lays the screen out."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import draft_answers
from youthwork.blueprints.draft_page import draft_page
from youthwork.blueprints.posting import store_changes, store_posted
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_beside,
    find_submission,
    login_required,
    row_number,
    see_other,
    user,
)
from youthwork.domain.errors import Unacceptable
from youthwork.models import Submission
from youthwork.services.drafts import checking, draft_clashes, draft_leftovers, draft_saves
from youthwork.services.drafts.draft_clashes import Take

blueprint = Blueprint("drafting", __name__, url_prefix="/submissions/<int:submission_id>")


@blueprint.get("/draft")
@login_required
def draft(submission_id: int) -> Answer:
    beside = find_beside(submission_id, with_draft=True)
    submission = beside.submission
    if not draft_saves.may_write(submission, user(), actor()):
        return see_other(url_for("submissions.show", submission_id=submission.id))
    return draft_page(submission, beside=beside)


@blueprint.route("/draft", methods=["POST", "PUT"])
@login_required
def save(submission_id: int) -> Answer:
    """保存: the text first, in a deed of its own; then what the pressed button asked for."""
    submission = find_submission(submission_id)
    saved = store_posted(submission)
    if "X-Autosave" in request.headers:
        return draft_answers.saved(submission_id, saved)
    then = request.form.get("then", "")
    for sentence in draft_answers.closed_sentences(submission_id, saved):
        flash(sentence, "back")
    if saved.clashes:
        return see_other(url_for("drafting.draft", submission_id=submission.id))
    if then == "submit":
        return _before_submitting(submission)
    if then == "preview":
        return see_other(url_for("submitting.preview", submission_id=submission.id))
    if "grid" not in request.form:
        flash(f"已保存 {clock.now():%H:%M}", "done")
    return see_other(url_for("drafting.draft", submission_id=submission.id) + _anchor())


@blueprint.post("/draft/changes")
@login_required
def save_changes(submission_id: int) -> Answer:
    """自动保存: only what was typed since the server's last word; answers with what others saved meanwhile."""
    return draft_answers.saved(submission_id, store_changes(submission_id))


@blueprint.get("/draft/news")
@login_required
def news(submission_id: int) -> Answer:
    """别人填的: what others saved since the page's revision, for a page that was out of sight."""
    submission = find_submission(submission_id)
    since = request.args.get("since", 0, row_number)
    return draft_answers.news(submission, since, request.args.get("client_id", "")[:40])


@blueprint.post("/draft/clashes/<int:save_id>")
@login_required
@commits
def clash(submission_id: int, save_id: int) -> Answer:
    """处理另存的文字: 用我的, 用对方的 or 两段都留; one field, or everything this save set aside."""
    submission = find_submission(submission_id)
    try:
        take = Take(request.form.get("take"))
    except ValueError:
        raise Unacceptable("请选择：用我的、用对方的，还是两段都留") from None
    name = request.form.get("name", "")
    since = request.form.get("base_revision", None, row_number)
    saved = draft_clashes.settle_clash(submission, user(), save_id, take, name, since)
    if "X-Autosave" in request.headers:
        return draft_answers.saved(submission_id, saved)
    return see_other(url_for("drafting.draft", submission_id=submission.id))


@blueprint.post("/draft/leftovers")
@login_required
@commits
def leftovers(submission_id: int) -> Answer:
    """没有对应栏目的文字: taken out of the draft once somebody has dealt with it; the history keeps it."""
    submission = find_submission(submission_id)
    draft_leftovers.clear(submission, user())
    flash("已清掉没有对应栏目的文字", "done")
    return see_other(url_for("drafting.draft", submission_id=submission.id))


def _anchor() -> str:
    """Back to the grid whose button was pressed."""
    parts = request.form.get("grid", "").split(":")
    return f"#{parts[1]}" if len(parts) > 1 and parts[1].isidentifier() else ""


def _before_submitting(submission: Submission) -> Answer:
    findings = checking.check_draft(submission, user())
    if findings.must:
        return draft_page(submission, findings, status=422)
    return see_other(url_for("submitting.submittal", submission_id=submission.id))
