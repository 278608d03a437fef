"""填报: one drafting screen for any annex and its autosave; `draft_page.py` lays the screen out."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from markupsafe import escape

from youthwork import clock
from youthwork.blueprints.draft_page import draft_page
from youthwork.blueprints.posting import store_posted
from youthwork.blueprints.web import Answer, actor, commits, find_submission, login_required, see_other, user
from youthwork.models import Submission
from youthwork.services.drafts import checking, draft_saves
from youthwork.services.drafts.draft_saves import Saved

blueprint = Blueprint("drafting", __name__, url_prefix="/submissions/<int:submission_id>")


@blueprint.get("/draft")
@login_required
def draft(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    if not draft_saves.may_write(submission, user(), actor()):
        return see_other(url_for("submissions.show", submission_id=submission.id))
    return draft_page(submission)


@blueprint.route("/draft", methods=["POST", "PUT"])
@login_required
def save(submission_id: int) -> Answer:
    """保存: the text first, in a deed of its own; then what the pressed button asked for."""
    submission = find_submission(submission_id)
    saved = store_posted(submission)
    if "X-Autosave" in request.headers:
        return _autosaved(saved)
    then = request.form.get("then", "")
    if saved.clashes:
        return see_other(url_for("drafting.draft", submission_id=submission.id))
    if then == "submit":
        return _before_submitting(submission)
    if then == "preview":
        return see_other(url_for("submitting.preview", submission_id=submission.id))
    if "grid" not in request.form:
        flash(f"已保存 {clock.now():%H:%M}", "done")
    return see_other(url_for("drafting.draft", submission_id=submission.id) + _anchor())


@blueprint.post("/draft/clashes/<int:save_id>")
@login_required
@commits
def clash(submission_id: int, save_id: int) -> Answer:
    """处理另存的文字: mine into the draft, or the draft as it is."""
    submission = find_submission(submission_id)
    draft_saves.settle_clash(submission, user(), save_id, request.form.get("take") == "mine")
    return see_other(url_for("drafting.draft", submission_id=submission.id))


def _autosaved(saved: Saved) -> Answer:
    if saved.clashes:
        text = f"{saved.clash_with}也改了 {len(saved.clashes)} 处，两份文字都已保留，刷新页面后选择"
    else:
        text = f"已保存 {clock.now():%H:%M}"
    return Response(escape(text), 200, {"X-Revision": str(saved.revision)}, mimetype="text/html")


def _anchor() -> str:
    """Back to the grid whose button was pressed."""
    parts = request.form.get("grid", "").split(":")
    return f"#{parts[1]}" if len(parts) > 1 and parts[1].isidentifier() else ""


def _before_submitting(submission: Submission) -> Answer:
    findings = checking.check_draft(submission, user())
    if findings.must:
        return draft_page(submission, findings, status=422)
    return see_other(url_for("submitting.submittal", submission_id=submission.id))
