"""用印的几页共用的话: what was asked and allowed, which seals may be chosen, how many copies were typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from youthwork import clock
from youthwork.blueprints.web import row_number, user
from youthwork.domain.calendar import moment_phrase
from youthwork.forms.fields import half_width
from youthwork.models import Seal, Submission
from youthwork.services.seals import asked, usable

#: The field of the copies and what is wrong with it.
WRONG_COPIES = ("copies", f"份数请填 1 到 {asked.MOST_COPIES} 的数字")


def posted_copies() -> int | None:
    """用印份数 as typed; None where it is no number from 1 to 99."""
    typed = half_width(request.form.get("copies", "1"))
    copies = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 2 else 0
    return copies if 1 <= copies <= asked.MOST_COPIES else None


def posted_seal() -> int | None:
    """印章 chosen on the page, where there was a choice."""
    return request.form.get("seal_id", type=row_number)


def seals_on_offer(submission: Submission) -> list[Seal]:
    """The seals this person may press on the paper; refused where there is none in their keeping."""
    organization_id = submission.sealing_unit_id or submission.owner_id
    first = usable.choose(organization_id, None, user())
    mine = (None, user().id)
    rest = [seal for seal in usable.seals_to_press(organization_id) if seal.keeper_id in mine]
    return [first, *(seal for seal in rest if seal.id != first.id)]


def choices(seals: Sequence[Seal]) -> list[dict[str, Any]]:
    """The radio buttons of a choice; none where there is nothing to choose."""
    if len(seals) < 2:
        return []
    return [
        {
            "id": seal.id,
            "words": f"{seal.mode.value} · 直径 {seal.diameter_mm} 毫米 · {seal.authority or seal.name}",
        }
        for seal in seals
    ]


def application_facts(submission: Submission) -> list[tuple[Any, ...]]:
    """申请: whose seal, for what, asked by whom."""
    application = asked.current_application(submission)
    if application is None:
        return []
    when = moment_phrase(application.applied_at, clock.now())
    return [
        ("用印单位", _sealing_unit(submission), _behalf(submission)),
        ("用印事项", application.purpose),
        ("申请人", application.applicant.name, f"{when}提交审签时一并申请"),
    ]


def press_facts(submission: Submission, seals: Sequence[Seal]) -> list[tuple[Any, ...]]:
    """用印: the seal, and that it was allowed by whom under which number."""
    seal = seals[0]
    facts: list[tuple[Any, ...]] = []
    if len(seals) == 1:
        facts.append(("印章", seal.name, _behalf(submission) or seal.mode.value))
    application = asked.current_application(submission)
    if application is not None and application.approver is not None:
        facts.append(("批准人", application.approver_words, f"审批编号 {application.approval_number}"))
        facts.append(("份数", f"{application.copies} 份"))
    return facts


def _sealing_unit(submission: Submission) -> str:
    return submission.holder.common_name if submission.holder else submission.owner.common_name


def _behalf(submission: Submission) -> str:
    return "代章，印在成件上注明" if submission.sealing_unit_id not in (None, submission.owner_id) else ""
