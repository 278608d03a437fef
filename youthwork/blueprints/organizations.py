"""组织与人员: the own organ and what lies below it; departments and subordinate organizations for its 管理员.

People and posts are doors of their own (`people.py`, `appointments.py`), hung in here.
"""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import appointments, delegations, handovers, merging, people
from youthwork.blueprints.administered import administered
from youthwork.blueprints.form_problems import accepts
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, Unacceptable
from youthwork.domain.hierarchy import DepartmentFunction, OrganizationLevel, OrganizationType
from youthwork.domain.naming import LEVELS_BELOW, types_below
from youthwork.domain.privacy import mask_birth, mask_phone
from youthwork.forms.choosing import offer, words_of
from youthwork.forms.fields import tidy
from youthwork.forms.people import ClosingForm, DepartmentForm, MembersForm, NamesForm, SubordinateForm
from youthwork.models import Organization
from youthwork.services.personnel import administration, member_counts, organization_changes, organizations
from youthwork.services.personnel.organization_changes import Names

blueprint = Blueprint("organizations", __name__)
blueprint.register_blueprint(people.blueprint)
blueprint.register_blueprint(appointments.blueprint)
blueprint.register_blueprint(delegations.blueprint)
blueprint.register_blueprint(handovers.blueprint)
blueprint.register_blueprint(merging.blueprint)
blueprint.add_app_template_filter(mask_phone, "masked_phone")
blueprint.add_app_template_filter(mask_birth, "masked_birth")


@blueprint.get("/organizations")
@login_required
def index() -> Answer:
    """本单位: the first of the person's own organs."""
    organs = administration.check_office(actor())
    return _place_page(administration.find_organization(actor(), organs[0].id))


@blueprint.get("/organizations/<int:organization_id>")
@login_required
def show(organization_id: int) -> Answer:
    return _place_page(administration.find_organization(actor(), organization_id))


@blueprint.get("/organizations/<int:organization_id>/departments/new")
@login_required
def new_department(organization_id: int) -> Answer:
    """设立内设部门."""
    organ = administered(organization_id)
    return render("organizations/new_department.html", organ=organ, form=DepartmentForm())


@blueprint.post("/organizations/<int:organization_id>/departments")
@login_required
@commits
def add_department(organization_id: int) -> Answer:
    organ = administered(organization_id)
    form = DepartmentForm(request.form)
    if accepts(form):
        try:
            added = organization_changes.add_department(
                organ, form.name.data or "", DepartmentFunction(form.function.data), user()
            )
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
        else:
            flash(f"已设立{added.common_name}", "done")
            return see_other(url_for(".show", organization_id=organ.id))
    return render("organizations/new_department.html", status=422, organ=organ, form=form)


@blueprint.get("/organizations/<int:organization_id>/closing")
@login_required
def closing(organization_id: int) -> Answer:
    """撤销内设部门: the day, and who takes over."""
    department = _administered_department(organization_id)
    return _closing_page(department, ClosingForm(data={"last_day": clock.today().isoformat()}), 200)


@blueprint.post("/organizations/<int:organization_id>/closing")
@login_required
@commits
def close(organization_id: int) -> Answer:
    department = _administered_department(organization_id)
    form = ClosingForm(request.form)
    offer(form.successor, _heirs(department))
    if accepts(form):
        chosen = int(form.successor.data or 0)
        heir = administration.find_organization(actor(), chosen) if chosen else None
        try:
            organization_changes.close_department(department, form.last_day.day, heir, user())
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
        else:
            flash(f"{department.common_name}到 {form.last_day.data} 撤销", "done")
            return see_other(url_for(".show", organization_id=department.parent_id))
    return _closing_page(department, form, 422)


@blueprint.get("/organizations/<int:organization_id>/subordinates/new")
@login_required
def new_subordinate(organization_id: int) -> Answer:
    """设立下级团组织."""
    organ = administered(organization_id)
    if not types_below(organ.type):
        raise NotAllowed(f"{organ.common_name}是{organ.type.value}，之下不再设团组织")
    return _subordinate_page(organ, SubordinateForm(), 200)


@blueprint.post("/organizations/<int:organization_id>/subordinates")
@login_required
@commits
def add_subordinate(organization_id: int) -> Answer:
    organ = administered(organization_id)
    form = SubordinateForm(request.form)
    _offer_kinds(organ, form)
    if accepts(form):
        type_, level = OrganizationType(form.type.data), OrganizationLevel(form.level.data)
        warnings = organization_changes.warnings_for(type_, _names(form))
        if warnings and not form.confirmed.data:
            return _subordinate_page(organ, form, 422, warnings)
        try:
            added = organization_changes.add_subordinate(organ, type_, level, _names(form), user())
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
        else:
            flash(f"已设立{added.common_name}。它还没有人员，先添加一位管理员", "done")
            return see_other(url_for(".show", organization_id=added.id))
    return _subordinate_page(organ, form, 422)


