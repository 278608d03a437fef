"""怎样说: the fixed words for a submission, the same in list, page and timeline."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.domain.calendar import WEEKDAYS, is_workday, moment_phrase
from youthwork.domain.completeness import Reporting
from youthwork.domain.delegations import deputy_words
from youthwork.domain.hierarchy import Unit
from youthwork.domain.path_pictures import stages
from youthwork.domain.standing import NOTHING, Tone, names, not_begun_word
from youthwork.domain.standing import due_words as words_of_due
from youthwork.domain.workflow import (
    ACTION_WORDS,
    EDITABLE,
    NOUNS,
    Action,
    State,
    Transition,
)
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Filing, Submission, SubmissionEvent
from youthwork.services import standing
from youthwork.services.path.cases import annex_of
from youthwork.services.path.obligations import Obligation

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


def request_link(one: Obligation) -> dict[str, str] | None:
    """申请延期或免报, while it is owed; once asked, where the answer will stand."""
    if one.standing is not Reporting.MISSING or one.same_as is not None:
        return None
    asked = one.open_request
    word = f"已申请{asked.kind.value}，待答复" if asked else "申请延期或免报"
    return {"word": word, "url": url_for("asking.show", duty_id=one.duty_id)}


def status(submission: Submission, filing: Filing | None = None) -> tuple[str, str]:
    """状态: the word and its colour kind, as `ui.tag` takes them."""
    word, tone = standing.word_of(submission, filing)
    return word, tone.value


def not_begun(is_voided: bool, excuse: str = "") -> tuple[str, str]:
    """未填报; after 作废 it is owed anew; `excuse` where it need not be begun."""
    if excuse:
        return excuse, Tone.DRAFT.value
    word, tone = not_begun_word(is_voided)
    return word, tone.value


def asked(one: Obligation) -> tuple[str, str]:
    """未填报, or why there is nothing to begin: 免报、已零报告、不另报、4月1日起填报."""
    return (one.word, Tone.DRAFT.value) if one.word else not_begun(one.is_voided)


def holder_words(submission: Submission) -> str:
    """在谁手里."""
    return standing.of(submission).holder


def day_words(submission: Submission) -> str:
    """第几天."""
    return standing.of(submission).day


def due_words(submission_due: date) -> dict[str, str | None]:
    """期限 as ui.due wants it: the date, the words behind it, how near it is."""
    due = words_of_due(submission_due, clock.today())
    return {"date": due.date, "words": due.words or None, "state": due.near or None}


def asked_due(one: Obligation) -> dict[str, str | None]:
    """期限 of what is asked: a day off stays the due day and is said to be one; what was reported is late no more."""
    due = words_of_due(one.due, clock.today())
    if one.standing is not Reporting.MISSING:
        return {"date": due.date, "words": None, "state": None}
    day_off = "" if is_workday(one.due) else f"星期{WEEKDAYS[one.due.weekday()]}，休息日"
    words = f"{due.words}（{day_off}）" if due.words and day_off else due.words or day_off
    return {"date": due.date, "words": words or None, "state": due.near or None}


def standing_facts(
    submission: Submission, filing: Filing | None = None, holder: Unit | None = None
) -> list[tuple[Any, ...]]:
    """办理情况 as names and values: 状态, 在谁手里 with who can act there, 第几天, 期限."""
    now = standing.of(submission, filing)
    facts: list[tuple[Any, ...]] = [("状态", now.word)]
    if now.holder != NOTHING:
        facts += [
            ("在谁手里", now.holder, waited_for_words(submission, holder)),
            ("第几天", now.day),
        ]
    if now.due is not None:
        facts.append(("期限", f"{now.due.date} 24:00", now.due.words))
    return facts


def waited_for_words(submission: Submission, holder: Unit | None = None) -> str:
    """等谁: by name, deputies with whom they stand in for; empty where nobody need act, or nobody can."""
    found = names(tuple(each.name for each in standing.waited_for(submission, holder)))
    return f"等{found}办理" if found else ""


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
    state = standing.state_now(submission)
    here = next((at for at, (_, states) in enumerate(rows) if state in states), 0)
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


def _signed(event: SubmissionEvent) -> str:
    """署名: 张岚, or 张岚（代陈志远）."""
    return deputy_words(event.actor_name, event.deputy_for)


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
            found[word] = (_signed(event), moment_phrase(event.at, now).split(" ")[0])
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
                "who": f"{_signed(event)}（{event.acting_for}）",
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
    actions = {row.action for row in rows}
    if annex_of(submission).is_decided_by_level and actions & {Action.FORWARD, Action.FILE}:
        actions -= {Action.FORWARD, Action.FILE}
        decision = url_for("candidates.decision", submission_id=submission.id)
        return [
            *_buttons(submission, actions, order),
            {"label": "本级意见", "url": decision, "kind": "primary"},
        ]
    return _buttons(submission, actions, order)


def _buttons(submission: Submission, actions: set[Action], order: list[Action]) -> list[dict[str, str]]:
    found = sorted(actions, key=order.index)
    buttons = []
    for action in found:
        last = action is found[-1] and action not in (Action.WITHDRAW, Action.REASSIGN, Action.RETURN)
        url = url_for(STEP_ENDPOINTS[action], submission_id=submission.id)
        buttons.append({"label": ACTION_WORDS[action], "url": url, "kind": "primary" if last else "plain"})
    return buttons


def noun_of(action: Action) -> str:
    return NOUNS[action]
