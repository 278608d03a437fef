"""还差谁: the units, or cadres, of one standing by name; 逾期未报 over all notices; 催报 to whoever must act."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting
from youthwork.blueprints import presenting_completeness as shows
from youthwork.blueprints.completeness import heading
from youthwork.blueprints.downloads import EXCEL, send
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    local_url,
    login_required,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.calendar import long_date, short_date
from youthwork.domain.errors import Unacceptable
from youthwork.models import NoticeAnnex, ReportDuty
from youthwork.services import audit
from youthwork.services.duties import completeness, names, overdue, sheets, sight, urging
from youthwork.services.duties.names import Shown

blueprint = Blueprint("by_name", __name__, url_prefix="/completeness")

#: So many lines of what was not told; the rest stands on the list itself.
_MOST_SAID = 8


@blueprint.get("/<int:organization_id>/annexes/<int:notice_annex_id>/names")
@login_required
def show(organization_id: int, notice_annex_id: int) -> Answer:
    """名单 of one standing, searched and a page at a time."""
    chain = sight.find_chain(actor(), organization_id)
    place = chain[-1]
    line = completeness.find_line(place, notice_annex_id)
    row, whole = line.notice_annex, line.figures
    shown, query = _shown(), _query()
    page = names.listed(place, [row.id], *_may_name(row), shown=shown, query=query, after=_after())
    now, reader = clock.now(), actor()
    return render(
        "completeness/names.html",
        organ=place,
        row=row,
        title=shows.annex_title(row),
        notice=row.notice,
        due=presenting.due_words(line.due),
        crumbs=[
            (each.common_name, url_for("completeness.annex", organization_id=each.id, notice_annex_id=row.id))
            for each in chain
        ],
        tabs=shows.tabs(whole, shown, place, row),
        shown=shown,
        shown_key=shown.name.lower(),
        query=query,
        rows=[shows.name_row(each, row, reader) for each in page.rows],
        is_of_cadres=shows.is_of_cadres(row),
        back=_here(),
        next_url=shows.names_url(place, row, shown, q=query or None, after=page.next_after)
        if page.next_after
        else None,
        first_url=shows.names_url(place, row, shown, q=query or None) if _after() else None,
        as_of_words=f"{long_date(now.date())} {now:%H:%M}",
    )


@blueprint.get("/<int:organization_id>/overdue")
@login_required
def late(organization_id: int) -> Answer:
    """逾期未报 over all notices in force, for the unit itself and who is above it."""
    chain = sight.find_chain(actor(), organization_id)
    place, query = chain[-1], _query()
    rows = {line.notice_annex.id: line.notice_annex for line in completeness.running(place)}
    reader = actor()
    page = overdue.overdue(place, list(rows), sight.names_cadres_of(actor()), query, _after())
    here: dict[str, Any] = {"organization_id": place.id, "q": query or None}
    return render(
        "completeness/overdue.html",
        organ=place,
        crumbs=[(each.common_name, url_for("completeness.organ", organization_id=each.id)) for each in chain],
        query=query,
        is_of_cadres=False,
        rows=[
            shows.name_row(each, rows[each.notice_annex_id], reader, of_several=True) for each in page.rows
        ],
        back=_here(),
        next_url=url_for(".late", **here, after=page.next_after) if page.next_after else None,
        first_url=url_for(".late", **here) if _after() else None,
    )


@blueprint.post("/urging")
@login_required
@commits
@once
def urge() -> Answer:
    """催报 one, or those ticked; said here whom it was told."""
    urged = urging.urge(posted_duties(), user(), actor())
    if urged.told:
        who = "；".join(f"{name}（{people}）" for name, people in urged.told[:5])
        more = f"等 {len(urged.told)} 件" if len(urged.told) > 5 else ""
        out_on = urged.goes_out_on
        when = f"。现在是免打扰时段，{short_date(out_on, clock.today())}上午送达" if out_on else ""
        flash(f"已催报：{who}{more}{when}", "done")
    for sentence in urged.left_out[:_MOST_SAID]:
        flash(sentence, "wait")
    if len(urged.left_out) > _MOST_SAID:
        flash(f"另有 {len(urged.left_out) - _MOST_SAID} 件没有催", "wait")
    return see_other(local_url(request.form.get("back"), url_for("completeness.index")))


@blueprint.post("/<int:organization_id>/annexes/<int:notice_annex_id>/names/export")
@login_required
@commits
def export(organization_id: int, notice_annex_id: int) -> Answer:
    """导出 Excel of one list; recorded. No phones."""
    place = sight.find_chain(actor(), organization_id)[-1]
    row, shown = sight.find_annex_row(notice_annex_id), _shown()
    page = names.listed(place, [row.id], *_may_name(row), shown=shown, most=sheets.MOST_NAMES)
    if page.next_after is not None:
        raise Unacceptable(f"名单超过 {sheets.MOST_NAMES} 行，请到下一级单位的页面分别导出")
    head = heading(place, row, None)
    audit.record("duty", f"导出{place.common_name}《{head.annex}》{shown.value}名单", user().id)
    content = sheets.of_names(head, shown, page.rows)
    return send(content, EXCEL, f"{place.common_name}{head.annex}{shown.value}名单.xlsx")


def posted_duties() -> list[ReportDuty]:
    """勾选的应报事项, or the one whose own button was pressed; all in sight."""
    given = request.values.getlist("only") or request.values.getlist("ids")
    try:
        ids = [row_number(text) for text in given]
    except ValueError:
        raise Unacceptable("勾选的内容读不出来，请回到名单重新勾选") from None
    return sight.find_duties(actor(), ids)


def _may_name(row: NoticeAnnex) -> list[Any]:
    return [sight.names_cadres_of(actor())] if shows.is_of_cadres(row) else []


def _shown() -> Shown:
    return Shown.__members__.get(request.values.get("shown", "").upper(), Shown.MISSING)


def _query() -> str:
    return request.args.get("q", "").strip()[:40]


def _after() -> int | None:
    return request.args.get("after", type=row_number)


def _here() -> str:
    """This very page, to come back to after a deed."""
    return request.full_path.rstrip("?")
