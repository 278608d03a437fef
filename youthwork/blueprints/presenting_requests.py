"""怎样显示申请: what was asked, by whom, and what became of it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.blueprints import presenting
from youthwork.blueprints.presenting_completeness import annex_title
from youthwork.domain.actors import Actor
from youthwork.domain.calendar import moment_phrase, short_date
from youthwork.domain.duty_rights import granting_unit
from youthwork.domain.standing import Tone
from youthwork.models import DutyRequest, ExceptionKind, RequestState
from youthwork.services.duties import sight
from youthwork.services.duties.requests import wish_words

_TONES = {
    RequestState.OPEN: Tone.WAIT,
    RequestState.GRANTED: Tone.DONE,
    RequestState.REFUSED: Tone.BACK,
    RequestState.WITHDRAWN: Tone.DRAFT,
    RequestState.NEEDLESS: Tone.DRAFT,
}


def line(request: DutyRequest) -> dict[str, Any]:
    """一份申请 as those who asked see it."""
    return {
        "id": request.id,
        "wish": wish_words(request),
        "reason": request.reason,
        "by": request.asked_by.name,
        "at": moment_phrase(request.asked_at, clock.now()),
        "state": (request.state.value, _TONES[request.state].value),
        "ended": _ended(request),
        "answer": request.answer or _granted_otherwise(request),
    }


def row(request: DutyRequest, actor: Actor) -> dict[str, Any]:
    """The same as a line of the list of those who answer."""
    duty = request.duty
    return {
        **line(request),
        "name": duty.subject.name if duty.subject else duty.owner.common_name,
        "note": duty.owner.common_name if duty.subject else "",
        "annex": annex_title(duty.notice_annex),
        "due": presenting.due_words(duty.due),
        "is_open": request.ended_at is None,
        "url": url_for("answering.show", request_id=request.id),
        "may_answer": request.ended_at is None and granting_unit(actor, sight.asked(duty)) is not None,
    }


def name(request: DutyRequest) -> str:
    duty = request.duty
    return duty.subject.name if duty.subject else duty.owner.common_name


def _ended(request: DutyRequest) -> str:
    if request.ended_at is None:
        return ""
    who = f"{request.ended_by.name} " if request.ended_by else ""
    return f"{who}{moment_phrase(request.ended_at, clock.now())}"


def _granted_otherwise(request: DutyRequest) -> str:
    """What was granted, where that is not what was asked for."""
    granted = request.exception
    if granted is None or (granted.kind, granted.until) == (request.kind, request.until):
        return ""
    to = "至" if granted.kind is ExceptionKind.LATER else "到"
    until = f"{to} {short_date(granted.until, clock.today())}" if granted.until else ""
    return f"准予的是{granted.kind.value}{until}"
