"""五个一月报的专门之处: every number with the records behind it, and the four parts as the records tell them now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints.posting import store_posted
from youthwork.blueprints.web import Answer, find_submission, login_required, see_other, user
from youthwork.domain.annex_context import AnnexContext
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotFound
from youthwork.forms.annexes.province_2017_8.monthly_report import FIGURES, PARTS, MonthlyReport
from youthwork.models import Submission
from youthwork.services import transactions
from youthwork.services.drafts import draft_saves, recomposing

blueprint = Blueprint("monthly_reports", __name__, url_prefix="/submissions/<int:submission_id>")

#: The known cells, all of which its own panel shows.
_SHOWN = frozenset(MonthlyReport.known_fields)
_ALL = "all"


def tools(submission: Submission, context: AnnexContext) -> dict[str, Any] | None:
    """Above the texts: the figures, what counts, and which parts say otherwise than the records."""
    month = context.month
    if month is None:
        return None
    parts = recomposing.parts_of(draft_saves.find_draft(submission).fields, context)
    return {
        "template": "drafting/_monthly_report.html",
        "shown": _SHOWN,
        "notes": {
            each.name: f"来自活动记录（截至{long_date(month.until)}）"
            for each in parts
            if each.is_same and each.now
        },
        "head": f"{context.owner.printed_name} · {month.words}，截至{long_date(month.until)}",
        "figures": [
            {
                "label": label.partition("（")[0],
                "unit": label.rpartition("（")[2].rstrip("）"),
                "number": month.figures.get(key, 0),
                "kinds": month.kinds.get(key, ""),
                "behind": month.behind.get(key, ()),
                "is_local": key.startswith("local_"),
            }
            for key, label in FIGURES.items()
        ],
        "units_url": url_for(
            "five_ones.organ",
            organization_id=submission.owner_id,
            quarter=f"{month.first_day.year}-{(month.first_day.month + 2) // 3}",
        ),
        "others": [each for each in parts if each.now and not each.is_same],
    }


@blueprint.post("/paragraph")
@login_required
def paragraph(submission_id: int) -> Answer:
    """换成记录现在写的: one part, or all that differ; what was typed elsewhere is saved along."""
    submission = find_submission(submission_id)
    name = request.form.get("then", "")
    if submission.annex_key != MonthlyReport.key or name not in (*PARTS, _ALL):
        raise NotFound("这个附件没有这一项办理")
    store_posted(submission)
    with transactions.deed():
        taken = recomposing.recompose(submission, user(), PARTS if name == _ALL else [name])
    words = "”“".join(part.label for part in taken)
    flash(f"“{words}”已换成记录现在写的；原来的文字留在保存的经过里", "done")
    return see_other(url_for("drafting.draft", submission_id=submission.id) + f"#{taken[0].name}")
