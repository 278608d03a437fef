"""参评资格: 评定不合格 with a reason, its 撤销, and 准予参评; seen by who decided, those above them and the person."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints.once import once
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotAllowed
from youthwork.forms.eligibility import DisqualificationForm, LiftingForm, WithdrawalForm
from youthwork.models import Disqualification, User
from youthwork.services.eligibility import deciding, sight
from youthwork.services.personnel import people

blueprint = Blueprint("disqualifications", __name__)


@blueprint.get("/disqualifications")
@login_required
def index() -> Answer:
    """评定 this person may know of, newest first; everybody sees their own."""
    found = sight.listed(actor())
    lifted = sight.is_lifted(found)
    return render(
        "disqualifications/index.html",
        rows=[_row(each, lifted) for each in found],
        organs=[organ.name for organ in sight.judging(actor())],
    )


@blueprint.get("/people/<int:user_id>/disqualifications/new")
@login_required
def new(user_id: int) -> Answer:
    person = _judged(user_id)
    form = DisqualificationForm()
    return _new_page(person, form, 200)


@blueprint.post("/people/<int:user_id>/disqualifications")
@login_required
@commits
@once
def create(user_id: int) -> Answer:
    """评定不合格."""
    person = _judged(user_id)
    form = DisqualificationForm(request.form)
    _offer(form, person)
    if not form.validate():
        return _new_page(person, form, 422)
    decided = deciding.disqualify(
        actor(), user(), person, int(form.organ.data), int(form.year.data), form.reason.data or ""
    )
    flash(f"已评定，并告知{person.name}本人", "done")
    return see_other(url_for(".show", disqualification_id=decided.id))


@blueprint.get("/disqualifications/<int:disqualification_id>")
@login_required
def show(disqualification_id: int) -> Answer:
    return _page(sight.find(actor(), disqualification_id), WithdrawalForm(), _lifting(), 200)


@blueprint.post("/disqualifications/<int:disqualification_id>/withdrawal")
@login_required
@commits
@once
def withdraw(disqualification_id: int) -> Answer:
    """撤销评定."""
    decided = sight.find(actor(), disqualification_id)
    form = WithdrawalForm(request.form)
    if not form.validate():
        return _page(decided, form, _lifting(), 422)
    deciding.withdraw(actor(), user(), decided, form.reason.data or "")
    flash(f"已撤销，并告知{decided.person.name}本人", "done")
    return see_other(url_for(".show", disqualification_id=decided.id))


@blueprint.post("/disqualifications/<int:disqualification_id>/override")
@login_required
@commits
@once
def lift(disqualification_id: int) -> Answer:
    """准予参评."""
    decided = sight.find(actor(), disqualification_id)
    organs = deciding.lifting_organs(actor(), decided)
    if not organs:
        raise NotAllowed(f"准予参评由{decided.decided_for.common_name}的上级团组织签发人办理")
    form = _lifting(request.form)
    form.offer((organ.id, organ.name) for organ in organs)
    if not form.validate():
        return _page(decided, WithdrawalForm(), form, 422)
    deciding.lift(actor(), user(), decided, int(form.organ.data), form.reason.data or "")
    flash("已准予参评；评定本身不变", "done")
    return see_other(url_for(".show", disqualification_id=decided.id))


def _lifting(posted: Any = None) -> LiftingForm:
    """Its inputs stand beside those of the withdrawal, on one page."""
    return LiftingForm(posted, prefix="lifting-")


def _judged(user_id: int) -> User:
    """The person, once it is sure that the actor may decide about them."""
    person = people.find_person(actor(), user_id)
    if not deciding.organs_for(actor(), person):
        raise NotAllowed(f"评定{person.name}由其所在单位的上级团组织签发人办理；本人的由别的签发人办理")
    return person


def _offer(form: DisqualificationForm, person: User) -> None:
    organs = deciding.organs_for(actor(), person)
    form.offer(((organ.id, organ.name) for organ in organs), deciding.years())


def _new_page(person: User, form: DisqualificationForm, status: int) -> Answer:
    _offer(form, person)
    post = next(iter(people.posts_of(person)), None)
    return render("disqualifications/new.html", status=status, person=person, post=post, form=form)


def _page(decided: Disqualification, withdrawal: WithdrawalForm, lifting: LiftingForm, status: int) -> Answer:
    organs = deciding.lifting_organs(actor(), decided)
    overrides = sight.overrides_of(decided)
    lifting.offer((organ.id, organ.name) for organ in organs)
    return render(
        "disqualifications/show.html",
        status=status,
        it=decided,
        standing=_standing(decided, bool(overrides)),
        decided_on=long_date(decided.decided_at.date()),
        withdrawn_on=long_date(decided.withdrawn_at.date()) if decided.withdrawn_at else "",
        overrides=[(each, long_date(each.granted_at.date())) for each in overrides],
        is_mine=decided.person_id == user().id,
        has_superior=decided.decided_for.parent_id is not None,
        withdrawal=withdrawal if deciding.may_withdraw(actor(), decided) else None,
        lifting=lifting if organs and not overrides else None,
    )


def _row(decided: Disqualification, lifted: set[int]) -> dict[str, Any]:
    return {
        "name": decided.person.name,
        "year": decided.year,
        "organ": decided.decided_for.common_name,
        "day": long_date(decided.decided_at.date()),
        "standing": _standing(decided, decided.id in lifted),
        "url": url_for(".show", disqualification_id=decided.id),
    }


def _standing(decided: Disqualification, is_lifted: bool) -> tuple[str, str]:
    if decided.withdrawn_at is not None:
        return "已撤销", "draft"
    return ("准予参评", "move") if is_lifted else ("不能参评", "wait")
