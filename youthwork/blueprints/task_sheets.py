"""任务表的专门之处: the branches beneath the committee one has just typed, and what activity records have to offer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from youthwork.blueprints import deriving
from youthwork.blueprints.web import Answer, actor, login_required, render
from youthwork.domain.annex_context import AnnexContext
from youthwork.models import Submission
from youthwork.services.drafts import choices

blueprint = Blueprint("task_sheets", __name__, url_prefix="/task-sheets")


def tools(submission: Submission, context: AnnexContext) -> dict[str, Any]:
    """Above the form, for a cadre without a link, where to make one; the records that may be chosen from; and a
    committee that asks for its branches."""
    return {
        "template": "drafting/_task_sheet.html",
        "records": deriving.panel(submission),
        "without_link": context.subject.name if context.subject and context.link is None else None,
        "attributes": {
            "committee": {
                "hx-get": url_for("task_sheets.branches"),
                "hx-trigger": "change",
                "hx-target": "#choices-branch",
                "hx-swap": "innerHTML",
            }
        },
    }


@blueprint.get("/branches")
@login_required
def branches() -> Answer:
    """The branches beneath a committee, as options to choose from."""
    found = choices.branches_under(actor(), request.args.get("committee", ""))
    return render("drafting/_options.html", values=found)
