"""活动信息的专门之处: one or more activity records of the unit taken over as 时间、地点、做法、成效."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints import presenting
from youthwork.blueprints.once import once
from youthwork.blueprints.posting import store_posted
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.annex_context import AnnexContext
from youthwork.domain.calendar import short_date
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed
from youthwork.domain.workflow import EDITABLE, STATE_WORDS
from youthwork.forms.annexes.city_2017_walking.activity_news import ActivityNews
from youthwork.models import Submission
from youthwork.services.contact_work.derivation import news
from youthwork.services.drafts import annex_context, draft_saves

blueprint = Blueprint("activity_news", __name__, url_prefix="/submissions/<int:submission_id>/news-records")


def tools(submission: Submission, context: AnnexContext) -> dict[str, Any]:
    """Above the form: the way to the records."""
    return {"template": "drafting/_activity_news.html"}


@blueprint.get("")
@login_required
def index(submission_id: int) -> Answer:
    submission = _writable(submission_id)
    everything = request.args.get("months") == "all"
    first, last = annex_context.window_of(submission)
    issued_on = submission.notice.issued_on
    return render(
        "deriving/news.html",
        submission=submission,
        annex_words=presenting.annex_words(submission),
        everything=everything,
        window=f"{short_date(first, issued_on)}至{short_date(last, issued_on)}",
        most=news.MOST,
        choices=[_choice(each) for each in news.choices(submission, actor(), everything)],
    )


@blueprint.post("/draft")
@login_required
def from_draft(submission_id: int) -> Answer:
    """从填报页来: what was typed is saved along."""
    submission = _news(submission_id)
    store_posted(submission)
    return see_other(url_for(".index", submission_id=submission_id))


@blueprint.post("")
@login_required
@commits
@once
def take(submission_id: int) -> Answer:
    """带入 what was ticked."""
    submission = _writable(submission_id)
    offered = news.choices(submission, actor(), request.form.get("months") == "all")
    count = news.take(submission, user(), offered, set(request.form.getlist("rows", row_number)))
    flash(f"已由 {count} 条活动记录带入；时间、地点、做法、成效都可以接着改", "done")
    return see_other(url_for("drafting.draft", submission_id=submission_id))


def _news(submission_id: int) -> Submission:
    submission = find_submission(submission_id)
    if submission.annex_key != ActivityNews.key:
        raise NotFound("这个附件不由活动记录写成")
    return submission


def _writable(submission_id: int) -> Submission:
    submission = _news(submission_id)
    if submission.state not in EDITABLE:
        raise StepNotAllowed(f"这件现在是“{STATE_WORDS[submission.state]}”，不能再带入；要改请先撤回")
    if not draft_saves.is_writer(submission, user(), actor()):
        raise NotAllowed("这件由填报单位的经办人填写")
    return submission


def _choice(choice: news.Choice) -> dict[str, Any]:
    activity = choice.activity
    return {
        "id": activity.id,
        "told": choice.told,
        "effect": choice.effect,
        "is_taken": choice.is_taken,
        "who": activity.person.name,
        "day": f"{activity.starts_at:%Y-%m-%d %H:%M}",
        "where": choice.where,
        "url": url_for("records.show", activity_id=activity.id),
    }
