"""一步的两页: every step asks first (GET: receiver, reason, names), is taken by POST, and says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting, presenting_corrections, presenting_sources
from youthwork.blueprints.web import Answer, actor, page_version, render, see_other
from youthwork.domain.errors import NotAllowed, StepNotAllowed
from youthwork.domain.routing import Route
from youthwork.domain.workflow import (
    ACTION_WORDS,
    STATE_WORDS,
    TRANSITIONS,
    Action,
    Need,
    Transition,
    find_transition,
    refusal,
)
from youthwork.models import Organization, Submission, User
from youthwork.services import scope
from youthwork.services.path import cases
from youthwork.services.path.steps import check_version
from youthwork.services.posts import Acting
from youthwork.services.printing import reading

#: Who takes these has first to read what is in the paper, and what of it a correction changed.
_READS = frozenset(Action) - {Action.WITHDRAW, Action.SUBMIT}

Facts = list[tuple[Any, ...]]

_EXPLANATIONS = {
    Action.SUBMIT: "提交后内容锁定，审签前可以撤回。",
    Action.SIGN_OFF: "同意后交由用印或报送；你审签的是下面这些内容。",
    Action.SEND_BACK: "退回给填报人修改，原因会显示在填报页上。",
    Action.APPROVE_PRESS: "批准以后由印章管理员用印；批准人不能是申请人，也不能自己用印。",
    Action.PRESS: "在冻结的内容上加盖印章，并记入用印登记簿。",
    Action.SEND: "报送后取得受理编号；对方签收前可以撤回。",
    Action.WITHDRAW: "撤回后回到草稿；已盖的印在登记簿中标记为未用于备案。",
    Action.ACCEPT: "签收后填报单位不能撤回，由你审核；期满未办自动释放。",
    Action.RETURN: "退回后填报单位修改，重新审签、用印、报送。",
    Action.REASSIGN: "转给本机关另一部门，由其重新签收。",
    Action.FORWARD: "报上一级团组织，由其签收、审核；可以附上意见。",
    Action.FILE: "予以备案即编号、冻结、成件，此后不能改动，只能更正。",
}


def ask(
    submission: Submission,
    action: Action,
    facts: Facts | None = None,
    vacancies: Sequence[str] = (),
    targets: Sequence[Organization] = (),
    upload: bool = False,
    also_approves: bool = False,
    seals: Sequence[dict[str, Any]] = (),
    problems: Sequence[tuple[str, str]] = (),
) -> Answer:
    """问一遍: the page that says what one press will do; refused at once where the press would be.

    With `problems` (field, sentence) it is the same page again, 422, with what was typed.
    """
    row = check(submission, action)
    return render(
        "submissions/step.html",
        status=422 if problems else 200,
        submission=submission,
        problems=problems,
        errors=dict(problems),
        # A page drawn again keeps the version it was first drawn from: what happened since is still told.
        version=page_version() if problems else submission.version,
        reason=request.form.get("reason", ""),
        title=presenting.list_title(submission, of_others=True),
        word=ACTION_WORDS[action],
        action=url_for(
            presenting.STEP_ENDPOINTS[action].replace(".", ".create_"), submission_id=submission.id
        ),
        facts=facts if facts is not None else route_facts(submission),
        explanation=_EXPLANATIONS[action],
        needs_reason=Need.REASON in row.needs,
        takes_reason=action in (Action.WITHDRAW, Action.REASSIGN, Action.FORWARD),
        reason_word="意见" if action is Action.FORWARD else "原因",
        is_grave=action in (Action.RETURN, Action.SEND_BACK, Action.WITHDRAW),
        vacancies=vacancies,
        targets=targets,
        upload=upload,
        also_approves=also_approves,
        takes_copies=also_approves or action is Action.APPROVE_PRESS,
        copies=request.form.get("copies", "1"),
        seals=seals,
        path=presenting.path_steps(submission),
        sections=_sections(submission) if action in _READS else [],
        correction=presenting_corrections.banner(submission),
        changes=presenting_corrections.changed(submission) if action in _READS else None,
        **(presenting_sources.beside(submission) if action in _READS else {}),
        back_url=url_for("submissions.show", submission_id=submission.id),
    )


def check(submission: Submission, action: Action) -> Transition:
    """The row of the table this person would take; refused as the step itself would be.

    Raises `AlreadyMoved` where a form was posted from a page older than the last step.
    """
    if request.method == "POST":
        check_version(submission, page_version())
    case = cases.case_of(submission)
    row = find_transition(case, action, clock.now())
    if row is None:
        raise StepNotAllowed(f"这件现在是“{STATE_WORDS[submission.state]}”，不能{ACTION_WORDS[action]}")
    sentence = refusal(row, case, actor())
    if sentence is not None:
        raise NotAllowed(sentence)
    return row


def missing(action: Action) -> list[tuple[str, str]]:
    """What the posted form leaves out of what this step needs, as (field, sentence)."""
    needs = {need for row in TRANSITIONS if row.action is action for need in row.needs}
    blank = [("reason", Need.REASON)] if not request.form.get("reason", "").strip() else []
    blank += [("target", Need.TARGET)] if not request.form.get("target_id") else []
    return [(field, need.value) for field, need in blank if need in needs]


def _sections(submission: Submission) -> list[reading.ShownSection]:
    """What is signed, sealed, accepted or filed stands on the same page as the button."""
    full = scope.sees_personal_data(actor(), submission)
    return reading.shown_sections(cases.annex_of(submission), submission.answers or {}, full)


def done(submission: Submission, words: str, url: str | None = None) -> Answer:
    """办好了: say so, and show where the paper stands now."""
    flash(words, "done")
    return see_other(url or url_for("submissions.show", submission_id=submission.id))


def reception_facts(route: Route, receivers: Sequence[User | Acting]) -> Facts:
    """收件 with the reason, and who can take it up there."""
    facts: Facts = [("收件", route.receiver_name, route.reason)]
    if receivers:
        facts.append(("审核", names(receivers)))
    return facts


def route_facts(submission: Submission) -> Facts:
    facts: Facts = [("材料", submission.title, presenting.annex_words(submission))]
    if submission.receiver is not None:
        facts.append(("收件", submission.receiver.common_name, submission.route_reason))
    due = presenting.due_words(submission.due)
    facts.append(("截止", f"{due['date']} 24:00", due["words"]))
    return facts


def names(people: Sequence[User | Acting]) -> str:
    """The first four by name, the others counted."""
    shown = "、".join(person.name for person in people[:4])
    return f"{shown} 等 {len(people)} 人" if len(people) > 4 else shown
