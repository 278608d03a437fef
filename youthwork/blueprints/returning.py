"""退回补正: what the reviewer asks to be mended, and where."""

from __future__ import annotations

from flask import Blueprint, request, url_for

from youthwork.blueprints import stepping
from youthwork.blueprints.web import Answer, commits, find_submission, login_required, page_version, user
from youthwork.domain.workflow import Action
from youthwork.services.path import review

blueprint = Blueprint("returning", __name__)


@blueprint.get("/submissions/<int:submission_id>/return")
@login_required
def return_(submission_id: int) -> Answer:
    return stepping.ask(find_submission(submission_id), Action.RETURN)


@blueprint.post("/submissions/<int:submission_id>/return")
@login_required
@commits
def create_return_(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    if problems := stepping.missing(Action.RETURN):
        return stepping.ask(submission, Action.RETURN, problems=problems)
    review.return_(submission, user(), page_version(), request.form.get("reason", ""))
    return stepping.done(submission, "已退回补正", url_for("review.index"))
