"""零报告: “本期没有”, said in one tap after a question, with or without words; taken back while nothing is filed."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting
from youthwork.blueprints import presenting_completeness as shows
from youthwork.blueprints.once import once
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.calendar import short_date
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import StepNotAllowed
from youthwork.forms.annexes import find_annex
from youthwork.forms.duties import NilForm
from youthwork.models import ReportDuty
from youthwork.services.duties import nil, sight

blueprint = Blueprint("nil_reports", __name__, url_prefix="/duties")


@blueprint.get("/<int:duty_id>/nil")
@login_required
def show(duty_id: int) -> Answer:
    """问一句: what is said with it; once said, by whom and the way to take it back."""
    return _page(_found(duty_id), NilForm(), 200)


@blueprint.post("/<int:duty_id>/nil")
@login_required
@commits
@once
def report(duty_id: int) -> Answer:
    duty, form = _found(duty_id), NilForm(request.form)
    if not form.validate():
        return _page(duty, form, 422)
    nil.report_nil(duty, user(), form.words.data or "")
    flash(f"已零报告：{shows.annex_title(duty.notice_annex)}", "done")
    return see_other(url_for("notices.show", notice_id=duty.notice_annex.notice_id))


@blueprint.post("/<int:duty_id>/nil/withdrawal")
@login_required
@commits
@once
def take_back(duty_id: int) -> Answer:
    """收回: it is to be reported again."""
    duty = _found(duty_id)
    nil.take_back(duty, user())
    flash("零报告已收回，请照常填报", "done")
    return see_other(url_for("notices.show", notice_id=duty.notice_annex.notice_id))


def _found(duty_id: int) -> ReportDuty:
    duty = sight.find_own(actor(), duty_id)
    row = duty.notice_annex
    if not find_annex(row.notice.edition_key, row.annex_key).may_be_nil:
        raise StepNotAllowed(f"《{shows.annex_title(row)}》不能零报告，请照常填报")
    return duty


def _page(duty: ReportDuty, form: NilForm, status: int) -> Answer:
    row = duty.notice_annex
    reported = duty.reported_at
    return render(
        "duties/nil.html",
        status=status,
        duty=duty,
        form=form,
        notice=row.notice,
        title=shows.annex_title(row),
        whose=duty.subject.name if duty.subject else duty.owner.common_name,
        due=presenting.due_words(duty.due),
        is_nil=duty.standing is Reporting.NIL,
        refused=nil.refusal(duty),
        said_on=short_date(reported.date(), clock.today()) if reported else "",
    )
