"""微心愿: what a young person asked for, from 登记 to 反馈; the pool; how an organ's wishes stand."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, abort, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting_wishes as presenting
from youthwork.blueprints import veiled
from youthwork.blueprints.downloads import EXCEL, send
from youthwork.blueprints.form_problems import put
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
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound
from youthwork.domain.wishes import WishState, allowed_steps
from youthwork.domain.youth import YouthField
from youthwork.forms.fields import tidy
from youthwork.forms.wishes import THEN, WishForm
from youthwork.services import audit
from youthwork.services.contact_work.records import records
from youthwork.services.contact_work.wishes import wish_lists, wish_overview, wish_sheets, wish_sight, wishes
from youthwork.services.contact_work.wishes.wish_lists import WishQuery, WishView
from youthwork.services.contact_work.wishes.wish_steps import reminded_today
from youthwork.services.contact_work.wishes.wishes import WishGiven, WishRefused

blueprint = Blueprint("wishes", __name__, url_prefix="/wishes")


@blueprint.get("")
@login_required
def index() -> Answer:
    """微心愿: mine, the pools' or the office's."""
    query = _asked(request.args)
    page = wish_lists.list_wishes(actor(), query)
    now = clock.now()
    pooled = query.view is WishView.POOL
    rows = [presenting.row(wish, now, pooled and wish.state is WishState.POOL) for wish in page.rows]
    return render(
        "wishes/index.html",
        query=query,
        args=presenting.query_args(query.but()),
        views=_views(query),
        states=presenting.states(query, page.counts),
        fields=[each.value for each in YouthField],
        pools=_pools() if pooled else [],
        rows=rows,
        next_url=url_for(".index", **presenting.query_args(query.but(after_id=page.next_id)))
        if page.next_id
        else None,
        is_narrowed=bool(query.field or query.text or query.pool_id),
        may_register=_is_cadre(),
        may_export=query.view is not WishView.MINE and wish_lists.has_office(actor()),
    )


@blueprint.post("/export")
@login_required
@commits
def export() -> Answer:
    """微心愿清单 as Excel: a copy leaves the system, so it is recorded."""
    if not wish_lists.has_office(actor()):
        raise NotAllowed("导出由本单位经办人、审核人、签发人等办理")
    query, now = _asked(request.form), clock.now()
    rows = wish_lists.every_wish(actor(), query, wish_sheets.MOST_ROWS)
    title = f"微心愿清单（{query.view.value}）"
    audit.record("export", f"{user().name}导出{title}，{len(rows)} 个", user().id)
    return send(wish_sheets.sheet_of(title, rows, now), EXCEL, f"{title}{now:%Y%m%d}.xlsx")


@blueprint.get("/new")
@login_required
def new() -> Answer:
    """登记, also from what was asked at a record (`?record=`)."""
    record_id = request.args.get("record", type=row_number)
    form = WishForm(data={"client_key": secrets.token_hex(16), "then": "own"})
    if record_id is not None:
        activity = records.find_activity(actor(), record_id)
        form.record.data, form.text.data = str(activity.id), veiled.texts(activity)["asked"]
    return _new_page(form, 200)


@blueprint.post("")
@login_required
@commits
def create() -> Answer:
    form = WishForm(request.form)
    if not _is_cadre():
        raise NotAllowed("微心愿由团干部登记；你现在没有团干部任职，可以查看和办理")
    if not form.validate():
        return _new_page(form, 422)
    record = int(form.record.data) if (form.record.data or "").isdecimal() else None
    given = WishGiven(
        form.client_key.data or "",
        form.text.data or "",
        form.of_whom.data or "",
        form.youth_field,
        records.find_activity(actor(), record).id if record is not None else None,
    )
    try:
        wish = wishes.register(user(), given, THEN[form.then.data], form.is_kept.data)
    except WishRefused as refused:
        put(form, refused.problems.items())
        return _new_page(form, 422, asks=wishes.only_asks(user(), given, refused))
    flash(f"已登记，{wish.state.value}", "done")
    return see_other(url_for(".show", wish_id=wish.id))


@blueprint.get("/overview")
@login_required
def overview() -> Answer:
    """微心愿情况 of one's organ and all beneath it, in one year."""
    organs = wish_overview.organs_of(actor())
    if not organs:
        raise NotAllowed("你现在没有任职，没有可看的情况")
    asked = request.args.get("organ", type=row_number)
    organ = next((each for each in organs if asked in (None, each.id)), None) or abort(404)
    this_year = clock.today().year
    year = request.args.get("year", this_year, row_number)
    year = year if this_year - 9 <= year <= this_year else this_year
    found = wish_overview.overview_of(organ, year)
    return render(
        "wishes/overview.html",
        found=found,
        figures=presenting.figures(found),
        states=[(state.value, found.counts.get(state, 0)) for state in WishState],
        impossible=[(presenting.row(wish, clock.now()), words) for wish, words in found.impossible],
        organs=[
            (each.name, url_for(".overview", organ=each.id, year=year), each is organ) for each in organs
        ],
        before=url_for(".overview", organ=organ.id, year=year - 1) if year > this_year - 9 else None,
        after=url_for(".overview", organ=organ.id, year=year + 1) if year < this_year else None,
    )


