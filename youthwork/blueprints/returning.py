"""退回补正: give a paper back item by item, open more of it later, and the owner's consent to 代为更正."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints import presenting, presenting_comments, return_page, stepping
from youthwork.blueprints.once import answered, once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    page_version,
    render,
    see_other,
    user,
)
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed
from youthwork.domain.reopening import is_open
from youthwork.domain.workflow import Action
from youthwork.models import Submission
from youthwork.services import scope, transactions
from youthwork.services.drafts import draft_saves, drafting
from youthwork.services.path import cases, comments, returning, review
from youthwork.services.printing import reading

blueprint = Blueprint("returning", __name__)


@blueprint.get("/submissions/<int:submission_id>/return")
@login_required
def return_(submission_id: int) -> Answer:
    return return_page.ask(find_submission(submission_id), Action.RETURN)


@blueprint.post("/submissions/<int:submission_id>/return")
@login_required
@commits
@once
def create_return_(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    stepping.check(submission, Action.RETURN)
    if problems := return_page.problems_in(submission, Action.RETURN):
        return return_page.ask(submission, Action.RETURN, problems)
    reason = request.form.get("reason", "")
    review.return_(submission, user(), page_version(), reason, return_page.posted_handout())
    return stepping.done(submission, "已退回补正", url_for("review.index"))


@blueprint.get("/submissions/<int:submission_id>/reopening")
@login_required
def opening(submission_id: int) -> Answer:
    """放开更多, while the paper is back with its owner."""
    submission = find_submission(submission_id)
    returning.check_may_open(submission, actor())
    full = scope.sees_personal_data(actor(), submission)
    sections = reading.shown_sections(cases.annex_of(submission), submission.answers or {}, full)
    return render(
        "returning/opening.html",
        submission=submission,
        title=presenting.list_title(submission, of_others=True),
        sections=sections,
        is_open=lambda name: is_open(submission.reopened, name),
        back_url=url_for("submissions.show", submission_id=submission.id),
    )


@blueprint.post("/submissions/<int:submission_id>/reopening")
@login_required
@commits
@once
def open_more(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    everything = request.form.get("scope") == "all"
    count = returning.open_more(submission, user(), request.form.getlist("names"), everything)
    return stepping.done(submission, "已全部放开" if everything else f"已再放开 {count} 处")


@blueprint.get("/submissions/<int:submission_id>/consent")
@login_required
def consent(submission_id: int) -> Answer:
    """代为更正: what stands now and what is proposed, for the owner to agree to or not."""
    submission = find_submission(submission_id)
    _check_writer(submission)
    proposed = returning.proposals(submission)
    if not proposed:
        raise NotFound("没有待同意的代拟文字，可能已经采用，请刷新填报页")
    full = scope.sees_personal_data(actor(), submission)
    now = reading.places(cases.annex_of(submission), submission.answers or {})
    return render(
        "returning/consent.html",
        submission=submission,
        title=presenting.list_title(submission),
        proposals=[presenting_comments.comment_words(each, now, full) for each in proposed],
        may_submit=_may_submit(submission),
        back_url=url_for("drafting.draft", submission_id=submission.id),
    )


@blueprint.post("/submissions/<int:submission_id>/consent")
@login_required
def agree(submission_id: int) -> Answer:
    """同意: the proposed texts into the draft first, in a deed of their own; then 提交审签, if it can be done."""
    if (before := answered()) is not None:
        return before
    submission = find_submission(submission_id)
    _check_writer(submission)
    version = page_version()
    answer = _take_over(submission)
    if request.form.get("then") != "submit":
        flash("代拟的文字已写入草稿，请看过再提交审签", "done")
        return answer
    try:
        with transactions.deed():
            drafting.submit(submission, user(), version)
    except StepNotAllowed as refusal:
        flash(f"代拟的文字已写入草稿，还没有提交：{refusal.sentence}", "wait")
        return answer
    return stepping.done(submission, "已同意代为更正，并提交审签")


@commits
@once
def _take_over(submission: Submission) -> Answer:
    returning.take_over(submission, user())
    return see_other(url_for("drafting.draft", submission_id=submission.id))


def _check_writer(submission: Submission) -> None:
    if not draft_saves.may_write(submission, user(), actor()):
        raise NotAllowed("代为更正由填报单位的经办人或本人同意")


def _may_submit(submission: Submission) -> bool:
    """Whether the consent may go straight on: nothing else of the return is left to mend, and the step is theirs."""
    try:
        stepping.check(submission, Action.SUBMIT)
    except (NotAllowed, StepNotAllowed):
        return False
    found = comments.readable(submission, actor())
    return all(each.proposed is not None for each in comments.to_do(submission, found))
