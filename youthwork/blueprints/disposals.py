"""鉴定销毁: what has reached its period, the lists, the verdicts, the decision, the carrying out, the printed 清册."""

from __future__ import annotations

import io

from flask import Blueprint, flash, request, send_file, url_for
from werkzeug.wrappers import Response

from youthwork.blueprints import form_problems, presenting_disposals
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
from youthwork.domain.errors import Unacceptable
from youthwork.forms.disposals import AppraisalForm, DecisionForm
from youthwork.models import Disposal
from youthwork.services import transactions
from youthwork.services.archive import uses
from youthwork.services.archive.disposal import appraising, deciding, destroying, register
from youthwork.services.archive.disposal.deciding import Deed

blueprint = Blueprint("disposals", __name__, url_prefix="/archive/disposals")


@blueprint.get("")
@login_required
def index() -> Answer:
    """到期的 and the lists there are."""
    organ = uses.find_register(actor(), request.args.get("organ", type=row_number))
    return render("disposals/index.html", **presenting_disposals.overview(organ))


@blueprint.post("")
@login_required
@commits
@once
def create() -> Answer:
    """开始鉴定 the ticked ones."""
    chosen = request.form.getlist("ids", type=row_number)
    organ_id = request.form.get("organ", type=row_number)
    disposal = appraising.begin(actor(), user(), organ_id, chosen)
    return see_other(url_for("disposals.show", disposal_id=disposal.id))


@blueprint.get("/<int:disposal_id>")
@login_required
def show(disposal_id: int) -> Answer:
    disposal = appraising.find_disposal(actor(), disposal_id)
    return _page(disposal, presenting_disposals.form_of(disposal))


@blueprint.post("/<int:disposal_id>/appraisal")
@login_required
def appraise(disposal_id: int) -> Answer:
    """保存鉴定意见, or save and 提请批准: what was typed is kept even where the proposal is refused."""
    disposal = appraising.find_disposal(actor(), disposal_id)
    deciding.check(disposal, actor(), Deed.JUDGE)
    form = presenting_disposals.form_class_of(disposal)(request.form)
    if not form.validate():
        return _page(disposal, form, 422)
    with transactions.deed():
        locked = deciding.lock(disposal_id)
        appraising.judge(
            locked, user(), presenting_disposals.judgements(locked, form), form.reason.data or ""
        )
    if "propose" not in request.form:
        flash("鉴定意见已保存", "done")
        return see_other(url_for("disposals.show", disposal_id=disposal_id))
    try:
        with transactions.deed():
            appraising.propose(deciding.lock(disposal_id), user())
    except Unacceptable as refused:
        form_problems.put(form, [("reason", refused.sentence)])
        return _page(appraising.find_disposal(actor(), disposal_id), form, 422)
    flash("已提请批准，由本机关签发人批准", "done")
    return see_other(url_for("disposals.show", disposal_id=disposal_id))


@blueprint.post("/<int:disposal_id>/decision")
@login_required
@commits
@once
def decide(disposal_id: int) -> Answer:
    """批准, or 退回鉴定 with the reason."""
    appraising.find_disposal(actor(), disposal_id)
    disposal = deciding.lock(disposal_id)
    deciding.check(disposal, actor(), Deed.DECIDE)
    form = DecisionForm(request.form)
    if not form.validate():
        return _page(disposal, None, 422, form)
    is_given_back = "give_back" in request.form
    try:
        (deciding.give_back if is_given_back else deciding.approve)(disposal, user(), form.opinion.data or "")
    except Unacceptable as refused:
        form_problems.put(form, [("opinion", refused.sentence)])
        return _page(disposal, None, 422, form)
    flash("已退回鉴定" if is_given_back else "已批准，由档案员执行销毁", "done")
    return see_other(url_for("disposals.show", disposal_id=disposal_id))


@blueprint.post("/<int:disposal_id>/withdrawal")
@login_required
@commits
def withdraw(disposal_id: int) -> Answer:
    appraising.find_disposal(actor(), disposal_id)
    disposal = deciding.lock(disposal_id)
    deciding.check(disposal, actor(), Deed.WITHDRAW)
    appraising.give_up(disposal, user())
    flash("已撤回，这些件可以重新鉴定", "done")
    return see_other(url_for("disposals.index", organ=disposal.organization_id))


@blueprint.get("/<int:disposal_id>/destruction")
@login_required
def destruction(disposal_id: int) -> Answer:
    """What destroying means, before it is done."""
    disposal = appraising.find_disposal(actor(), disposal_id)
    deciding.check(disposal, actor(), Deed.CARRY_OUT)
    return render("disposals/destruction.html", **presenting_disposals.before_the_end(disposal))


@blueprint.post("/<int:disposal_id>/destruction")
@login_required
def destroy(disposal_id: int) -> Answer:
    """销毁: deeds of its own, because files go between them; pressed again it finishes what was begun."""
    disposal = appraising.find_disposal(actor(), disposal_id)
    deciding.check(disposal, actor(), Deed.CARRY_OUT)
    destroying.carry_out(disposal_id, user())
    flash("已销毁，销毁清册可以打印", "done")
    return see_other(url_for("disposals.show", disposal_id=disposal_id))


@blueprint.get("/<int:disposal_id>/sheet.pdf")
@login_required
def sheet(disposal_id: int) -> Response:
    """销毁清册, to be signed."""
    disposal = appraising.find_disposal(actor(), disposal_id)
    content = io.BytesIO(register.register_pdf(disposal))
    name = f"{disposal.organization.common_name}档案销毁清册-{disposal.id}.pdf"
    return send_file(
        content, "application/pdf", as_attachment="view" not in request.args, download_name=name, max_age=0
    )


def _page(
    disposal: Disposal, form: AppraisalForm | None, status: int = 200, decision: DecisionForm | None = None
) -> Answer:
    possible = deciding.possible(disposal, actor())
    return render(
        "disposals/show.html",
        status=status,
        form=form if Deed.JUDGE in possible else None,
        decision=(decision or DecisionForm()) if Deed.DECIDE in possible else None,
        may_carry_out=Deed.CARRY_OUT in possible,
        may_withdraw=Deed.WITHDRAW in possible,
        **presenting_disposals.of_list(disposal),
    )
