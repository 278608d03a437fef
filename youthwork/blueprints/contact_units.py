"""联系单位的专门之处: one press adds a row for every county that has none yet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for

from youthwork.blueprints.posting import store_posted
from youthwork.blueprints.web import Answer, find_submission, login_required, see_other, user
from youthwork.domain.annex_context import AnnexContext
from youthwork.domain.errors import NotFound
from youthwork.forms.annexes.city_2017_walking.contact_units import ContactUnits
from youthwork.models import Submission
from youthwork.services import transactions
from youthwork.services.drafts import compiling

blueprint = Blueprint("contact_units", __name__, url_prefix="/submissions/<int:submission_id>")


def tools(submission: Submission, context: AnnexContext) -> dict[str, Any]:
    """What stands above the grid: which counties no group contacts yet."""
    left_out = compiling.counties_left_out(submission, context)
    leaders = [f"{each.name}（{each.title}）" for each in context.cadres if each.is_secretariat]
    return {"template": "drafting/_contact_units.html", "left_out": left_out, "leaders": leaders}


@blueprint.post("/counties")
@login_required
def counties(submission_id: int) -> Answer:
    """补上未安排的县（市、区）: one empty row each, the county filled in."""
    submission = find_submission(submission_id)
    if submission.annex_key != ContactUnits.key:
        raise NotFound("这个附件没有这一项办理")
    store_posted(submission)
    with transactions.deed():
        added = compiling.add_missing_counties(submission, user())
    flash(f"已添 {len(added)} 行：{'、'.join(added)}" if added else "各县（市、区）都已安排", "done")
    return see_other(url_for("drafting.draft", submission_id=submission.id) + "#rows")
