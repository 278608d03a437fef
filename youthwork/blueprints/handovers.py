"""交接: one page of everything in a leaver's hands, one that says what will happen, one press, one 交接清单."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from werkzeug.datastructures import MultiDict

from youthwork import clock
from youthwork.blueprints import presenting
from youthwork.blueprints.form_problems import accepts
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.duties import Duty
from youthwork.domain.errors import Unacceptable
from youthwork.forms.handovers import NOBODY, HandoverForm
from youthwork.models import Appointment
from youthwork.services.path import desk
from youthwork.services.personnel import administration, handover_plan, handovers, newcomers, people
from youthwork.services.personnel.handover_lines import Estate, estate_of
from youthwork.services.personnel.handover_plan import Choice

blueprint = Blueprint("handovers", __name__)

#: So many of the newcomer's next tasks stand on 上任须知.
COMING = 6


@blueprint.get("/appointments/<int:appointment_id>/handover")
@login_required
def starting(appointment_id: int) -> Answer:
    """第一步: what is in the leaver's hands, and who takes over what; typed answers come back with the address."""
    post = _administered_post(appointment_id)
    if (made := handovers.of_post(post)) is not None:
        return see_other(url_for(".show", handover_id=made.id))
    estate = estate_of(post)
    form = HandoverForm(request.args) if request.args else HandoverForm(data=_first_answers(estate))
    return _starting_page(estate, form, 200)


@blueprint.get("/appointments/<int:appointment_id>/handover/confirmation")
@login_required
def confirming(appointment_id: int) -> Answer:
    """第二步: exactly what one press will do; nothing is written yet."""
    estate = estate_of(_administered_post(appointment_id))
    form = HandoverForm(request.args)
    choice = _choice(estate, form)
    if choice is None:
        return _starting_page(estate, form, 422)
    lines = handover_plan.lines(estate, choice)
    return render(
        "handovers/confirm.html", estate=estate, choice=choice, lines=lines, answers=_posted(request.args)
    )


@blueprint.post("/appointments/<int:appointment_id>/handover")
@login_required
@commits
def make(appointment_id: int) -> Answer:
    """第三步: the press. Pressed again, it leads to the 交接清单 that was made."""
    post = _administered_post(appointment_id)
    made = handovers.of_post(post)
    if made is None:
        estate = estate_of(post)
        form = HandoverForm(request.form)
        choice = _choice(estate, form)
        if choice is None:
            return _starting_page(estate, form, 422)
        try:
            made = handovers.hand_over(post, choice, user())
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
            return _starting_page(estate, form, 422)
        flash("交接已办理。打印交接清单，请移交人、接任人、监交人签名", "done")
    return see_other(url_for(".show", handover_id=made.id))


@blueprint.get("/handovers/<int:handover_id>")
@login_required
def show(handover_id: int) -> Answer:
    """交接清单, to be printed and signed."""
    row = handovers.find(actor(), handover_id)
    return render(
        "handovers/show.html",
        row=row,
        wanting=handovers.wanting(row),
        is_mine=row.successor_id == user().id,
    )


@blueprint.get("/handovers/<int:handover_id>/start")
@login_required
def start(handover_id: int) -> Answer:
    """上任须知: what came over, and what the predecessor did there."""
    row = handovers.find(actor(), handover_id)
    return render(
        "handovers/start.html",
        row=row,
        wanting=handovers.wanting(row),
        record=newcomers.record_of(row),
        coming=_coming() if row.successor_id == user().id else [],
    )


def _coming() -> list[dict[str, Any]]:
    """接下来要办的: the first of the newcomer's own desk."""
    found = []
    for one in desk.desk_of(user(), actor()).waiting[:COMING]:
        if one.submission is not None:
            paper = one.submission
            url = url_for("submissions.show", submission_id=paper.id)
            found.append({"title": paper.title, "url": url, "due": presenting.due_words(paper.due)})
        elif one.obligation is not None:
            asked = one.obligation.notice_annex
            url = url_for("notices.show", notice_id=asked.notice_id)
            title = one.obligation.annex.short_title
            found.append({"title": title, "url": url, "due": presenting.due_words(asked.due)})
    return found


def _administered_post(appointment_id: int) -> Appointment:
    post = people.find_appointment(actor(), appointment_id)
    administration.check_administers(actor(), post.organization)
    return post


def _first_answers(estate: Estate) -> dict[str, object]:
    return {
        "last_day": clock.today().isoformat(),
        "title": estate.post.title,
        "duties": [duty.value for duty in estate.duties if duty is not Duty.CADRE],
    }


def _choice(estate: Estate, form: HandoverForm) -> Choice | None:
    """What was chosen, or None with the reasons put on the form."""
    _offer(estate, form)
    if not accepts(form):
        return None
    chosen = form.successor.data
    successor = next((each for each in handover_plan.successors_of(estate) if str(each.id) == chosen), None)
    if successor is None and chosen != NOBODY:
        form.successor.errors = ["请选择接任人；没有合适人选的，选“暂缺”"]
        return None
    choice = Choice(
        form.last_day.day,
        successor,
        form.chosen,
        form.title.data or "",
        bool(form.link_goes_on.data),
        bool(form.seals_later.data),
    )
    try:
        handover_plan.check(estate, choice)
    except Unacceptable as refused:
        form.form_errors.append(refused.sentence)
        return None
    return choice


def _posted(answers: MultiDict[str, str]) -> list[tuple[str, str]]:
    """The answers as hidden inputs, so that the press does what the page said."""
    return [(name, value) for name, value in answers.items(multi=True)]


def _offer(estate: Estate, form: HandoverForm) -> None:
    form.offer(estate.duties, ((each.id, each.name) for each in handover_plan.successors_of(estate)))


def _starting_page(estate: Estate, form: HandoverForm, status: int) -> Answer:
    _offer(estate, form)
    return render("handovers/new.html", status=status, estate=estate, form=form)