@blueprint.get("/<int:wish_id>")
@login_required
def show(wish_id: int) -> Answer:
    """一个微心愿: where it stands, what one may do, what happened to it."""
    wish, now = wish_sight.find_wish(actor(), wish_id), clock.now()
    steps = allowed_steps(wish.state, wish_sight.parts_of(actor(), wish))
    if wish_sight.superior_pool(wish.pool_id) is None:
        steps = tuple(each for each in steps if each.action.name != "PASS_UP")
    if not wish_sight.lower_pools(wish.pool_id):
        steps = tuple(each for each in steps if each.action.name != "PASS_DOWN")
    return render(
        "wishes/show.html",
        wish=wish,
        row=presenting.row(wish, now),
        strip=presenting.strip(wish, now),
        story=presenting.story(wish, now),
        buttons=presenting.buttons(wish, steps, reminded_today(wish) is not None),
        record_url=_record_url(wish.activity_id),
    )


def _asked(args: Any) -> WishQuery:
    """The query of an address or a form; what is not known is left out."""
    views = {view.name.lower(): view for view in WishView}
    states = {state.name.lower(): state for state in WishState}
    view = views.get(args.get("view", ""), WishView.MINE)
    if view is WishView.OFFICE and not wish_lists.has_office(actor()):
        view = WishView.MINE
    fields = {field.value: field for field in YouthField}
    return WishQuery(
        view,
        states.get(args.get("state", "")),
        fields.get(args.get("field", "")),
        args.get("pool", type=row_number),
        tidy(args.get("q"))[:60],
        args.get("after", type=row_number),
    )


def _pools() -> list[tuple[int, str]]:
    """The pools this person draws from, the nearest first; nothing to choose where there is one."""
    units = [unit for _, held_in in actor().posts for unit in held_in.chain if not unit.is_department]
    found = list({unit.id: unit.name for unit in units}.items())
    return found if len(found) > 1 else []


def _views(query: WishQuery) -> list[tuple[str, str, bool]]:
    shown = [view for view in WishView if view is not WishView.OFFICE or wish_lists.has_office(actor())]
    return [
        (view.value, url_for(".index", **presenting.query_args(WishQuery(view))), view is query.view)
        for view in shown
    ]


def _new_page(form: WishForm, status: int, asks: bool = False) -> Answer:
    return render("wishes/new.html", status=status, form=form, asks=asks)


def _record_url(activity_id: int | None) -> str | None:
    """The record it was heard at, for whom that record is there to see."""
    if activity_id is None:
        return None
    try:
        return url_for("records.show", activity_id=records.find_activity(actor(), activity_id).id)
    except NotFound:
        return None


def _is_cadre() -> bool:
    return any(duty is Duty.CADRE for duty, _ in actor().posts)
