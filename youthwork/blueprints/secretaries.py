"""联系书记: which 书记 a cadre of a county organ is in touch with, and was. Part of 联系关系."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints.once import once
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.calendar import short_date
from youthwork.forms.fields import tidy
from youthwork.forms.secretaries import SecretariesForm
from youthwork.models import SecretaryLink
from youthwork.services.contact_work.links import cadres, secretaries
from youthwork.services.contact_work.links.cadres import Cadre
from youthwork.services.contact_work.refusing import FieldRefused

blueprint = Blueprint("secretaries", __name__)


@blueprint.get("/links/<int:user_id>/secretaries")
@login_required
def index(user_id: int) -> Answer:
    cadre = cadres.find_cadre(actor(), user_id)
    return _page(cadre, SecretariesForm(data={"starts_on": clock.today().isoformat()}), 200)


@blueprint.post("/links/<int:user_id>/secretaries")
@login_required
@commits
@once
def add(user_id: int) -> Answer:
    """登记联系的书记."""
    cadre, form = cadres.find_cadre(actor(), user_id), SecretariesForm(request.form)
    # Whoever was found by whatever search may be ticked; the service decides.
    form.secretaries.choices = []
    form.offer((post.user_id, "") for post in secretaries.candidates(cadre, _query())[0])
    if form.validate():
        try:
            made = secretaries.add(cadre, form.chosen, form.starts_on.day, user())
        except FieldRefused as refused:
            form[refused.field].errors = [*form[refused.field].errors, refused.sentence]
        else:
            flash(f"已登记 {len(made)} 位书记" if made else "这几位已经登记过", "done")
            return see_other(url_for(".index", user_id=user_id))
    return _page(cadre, form, 422)


@blueprint.post("/links/<int:user_id>/secretaries/<int:link_id>/ending")
@login_required
@commits
def end(user_id: int, link_id: int) -> Answer:
    """结束联系 with today."""
    cadre = cadres.find_cadre(actor(), user_id)
    link = secretaries.find(cadre, link_id)
    secretaries.end(cadre, link, user())
    flash(f"已结束联系{link.secretary.name}，经过留在下面", "done")
    return see_other(url_for(".index", user_id=user_id))


def _page(cadre: Cadre, form: SecretariesForm, status: int) -> Answer:
    history, query = secretaries.links_of(cadre), _query()
    may_add = cadre.may_change and secretaries.is_for(cadre)
    found, has_more = secretaries.candidates(cadre, query) if may_add else ([], False)
    there = {each.secretary_id for each in history if each.ends_on is None}
    fresh = [post for post in found if post.user_id not in there]
    form.offer((post.user_id, f"{post.user.name}（{post.organization.common_name}）") for post in fresh)
    return render(
        "links/secretaries.html",
        status=status,
        cadre=cadre,
        is_self=cadre.user.id == actor().user_id,
        is_for=secretaries.is_for(cadre),
        may_add=may_add,
        query=query,
        form=form,
        has_found=bool(fresh),
        has_more=has_more,
        present=_lines(cadre, [each for each in history if each.ends_on is None]),
        past=_lines(cadre, [each for each in history if each.ends_on is not None]),
    )


def _lines(cadre: Cadre, links: list[SecretaryLink]) -> list[dict[str, object]]:
    today, held = clock.today(), secretaries.hold_their_posts(cadre, links)
    return [
        {
            "id": link.id,
            "name": link.secretary.name,
            "committee": link.committee.common_name,
            "since": short_date(link.starts_on, today),
            "until": short_date(link.ends_on, today) if link.ends_on else None,
            "in_post": link.id in held,
        }
        for link in links
    ]


def _query() -> str:
    return tidy(request.values.get("q"))[:60]
