"""代理: who stands in for whom in a unit, name a deputy, end it early. Part of 组织与人员."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints.form_problems import accepts
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import Unacceptable
from youthwork.forms.delegations import DelegationForm
from youthwork.services.personnel import administration, delegation_lists, delegations
from youthwork.services.personnel.delegations import Place, Term

blueprint = Blueprint("delegations", __name__)


@blueprint.get("/organizations/<int:organization_id>/delegations")
@login_required
def index(organization_id: int) -> Answer:
    """代理 of the unit: those now, those to come, those that are over."""
    organization = administration.find_organization(actor(), organization_id)
    unit = administration.unit_for(actor(), organization)
    charge = administration.charge_of(unit)
    return render(
        "delegations/index.html",
        organ=unit.organ,
        rows=delegation_lists.of_organ(unit),
        state_of=delegation_lists.state_of,
        mine=delegation_lists.own_posts(user(), unit),
        administers=charge.includes(actor()),
    )


@blueprint.get("/appointments/<int:appointment_id>/delegations/new")
@login_required
def naming(appointment_id: int) -> Answer:
    """指定代理: for which duties, who, from when until when."""
    place = delegations.place_of(actor(), appointment_id)
    return _naming_page(place, DelegationForm(data={"starts_on": clock.today().isoformat()}), 200)


@blueprint.post("/appointments/<int:appointment_id>/delegations")
@login_required
@commits
def name(appointment_id: int) -> Answer:
    place = delegations.place_of(actor(), appointment_id)
    form = DelegationForm(request.form)
    _offer(place, form)
    if accepts(form):
        term = Term(
            form.chosen,
            int(form.deputy.data or 0),
            form.starts_on.day,
            form.ends_on.day,
            form.reason.data or "",
        )
        try:
            given = delegations.give(place, term, user())
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
        else:
            flash(f"已指定{given[0].deputy.name}代理，到{long_date(term.ends_on)}自行结束", "done")
            return see_other(url_for(".index", organization_id=place.unit.organ.id))
    return _naming_page(place, form, 422)


@blueprint.post("/delegations/<int:delegation_id>/ending")
@login_required
@commits
def end(delegation_id: int) -> Answer:
    """提前结束: its rights are gone at once."""
    row = delegations.find(actor(), delegation_id)
    delegations.revoke(row, user())
    flash(f"{row.deputy.name}对{row.appointment.user.name}的{row.duty.value}代理已结束", "done")
    if administration.own_organs(actor()):
        return see_other(url_for(".index", organization_id=row.appointment.organization_id))
    return see_other(url_for("desk.index"))


def _offer(place: Place, form: DelegationForm) -> None:
    people = delegations.candidates(place)
    form.offer(place.duties, ((each.id, each.name) for each in people))


def _naming_page(place: Place, form: DelegationForm, status: int) -> Answer:
    _offer(place, form)
    return render("delegations/new.html", status=status, place=place, form=form)
