"""成组建议与安排表: what the postings propose, accepted or declined; a filed table taken as research groups."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting_groups as presenting
from youthwork.blueprints.groups import put
from youthwork.blueprints.once import once
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.forms.fields import tidy
from youthwork.forms.groups import AcceptForm, DeclineForm
from youthwork.services.contact_work.groups import proposing
from youthwork.services.contact_work.groups.proposing import Accepted, Offer
from youthwork.services.contact_work.links import arrangements, linkable, links
from youthwork.services.contact_work.refusing import FieldRefused

blueprint = Blueprint("group_proposals", __name__)


@blueprint.get("/groups/proposals/<int:prefecture_id>")
@login_required
def show(prefecture_id: int) -> Answer:
    """成组建议: find the committee, then one press."""
    offer = proposing.find_offer(actor(), prefecture_id)
    first = {
        "name": f"{offer.prefecture.common_name}下沉干部小组",
        "starts_on": max(offer.proposal.starts_on, clock.today()).isoformat(),
    }
    return _page(offer, AcceptForm(data=first), _declining(offer), 200)


@blueprint.post("/groups/proposals/<int:prefecture_id>")
@login_required
@commits
@once
def accept(prefecture_id: int) -> Answer:
    """成组."""
    offer, form = proposing.find_offer(actor(), prefecture_id), AcceptForm(request.form)
    _offer_leaders(offer, form)
    if form.validate():
        given = Accepted(
            form.name.data or "", int(form.leader.data), form.committee.data or 0, form.starts_on.day
        )
        try:
            group = proposing.accept(actor(), prefecture_id, form.mark.data or "", given, user())
        except FieldRefused as refused:
            put(form, refused)
        else:
            flash(f"已成组：{group.name}。期间由小组代为完成每名成员的联系关系", "done")
            return see_other(url_for("groups.show", group_id=group.id))
    return _page(offer, form, _declining(offer), 422)


@blueprint.post("/groups/proposals/<int:prefecture_id>/joining")
@login_required
@commits
def join(prefecture_id: int) -> Answer:
    """加入已有的小组."""
    group = proposing.join(actor(), prefecture_id, request.form.get("mark", ""), user())
    flash(f"已加入“{group.name}”", "done")
    return see_other(url_for("groups.show", group_id=group.id))


@blueprint.post("/groups/proposals/<int:prefecture_id>/declining")
@login_required
@commits
@once
def decline(prefecture_id: int) -> Answer:
    """不成组."""
    offer = proposing.find_offer(actor(), prefecture_id)
    form = _declining(offer, request.form)
    if form.validate():
        proposing.decline(actor(), prefecture_id, form.mark.data or "", form.reason.data or "", user())
        flash("已记下不成组的原因；下沉名册有新的人时会再问", "done")
        return see_other(url_for("groups.index"))
    accepting = AcceptForm(data={"name": f"{offer.prefecture.common_name}下沉干部小组"})
    return _page(offer, accepting, form, 422)


@blueprint.get("/groups/arrangements")
@login_required
def arrangement_list() -> Answer:
    """已备案的联系单位安排表, each with what was taken from it."""
    found = [arrangements.find(actor(), each.id) for each in arrangements.filings_for(actor())]
    return render("groups/arrangements.html", found=found)


@blueprint.get("/groups/arrangements/<int:filing_id>")
@login_required
def arrangement(filing_id: int) -> Answer:
    """What one press makes of a table, before it is pressed."""
    return render("groups/arrangement.html", found=arrangements.find(actor(), filing_id))


@blueprint.post("/groups/arrangements/<int:filing_id>")
@login_required
@commits
@once
def take(filing_id: int) -> Answer:
    """取为调研组."""
    made = arrangements.take(actor(), filing_id, user())
    flash(f"已建立 {len(made)} 个调研组，来源写在每个组里", "done")
    return see_other(url_for("groups.index"))


def _declining(offer: Offer, posted: Any = None) -> DeclineForm:
    """不成组; where there is a group already, 不加入."""
    form = DeclineForm(posted)
    if offer.group is not None:
        form.reason.label.text = "不加入小组的原因"
    return form


def _offer_leaders(offer: Offer, form: AcceptForm) -> None:
    form.offer(
        (each.person_id, f"{each.person.name}（{each.county.common_name}）") for each in offer.postings
    )


def _page(offer: Offer, form: AcceptForm, declining: DeclineForm, status: int) -> Answer:
    _offer_leaders(offer, form)
    query = tidy(request.values.get("q"))[:60]
    found, has_more = linkable.find_linkable(offer.prefecture, query, only_beneath=True)
    rows: list[tuple[Any, ...]] = [(each.id, links.place_words(each), each.type.value) for each in found]
    return render(
        "groups/proposal.html",
        status=status,
        offer=presenting.offer(offer, clock.today()),
        form=form,
        declining=declining,
        query=query,
        rows=rows,
        has_more=has_more,
    )
