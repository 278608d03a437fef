"""撤并、拆分 of a unit, for who looks after its superior; hung in below 组织与人员."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints.administered import administered
from youthwork.blueprints.form_problems import accepts
from youthwork.blueprints.once import once
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.errors import NotAllowed, NotFound, Unacceptable
from youthwork.forms.choosing import offer
from youthwork.forms.merging import MergingForm, SplittingForm
from youthwork.models import Organization
from youthwork.services.personnel import (
    administration,
    merging,
    merging_parts,
    organization_changes,
    splitting,
)
from youthwork.services.personnel.organization_changes import Names

blueprint = Blueprint("merging", __name__)


@blueprint.get("/organizations/<int:organization_id>/merging")
@login_required
def merging_page(organization_id: int) -> Answer:
    """撤并: what there is to hand over, what stands in the way, and to whom it goes."""
    return _merging(_below_me(organization_id), MergingForm(), 200)


@blueprint.post("/organizations/<int:organization_id>/merging")
@login_required
@commits
@once
def merge(organization_id: int) -> Answer:
    organ = _below_me(organization_id)
    form = MergingForm(request.form)
    offer(form.successor, _heirs(organ))
    if accepts(form):
        chosen = int(form.successor.data or 0)
        heir = next((each for each in merging.successors(organ) if each.id == chosen), None)
        try:
            merging.merge(organ, heir, user())
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
        else:
            onward = f"，已并入{heir.common_name}" if heir else ""
            flash(f"{organ.common_name}已撤销{onward}", "done")
            return see_other(
                url_for("organizations.show", organization_id=heir.id if heir else organ.parent_id)
            )
    return _merging(organ, form, 422)


@blueprint.get("/organizations/<int:organization_id>/splitting")
@login_required
def splitting_page(organization_id: int) -> Answer:
    """拆分: the new unit's names, and who and what goes to it."""
    return _splitting(_below_me(organization_id), SplittingForm(), 200)


@blueprint.post("/organizations/<int:organization_id>/splitting")
@login_required
@commits
@once
def split(organization_id: int) -> Answer:
    organ = _below_me(organization_id)
    form = SplittingForm(request.form)
    _offer_parts(organ, form)
    warnings: list[str] = []
    if accepts(form):
        names = Names(
            *(each.data or "" for each in (form.full_name, form.short_name, form.common_name, form.code))
        )
        warnings = organization_changes.warnings_for(organ.type, names)
        if not warnings or form.confirmed.data:
            try:
                new = splitting.split(organ, names, form.post_ids, form.unit_ids, user())
            except Unacceptable as refused:
                form.form_errors.append(refused.sentence)
            else:
                flash(f"已从{organ.common_name}拆分设立{new.common_name}", "done")
                return see_other(url_for("organizations.show", organization_id=new.id))
    return _splitting(organ, form, 422, warnings)


def _below_me(organization_id: int) -> Organization:
    """A unit whose superior this person looks after; its own 管理员 alone may neither close nor split it."""
    organ = administration.find_organization(actor(), organization_id)
    merging.check_organ(organ)
    assert organ.parent_id is not None
    try:
        administered(organ.parent_id)
    except NotFound:
        raise NotAllowed(f"撤并、拆分由{organ.common_name}的上级管理员办理") from None
    return organ


def _heirs(organ: Organization) -> list[tuple[str, str]]:
    found = merging.successors(organ)
    words = {
        each.id: f"{each.common_name}（上级）" if each.id == organ.parent_id else each.common_name
        for each in found
    }
    return [("0", "没有承接单位"), *((str(each.id), words[each.id]) for each in found)]


def _merging(organ: Organization, form: MergingForm, status: int) -> Answer:
    offer(form.successor, _heirs(organ))
    return render(
        "organizations/merging.html",
        status=status,
        organ=organ,
        form=form,
        estate=merging.estate_of(organ),
        obstacles=merging_parts.obstacles(organ),
        most=merging.NAMED,
    )


def _offer_parts(organ: Organization, form: SplittingForm) -> None:
    posts = merging_parts.posts_of(organ)
    offer(form.posts, [(str(post.id), f"{post.user.name}（{post.title}）") for post in posts])
    offer(form.units, [(str(unit.id), unit.common_name) for unit in merging_parts.units_of(organ)])


def _splitting(
    organ: Organization, form: SplittingForm, status: int, warnings: list[str] | None = None
) -> Answer:
    _offer_parts(organ, form)
    return render(
        "organizations/splitting.html", status=status, organ=organ, form=form, warnings=warnings or []
    )
