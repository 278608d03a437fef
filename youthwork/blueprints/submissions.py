"""报送件: the page of one paper: where it stands, what it says, who may do what, what happened."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from youthwork import clock
from youthwork.blueprints import presenting, presenting_corrections
from youthwork.blueprints.web import Answer, actor, find_submission, login_required, render, see_other, user
from youthwork.domain.calendar import is_on_time, moment_phrase
from youthwork.domain.workflow import EDITABLE, State, allowed_steps
from youthwork.models import Submission
from youthwork.services import scope
from youthwork.services.archive.access import may_ask_for_paper
from youthwork.services.drafts import draft_saves
from youthwork.services.jobs.standing import standing_of
from youthwork.services.path import cases, desk, impressions
from youthwork.services.printing import papers, reading

blueprint = Blueprint("submissions", __name__, url_prefix="/submissions")


@blueprint.get("/<int:submission_id>")
@login_required
def show(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    if (
        submission.state in EDITABLE
        and submission.answers is None
        and draft_saves.may_write(submission, user(), actor())
    ):
        return see_other(url_for("drafting.draft", submission_id=submission.id))
    filing = desk.filings_of([submission]).get(submission.id)
    steps = allowed_steps(cases.case_of(submission), actor(), clock.now())
    sealed_by = (
        impressions.current_impression(submission) if cases.annex_of(submission).has_seal_cell else None
    )
    return render(
        "submissions/show.html",
        submission=submission,
        title=presenting.list_title(submission, of_others=True),
        lead=_lead(submission),
        crumbs=_crumbs(submission),
        path=presenting.path_steps(submission, filing),
        standing=presenting.status(submission, filing),
        buttons=presenting.step_buttons(submission, steps),
        sections=_sections(submission),
        route=_route(submission),
        story=presenting.timeline(submission.events),
        impression=sealed_by,
        paper_standing=standing_of(papers.of_impression(sealed_by)) if sealed_by else None,
        may_ask_for_paper=may_ask_for_paper(actor()),
        filing=filing,
        correction=presenting_corrections.banner(submission),
        changes=presenting_corrections.changed(submission),
        can_write=draft_saves.may_write(submission, user(), actor()),
        return_reason=_return_reason(submission),
        next_url=_next_url(submission),
        clashes=draft_saves.open_clashes(submission) if submission.state not in EDITABLE else [],
    )


def _lead(submission: Submission) -> str:
    parts = []
    if submission.intake_number:
        parts.append(f"受理编号 {submission.intake_number}")
    if submission.round_number > 1:
        parts.append(f"第 {submission.round_number} 次报送")
    if submission.state is State.ACCEPTED and submission.accepted_by and submission.accepted_until:
        who = "你" if submission.accepted_by_id == user().id else submission.accepted_by.name
        when = moment_phrase(submission.accepted_at or clock.now(), clock.now())
        until = f"{submission.accepted_until.month}月{submission.accepted_until.day}日零时"
        if clock.now() >= submission.accepted_until:
            parts.append(f"{who}于{when}签收，锁定已期满，可由他人重新签收")
        else:
            parts.append(f"{who}于{when}签收，{until}前未办将自动释放")
    return " · ".join(parts) or presenting.annex_words(submission)


def _crumbs(submission: Submission) -> list[tuple[str, str | None]]:
    if submission.receiver_id in scope.receiving_units(actor()):
        return [("审核", url_for("review.index")), (submission.owner.common_name, None)]
    notice = submission.notice
    return [
        ("通知与填报", url_for("notices.index")),
        (notice.number or "通知", url_for("notices.show", notice_id=notice.id)),
        (submission.title, None),
    ]


def _sections(submission: Submission) -> list[reading.ShownSection]:
    if submission.answers is None:
        return []
    full = scope.sees_personal_data(actor(), submission)
    return reading.shown_sections(cases.annex_of(submission), submission.answers, full)


def _route(submission: Submission) -> list[tuple[Any, ...]]:
    """去向: the receiver with the reason, the number to come, the due date."""
    due = presenting.due_words(submission.due)
    rows: list[tuple[Any, ...]] = []
    if submission.receiver is not None:
        rows.append(("收件", submission.receiver.common_name, submission.route_reason))
    rows.append(("备案号", *presenting_corrections.number_to_come(submission)))
    if submission.first_sent_at is not None:
        on_time = "按时" if is_on_time(submission.first_sent_at, submission.due) else "逾期报送"
        if submission.corrects is not None and submission.corrects.voided_at is None:
            on_time = "是否按时以原件为准"
        rows.append(("期限", f"{due['date']} 24:00 · {on_time}"))
    else:
        rows.append(("期限", f"{due['date']} 24:00", due["words"]))
    if submission.state is State.RETURNED and submission.correction_due:
        rows.append(("补正期限", f"{submission.correction_due.month}月{submission.correction_due.day}日"))
    return rows


def _next_url(submission: Submission) -> str | None:
    """下一件, while this one is among those this person reviews."""
    if submission.receiver_id not in scope.receiving_units(actor()) or submission.state in EDITABLE:
        return None
    return url_for("review.next_", after=submission.id)


def _return_reason(submission: Submission) -> str:
    """The reviewer's own words, as long as the paper is back with its owner."""
    if submission.state not in EDITABLE:
        return ""
    last = next((event for event in submission.events if event.reason), None)
    return f"{last.actor_name}（{last.acting_for}）：{last.reason}" if last else ""
