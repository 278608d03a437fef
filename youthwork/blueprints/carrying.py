"""照上次带入: last period's form beside the draft, cell by cell; only what is empty is ticked beforehand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints import presenting
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    render,
    see_other,
    user,
)
from youthwork.domain.annex_context import KnownPeriod
from youthwork.domain.errors import NotAllowed, StepNotAllowed
from youthwork.domain.workflow import EDITABLE, STATE_WORDS
from youthwork.forms.fields import Posted
from youthwork.models import Submission
from youthwork.services.drafts import carrying, draft_saves
from youthwork.services.drafts.last_period import last_of

blueprint = Blueprint("carrying", __name__, url_prefix="/submissions/<int:submission_id>")


@blueprint.get("/last-period")
@login_required
def last_period(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    _check_may_write(submission)
    last = last_of(submission)
    offers = carrying.offers(submission, last, draft_saves.find_draft(submission).fields) if last else []
    return render(
        "carrying/last_period.html",
        submission=submission,
        annex_words=presenting.annex_words(submission),
        last=last,
        filled=[each for each in offers if each.is_empty],
        others=[each for each in offers if not each.is_empty],
    )


@blueprint.post("/last-period")
@login_required
@commits
@once
def take(submission_id: int) -> Answer:
    """带入 what was ticked; the draft is saved as by any other save."""
    submission = find_submission(submission_id)
    taken = carrying.take(submission, user(), set(request.form.getlist("fields")))
    flash(f"已照上次带入 {len(taken)} 处，请逐处看一眼是否仍属实", "done")
    return see_other(url_for("drafting.draft", submission_id=submission.id))


def offered(submission: Submission, last: KnownPeriod | None, fields: Posted) -> dict[str, Any] | None:
    """What the draft page says of last period; None where it has nothing the draft does not say already."""
    if last is None:
        return None
    offers = carrying.offers(submission, last, fields)
    if not offers:
        return None
    return {
        "words": last.words,
        "filled": sum(each.is_empty for each in offers),
        "others": sum(not each.is_empty for each in offers),
        "url": url_for("carrying.last_period", submission_id=submission.id),
    }


def _check_may_write(submission: Submission) -> None:
    if submission.state not in EDITABLE:
        raise StepNotAllowed(f"这件现在是“{STATE_WORDS[submission.state]}”，不能再带入；要改请先撤回")
    if not draft_saves.is_writer(submission, user(), actor()):
        raise NotAllowed("这件由填报单位的经办人或本人填写")
