"""报送件: the page of one paper: where it stands, what it says, who may do what, what happened."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from youthwork import clock
from youthwork.blueprints import (
    navigation,
    presenting,
    presenting_candidates,
    presenting_comments,
    presenting_corrections,
    presenting_evidence,
    presenting_sources,
)
from youthwork.blueprints.web import Answer, actor, find_beside, login_required, render, see_other, user
from youthwork.domain.calendar import is_on_time, moment_phrase
from youthwork.domain.workflow import ACTION_WORDS, EDITABLE, Action, State, allowed_steps
from youthwork.models import Submission
from youthwork.services import scope
from youthwork.services.archive.access import may_ask_for_paper
from youthwork.services.drafts import draft_history, draft_saves
from youthwork.services.jobs.standing import standing_of
from youthwork.services.path import cases, desk, impressions, returning
from youthwork.services.path.comments import CARRIED_BY
from youthwork.services.printing import papers

blueprint = Blueprint("submissions", __name__, url_prefix="/submissions")

#: 快捷键 of a step, by the word on its button.
_KEYS = {
    ACTION_WORDS[Action.ACCEPT]: "a",
    ACTION_WORDS[Action.SEND_BACK]: "r",
    ACTION_WORDS[Action.RETURN]: "r",
    ACTION_WORDS[Action.FILE]: "f",
}


@blueprint.get("/<int:submission_id>")
@login_required
def show(submission_id: int) -> Answer:
    beside = find_beside(submission_id)
    submission = beside.submission
    if (
        submission.state in EDITABLE
        and submission.answers is None
        and draft_saves.may_write(submission, user(), actor())
    ):
        return see_other(url_for("drafting.draft", submission_id=submission.id))
    filing = desk.filings_of([submission]).get(submission.id)
    if filing is not None and filing.destroyed_at is not None:
        return see_other(url_for("filing.show", filing_id=filing.id))
    case = cases.case_of(submission)
    steps = allowed_steps(case, actor(), clock.now())
    sealed_by = (
        impressions.current_impression(submission) if cases.annex_of(submission).has_seal_cell else None
    )
    reviewed = presenting_comments.reviewed(
        submission,
        only_changes=request.args.get("only") == "changes",
        may_comment=any(row.action in CARRIED_BY for row in steps),
        has_comments=beside.has_comments,
    )
    return render(
        "submissions/show.html",
        submission=submission,
        title=presenting.list_title(submission, of_others=True),
        lead=_lead(submission),
        crumbs=_crumbs(submission),
        path=presenting.path_steps(submission, filing),
        standing=presenting.status(submission, filing),
        standing_facts=presenting.standing_facts(submission, filing, case.holder)[1:],
        buttons=presenting.step_buttons(submission, steps),
        annex=cases.annex_of(submission),
        reviewed=reviewed,
        sections=reviewed.sections,
        pins=reviewed.pins,
        route=_route(submission),
        story=presenting_comments.story(submission, reviewed.readable),
        impression=sealed_by,
        paper_standing=standing_of(papers.of_impression(sealed_by)) if sealed_by else None,
        may_ask_for_paper=may_ask_for_paper(actor()),
        filing=filing,
        correction=presenting_corrections.banner(submission),
        stages=presenting_candidates.of_case(submission),
        evidence=presenting_evidence.of_submission(submission, beside.has_evidence),
        changes=presenting_corrections.changed(submission),
        **presenting_sources.beside(submission),
        can_write=draft_saves.may_write(submission, user(), actor()),
        return_reason=_return_reason(submission),
        opening_url=url_for("returning.opening", submission_id=submission.id)
        if returning.may_open(submission, actor())
        else None,
        next_url=_next_url(submission, "review.next_"),
        previous_url=_next_url(submission, "review.previous"),
        keys=_KEYS,
        clashes=_late_texts(submission) if beside.has_clashes else [],
    )


def _late_texts(submission: Submission) -> list[Any]:
    """迟到的文字: what arrived after the paper had gone; only who may write it can have any."""
    if submission.state in EDITABLE or not draft_saves.is_writer(submission, user(), actor()):
        return []
    return draft_history.open_clashes(submission)


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
        navigation.belongs_to("review.index")
        return [("审核", url_for("review.index")), (submission.owner.common_name, None)]
    navigation.belongs_to("notices.index")
    notice = submission.notice
    return [
        ("通知与填报", url_for("notices.index")),
        (notice.number or "通知", url_for("notices.show", notice_id=notice.id)),
        (submission.title, None),
    ]


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


def _next_url(submission: Submission, endpoint: str) -> str | None:
    """下一件、上一件, while this one is among those this person reviews."""
    if submission.receiver_id not in scope.receiving_units(actor()) or submission.state in EDITABLE:
        return None
    return url_for(endpoint, after=submission.id)


def _return_reason(submission: Submission) -> str:
    """The reviewer's own words, as long as the paper is back with its owner."""
    if submission.state not in EDITABLE:
        return ""
    last = presenting_comments.last_words(submission)
    if last is None or not presenting_comments.may_read_words(submission, last):
        return ""
    return f"{last.actor_name}（{last.acting_for}）：{last.reason}"
