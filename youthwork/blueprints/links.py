"""联系关系: one's own link and its history; for the office, those of all the organ's cadres.

Choosing takes two steps that work without a script: find the committee by name, then its branch and the date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from wtforms import Form

from youthwork import clock
from youthwork.blueprints.presenting_links import (
    card,
    committee_rows,
    line,
    organ_rows,
    present_link,
    words,
)
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
from youthwork.domain.errors import NotAllowed
from youthwork.forms.fields import half_width, tidy
from youthwork.forms.links import EndingForm, LinkForm
from youthwork.models import Link, WorkGroup
from youthwork.services.contact_work.groups import memberships
from youthwork.services.contact_work.links import cadres, linkable, links, overview, secretaries
from youthwork.services.contact_work.links.cadres import Cadre
from youthwork.services.contact_work.links.links import LinkRefused

blueprint = Blueprint("links", __name__)


@blueprint.get("/links")
@login_required
def index() -> Answer:
    own = cadres.find_own(actor())
    found = overview.overview_for(actor(), own)
    return render(
        "links/index.html",
        own=_card(own, found.history, found.group) if own else None,
        organs=[organ_rows(each) for each in found.organs],
    )


@blueprint.get("/links/<int:user_id>")
@login_required
def show(user_id: int) -> Answer:
    """一名团干部的联系关系, with its history; `?on=` tells which one held on a day."""
    cadre, day = cadres.find_cadre(actor(), user_id), _asked_day()
    history = links.links_of([user_id])
    then = links.on_day(history, day)
    group = memberships.standing_in([user_id], clock.today()).get(user_id)
    return render(
        "links/show.html",
        card=_card(cadre, history, group),
        then=words(then[0]) if then else None,
        **_day_words(day),
    )


@blueprint.get("/links/organs/<int:organization_id>")
@login_required
def organ(organization_id: int) -> Answer:
    """一个单位的联系关系, as of the day of `?on=`."""
    day = _asked_day()
    found = overview.links_of_organ(actor(), organization_id, day)
    below = [(each.id, each.common_name) for each in overview.organs_below(found.id)]
    return render("links/organ.html", organ=organ_rows(found), below=below, **_day_words(day))


@blueprint.get("/links/committees/<int:organization_id>")
@login_required
def committee(organization_id: int) -> Answer:
    """一个团委被谁联系, as of the day of `?on=`, and before."""
    day = _asked_day()
    found = overview.links_of_committee(actor(), organization_id, day)
    return render("links/committee.html", **committee_rows(found), **_day_words(day))


@blueprint.get("/links/<int:user_id>/choosing")
@login_required
def choosing(user_id: int) -> Answer:
    """第一步: find the committee. htmx asks for the list alone while one types."""
    cadre = _changeable(user_id)
    query = tidy(request.args.get("q"))[:60]
    found, has_more = linkable.find_linkable(cadre.home, query)
    rows = [(each.id, links.place_words(each), each.type.value) for each in found]
    return render(
        "links/choosing.html",
        "results",
        cadre=cadre,
        is_self=_is_self(cadre),
        query=query,
        rows=rows,
        has_more=has_more,
    )


@blueprint.get("/links/<int:user_id>/setting")
@login_required
def setting(user_id: int) -> Answer:
    """第二步: the branch and the date, for the committee of `?committee=`."""
    cadre = _changeable(user_id)
    committee_id = request.args.get("committee", type=row_number)
    if committee_id is None or linkable.find_committee(cadre.home, committee_id) is None:
        flash("请先从列表中选定要联系的团组织", "back")
        return see_other(url_for(".choosing", user_id=user_id, q=tidy(request.args.get("q")) or None))
    present = present_link(links.links_of([user_id]))
    form = LinkForm(data={"committee": committee_id, "starts_on": clock.today()})
    if present is not None and present.committee_id == committee_id and present.branch_id is not None:
        form.branch.data = str(present.branch_id)
    return _setting_page(cadre, form, 200)


@blueprint.post("/links/<int:user_id>")
@login_required
@commits
def change(user_id: int) -> Answer:
    """确定联系关系."""
    cadre = _changeable(user_id)
    form = LinkForm(request.form)
    _offer_branches(cadre, form)
    if form.validate():
        try:
            link = links.set_link(
                cadre, form.committee.data, form.branch_id, form.starts_on.data, user(), form.seen.data or 0
            )
        except LinkRefused as refused:
            _put(form, refused)
        else:
            flash(f"已确定：{cadre.user.name}联系{words(link)}", "done")
            return see_other(url_for(".index"))
    return _setting_page(cadre, form, 422)


@blueprint.get("/links/<int:user_id>/ending")
@login_required
def ending(user_id: int) -> Answer:
    """结束联系: the day, before it is pressed."""
    cadre = _changeable(user_id)
    return _ending_page(cadre, EndingForm(data={"ends_on": clock.today()}), 200)


@blueprint.post("/links/<int:user_id>/ending")
@login_required
@commits
def end(user_id: int) -> Answer:
    cadre = _changeable(user_id)
    form = EndingForm(request.form)
    if form.validate():
        assert form.ends_on.data is not None, "the form requires it"
        try:
            links.end_link(cadre, form.ends_on.data, user(), form.seen.data or 0)
        except LinkRefused as refused:
            _put(form, refused)
        else:
            flash(f"{cadre.user.name}的联系关系已结束，经过留在下面", "done")
            return see_other(url_for(".show", user_id=user_id))
    return _ending_page(cadre, form, 422)


def _changeable(user_id: int) -> Cadre:
    cadre = cadres.find_cadre(actor(), user_id)
    if not cadre.may_change:
        raise NotAllowed(f"{cadre.user.name}的联系关系由本人或本单位经办人、管理员确定，你可以查看")
    return cadre


def _setting_page(cadre: Cadre, form: LinkForm, status: int) -> Answer:
    present = present_link(links.links_of([cadre.user.id]))
    committee = linkable.find_committee(cadre.home, form.committee.data) if form.committee.data else None
    branches = _offer_branches(cadre, form)
    adds_branch = present is not None and committee is not None and present.committee_id == committee.id
    return render(
        "links/setting.html",
        status=status,
        cadre=cadre,
        is_self=_is_self(cadre),
        form=form,
        # What one presses next is judged against what this page shows.
        seen=present.id if present else 0,
        committee=links.place_words(committee) if committee else "",
        has_branches=bool(branches),
        present=line(present) if present else None,
        keeps_date=adds_branch and present is not None and present.branch_id is None,
    )


def _offer_branches(cadre: Cadre, form: LinkForm) -> list[tuple[int, str]]:
    committee = linkable.find_committee(cadre.home, form.committee.data) if form.committee.data else None
    branches = (
        [(each.id, each.common_name) for each in linkable.branches_beneath(committee)] if committee else []
    )
    form.offer(branches)
    return branches


def _ending_page(cadre: Cadre, form: EndingForm, status: int) -> Answer:
    present = present_link(links.links_of([cadre.user.id]))
    return render(
        "links/ending.html",
        status=status,
        cadre=cadre,
        is_self=_is_self(cadre),
        form=form,
        seen=present.id if present else 0,
        present=line(present) if present else None,
    )


def _put(form: Form, refused: LinkRefused) -> None:
    """Show a refusal where it belongs: at its field, or above them all."""
    if refused.field in form and refused.field != "committee":
        form[refused.field].errors = [*form[refused.field].errors, refused.sentence]
    else:
        form.form_errors = [*form.form_errors, refused.sentence]


def _card(cadre: Cadre, history: Sequence[Link], group: WorkGroup | None) -> dict[str, Any]:
    """What a page says of one cadre: the link or the group that stands for it, the 书记, and what was before."""
    asked = secretaries.links_of(cadre) if secretaries.is_for(cadre) else None
    return card(cadre, history, group, asked, is_self=_is_self(cadre))


def _asked_day() -> date:
    """The day of `?on=`; today where none is asked, or none that can be."""
    try:
        return min(date.fromisoformat(half_width(request.args.get("on"))), clock.today())
    except ValueError:
        return clock.today()


def _day_words(day: date) -> dict[str, Any]:
    return {"day": day.isoformat(), "is_today": day == clock.today(), "day_words": long_date(day)}


def _is_self(cadre: Cadre) -> bool:
    return cadre.user.id == actor().user_id
