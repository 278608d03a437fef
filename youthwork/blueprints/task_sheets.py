"""任务表的专门之处: the branches beneath the committee one has just typed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from youthwork.blueprints.web import Answer, actor, login_required, render
from youthwork.domain.annex_context import AnnexContext
from youthwork.models import Submission
from youthwork.services.drafts import choices

blueprint = Blueprint("task_sheets", __name__, url_prefix="/task-sheets")


def tools(submission: Submission, context: AnnexContext) -> dict[str, Any] | None:
    """Nothing above the form, except for a cadre without a link: where to make one."""
    if context.link is not None or context.subject is None:
        return None
    return {"template": "drafting/_task_sheet.html", "name": context.subject.name}


@blueprint.get("/branches")
@login_required
def branches() -> Answer:
    """The branches beneath a committee, as options to choose from."""
    found = choices.branches_under(actor(), request.args.get("committee", ""))
    return render("drafting/_options.html", values=found)
