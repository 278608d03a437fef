"""下沉登记: who is posted to which county, from when until when."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints.once import once
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.calendar import short_date
from youthwork.forms.postings import PostingEndForm, PostingForm
from youthwork.models import Posting
from youthwork.services.contact_work.groups import postings
from youthwork.services.contact_work.groups.postings import PostingGiven
from youthwork.services.contact_work.refusing import FieldRefused

blueprint = Blueprint("postings", __name__)


@blueprint.get("/postings")
@login_required
def index() -> Answer:
    changeable = postings.changeable(actor())
    rows = [_row(each, each.person_id in changeable) for each in postings.register_of(actor())]
    return render(
        "postings/index.html",
        running=[row for row in rows if not row["is_over"]],
        over=[row for row in rows if row["is_over"]],
        may_register=bool(changeable),
    )


@blueprint.get("/postings/new")
@login_required
def new() -> Answer:
    return _page(PostingForm(data={"starts_on": clock.today().isoformat()}), 200)


@blueprint.post("/postings")
@login_required
@commits
@once
def create() -> Answer:
    """登记下沉."""
    form = PostingForm(request.form)
    _offer(form)
    if form.validate():
        ends_on = form.ends_on.day if form.ends_on.data else None
        given = PostingGiven(int(form.person.data), int(form.county.data), form.starts_on.day, ends_on)
        try:
            posting = postings.register(actor(), given, user())
        except FieldRefused as refused:
            form[refused.field].errors = [*form[refused.field].errors, refused.sentence]
        else:
            flash(f"已登记：{posting.person.name}下沉{posting.county.common_name}", "done")
            return see_other(url_for(".index"))
    return _page(form, 422)


@blueprint.get("/postings/<int:posting_id>/ending")
@login_required
def ending(posting_id: int) -> Answer:
    posting = postings.find(actor(), posting_id)
    day = posting.ends_on or max(clock.today(), posting.starts_on)
    return _ending_page(posting, PostingEndForm(data={"ends_on": day.isoformat()}), 200)


@blueprint.post("/postings/<int:posting_id>/ending")
@login_required
@commits
def end(posting_id: int) -> Answer:
    """确定最后一天."""
    posting, form = postings.find(actor(), posting_id), PostingEndForm(request.form)
    if form.validate():
        try:
            postings.set_end(actor(), posting, form.ends_on.day, user())
        except FieldRefused as refused:
            if refused.field:
                form.ends_on.errors = [*form.ends_on.errors, refused.sentence]
            else:
                form.form_errors = [*form.form_errors, refused.sentence]
        else:
            flash(f"{posting.person.name}的下沉到{short_date(form.ends_on.day, clock.today())}为止", "done")
            return see_other(url_for(".index"))
    return _ending_page(posting, form, 422)


def _offer(form: PostingForm) -> None:
    people = postings.people_to_post(actor())
    counties = postings.counties_for(actor()) if people else []
    form.offer(
        (
            (each.user_id, f"{each.user.name}（{each.organization.common_name}{each.title}）")
            for each in people
        ),
        (
            (each.id, each.common_name + (f"（{each.superior.common_name}）" if each.superior else ""))
            for each in counties
        ),
    )


def _page(form: PostingForm, status: int) -> Answer:
    _offer(form)
    return render(
        "postings/new.html", status=status, form=form, may_register=bool(postings.changeable(actor()))
    )


def _ending_page(posting: Posting, form: PostingEndForm, status: int) -> Answer:
    may_change = posting.person_id in postings.changeable(actor())
    return render(
        "postings/ending.html",
        status=status,
        row=_row(posting, may_change),
        groups=[(each.id, each.name) for each in postings.groups_through(posting)],
        form=form,
    )


def _row(posting: Posting, may_change: bool) -> dict[str, Any]:
    today = clock.today()
    is_over = posting.ends_on is not None and posting.ends_on < today
    return {
        "id": posting.id,
        "name": posting.person.name,
        "county": posting.county.common_name,
        "prefecture": posting.prefecture.common_name if posting.prefecture_id != posting.county_id else "",
        "since": short_date(posting.starts_on, today),
        "until": short_date(posting.ends_on, today) if posting.ends_on else None,
        "is_over": is_over,
        "state": "已结束" if is_over else "未开始" if posting.starts_on > today else "下沉中",
        "may_change": may_change and not is_over,
    }
