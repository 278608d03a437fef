"""人员: add one, show one, correct one, and what the unit's 管理员 does with the account. Part of 组织与人员."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints.administered import administered, places_of
from youthwork.blueprints.form_problems import accepts
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.errors import Unacceptable
from youthwork.domain.hierarchy import CadreNature
from youthwork.forms.choosing import offer
from youthwork.forms.people import NewPersonForm, PersonForm
from youthwork.models import Organization, User
from youthwork.services import transactions
from youthwork.services.eligibility import deciding
from youthwork.services.personnel import (
    accounts,
    administration,
    appointments,
    delegations,
    handovers,
    passwords,
    people,
    personal_data,
)

blueprint = Blueprint("people", __name__)


@blueprint.get("/organizations/<int:organization_id>/people/new")
@login_required
def new(organization_id: int) -> Answer:
    """添加人员."""
    organ = administered(organization_id)
    form = NewPersonForm(data={"starts_on": clock.today().isoformat(), "nature": CadreNature.FULL_TIME.value})
    return _new_page(organ, form, 200)


@blueprint.post("/organizations/<int:organization_id>/people")
@login_required
@commits
def add(organization_id: int) -> Answer:
    organ = administered(organization_id)
    form = NewPersonForm(request.form)
    offer(form.where, places_of(organ))
    if accepts(form):
        where = administration.find_organization(actor(), int(form.where.data))
        try:
            added = appointments.add_person(where, form.personal_data, form.post, user())
        except Unacceptable as refused:
            form.form_errors.append(refused.sentence)
        else:
            flash(f"已添加{added.name}，用户名 {added.username}。下一步：打印初始密码条交给本人", "done")
            return see_other(url_for(".show", user_id=added.id))
    return _new_page(organ, form, 422)


@blueprint.get("/people/<int:user_id>")
@login_required
def show(user_id: int) -> Answer:
    person = people.find_person(actor(), user_id)
    account = people.look_at(actor(), person)
    return render(
        "organizations/person.html",
        account=account,
        delegations=delegations.of_person(person.id) if account.is_close else [],
        handovers=handovers.of_person(person.id) if account.is_close else [],
        may_judge=bool(deciding.organs_for(actor(), person)),
    )


@blueprint.get("/people/<int:user_id>/correction")
@login_required
def correcting(user_id: int) -> Answer:
    """更正个人信息, for somebody who cannot do it themselves."""
    person = _kept(user_id)
    form = PersonForm.showing(personal_data.data_of(person))
    return render("organizations/correction.html", person=person, form=form)


@blueprint.post("/people/<int:user_id>/correction")
@login_required
@commits
def correct(user_id: int) -> Answer:
    person = _kept(user_id)
    form = PersonForm(request.form)
    if not accepts(form):
        return render("organizations/correction.html", status=422, person=person, form=form)
    changed = personal_data.correct(person, form.personal_data, user())
    flash(f"已更正：{'、'.join(changed)}" if changed else "没有改动", "done")
    return see_other(url_for(".show", user_id=user_id))


@blueprint.post("/people/<int:user_id>/disabling")
@login_required
@commits
def disable(user_id: int) -> Answer:
    """停用账号."""
    person = _kept(user_id)
    if person.id == user().id:
        raise Unacceptable("不能停用自己的账号；请由另一位管理员或上级的管理员办理")
    appointments.check_not_last_administrator(person)
    accounts.disable(person, user())
    flash(f"{person.name}的账号已停用，当即退出登录", "done")
    return see_other(url_for(".show", user_id=user_id))


@blueprint.post("/people/<int:user_id>/enabling")
@login_required
@commits
def enable(user_id: int) -> Answer:
    """启用账号."""
    person = _kept(user_id)
    accounts.enable(person, user())
    flash(f"{person.name}的账号已启用", "done")
    return see_other(url_for(".show", user_id=user_id))


@blueprint.post("/people/<int:user_id>/first-password")
@login_required
def give_first_password(user_id: int) -> Answer:
    """初始密码条: answered directly and once; asked again, another password is made."""
    person = _kept(user_id)
    secret = passwords.new_first_password()
    with transactions.deed():
        accounts.give_first_password(person, secret, user())
    return _slip(person, secret.words, "初始密码")


@blueprint.post("/people/<int:user_id>/reset-code")
@login_required
def give_reset_code(user_id: int) -> Answer:
    """重置码条: answered directly and once; asked again, another code is made."""
    person = _kept(user_id)
    secret = passwords.new_reset_code()
    with transactions.deed():
        accounts.give_reset_code(person, secret, user())
    return _slip(person, secret.words, "重置码")


def _kept(user_id: int) -> User:
    """The person, once it is sure that the actor keeps their account."""
    person = people.find_person(actor(), user_id)
    people.check_keeps_account(actor(), person)
    return person


def _new_page(organ: Organization, form: NewPersonForm, status: int) -> Answer:
    offer(form.where, places_of(organ))
    return render("organizations/new_person.html", status=status, organ=organ, form=form)


def _slip(person: User, words: str, kind: str) -> Answer:
    """纸条: with the unit and the name, so that it reaches the right hands."""
    posts = people.posts_of(person)
    return render("organizations/slip.html", person=person, post=posts[0], words=words, kind=kind)