@blueprint.get("/organizations/<int:organization_id>/names")
@login_required
def naming(organization_id: int) -> Answer:
    """更改名称."""
    organization = administered(organization_id)
    form = NamesForm(obj=organization)
    return render("organizations/names.html", organization=organization, form=form, warnings=[])


@blueprint.post("/organizations/<int:organization_id>/names")
@login_required
@commits
def rename(organization_id: int) -> Answer:
    organization = administered(organization_id)
    form = NamesForm(request.form)
    warnings: list[str] = []
    if accepts(form):
        warnings = organization_changes.warnings_for(organization.type, _names(form))
        if not warnings or form.confirmed.data:
            try:
                organization_changes.rename(organization, _names(form), user())
            except Unacceptable as refused:
                form.form_errors.append(refused.sentence)
            else:
                flash("名称已更改；已备案的件仍用备案时的名称", "done")
                return see_other(url_for(".show", organization_id=organization.id))
    return render(
        "organizations/names.html", status=422, organization=organization, form=form, warnings=warnings
    )


@blueprint.post("/organizations/<int:organization_id>/members")
@login_required
@commits
def count_members(organization_id: int) -> Answer:
    """团员人数."""
    organization = administration.find_organization(actor(), organization_id)
    member_counts.check(actor(), organization)
    form = MembersForm(request.form)
    if accepts(form):
        try:
            day = form.as_of.day if form.as_of.data else None
            member_counts.set_members(organization, form.number, day, user())
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
        else:
            flash("团员人数已保存" if organization.members_as_of else "团员人数已清空", "done")
            return see_other(url_for(".show", organization_id=organization.id))
    return _place_page(organization, form, 422)


def _place_page(organization: Organization, members: MembersForm | None = None, status: int = 200) -> Answer:
    below = tidy(request.args.get("below"))[:50]
    who = tidy(request.args.get("who"))[:50]
    place = organizations.look_at(actor(), organization, below=below, who=who)
    own = administration.own_organs(actor())
    return render(
        "organizations/show.html",
        status=status,
        place=place,
        below=below,
        who=who,
        own=own,
        today=clock.today(),
        may_merge=_may_merge(place),
        members=members or _members_form(organization),
    )


def _may_merge(place: organizations.Place) -> bool:
    """Whether to offer 撤并 and 拆分: to who looks after the superior; the door itself asks again."""
    above = {each.id for each in place.superiors}
    if place.unit.is_department or place.organization.closed_on is not None:
        return False
    return any(duty is Duty.ADMINISTRATOR and held_in.organ.id in above for duty, held_in in actor().posts)


def _members_form(organization: Organization) -> MembersForm:
    known = (organization.members, organization.members_as_of)
    return MembersForm(
        data=dict(
            zip(("members", "as_of"), ("" if each is None else str(each) for each in known), strict=True)
        )
    )


def _administered_department(organization_id: int) -> Organization:
    """A department of an organ the person looks after; its own 管理员 alone may not close it."""
    department = administration.find_organization(actor(), organization_id)
    if not department.is_department or department.parent_id is None:
        raise NotAllowed("这里只能撤销内设部门")
    administered(department.parent_id)
    return department


def _heirs(department: Organization) -> list[tuple[str, str]]:
    assert department.parent_id is not None
    open_ones = organizations.departments_open(department.parent_id)
    others = [(str(each.id), each.common_name) for each in open_ones if each.id != department.id]
    return [("0", "没有承接部门"), *others]


def _closing_page(department: Organization, form: ClosingForm, status: int) -> Answer:
    offer(form.successor, _heirs(department))
    return render("organizations/closing.html", status=status, department=department, form=form)


def _offer_kinds(organ: Organization, form: SubordinateForm) -> None:
    offer(form.type, words_of(types_below(organ.type)))
    offer(form.level, words_of(LEVELS_BELOW[organ.level]))


def _subordinate_page(
    organ: Organization, form: SubordinateForm, status: int, warnings: list[str] | None = None
) -> Answer:
    _offer_kinds(organ, form)
    return render(
        "organizations/new_subordinate.html", status=status, organ=organ, form=form, warnings=warnings or []
    )


def _names(form: NamesForm) -> Names:
    fields = (form.full_name, form.short_name, form.common_name, form.code)
    return Names(*(field.data or "" for field in fields))
