"""申请延期或免报: asked by the unit or the cadre whose duty it is, from wherever the duty is shown; withdrawn."""

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
    find_submission,
    local_url,
    login_required,
    render,
    see_other,
    user,
)
from youthwork.forms.duties import RequestForm
from youthwork.models import ExceptionKind, ReportDuty
from youthwork.services.duties import exceptions, open_requests, requests, waiting

blueprint = Blueprint("asking", __name__)


@blueprint.get("/duties/<int:duty_id>/request")
@login_required
def show(duty_id: int) -> Answer:
    """The form; or what was asked and waits for an answer; and what became of earlier requests."""
    return _page(requests.find_asked(actor(), duty_id), RequestForm(), 200)


@blueprint.post("/duties/<int:duty_id>/request")
@login_required
@commits
@once
def ask(duty_id: int) -> Answer:
    duty, form = requests.find_asked(actor(), duty_id), RequestForm(request.form)
    if form.validate():
        until = form.until.day if form.until.data else None
        sentence = exceptions.day_problem(duty, ExceptionKind(form.kind.data), until)
        put(form, [("until", sentence)] if sentence else [])
    if any(field.errors for field in form):
        return _page(duty, form, 422)
    kind = ExceptionKind(form.kind.data)
    requests.ask(duty, kind, until, form.reason.data or "", user(), actor())
    flash(f"已申请{kind.value}：{shows.annex_title(duty.notice_annex)}。答复以前，期限不变", "done")
    return see_other(_url(duty))


@blueprint.post("/duties/requests/<int:request_id>/withdrawal")
@login_required
@commits
@once
def withdraw(request_id: int) -> Answer:
    """撤回: nobody need answer it; another may be asked for."""
    found = requests.find_asked_request(actor(), request_id)
    requests.withdraw(found, user(), actor())
    flash(f"{found.kind.value}申请已撤回", "done")
    return see_other(_url(found.duty))


@blueprint.get("/submissions/<int:submission_id>/request")
@login_required
def of_paper(submission_id: int) -> Answer:
    """From a draft to the duty it reports."""
    return see_other(_url(requests.find_reported(actor(), find_submission(submission_id))))


def _url(duty: ReportDuty) -> str:
    return url_for("asking.show", duty_id=duty.id, back=local_url(request.values.get("back"), "") or None)


def _page(duty: ReportDuty, form: RequestForm, status: int) -> Answer:
    row = duty.notice_annex
    asked = list(waiting.of_duty(duty))
    now = next((each for each in asked if each.ended_at is None), None)
    return render(
        "duties/request.html",
        status=status,
        duty=duty,
        form=form,
        notice=row.notice,
        title=shows.annex_title(row),
        whose=duty.subject.name if duty.subject else duty.owner.common_name,
        due=presenting.due_words(duty.due),
        now=presenting_requests.line(now) if now else None,
        refused=requests.refusal(duty),
        answered_by=_answered_by(duty),
        earlier=[presenting_requests.line(each) for each in asked if each is not now],
        back=local_url(request.values.get("back"), url_for("notices.show", notice_id=row.notice_id)),
    )


def _answered_by(duty: ReportDuty) -> str:
    """由谁答复, in words."""
    organ, people = open_requests.who_answers(duty)
    if organ is None:
        return "上级现在没有审核人、签发人，配齐后由其答复"
    names = "、".join(each.name for each in people[:3])
    return f"由{organ.name}答复（{names}{f'等 {len(people)} 人' if len(people) > 3 else ''}）"
