"""记一条怎样回答: the sheet again with what is wrong or asked; a phone's queue is told the same in a few words."""

from __future__ import annotations

from flask import jsonify, request

from youthwork import clock
from youthwork.blueprints import veiled
from youthwork.blueprints.presenting_records import asked, purpose_groups
from youthwork.blueprints.record_form import Sheet, as_correction
from youthwork.blueprints.web import Answer, render, user
from youthwork.domain.errors import Unacceptable
from youthwork.domain.signals import Signal, SignalKind
from youthwork.models import Activity
from youthwork.services.contact_work.records import recording, signalling
from youthwork.services.contact_work.records.recording import NotRecorded, SentBefore


def draw(sheet: Sheet, status: int, signals: list[Signal] | None = None, block: str = "sheet") -> Answer:
    """The page; asked by htmx, the sheet alone, or the part in which the organization is chosen."""
    said = _said_before(sheet) | sheet.said()
    return render(
        "records/form.html",
        block,
        status,
        sheet=sheet,
        form=sheet.form,
        visit_form=sheet.visit_form,
        visit=sheet.visit,
        activity=sheet.activity,
        topic=veiled.texts(sheet.activity)["topic"] if sheet.activity else "",
        asked=[asked(each, said.get(each.kind, "")) for each in signals or []],
        groups=purpose_groups(sheet.form, sheet.habits.purposes),
        # Where somebody else has been is nothing a clerk needs, and may name a person.
        places=sheet.habits.places if sheet.person.id == user().id else [],
        now=clock.now(),
        needs_reason=sheet.activity is not None and recording.needs_reason(sheet.activity, user()),
    )


def _said_before(sheet: Sheet) -> dict[SignalKind, str]:
    """What was answered already is not asked twice."""
    if sheet.activity is None:
        return {}
    return {each.kind: each.said for each in signalling.asked_at([sheet.activity.id])}


def open_questions(sheet: Sheet, asked: list[Signal]) -> list[Signal]:
    """All that is asked, while something of it is not answered; a queue is answered on the record's page later."""
    said = sheet.said()
    if is_queue():
        return [each for each in asked if each.kind is SignalKind.PROTECTED_NAME]
    return asked if any(each.kind not in said for each in asked) else []


def ask(sheet: Sheet, asked: list[Signal]) -> Answer:
    if is_queue():
        return _told([each.sentence for each in asked])
    return draw(sheet, 422, asked)


def again(sheet: Sheet, before: Activity | None) -> Answer:
    """The sheet with what is wrong; where it was saved before, as the correction it then is."""
    if before is not None:
        said_before = SentBefore(before).sentence
        sheet = as_correction(sheet, before)
        sheet.put({"": said_before})
    if is_queue():
        return _told(sheet.sentences)
    return draw(sheet, 422)


def mistakes_of(refused: Unacceptable) -> dict[str, str]:
    return refused.mistakes if isinstance(refused, NotRecorded) else {"": refused.sentence}


def _told(sentences: list[str]) -> Answer:
    answer = jsonify(sentences=sentences)
    answer.status_code = 422
    return answer


def is_queue() -> bool:
    return "X-Queue" in request.headers
