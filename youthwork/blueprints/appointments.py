"""任职: give a person of the unit a further post, change one, end one. Part of 组织与人员."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints.administered import administered, places_of
from youthwork.blueprints.form_problems import accepts
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
from youthwork.forms.choosing import offer
from youthwork.forms.fields import tidy
from youthwork.forms.people import AppointForm, EndForm, PostForm
from youthwork.models import Appointment, Organization, User
from youthwork.services.personnel import administration, appointments, people

blueprint = Blueprint("appointments", __name__)


@blueprint.get("/organizations/<int:organization_id>/appointments/new")
@login_required
def appointing(organization_id: int) -> Answer:
    """增加任职: find the person by name, then the post."""
    organ = administered(organization_id)
    query = tidy(request.args.get("q"))[:50]
    chosen = request.args.get("person", type=row_number)
    if chosen is not None:
        person = people.find_person(actor(), chosen)
        form = AppointForm(data={"starts_on": clock.today().isoformat()})
        return _appoint_page(organ, person, form, 200)
    found = people.search_people(actor(), query)
    return render("organizations/find_person.html", organ=organ, query=query, found=found)


@blueprint.post("/organizations/<int:organization_id>/people/<int:user_id>/appointments")
@login_required
@commits
def appoint(organization_id: int, user_id: int) -> Answer:
    organ = administered(organization_id)
    person = people.find_person(actor(), user_id)
    form = AppointForm(request.form)
    offer(form.where, places_of(organ))
    if accepts(form):
        where = administration.find_organization(actor(), int(form.where.data))
        try:
            appointments.appoint(where, person, form.post, user())
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
        else:
            flash(f"已增加任职：{where.common_name}{form.title.data}", "done")
            return see_other(url_for("organizations.people.show", user_id=user_id))
    return _appoint_page(organ, person, form, 422)


@blueprint.get("/appointments/<int:appointment_id>")
@login_required
def changing(appointment_id: int) -> Answer:
    """修改任职: title, nature, duties."""
    post = _administered_post(appointment_id)
    form = PostForm(
        data={
            "title": post.title,
            "nature": post.nature.value if post.nature else "",
            "starts_on": post.starts_on.isoformat(),
            "duties": [each.duty.value for each in people.lasting_duties(post)],
        }
    )
    return render("organizations/appointment.html", post=post, form=form)


@blueprint.post("/appointments/<int:appointment_id>")
@login_required
@commits
def change(appointment_id: int) -> Answer:
    post = _administered_post(appointment_id)
    form = PostForm(request.form)
    form.starts_on.data = post.starts_on.isoformat()
    if accepts(form):
        try:
            appointments.change(post, form.post, user())
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
        else:
            flash("任职已修改；去掉的职责到今天为止，增加的从今天起", "done")
            return see_other(url_for("organizations.people.show", user_id=post.user_id))
    return render("organizations/appointment.html", status=422, post=post, form=form)


@blueprint.get("/appointments/<int:appointment_id>/ending")
@login_required
def ending(appointment_id: int) -> Answer:
    """结束任职: what would be left behind, before it is pressed."""
    post = _administered_post(appointment_id)
    return _ending_page(post, EndForm(data={"last_day": clock.today().isoformat()}), 200)


@blueprint.post("/appointments/<int:appointment_id>/ending")
@login_required
@commits
def end(appointment_id: int) -> Answer:
    post = _administered_post(appointment_id)
    form = EndForm(request.form)
    if accepts(form):
        try:
            appointments.end(post, form.last_day.day, user())
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
        else:
            flash(
                f"{post.user.name}在{post.organization.common_name}的任职到 {form.last_day.data} 结束", "done"
            )
            return see_other(url_for("organizations.people.show", user_id=post.user_id))
    return _ending_page(post, form, 422)


def _administered_post(appointment_id: int) -> Appointment:
    """The post, once it is sure that this person looks after its organization."""
    post = people.find_appointment(actor(), appointment_id)
    administration.check_administers(actor(), post.organization)
    return post


def _appoint_page(organ: Organization, person: User, form: AppointForm, status: int) -> Answer:
    offer(form.where, places_of(organ))
    return render("organizations/appoint.html", status=status, organ=organ, person=person, form=form)


def _ending_page(post: Appointment, form: EndForm, status: int) -> Answer:
    return render(
        "organizations/ending.html", status=status, post=post, form=form, open_work=people.open_work(post)
    )
