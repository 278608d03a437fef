"""免报和延期: granted by who receives or stands above, for one unit or those ticked; listed, and ended early."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting_completeness as shows
from youthwork.blueprints.by_name import posted_duties
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
from youthwork.domain.calendar import moment_phrase, short_date
from youthwork.domain.completeness import Reporting
from youthwork.domain.duty_rights import granting_unit
from youthwork.domain.errors import Unacceptable
from youthwork.forms.duties import ExceptionForm
from youthwork.models import DutyException, ExceptionKind, ReportDuty
from youthwork.services.duties import exceptions, granted, sight
from youthwork.services.duties.requests import wish_words

blueprint = Blueprint("duty_exceptions", __name__)

#: At once: a ticked page.
_MOST = 50


@blueprint.get("/completeness/<int:organization_id>/annexes/<int:notice_annex_id>/exceptions")
@login_required
def index(organization_id: int, notice_annex_id: int) -> Answer:
    """例外一览 of one annex beneath an organ."""
    chain = sight.find_chain(actor(), organization_id)
    place, row = chain[-1], sight.find_annex_row(notice_annex_id)
    return render(
        "duties/exceptions.html",
        organ=place,
        row=row,
        title=shows.annex_title(row),
        rows=[_row(each) for each in granted.granted(place, row.id, sight.names_cadres_of(actor()))],
        back=request.path,
    )


@blueprint.get("/duties/exceptions/new")
@login_required
def new() -> Answer:
    """准予例外 for the units of `?ids=`."""
    return _page(_chosen(), ExceptionForm(), 200)


@blueprint.post("/duties/exceptions/new")
@login_required
def choose() -> Answer:
    """The same for those ticked on a list; nothing is granted yet."""
    return _page(_chosen(), ExceptionForm(), 200)


@blueprint.post("/duties/exceptions")
@login_required
@commits
@once
def grant() -> Answer:
    duties, form = _chosen(), ExceptionForm(request.form)
    if form.validate():
        put(form, _problems(duties, form))
    if any(field.errors for field in form):
        return _page(duties, form, 422)
    until = form.until.day if form.until.data else None
    reason = form.reason.data or ""
    granted.grant_to(duties, ExceptionKind(form.kind.data), until, reason, user(), actor())
    flash(f"已准予 {len(duties)} 件{form.kind.data}", "done")
    return see_other(_way_back())


@blueprint.post("/duties/exceptions/<int:exception_id>/ending")
@login_required
@commits
@once
def end(exception_id: int) -> Answer:
    """提前结束: it has to be reported after all."""
    found = granted.find_exception(actor(), exception_id)
    granted.end(found, user(), actor())
    flash(f"{_name(found.duty)}的{found.kind.value}已结束，要照常报送", "done")
    return see_other(_way_back())


def _chosen() -> list[ReportDuty]:
    duties = posted_duties()
    if not duties:
        raise Unacceptable("请先勾选单位，再办理免报或延期")
    if len(duties) > _MOST:
        raise Unacceptable(f"一次最多办理 {_MOST} 件，请分几次")
    for duty in duties:
        granted.authority(actor(), duty)
        if duty.standing is not Reporting.MISSING:
            word = duty.standing.value if duty.standing else "已不作要求"
            raise Unacceptable(f"{_name(duty)}{word}，不用再办免报或延期；请回到名单重新勾选")
    return duties


def _problems(duties: list[ReportDuty], form: ExceptionForm) -> list[tuple[str, str]]:
    if not form.until.data:
        return []
    day, kind = form.until.day, ExceptionKind(form.kind.data)
    # The latest due day is the hardest to be later than.
    by_due = sorted(duties, key=lambda duty: duty.due, reverse=True)
    said = (exceptions.day_problem(duty, kind, day) for duty in by_due)
    return [("until", sentence) for sentence in said if sentence][:1]


def _page(duties: list[ReportDuty], form: ExceptionForm, status: int) -> Answer:
    return render(
        "duties/exception_new.html",
        status=status,
        form=form,
        duties=[
            {
                "id": duty.id,
                "name": _name(duty),
                "annex": shows.annex_title(duty.notice_annex),
                "due": shows.presenting.due_words(duty.due),
            }
            for duty in duties
        ],
        authority=granted.authority(actor(), duties[0]).name,
        back=_way_back(),
    )


def _row(each: DutyException) -> dict[str, Any]:
    is_over = each.ended_at is not None or (each.until is not None and each.until < clock.today())
    return {
        "id": each.id,
        "name": _name(each.duty),
        "note": each.duty.owner.common_name if each.duty.subject else "",
        "kind": each.kind.value,
        "until": f"到 {short_date(each.until, clock.today())}" if each.until else "不限期",
        "reason": each.reason,
        "asked": _asked(each),
        "by": each.granted_by.name if each.granted_by else "系统",
        "at": moment_phrase(each.granted_at, clock.now()),
        "is_over": is_over,
        "may_end": not is_over and granting_unit(actor(), sight.asked(each.duty)) is not None,
    }


def _asked(each: DutyException) -> str:
    """谁申请的, where it was asked for."""
    request = each.request
    if request is None:
        return ""
    return f"{request.asked_by.name} {moment_phrase(request.asked_at, clock.now())}申请{wish_words(request)}"


def _name(duty: ReportDuty) -> str:
    return duty.subject.name if duty.subject else duty.owner.common_name


def _way_back() -> str:
    return local_url(request.values.get("back"), url_for("completeness.index"))
