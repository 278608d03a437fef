"""怎样说: the fixed words for a submission, the same in list, page and timeline."""

from __future__ import annotations

from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.domain.calendar import day_number, days_left, due_phrase, moment_phrase
from youthwork.domain.corrections import Validity, validity
from youthwork.domain.path_pictures import stages
from youthwork.domain.workflow import (
    ACTION_WORDS,
    EDITABLE,
    NOUNS,
    STATE_WORDS,
    Action,
    State,
    Transition,
)
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Filing, Submission, SubmissionEvent
from youthwork.services.path.cases import annex_of

_KINDS = {
    State.DRAFT: "draft",
    State.IN_SIGN_OFF: "wait",
    State.SIGNED_OFF: "wait",
    State.PRESSED: "wait",
    State.SENT: "move",
    State.ACCEPTED: "move",
    State.RETURNED: "back",
    State.FILED: "done",
}

#: The endpoint of each action's page.
STEP_ENDPOINTS: dict[Action, str] = {
    Action.SUBMIT: "submitting.submittal",
    Action.WITHDRAW: "submitting.withdrawal",
    Action.SIGN_OFF: "dispatch.sign_off",
    Action.SEND_BACK: "dispatch.send_back",
    Action.APPROVE_PRESS: "dispatch.press_approval",
    Action.PRESS: "dispatch.impression",
    Action.SEND: "dispatch.sending",
    Action.ACCEPT: "review.acceptance",
    Action.RETURN: "returning.return_",
    Action.REASSIGN: "review.reassignment",
    Action.FORWARD: "review.forwarding",
    Action.FILE: "review.filing",
}


def status(submission: Submission, filing: Filing | None = None) -> tuple[str, str]:
    """状态: the word and its colour kind; 待用印 and 待报送 say more than 已审签."""
    state = submission.state
    word = STATE_WORDS[state]
    if state is State.DRAFT and submission.correction_asked_by_id is not None:
        return "请更正", "back"
    if state is State.SIGNED_OFF:
        sealed = "待用印" if submission.press_approved_by_id else "待批准用印"
        word = sealed if annex_of(submission).has_seal_cell else "待报送"
    elif state is State.PRESSED:
        word = "待报送"
    elif state is State.FILED and filing is not None:
        return _filed(filing)
    return word, _KINDS[state]


def _filed(filing: Filing) -> tuple[str, str]:
    now = validity(filing.voided_at is not None, filing.later_version)
    if now is Validity.VOIDED:
        return f"作废 {filing.filing_number}", "back"
    if now is Validity.CORRECTED:
        return f"已由 V{filing.later_version} 更正 {filing.filing_number}", "draft"
    return f"已备案 {filing.filing_number}" + (f" V{filing.version}" if filing.version > 1 else ""), "done"


def not_begun(is_voided: bool) -> tuple[str, str]:
    """未填报; after 作废 it is owed anew."""
    return ("作废待重报", "back") if is_voided else ("未填报", "draft")


def holder_words(submission: Submission) -> str:
    """在谁手里."""
    if submission.holder is None:
        return "—"
    return submission.holder.common_name


def day_words(submission: Submission) -> str:
    """第几天."""
    if submission.state is State.FILED:
        return "—"
    return f"第 {day_number(submission.held_since, clock.now())} 天"


def due_words(submission_due: Any) -> dict[str, str | None]:
    """期限 as ui.due wants it: the date, the words behind it, how near it is."""
    today = clock.today()
    date, _, words = due_phrase(submission_due, today).partition(" · ")
    left = days_left(submission_due, today)
    near = "past" if left < 0 else "soon" if left <= 3 else None
    return {"date": date, "words": words or None, "state": near}


def list_title(submission: Submission, of_others: bool = False) -> str:
    """事项: the paper's title; in a receiver's list the unit comes first."""
    return f"{submission.owner.common_name} · {submission.title}" if of_others else submission.title


def annex_words(submission: Submission) -> str:
    """示青字〔2026〕8号附件1, or the notice's title where it has no number."""
    annex = annex_of(submission)
    notice = submission.notice
    if notice.number and annex.number:
        return f"{notice.number}附件{annex.number}"
    return notice.title


