"""审核: the receiving side: accept, reassign, forward, file; 下一件 leads through the pile."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting, presenting_corrections, stepping
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    page_version,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.workflow import Action
from youthwork.models import Submission
from youthwork.services.path import cases, desk, listing, review
from youthwork.services.path import filing as filings
from youthwork.services.path.queues import Queue

blueprint = Blueprint("review", __name__)


@blueprint.get("/review")
@login_required
def index() -> Answer:
    received = listing.received_papers(actor(), request.args.get("before", type=row_number))
    older = received[listing.PAGE - 1].id if len(received) > listing.PAGE else None
    shown = received[: listing.PAGE]
    filed = desk.filings_of(shown)
    return render(
        "review/index.html",
        mine=[_row(paper) for paper in listing.waiting_papers(actor(), Queue.REVIEW)],
        waiting=[_row(paper) for paper in listing.waiting_papers(actor(), Queue.ACCEPT)],
        received=[_row(paper, filed.get(paper.id)) for paper in shown],
        older=url_for("review.index", before=older) if older else None,
    )


@blueprint.get("/review/next")
@login_required
def next_() -> Answer:
    """下一件."""
    return _beside(listing.next_paper(actor(), _after()))


@blueprint.get("/review/previous")
@login_required
def previous() -> Answer:
    """上一件."""
    return _beside(listing.previous_paper(actor(), _after()))


def _after() -> Submission:
    return find_submission(request.args.get("after", 0, row_number))


def _beside(paper: Submission | None) -> Answer:
    if paper is None:
        flash("没有下一件了，待审核的都办完了", "done")
        return see_other(url_for("review.index"))
    return see_other(url_for("submissions.show", submission_id=paper.id))


@blueprint.get("/submissions/<int:submission_id>/acceptance")
@login_required
def acceptance(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    days = cases.annex_of(submission).review_days
    facts = [*stepping.route_facts(submission), ("锁定", f"{days} 日", "期满未办自动释放，他人可重新签收")]
    return stepping.ask(submission, Action.ACCEPT, facts=facts)


@blueprint.post("/submissions/<int:submission_id>/acceptance")
@login_required
@commits
@once
def create_acceptance(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    review.accept(submission, user(), page_version())
    return stepping.done(submission, "已签收，请审核")


@blueprint.get("/submissions/<int:submission_id>/reassignment")
@login_required
def reassignment(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    stepping.check(submission, Action.REASSIGN)
    return stepping.ask(submission, Action.REASSIGN, targets=review.departments_beside(submission))


@blueprint.post("/submissions/<int:submission_id>/reassignment")
@login_required
@commits
@once
def create_reassignment(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    if problems := stepping.missing(Action.REASSIGN):
        stepping.check(submission, Action.REASSIGN)
        targets = review.departments_beside(submission)
        return stepping.ask(submission, Action.REASSIGN, targets=targets, problems=problems)
    target_id = request.form.get("target_id", type=row_number)
    review.reassign(submission, user(), page_version(), target_id, request.form.get("reason", ""))
    return stepping.done(submission, "已转办", url_for("review.index"))


@blueprint.get("/submissions/<int:submission_id>/forwarding")
@login_required
def forwarding(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    stepping.check(submission, Action.FORWARD)
    if cases.annex_of(submission).is_decided_by_level:
        return see_other(url_for("candidates.decision", submission_id=submission.id))
    return stepping.ask(submission, Action.FORWARD)


@blueprint.post("/submissions/<int:submission_id>/forwarding")
@login_required
@commits
@once
def create_forwarding(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    review.forward(submission, user(), page_version(), request.form.get("reason", ""))
    return stepping.done(submission, "已转报", url_for("review.index"))


@blueprint.get("/submissions/<int:submission_id>/filing")
@login_required
def filing(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    if cases.annex_of(submission).is_decided_by_level:
        return see_other(url_for("candidates.decision", submission_id=submission.id))
    number = ("按下即给出", "本机关本年度连续编号，不留空号")
    if submission.corrects is not None:
        number = presenting_corrections.number_to_come(submission)
    facts = [*stepping.route_facts(submission), ("备案号", *number)]
    return stepping.ask(submission, Action.FILE, facts=facts)


@blueprint.post("/submissions/<int:submission_id>/filing")
@login_required
@commits
@once
def create_filing(submission_id: int) -> Answer:
    """予以备案."""
    submission = find_submission(submission_id)
    filed = filings.file(submission, user(), page_version())
    return stepping.done(
        submission, f"已予以备案：{filed.filing_number}", url_for("filing.show", filing_id=filed.id)
    )


def _row(paper: Submission, filed: Any = None) -> dict[str, Any]:
    shown = url_for("submissions.show", submission_id=paper.id)
    return {
        "id": paper.id,
        "title": presenting.list_title(paper, of_others=True),
        "note": presenting.list_note(paper)
        + (f" · 第 {paper.round_number} 次报送" if paper.round_number > 1 else ""),
        "url": url_for("filing.show", filing_id=filed.id) if filed else shown,
        "sent": moment_phrase(paper.sent_at, clock.now()) if paper.sent_at else "—",
        "due": presenting.due_words(paper.due),
        "holder": presenting.holder_words(paper),
        "day": presenting.day_words(paper),
        "status": presenting.status(paper, filed),
    }
