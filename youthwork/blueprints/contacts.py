"""联系青年: one's own list, unlocked for its owner alone; for an office, numbers by field and nothing else.

What is typed here is kept in no other place: the page key is claimed without the fields, no name stands in an
address, a message or the log, and the list is not printed.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.calendar import short_date
from youthwork.domain.errors import NotAllowed
from youthwork.domain.youth import ConsentWay, ContactState, ContactWay, YouthField
from youthwork.forms.contacts import ContactForm, PassingForm
from youthwork.models import YouthContact
from youthwork.services import once, posts
from youthwork.services.contact_work.links import cadres
from youthwork.services.contact_work.links.cadres import Cadre
from youthwork.services.contact_work.refusing import FieldRefused
from youthwork.services.contact_work.youth import contact_numbers, contacts
from youthwork.services.contact_work.youth.contacts import Given, Shown

blueprint = Blueprint("contacts", __name__)


@blueprint.get("/contacts")
@login_required
def index() -> Answer:
    is_cadre = cadres.find_own(actor()) is not None
    counts = contacts.counts(user()) if is_cadre else {}
    return render(
        "contacts/index.html",
        is_cadre=is_cadre,
        rows=[_row(each) for each in contacts.in_touch(user())] if is_cadre else [],
        declined=counts.get(ContactState.DECLINED, 0),
        ended=counts.get(ContactState.ENDED, 0),
        organs=contact_numbers.numbers_for(actor()),
    )


@blueprint.get("/contacts/new")
@login_required
def new() -> Answer:
    _own_cadre()
    return _page(ContactForm(data={"consented_on": clock.today().isoformat()}), None, 200)


@blueprint.post("/contacts")
@login_required
@commits
def create() -> Answer:
    """登记联系青年. A second press of the same page adds nobody."""
    cadre, form = _own_cadre(), ContactForm(request.form)
    if form.validate():
        try:
            if _is_first_press():
                contacts.add(cadre, _given(form))
        except FieldRefused as refused:
            _put(form, refused)
        else:
            flash("已登记，姓名和联系方式已加密，只有你看得见", "done")
            return see_other(url_for(".index"))
    return _page(form, None, 422)


@blueprint.get("/contacts/<int:contact_id>")
@login_required
def edit(contact_id: int) -> Answer:
    contact = contacts.find(user(), contact_id)
    shown = contacts.show(contact)
    data = {
        "field": contact.field.value,
        "name": shown.name,
        "way": contact.way.value if contact.way else "",
        "value": shown.value,
        "consented_on": contact.consented_on.isoformat() if contact.consented_on else "",
        "consent": contact.consent,
        "may_pass_on": contact.may_pass_on,
    }
    return _page(ContactForm(data=data), contact, 200)


@blueprint.post("/contacts/<int:contact_id>")
@login_required
@commits
def correct(contact_id: int) -> Answer:
    contact, form = contacts.find(user(), contact_id, for_deed=True), ContactForm(request.form)
    if form.validate():
        try:
            contacts.correct(contact, _given(form))
        except FieldRefused as refused:
            _put(form, refused)
        else:
            flash("已更正，原来的内容没有保留", "done")
            return see_other(url_for(".index"))
    return _page(form, contact, 422)


@blueprint.post("/contacts/<int:contact_id>/declining")
@login_required
@commits
def decline(contact_id: int) -> Answer:
    """不愿参与, in one tap."""
    contacts.decline(contacts.find(user(), contact_id, for_deed=True))
    flash("已记为不愿参与，姓名和联系方式已经删除。这不影响任何统计", "done")
    return see_other(url_for(".index"))


@blueprint.post("/contacts/<int:contact_id>/ending")
@login_required
@commits
def end(contact_id: int) -> Answer:
    contacts.end(contacts.find(user(), contact_id, for_deed=True))
    flash("联系已结束，姓名和联系方式已经删除", "done")
    return see_other(url_for(".index"))


@blueprint.get("/contacts/passing")
@login_required
def passing() -> Answer:
    """移交给接任人: who agreed is ticked."""
    cadre = _own_cadre()
    shown = contacts.in_touch(user())
    agreed = [str(each.contact.id) for each in shown if each.contact.may_pass_on]
    return _passing_page(cadre, PassingForm(data={"contacts": agreed}), shown, 200)


@blueprint.post("/contacts/passing")
@login_required
@commits
def pass_on() -> Answer:
    cadre, form, shown = _own_cadre(), PassingForm(request.form), contacts.in_touch(user())
    _offer(cadre, form, shown)
    if not form.validate():
        return _passing_page(cadre, form, shown, 422)
    ticked = [contacts.find(user(), int(id_), for_deed=True) for id_ in form.contacts.data or []]
    successor = posts.find_user(int(form.successor.data))
    moved = contacts.pass_on(ticked, successor, cadre.organ_id, user())
    flash(f"已移交给{successor.name}：{moved} 人", "done")
    return see_other(url_for(".index"))


def _own_cadre() -> Cadre:
    cadre = cadres.find_own(actor())
    if cadre is None:
        raise NotAllowed("联系青年由团干部本人登记；你现在没有团干部任职")
    return cadre


def _is_first_press() -> bool:
    """Claim the page's key with nothing of what was typed: it would lie there in clear."""
    key = request.form.get("render_key", "")
    if not key or len(key) > once.LONGEST_KEY:
        return True
    return once.claim(once.Press(key, user().id, request.path, {})) is None


def _given(form: ContactForm) -> Given:
    return Given(
        field=YouthField(form.field.data),
        name=form.name.data or "",
        way=ContactWay(form.way.data) if form.way.data else None,
        value=form.value.data or "",
        consented_on=form.consented_on.day,
        consent=ConsentWay(form.consent.data),
        may_pass_on=bool(form.may_pass_on.data),
    )


def _put(form: ContactForm, refused: FieldRefused) -> None:
    form[refused.field].errors = [*form[refused.field].errors, refused.sentence]


def _page(form: ContactForm, contact: YouthContact | None, status: int) -> Answer:
    return render("contacts/edit.html", status=status, form=form, contact=contact)


def _passing_page(cadre: Cadre, form: PassingForm, shown: list[Shown], status: int) -> Answer:
    _offer(cadre, form, shown)
    return render("contacts/passing.html", status=status, form=form, has_contacts=bool(shown))


def _offer(cadre: Cadre, form: PassingForm, shown: list[Shown]) -> None:
    people = [(each.id, each.name) for each in contacts.successors(cadre)]
    form.offer(((each.contact.id, _words(each)) for each in shown), people)


def _row(shown: Shown) -> dict[str, Any]:
    contact, today = shown.contact, clock.today()
    return {
        "id": contact.id,
        "name": shown.name or "没有留姓名",
        "field": contact.field.value,
        "way": contact.way.value if contact.way else "没有留联系方式",
        "value": shown.value,
        "phone": shown.value if contact.way is ContactWay.PHONE else "",
        "since": short_date(contact.starts_on, today),
        "consent": contact.consent,
        "consented_on": short_date(contact.consented_on, today) if contact.consented_on else "",
        "may_pass_on": contact.may_pass_on,
    }


def _words(shown: Shown) -> str:
    name = shown.name or "没有留姓名"
    agreed = "，登记时已同意移交" if shown.contact.may_pass_on else ""
    return f"{name}（{shown.contact.field.value}{agreed}）"
