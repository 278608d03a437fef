"""汇总表的专门之处: one press compiles it from the unit's links, and says who is missing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for

from youthwork.blueprints.posting import store_posted
from youthwork.blueprints.web import Answer, find_submission, login_required, see_other, user
from youthwork.domain.annex_context import AnnexContext
from youthwork.domain.errors import NotFound
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.models import Submission
from youthwork.services import transactions
from youthwork.services.drafts import compiling

blueprint = Blueprint("contact_points", __name__, url_prefix="/submissions/<int:submission_id>")


def tools(submission: Submission, context: AnnexContext) -> dict[str, Any]:
    """What stands above the grid: how many cadres have a link, who has none."""
    without = [person.name for person in context.cadres if person.user_id not in context.links]
    return {
        "template": "drafting/_contact_points.html",
        "cadres": len(context.cadres),
        "linked": len(context.cadres) - len(without),
        "without": without,
    }


@blueprint.post("/compilation")
@login_required
def compilation(submission_id: int) -> Answer:
    """由联系关系汇编: what was typed is saved along; hand-written rows stay."""
    submission = find_submission(submission_id)
    if submission.annex_key != ContactPoints.key:
        raise NotFound("这个附件没有这一项办理")
    store_posted(submission)
    with transactions.deed():
        report = compiling.compile_contact_points(submission, user())
    words = f"已汇编 {report.people} 人，其中 {report.linked} 人带入联系关系"
    if report.added:
        words += f"；新加 {'、'.join(report.added)}"
    flash(words, "done")
    return see_other(url_for("drafting.draft", submission_id=submission.id))
