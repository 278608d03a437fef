"""投诉与建议: say it, two levels above the unit it is about; read and answer what came; see the answer to one's own."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.calendar import moment_phrase
from youthwork.forms.account import AnswerForm, SuggestionForm
from youthwork.forms.annexes import find_annex
from youthwork.forms.choosing import offer
from youthwork.models import Notice, Suggestion
from youthwork.services import scope
from youthwork.services.personnel import suggestions

blueprint = Blueprint("suggestions", __name__, url_prefix="/suggestions")


@blueprint.get("")
@login_required
def index() -> Answer:
    """写一条, 我提交的 and, for who receives any, 收到的; `?notice=` fills in what a notice's form is said of."""
    notice_id = request.args.get("notice", type=row_number)
    if notice_id is None:
        # 异议 to a decision comes with the kind and the unit it is about (disqualifications).
        asked = {name: request.args[name] for name in ("kind", "about") if name in request.args}
        return _page(SuggestionForm(data=asked), 200)
    notice = scope.find_notice(actor(), notice_id)
    return _page(SuggestionForm(data=_of_notice(notice, request.args.get("annex", ""))), 200)


@blueprint.post("")
@login_required
@commits
@once
def send() -> Answer:
    form = SuggestionForm(request.form)
    _offer(form)
    if not form.validate():
        return _page(form, 422)
    sent = suggestions.submit(actor(), user(), form.kind.data, form.about.data, form.text.data or "")
    flash(f"已送{sent.to.common_name}", "done")
    return see_other(url_for(".show", suggestion_id=sent.id))


@blueprint.get("/<int:suggestion_id>")
@login_required
def show(suggestion_id: int) -> Answer:
    """一条, for who wrote it and for those it went to."""
    return _one(suggestions.find_suggestion(actor(), suggestion_id), AnswerForm(), 200)


@blueprint.post("/<int:suggestion_id>/opening")
@login_required
@commits
def open_(suggestion_id: int) -> Answer:
    """打开: who wrote it sees that it was read."""
    found = suggestions.find_suggestion(actor(), suggestion_id)
    suggestions.read(actor(), found, user())
    return see_other(url_for(".show", suggestion_id=found.id))


@blueprint.post("/<int:suggestion_id>/answer")
@login_required
@commits
@once
def answer(suggestion_id: int) -> Answer:
    """答复."""
    found = suggestions.find_suggestion(actor(), suggestion_id)
    form = AnswerForm(request.form)
    if not form.validate():
        return _one(found, form, 422)
    suggestions.answer(actor(), found, user(), form.answer.data or "")
    flash(f"已答复{found.user.name}", "done")
    return see_other(url_for(".show", suggestion_id=found.id))


def _page(form: SuggestionForm, status: int) -> Answer:
    _offer(form)
    is_of_notice = (form.about.data or "").startswith("notice-")
    received = suggestions.received_by(actor()) if suggestions.may_receive(actor()) else None
    return render(
        "suggestions/index.html",
        status=status,
        form=form,
        unsendable=[] if is_of_notice else _unsendable(),
        sent=[(each, _standing(each)) for each in suggestions.sent_by(user())],
        received=[(each, _standing(each)) for each in received] if received is not None else None,
    )


def _one(found: Suggestion, form: AnswerForm, status: int) -> Answer:
    now = clock.now()
    return render(
        "suggestions/show.html",
        status=status,
        it=found,
        form=form,
        standing=_standing(found),
        answers=suggestions.is_receiver(actor(), found) and found.answered_at is None,
        is_mine=found.user_id == user().id,
        readers=[each.name for each in suggestions.readers(found)],
        when=moment_phrase(found.at, now),
        read_when=moment_phrase(found.read_at, now) if found.read_at else "",
        answered_when=moment_phrase(found.answered_at, now) if found.answered_at else "",
    )


def _unsendable() -> list[str]:
    return [each.name for each in suggestions.subjects(actor()) if each.to is None]


def _of_notice(notice: Notice, annex_key: str) -> dict[str, str]:
    """这张表没必要／重复了: the words to go on from."""
    rows = [row for row in notice.annexes if row.annex_key == annex_key]
    annex = find_annex(notice.edition_key, rows[0].annex_key) if rows else None
    named = notice.number or notice.title
    what = (
        f"《{annex.title}》（{named}）：这张表" if annex else f"《{notice.title}》（{named}）：这份通知要的表"
    )
    return {"kind": "建议", "about": f"notice-{notice.id}", "text": f"{what}没必要或与别的表重复，因为："}


def _offer(form: SuggestionForm) -> None:
    sendable = [each for each in suggestions.subjects(actor()) if each.to is not None]
    if (of_form := suggestions.subject_named(actor(), form.about.data or "")) is not None:
        sendable = [of_form, *sendable]
    offer(form.about, [(each.value, each.words) for each in sendable])


def _standing(found: Suggestion) -> tuple[str, str]:
    if found.answered_at is not None:
        return "已答复", "done"
    return ("已读", "move") if found.read_at is not None else ("未读", "wait")
