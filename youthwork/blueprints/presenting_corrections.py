"""更正怎样说: what every page of a correction says of its original, and a filed paper of what followed it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.blueprints.web import actor, find_submission
from youthwork.domain.calendar import long_date, moment_phrase
from youthwork.domain.corrections import FollowUp, Validity, validity
from youthwork.domain.errors import NotFound
from youthwork.domain.workflow import STATE_WORDS, State
from youthwork.models import Filing, Submission
from youthwork.services import scope
from youthwork.services.archive.versions import Versions
from youthwork.services.path.cases import annex_of
from youthwork.services.printing.changes import Change, changes


def banner(submission: Submission) -> dict[str, Any] | None:
    """更正自: the original, the reason and who asked; None on what corrects nothing."""
    filing = submission.corrects
    if filing is None:
        return None
    is_refiling = filing.voided_at is not None
    asker = submission.correction_asked_by
    return {
        "word": "重新填报" if is_refiling else "更正",
        "lead": "重新填报，原备案号" if is_refiling else "更正自",
        "number": filing.filing_number,
        "url": url_for("filing.show", filing_id=filing.id),
        "reason": submission.correction_reason,
        "asked": f"由{filing.department_name}{asker.name}请更正" if asker else "",
        "then": _then(submission, filing),
    }


def _then(submission: Submission, filing: Filing) -> str:
    """What its number will be, while it has none."""
    if submission.state is State.FILED:
        return ""
    if filing.voided_at is not None:
        return f"原件已作废（{filing.void_reason}），予以备案时另给新号。"
    return f"原件不改动；予以备案时仍用这个备案号，为第 {filing.version + 1} 版。"


def number_to_come(submission: Submission) -> tuple[str, str]:
    """备案号 and a note beneath it: given at filing, or for a correction the one there is."""
    filing = submission.corrects
    if submission.state is State.FILED:
        return "见备案件", ""
    if filing is None:
        return "予以备案时给出", ""
    if filing.voided_at is not None:
        return "予以备案时给出", f"另给新号；原 {filing.filing_number} 已作废"
    return filing.filing_number, f"更正件，为第 {filing.version + 1} 版"


def changed(submission: Submission, full: bool | None = None) -> list[Change] | None:
    """更正对照 of a submitted correction, as this reader may see it; None where there is nothing to compare.

    `full` where the page knows already whether phones are shown.
    """
    if submission.corrects is None or submission.answers is None:
        return None
    if full is None:
        full = scope.shows_personal_data(actor(), submission)
    return changes(annex_of(submission), submission.corrects.answers, submission.answers, full)


def notices(filing: Filing, versions: Versions) -> list[dict[str, str]]:
    """效力: the callouts at the head of a filed paper that is no longer in force, or that corrects another."""
    found = []
    now = validity(filing.voided_at is not None, filing.later_version)
    if now is Validity.VOIDED:
        assert filing.voided_at is not None and filing.voided_by is not None
        when = long_date(filing.voided_at.date())
        words = f"{when}由{filing.voided_by.name}作废：{_sentence(filing.void_reason)}备案号不再使用，原件仍可查阅。"
        found.append(_notice("back", "本件已作废。", words, "重新备案为", versions.after))
    elif now is Validity.CORRECTED:
        later = next((each for each in versions.same_number if each.corrects_id == filing.id), None)
        latest = versions.latest if later is not None else None
        words = f"本件已由第 {filing.later_version} 版更正，留存备查。"
        found.append(_notice("wait", "不是现行的一版。", words, "现行的是", latest))
    if filing.version > 1:
        original = next((each for each in versions.same_number if each.id == filing.corrects_id), None)
        reason = filing.submission.correction_reason
        words = f"代替第 {filing.version - 1} 版，原因：{_sentence(reason)}"
        found.append(_notice("move", f"更正件（第 {filing.version} 版）。", words, "原件", original))
    elif filing.corrects_id is not None:
        words = _sentence(filing.submission.correction_reason)
        found.append(_notice("move", "作废后重报。", words, "原件", versions.before))
    return found


def _sentence(words: str) -> str:
    """A reason as people write it, ended as a sentence ends."""
    return words if words.endswith(("。", "！", "？", "；")) else f"{words}。"


def _notice(kind: str, lead: str, words: str, label: str, other: Filing | None) -> dict[str, str]:
    url = url_for("filing.show", filing_id=other.id) if other is not None else ""
    link = f"{label} {other.machine_number}" if other is not None else ""
    return {"kind": kind, "lead": lead, "words": words, "url": url, "link": link}


def story(filing: Filing, versions: Versions) -> list[dict[str, Any]]:
    """经过 after the filing itself, newest first: 作废, or the version that took its place."""
    rows: list[dict[str, Any]] = []
    if filing.voided_at is not None and filing.voided_by is not None:
        rows.append(
            {
                "who": filing.voided_by.name,
                "what": "作废",
                "when": moment_phrase(filing.voided_at, clock.now()),
                "words": filing.void_reason,
                "now": True,
            }
        )
    for each in (*versions.same_number, versions.after):
        if each is not None and each.corrects_id == filing.id:
            rows.insert(0, _followed(each))
    return rows


def _followed(later: Filing) -> dict[str, Any]:
    what = f"予以备案第 {later.version} 版，代替本件" if later.version > 1 else "作废后重新备案"
    return {
        "who": later.filed_by_name,
        "what": what,
        "url": url_for("filing.show", filing_id=later.id),
        "when": moment_phrase(later.filed_at, clock.now()),
        "now": True,
    }


def version_rows(filing: Filing, versions: Versions) -> list[dict[str, Any]]:
    """各版 of the number, newest first; empty where there is but this one."""
    if len(versions.same_number) < 2:
        return []
    return [
        {
            "label": f"第 {each.version} 版",
            "url": url_for("filing.show", filing_id=each.id) if each.id != filing.id else None,
            "when": f"{moment_phrase(each.filed_at, clock.now())} {each.filed_by_name}予以备案",
            "mark": validity_tag(each),
        }
        for each in versions.same_number
    ]


def validity_tag(filing: Filing) -> tuple[str, str]:
    """效力 as a word and its colour kind."""
    now = validity(filing.voided_at is not None, filing.later_version)
    return now.value, {Validity.CURRENT: "done", Validity.CORRECTED: "draft", Validity.VOIDED: "back"}[now]


def under_way(filing: Filing, successor: Submission | None) -> dict[str, str] | None:
    """正在更正: how far what follows has come, with a link for whom it is to see."""
    if successor is None or successor.state is State.FILED:
        return None
    word = "重新填报" if filing.voided_at is not None else "更正"
    holder = successor.holder.common_name if successor.holder else ""
    words = f"正在{word}：{STATE_WORDS[successor.state]}，在{holder}"
    try:
        find_submission(successor.id)
    except NotFound:
        return {"words": words, "url": ""}
    return {"words": words, "url": url_for("submissions.show", submission_id=successor.id)}


def buttons(
    filing: Filing, possible: frozenset[FollowUp], successor: Submission | None
) -> list[dict[str, str]]:
    """What this person may do about the paper now; 申请更正 begun already is gone on with from `under_way`."""
    pages = {
        FollowUp.CORRECT: "corrections.correction",
        FollowUp.ASK: "corrections.correction_request",
        FollowUp.WITHDRAW: "corrections.request_withdrawal",
        FollowUp.VOID: "corrections.voiding",
    }
    wanted = [what for what in pages if what in possible]
    if successor is not None:
        wanted = [what for what in wanted if what is not FollowUp.CORRECT]
    return [{"label": what.value, "url": url_for(pages[what], filing_id=filing.id)} for what in wanted]
