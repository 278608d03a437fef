"""答复申请: the requests beneath an organ, each granted with one press or otherwise, or refused with words."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints import presenting, presenting_requests
from youthwork.blueprints import presenting_completeness as shows
from youthwork.blueprints.form_problems import put
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    local_url,
    login_required,
    render,
    see_other,
    user,
)
from youthwork.domain.duty_rights import granting_unit
from youthwork.forms.duties import ExceptionForm, RefusalForm
from youthwork.models import DutyRequest, ExceptionKind
from youthwork.services.duties import exceptions, requests, sight, waiting

blueprint = Blueprint("answering", __name__)


@blueprint.get("/completeness/<int:organization_id>/requests")
@login_required
def index(organization_id: int) -> Answer:
    """待答复的 of the organ and all beneath it, and what became of the last ones."""
    chain = sight.find_chain(actor(), organization_id)
    place, may_name = chain[-1], sight.names_cadres_of(actor())
    here = request.full_path.rstrip("?")
    return render(
        "duties/requests.html",
        organ=place,
        crumbs=[(each.common_name, url_for("completeness.organ", organization_id=each.id)) for each in chain],
        waiting=[presenting_requests.row(each, actor()) for each in waiting.waiting_beneath(place, may_name)],
        over=[presenting_requests.row(each, actor()) for each in waiting.over_beneath(place, may_name)],
        back=here,
    )


@blueprint.get("/duties/requests/<int:request_id>")
@login_required
def show(request_id: int) -> Answer:
    """一份申请: what is asked and why; granted with other days or words, or refused."""
    found = requests.find_request(actor(), request_id)
    return _page(found, _as_asked(found), RefusalForm(), 200)


@blueprint.post("/duties/requests/<int:request_id>/grant")
@login_required
@commits
@once
def grant(request_id: int) -> Answer:
    """准予: as asked where nothing else is posted, else as posted."""
    found = requests.find_request(actor(), request_id)
    form = ExceptionForm(request.form) if "kind" in request.form else _as_asked(found)
    if form.validate():
        kind, until = ExceptionKind(form.kind.data), form.until.day if form.until.data else None
        sentence = exceptions.day_problem(found.duty, kind, until)
        put(form, [("until", sentence)] if sentence and found.ended_at is None else [])
    if any(field.errors for field in form):
        return _page(found, form, RefusalForm(), 422)
    requests.grant(found, kind, until, form.reason.data or "", user(), actor())
    flash(f"已准予{presenting_requests.name(found)}{kind.value}", "done")
    return see_other(_way_back(found))


@blueprint.post("/duties/requests/<int:request_id>/refusal")
@login_required
@commits
@once
def refuse(request_id: int) -> Answer:
    """不准予, with a sentence for who asked."""
    found, form = requests.find_request(actor(), request_id), RefusalForm(request.form)
    if not form.validate():
        return _page(found, _as_asked(found), form, 422)
    requests.refuse(found, form.answer.data or "", user(), actor())
    flash(f"已答复{presenting_requests.name(found)}：未准予{found.kind.value}", "done")
    return see_other(_way_back(found))


def _as_asked(found: DutyRequest) -> ExceptionForm:
    until = found.until.isoformat() if found.until else ""
    return ExceptionForm(data={"kind": found.kind.value, "until": until, "reason": found.reason})


def _page(found: DutyRequest, form: ExceptionForm, refusal: RefusalForm, status: int) -> Answer:
    duty = found.duty
    unit = granting_unit(actor(), sight.asked(duty))
    return render(
        "duties/request_answer.html",
        status=status,
        it=presenting_requests.row(found, actor()),
        form=form,
        refusal=refusal,
        title=shows.annex_title(duty.notice_annex),
        notice=duty.notice_annex.notice,
        due=presenting.due_words(duty.due),
        authority=unit.name if unit else "",
        needless=requests.refusal(duty),
        back=_way_back(found),
    )


def _way_back(found: DutyRequest) -> str:
    """The list one came from, else that of the organ one answers for."""
    unit = granting_unit(actor(), sight.asked(found.duty)) or sight.office_organs(actor())[0]
    return local_url(request.values.get("back"), url_for("answering.index", organization_id=unit.id))
