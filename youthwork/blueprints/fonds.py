"""全宗设置: 全宗号, 档案门类 and 机构代码 of an organ, by its 档案员."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints import form_problems
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
from youthwork.domain.calendar import long_date
from youthwork.forms.archiving import FondsForm
from youthwork.models import Organization
from youthwork.services.archive import fonds

blueprint = Blueprint("fonds", __name__, url_prefix="/archive/fonds")


@blueprint.get("")
@login_required
def show() -> Answer:
    organ = fonds.find_organ(actor(), request.args.get("organ", type=row_number))
    places = fonds.places_of(organ)
    kept = fonds.fonds_of(organ.id)
    if kept is None:
        shown = FondsForm.showing("", "", fonds.proposed_codes(places))
    else:
        codes = {place.id: fonds.code_of(kept, place.id) for place in places}
        shown = FondsForm.showing(kept.number, kept.category, codes)
    return _page(organ, _form(places)(data=shown), 200)


@blueprint.post("")
@login_required
@commits
def settle() -> Answer:
    organ = fonds.find_organ(actor(), request.form.get("organ", type=row_number))
    form = _form(fonds.places_of(organ))(request.form)
    if form.validate():
        form_problems.put(
            form, fonds.problems_of(organ, form.number.data or "", form.category.data or "", form.codes)
        )
    if any(field.errors for field in form):
        return _page(organ, form, 422)
    fonds.settle(organ, user(), form.number.data or "", form.category.data or "", form.codes)
    flash("全宗设置已保存", "done")
    return see_other(url_for("archiving.index", organ=organ.id))


def _form(places: list[Organization]) -> type[FondsForm]:
    return FondsForm.of({place.id: _label(place) for place in places})


def _label(place: Organization) -> str:
    if not place.is_department:
        return f"{place.common_name}（本机关直接受理的）"
    closed = f"（{long_date(place.closed_on)}撤销）" if place.closed_on else ""
    return f"{place.common_name}{closed}"


def _page(organ: Organization, form: FondsForm, status: int) -> Answer:
    kept = fonds.fonds_of(organ.id)
    return render(
        "archiving/fonds.html",
        status=status,
        organ=organ,
        form=form,
        is_new=kept is None,
        example=f"{form.number.data or 'Z109'}-{form.category.data or 'WS'}·2017-D10-ZZB-0001",
    )
