"""更正与作废: each follow-up of a filed paper has a page of its own that asks, and a press that does it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from wtforms import Form

from youthwork.blueprints import presenting_corrections
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
from youthwork.domain.calendar import long_date
from youthwork.domain.corrections import FollowUp
from youthwork.domain.workflow import STATE_WORDS
from youthwork.forms.corrections import CorrectionForm, CorrectionRequestForm, VoidingForm
from youthwork.models import Filing, Submission
from youthwork.services.path import corrections, follow_ups
from youthwork.services.scope import find_filing

blueprint = Blueprint("corrections", __name__)

_EXPLANATIONS = {
    FollowUp.CORRECT: "原件一个字也不改：另填一件更正件，走完审签、用印、报送、备案，用同一个备案号，成为下一版。",
    FollowUp.ASK: "填报单位的工作台上会出现一件更正件和你写的原因；改不改、改什么，由其填报并重新报送。",
    FollowUp.WITHDRAW: "更正件留在填报单位，由其自行决定继续办理还是放弃；已填的内容不动。",
    FollowUp.VOID: "备案号不再使用，也不再给别的件；原件仍可查阅，处处标明作废；填报单位须重新填报，另给新号。作废不能撤销。",
}


@blueprint.get("/filings/<int:filing_id>/correction")
@login_required
def correction(filing_id: int) -> Answer:
    """申请更正; where one was begun already, that one."""
    filing = find_filing(actor(), filing_id)
    follow_ups.check(filing, FollowUp.CORRECT, actor())
    begun = follow_ups.successor_of(filing)
    return _draft(begun) if begun is not None else _ask(filing, FollowUp.CORRECT, CorrectionForm())


@blueprint.post("/filings/<int:filing_id>/correction")
@login_required
@commits
@once
def create_correction(filing_id: int) -> Answer:
    filing = find_filing(actor(), filing_id)
    form = CorrectionForm(request.form)
    if not form.validate():
        follow_ups.check(filing, FollowUp.CORRECT, actor())
        return _ask(filing, FollowUp.CORRECT, form, 422)
    return _draft(corrections.start(filing, user(), form.reason.data or ""))


@blueprint.get("/filings/<int:filing_id>/correction-request")
@login_required
def correction_request(filing_id: int) -> Answer:
    """请更正."""
    filing = find_filing(actor(), filing_id)
    follow_ups.check(filing, FollowUp.ASK, actor())
    return _ask(filing, FollowUp.ASK, CorrectionRequestForm())


@blueprint.post("/filings/<int:filing_id>/correction-request")
@login_required
@commits
@once
def create_correction_request(filing_id: int) -> Answer:
    filing = find_filing(actor(), filing_id)
    form = CorrectionRequestForm(request.form)
    if not form.validate():
        follow_ups.check(filing, FollowUp.ASK, actor())
        return _ask(filing, FollowUp.ASK, form, 422)
    corrections.ask(filing, user(), form.reason.data or "")
    return _done(filing, f"已请{filing.owner_name}更正，其工作台上会看到你写的原因")


@blueprint.get("/filings/<int:filing_id>/correction-request/withdrawal")
@login_required
def request_withdrawal(filing_id: int) -> Answer:
    """撤回请更正."""
    filing = find_filing(actor(), filing_id)
    follow_ups.check(filing, FollowUp.WITHDRAW, actor())
    return _ask(filing, FollowUp.WITHDRAW, Form())


@blueprint.post("/filings/<int:filing_id>/correction-request/withdrawal")
@login_required
@commits
@once
def create_request_withdrawal(filing_id: int) -> Answer:
    filing = find_filing(actor(), filing_id)
    corrections.withdraw_request(filing, user())
    return _done(filing, "已撤回更正请求")


@blueprint.get("/filings/<int:filing_id>/voiding")
@login_required
def voiding(filing_id: int) -> Answer:
    """作废."""
    filing = find_filing(actor(), filing_id)
    follow_ups.check(filing, FollowUp.VOID, actor())
    return _ask(filing, FollowUp.VOID, VoidingForm())


@blueprint.post("/filings/<int:filing_id>/voiding")
@login_required
@commits
@once
def create_voiding(filing_id: int) -> Answer:
    filing = find_filing(actor(), filing_id)
    form = VoidingForm(request.form)
    if not form.validate():
        follow_ups.check(filing, FollowUp.VOID, actor())
        return _ask(filing, FollowUp.VOID, form, 422)
    corrections.void(filing, user(), form.reason.data or "")
    return _done(filing, f"{filing.filing_number}已作废，号码不再使用")


@blueprint.post("/filings/<int:filing_id>/refiling")
@login_required
@commits
@once
def refile(filing_id: int) -> Answer:
    """重新填报 after 作废; where it was begun already, that one."""
    return _draft(corrections.refile(find_filing(actor(), filing_id), user()))


@blueprint.get("/submissions/<int:submission_id>/giving-up")
@login_required
def giving_up(submission_id: int) -> Answer:
    """放弃更正: what is lost by it, before it is pressed."""
    submission = find_submission(submission_id)
    corrections.as_given_up(submission, actor())
    correction = presenting_corrections.banner(submission)
    return render("corrections/giving_up.html", submission=submission, correction=correction)


@blueprint.post("/submissions/<int:submission_id>/giving-up")
@login_required
@commits
@once
def give_up(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    filing = submission.corrects
    corrections.give_up(submission, user())
    assert filing is not None, "only what corrects a filing is given up"
    return _done(filing, "已放弃，原件不变；以后需要时可以再申请")


_ENDPOINTS = {
    FollowUp.CORRECT: "correction",
    FollowUp.ASK: "correction_request",
    FollowUp.WITHDRAW: "request_withdrawal",
    FollowUp.VOID: "voiding",
}


def _ask(filing: Filing, what: FollowUp, form: Form, status: int = 200) -> Answer:
    """问一遍: the page that says what one press will do."""
    return render(
        "corrections/ask.html",
        status=status,
        filing=filing,
        form=form,
        word=what.value,
        explanation=_EXPLANATIONS[what],
        is_grave=what is FollowUp.VOID,
        action=url_for(f"corrections.create_{_ENDPOINTS[what]}", filing_id=filing.id),
        facts=_facts(filing, what),
    )


def _facts(filing: Filing, what: FollowUp) -> list[tuple[Any, ...]]:
    version = f"第 {filing.version} 版" if filing.version > 1 else None
    day = long_date(filing.filed_at.date())
    facts: list[tuple[Any, ...]] = [
        ("备案号", filing.filing_number, version),
        ("填报单位", filing.owner_name),
        ("备案机关", filing.organ_name, f"{day}由{filing.filed_by_name}予以备案"),
    ]
    successor = follow_ups.successor_of(filing)
    if successor is not None and what is FollowUp.VOID:
        state = STATE_WORDS[successor.state]
        facts.append(("正在更正", state, "作废以后，这件更正转为重新填报，备案时另给新号"))
    return facts


def _draft(submission: Submission) -> Answer:
    return see_other(url_for("drafting.draft", submission_id=submission.id))


def _done(filing: Filing, words: str) -> Answer:
    flash(words, "done")
    return see_other(url_for("filing.show", filing_id=filing.id))