def list_note(submission: Submission) -> str:
    """The line beneath a title: the annex; of a correction first what it corrects."""
    filing = submission.corrects
    if filing is None:
        return annex_words(submission)
    word = "作废后重报，原" if filing.voided_at is not None else "更正"
    return f"{word} {filing.filing_number} · {annex_words(submission)}"


def path_steps(submission: Submission, filing: Filing | None = None) -> list[dict[str, Any]]:
    """办理进度: the stages with who did or will do each."""
    annex = annex_of(submission)
    names = _names_by_stage(submission, annex)
    rows = stages(annex.has_seal_cell)
    here = next((at for at, (_, states) in enumerate(rows) if submission.state in states), 0)
    steps = []
    for at, (word, _) in enumerate(rows):
        past = at < here or submission.state is State.FILED
        who, when = names.get(word, (None, None))
        status_ = "past" if past else "now" if at == here else "later"
        if status_ == "now":
            who, when = who or holder_words(submission), day_words(submission)
        steps.append({"word": word, "who": who, "when": when, "status": status_})
    archived = filing is not None and filing.archival_number is not None
    return [*steps, {"word": "归档", "who": None, "when": None, "status": "past" if archived else "later"}]


_STAGE_OF = {
    Action.SUBMIT: "填报",
    Action.SIGN_OFF: "审签",
    Action.PRESS: "用印",
    Action.SEND: "报送",
    Action.ACCEPT: "签收",
    Action.FILE: "予以备案",
}


def _names_by_stage(
    submission: Submission, annex: type[AnnexForm]
) -> dict[str, tuple[str | None, str | None]]:
    """Who did each stage of the present round, and when; who will, where it is known already."""
    found: dict[str, tuple[str | None, str | None]] = {}
    if submission.version == 1:
        # Every step raises the version: nothing has happened yet, and nobody need be asked.
        return found
    now = clock.now()
    if submission.receiver is not None and submission.state not in EDITABLE:
        found["签收"] = (submission.receiver.common_name, None)
    undone = False
    for event in submission.events:
        if event.action in (Action.WITHDRAW, Action.SEND_BACK, Action.RETURN):
            undone = True
        word = _STAGE_OF.get(event.action)
        if word is not None and not undone and (word not in found or word == "签收"):
            if word == "签收" and submission.state is State.SENT:
                continue
            found[word] = (event.actor_name, moment_phrase(event.at, now).split(" ")[0])
    return found


def timeline(events: list[SubmissionEvent]) -> list[dict[str, Any]]:
    """经过, newest first, in sentences."""
    now = clock.now()
    rows = []
    for at, event in enumerate(events):
        what = ACTION_WORDS[event.action]
        if event.action in (Action.SUBMIT, Action.SEND) and event.round_number > 1:
            what = f"第 {event.round_number} 次{what}"
        if event.note:
            what = f"{what}：{event.note}"
        rows.append(
            {
                "who": f"{event.actor_name}（{event.acting_for}）",
                "what": what,
                "when": moment_phrase(event.at, now),
                "words": event.reason,
                "now": at == 0,
            }
        )
    return rows


def step_buttons(submission: Submission, rows: tuple[Transition, ...]) -> list[dict[str, str]]:
    """Buttons are rows of the table: the label, where it leads, and whether it is the primary one."""
    order = [
        Action.WITHDRAW,
        Action.REASSIGN,
        Action.SEND_BACK,
        Action.RETURN,
        Action.FORWARD,
        Action.SUBMIT,
        Action.SIGN_OFF,
        Action.APPROVE_PRESS,
        Action.PRESS,
        Action.SEND,
        Action.ACCEPT,
        Action.FILE,
    ]
    found = sorted({row.action for row in rows}, key=order.index)
    buttons = []
    for action in found:
        last = action is found[-1] and action not in (Action.WITHDRAW, Action.REASSIGN, Action.RETURN)
        url = url_for(STEP_ENDPOINTS[action], submission_id=submission.id)
        buttons.append({"label": ACTION_WORDS[action], "url": url, "kind": "primary" if last else "plain"})
    return buttons


def noun_of(action: Action) -> str:
    return NOUNS[action]
