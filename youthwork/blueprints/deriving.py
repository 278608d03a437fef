"""从活动记录选入: the records ticked for the eleven rows of a 任务表, to choose from; and rows whose record was mended.

What was typed on the draft's page is saved before anything else is done.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints import presenting, veiled
from youthwork.blueprints.once import once
from youthwork.blueprints.posting import store_posted
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
from youthwork.domain.calendar import short_date
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed
from youthwork.domain.workflow import EDITABLE, STATE_WORDS
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS, TaskSheet, compose
from youthwork.models import Submission
from youthwork.services import transactions
from youthwork.services.contact_work.derivation import derived_writing, deriving
from youthwork.services.contact_work.derivation.derived_rows import (
    DerivedRow,
    Upstream,
    activity_in,
    rows_behind,
)
from youthwork.services.contact_work.derivation.deriving import Choice
from youthwork.services.drafts import annex_context, draft_saves

blueprint = Blueprint("deriving", __name__, url_prefix="/submissions/<int:submission_id>/records")


def panel(submission: Submission) -> dict[str, Any]:
    """What the draft's page says of the records: how many may be chosen, and whose record says otherwise by now."""
    fields = draft_saves.find_draft(submission).fields
    first, _ = annex_context.window_of(submission)
    return {
        "count": deriving.count_choices(submission),
        "taken": sum(activity_in(row) is not None for task in TASKS for row in fields.get(task, [])),
        "since": short_date(first, submission.notice.issued_on),
        "behind": [_behind(row) for row in rows_behind(submission, fields)],
    }


@blueprint.get("")
@login_required
def index(submission_id: int) -> Answer:
    submission = _writable(submission_id)
    everything = request.args.get("months") == "all"
    offered = deriving.choices(submission, actor(), everything)
    first, last = annex_context.window_of(submission)
    issued_on = submission.notice.issued_on
    return render(
        "deriving/index.html",
        submission=submission,
        annex_words=presenting.annex_words(submission),
        tasks=_by_task(offered),
        everything=everything,
        window=f"{short_date(first, issued_on)}至{short_date(last, issued_on)}",
        left=sum(not each.is_taken for each in offered),
        behind=[_behind(row) for row in rows_behind(submission, draft_saves.find_draft(submission).fields)],
    )


@blueprint.post("/draft")
@login_required
def from_draft(submission_id: int) -> Answer:
    """从填报页来: what was typed is saved along."""
    submission = _task_sheet(submission_id)
    store_posted(submission)
    return see_other(url_for(".index", submission_id=submission_id))


@blueprint.post("")
@login_required
@commits
@once
def take(submission_id: int) -> Answer:
    """选入 what was ticked, or all that is offered."""
    submission = _writable(submission_id)
    everything = request.form.get("months") == "all"
    offered = deriving.choices(submission, actor(), everything)
    chosen = set(request.form.getlist("rows"))
    if request.form.get("which") == "all":
        # What is there and says otherwise is only replaced where it is ticked.
        chosen |= {each.name for each in offered if not each.is_there}
    count = derived_writing.take(submission, user(), offered, chosen)
    flash(f"已由活动记录选入 {count} 次；时间、形式、规模、效果都可以接着改", "done")
    return see_other(url_for("drafting.draft", submission_id=submission_id))


@blueprint.post("/renewal")
@login_required
@commits
@once
def renew(submission_id: int) -> Answer:
    """换成更正后的, or 保留表里写的: the ticked rows; a rewritten one is ticked with both texts before one's eyes."""
    submission = _writable(submission_id)
    chosen = set(request.form.getlist("rows"))
    if request.form.get("which") == "typed":
        count = derived_writing.keep_typed(submission, chosen)
        flash(f"{count} 行保留表里写的，不再提示这次更正", "done")
    else:
        count = derived_writing.renew(submission, user(), chosen, rewritten=chosen)
        flash(f"已把 {count} 行换成更正后的记录", "done")
    return see_other(url_for("drafting.draft", submission_id=submission_id))


@blueprint.post("/renewal/draft")
@login_required
def renew_from_draft(submission_id: int) -> Answer:
    """填报页上一按就换: a row nobody rewrote; `then` names it. What was typed on the page is saved first."""
    submission = _task_sheet(submission_id)
    store_posted(submission)
    name = request.form.get("then", "")
    with transactions.deed():
        derived_writing.renew(_task_sheet(submission_id), user(), {name})
    flash("已换成更正后的记录", "done")
    return see_other(url_for("drafting.draft", submission_id=submission_id) + f"#{name.partition('-')[0]}")


@blueprint.post("/removal/draft")
@login_required
def remove_from_draft(submission_id: int) -> Answer:
    """填报页上一按就删: a row nobody rewrote, whose record is gone or counts for it no more."""
    submission = _task_sheet(submission_id)
    store_posted(submission)
    name = request.form.get("then", "")
    with transactions.deed():
        count = derived_writing.drop(_task_sheet(submission_id), user(), {name})
    flash("已删去这一行" if count else "这一行改写过，或已经不在；没有删", "done" if count else "wait")
    return see_other(url_for("drafting.draft", submission_id=submission_id) + f"#{name.partition('-')[0]}")


def _task_sheet(submission_id: int) -> Submission:
    submission = find_submission(submission_id)
    if submission.annex_key != TaskSheet.key:
        raise NotFound("这个附件不从活动记录选入")
    return submission


def _writable(submission_id: int) -> Submission:
    submission = _task_sheet(submission_id)
    if submission.state not in EDITABLE:
        raise StepNotAllowed(f"这件现在是“{STATE_WORDS[submission.state]}”，不能再选入；要改请先撤回")
    if not draft_saves.is_writer(submission, user(), actor()):
        raise NotAllowed("这件由填报单位的经办人或本人填写")
    return submission


def _by_task(offered: list[Choice]) -> list[dict[str, Any]]:
    """The rows that have something to choose, with their number on the paper."""
    rows = [
        (number, task, [each for each in offered if each.task == task])
        for number, task in enumerate(TASKS, start=1)
    ]
    return [
        {
            "number": number,
            "title": TASKS[task],
            "taken": sum(each.is_taken for each in found),
            "choices": [_choice(each) for each in found],
        }
        for number, task, found in rows
        if found
    ]


def _choice(choice: Choice) -> dict[str, Any]:
    shown = {
        "name": choice.name,
        "sentence": choice.sentence,
        "is_taken": choice.is_taken,
        "is_there": choice.is_there,
        "wants_effect": not choice.cells["effect"].text,
        "record": None,
    }
    if (activity := choice.activity) is not None:
        start, end = activity.starts_at, activity.ends_at
        shown["record"] = {
            "topic": veiled.texts(activity)["topic"],
            "day": f"{start.year}年{start.month}月{start.day}日 {start:%H:%M}—{end:%H:%M}",
            "place": veiled.texts(activity)["place"],
            "url": url_for("records.show", activity_id=activity.id),
        }
    return shown


def _behind(row: DerivedRow) -> dict[str, Any]:
    is_corrected = row.upstream is Upstream.CORRECTED
    return {
        "name": row.name,
        "task": row.task,
        "place": row.place,
        "word": row.upstream.value,
        "typed": compose(row.typed),
        "now": compose(row.renewed) if is_corrected else "",
        "is_edited": row.is_edited,
        "may_renew": is_corrected,
        "url": url_for("records.show", activity_id=row.activity_id) if row.activity else None,
    }
