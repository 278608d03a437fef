"""办理情况单: where one paper stands and how it came there, on one sheet for the printer or the wall."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from youthwork import clock
from youthwork.blueprints import presenting, presenting_comments
from youthwork.blueprints.web import Answer, find_submission, login_required, render, user
from youthwork.domain.calendar import long_date
from youthwork.domain.workflow import ACTION_WORDS, State
from youthwork.models import Filing, Submission, SubmissionEvent
from youthwork.services import posts, standing
from youthwork.services.messages.telling import sender_of
from youthwork.services.path import desk

blueprint = Blueprint("progress", __name__)


@blueprint.get("/submissions/<int:submission_id>/progress")
@login_required
def show(submission_id: int) -> Answer:
    """办理情况单, one A4 sheet for a paper of the usual length."""
    submission = find_submission(submission_id)
    filing = desk.filings_of([submission]).get(submission.id)
    now = clock.now()
    return render(
        "submissions/progress.html",
        submission=submission,
        paper=_paper(submission, filing),
        standing=standing.of(submission, filing),
        waited_for=presenting.waited_for_words(submission),
        rows=_rows(submission),
        to_come=_to_come(submission),
        printed=f"{long_date(now.date())} {now:%H:%M}　{user().name}",
        back_url=url_for("submissions.show", submission_id=submission.id),
    )


def _paper(submission: Submission, filing: Filing | None) -> list[tuple[str, str]]:
    """What the sheet is about."""
    rows = [("材料", submission.title), ("附件", presenting.annex_words(submission))]
    rows.append(("填报单位", submission.owner.full_name))
    if submission.receiver is not None:
        rows.append(("接收单位", submission.receiver.common_name))
    if submission.intake_number:
        rows.append(("受理编号", submission.intake_number))
    if filing is not None:
        rows.append(("备案号", filing.filing_number))
    if submission.round_number > 1:
        rows.append(("报送次数", f"第 {submission.round_number} 次"))
    return rows


def _rows(submission: Submission) -> list[dict[str, Any]]:
    """流转: every step, the first one first, and how long the paper lay before it."""
    events = sorted(submission.events, key=lambda event: event.id)
    before = submission.created_at
    rows = [
        {
            "number": 1,
            "step": "开始填报",
            "who": _beginner(submission),
            "when": _when(before),
            "days": "",
            "words": "",
        }
    ]
    for number, event in enumerate(events, start=2):
        rows.append(
            {
                "number": number,
                "step": _step(event),
                "who": sender_of(event),
                "when": _when(event.at),
                "days": f"{(event.at.date() - before.date()).days} 天",
                "words": event.reason if presenting_comments.may_read_words(submission, event) else "",
            }
        )
        before = event.at
    return rows


def _beginner(submission: Submission) -> str:
    return f"{posts.find_user(submission.created_by_id).name}（{submission.owner.common_name}）"


def _step(event: SubmissionEvent) -> str:
    word = ACTION_WORDS[event.action]
    return f"{word}（{event.note}）" if event.note else word


def _when(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _to_come(submission: Submission) -> list[str]:
    """未到的环节."""
    if submission.state is State.FILED:
        return []
    steps = presenting.path_steps(submission)
    return [step["word"] for step in steps if step["status"] == "later" and step["word"] != "归档"]
