"""印章保管: hand a seal over, stop it, bring it back, report it lost, destroy it; each asks first, with a reason."""

from __future__ import annotations

import io

from flask import Blueprint, flash, request, send_file, url_for
from werkzeug.wrappers import Response

from youthwork.blueprints import form_problems
from youthwork.blueprints.seal_words import CHANGES, Change, facts_of, row_of
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.forms.seals import ChangeForm, HandOverForm
from youthwork.models import Seal, SealChange
from youthwork.services.seals import custody, printing, sight

blueprint = Blueprint("seal_custody", __name__, url_prefix="/seals/<int:seal_id>")


@blueprint.get("/hand-over")
@login_required
def handing_over(seal_id: int) -> Answer:
    return _hand_over_page(sight.find_seal(actor(), seal_id), HandOverForm(), 200)


@blueprint.post("/hand-over")
@login_required
@commits
def hand_over(seal_id: int) -> Answer:
    seal = sight.find_seal(actor(), seal_id)
    form = HandOverForm(request.form)
    form.offer((each.id, each.name) for each in custody.receivers(seal, user()))
    if not form.validate():
        return _hand_over_page(seal, form, 422)
    to_id = int(form.receiver.data) if form.receiver.data else None
    try:
        custody.hand_over(seal, user(), to_id, form.reason.data or "")
    except Unacceptable as refused:
        form_problems.put(form, [("receiver", refused.sentence)])
        return _hand_over_page(seal, form, 422)
    flash("交接已登记；请打印交接单，由移交人、接收人、监交人签名", "done")
    return see_other(url_for("seals.show", seal_id=seal.id))


@blueprint.get("/hand-overs/<int:event_id>.pdf")
@login_required
def hand_over_sheet(seal_id: int, event_id: int) -> Response:
    """印章交接单, to be signed by the three."""
    seal = sight.find_seal(actor(), seal_id)
    content = printing.hand_over_pdf(seal, event_id)
    return _pdf(content, f"{seal.organization.common_name}印章交接单.pdf")


@blueprint.get("/changes/<noun>")
@login_required
def changing(seal_id: int, noun: str) -> Answer:
    """停用、恢复使用、挂失、缴销、不予核准: what it means, before it is done."""
    seal = sight.find_seal(actor(), seal_id)
    return _change_page(seal, _change(noun), ChangeForm(), 200)


@blueprint.post("/changes/<noun>")
@login_required
@commits
def change(seal_id: int, noun: str) -> Answer:
    seal = sight.find_seal(actor(), seal_id)
    wanted = _change(noun)
    form = ChangeForm(request.form)
    if not form.validate():
        return _change_page(seal, wanted, form, 422)
    custody.DEEDS[wanted.kind](seal, user(), form.reason.data or "")
    flash(f"已登记{wanted.kind.value}", "done")
    return see_other(url_for("seals.show", seal_id=seal.id))


def _hand_over_page(seal: Seal, form: HandOverForm, status: int) -> Answer:
    custody.check(seal, user(), SealChange.HAND_OVER)
    receivers = custody.receivers(seal, user())
    form.offer((each.id, each.name) for each in receivers)
    return render(
        "seals/hand_over.html",
        status=status,
        seal=seal,
        row=row_of(seal),
        form=form,
        has_receivers=bool(receivers),
    )


def _change(noun: str) -> Change:
    if noun not in CHANGES:
        raise NotFound("没有这种印章变动")
    return CHANGES[noun]


def _change_page(seal: Seal, wanted: Change, form: ChangeForm, status: int) -> Answer:
    custody.check(seal, user(), wanted.kind)
    return render(
        "seals/change.html",
        status=status,
        seal=seal,
        row=row_of(seal),
        facts=facts_of(seal),
        wanted=wanted,
        form=form,
    )


def _pdf(content: bytes, name: str) -> Response:
    return send_file(io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)
