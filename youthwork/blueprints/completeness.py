"""报送情况: who must report what by when, and who has; from the province down to a unit, as numbers and as names.

Every page of numbers can be had as of a past day: `?on=2026-04-06` shows how it stood at the end of that day.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting_completeness as shows
from youthwork.blueprints.downloads import EXCEL, send
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    render,
    row_number,
    user,
)
from youthwork.domain.calendar import long_date
from youthwork.domain.completeness import Figures
from youthwork.models import NoticeAnnex, Organization
from youthwork.services import audit
from youthwork.services.duties import completeness, sheets, sight, waiting

blueprint = Blueprint("completeness", __name__, url_prefix="/completeness")

_EARLIEST = 2000
#: Direct subordinates on a page.
_MOST_UNITS = 100


@blueprint.get("")
@login_required
def index() -> Answer:
    """报送情况 of the first organ in whose office this person works, and the way to the others."""
    offices = sight.office_organs(actor())
    if not offices:
        return render("completeness/nobody.html")
    return _organ_page(sight.find_chain(actor(), offices[0].id), offices[1:])


@blueprint.get("/<int:organization_id>")
@login_required
def organ(organization_id: int) -> Answer:
    """一个机关: the notices in force, each annex a line; those that are over with `?ended=1`."""
    return _organ_page(sight.find_chain(actor(), organization_id), [])


def _organ_page(chain: list[Organization], others: list[Any]) -> Answer:
    place, day = chain[-1], _day()
    is_ended = "ended" in request.args
    lines = completeness.ended(place) if is_ended else completeness.running(place, day)
    at = shows.Addresses(place, day, actor())
    asked = 0 if day or is_ended else waiting.count_beneath(place, sight.names_cadres_of(actor()))
    issuers = {unit.id for _, held_in in actor().posts for unit in held_in.chain}
    return render(
        "completeness/organ.html",
        organ=place,
        crumbs=[
            (each.common_name, url_for(".organ", organization_id=each.id, on=day)) for each in chain[:-1]
        ],
        others=others,
        notices=shows.notices(lines, at, issuers, day or clock.today()),
        is_ended=is_ended,
        asked=asked,
        **_as_of(day, organization_id=place.id),
    )


@blueprint.get("/<int:organization_id>/annexes/<int:notice_annex_id>")
@login_required
def annex(organization_id: int, notice_annex_id: int) -> Answer:
    """一个附件: the organ's own figures and its direct subordinates', or by kind of unit with `?by=kind`."""
    chain = sight.find_chain(actor(), organization_id)
    place, row, day = chain[-1], sight.find_annex_row(notice_annex_id), _day()
    at = shows.Addresses(place, day, actor())
    lines = completeness.periods(place, row, day)
    nothing = completeness.Line(row, Figures(), row.due)
    here = next((line for line in lines if line.notice_annex.id == row.id), nothing)
    whole = here.figures
    by_kind = request.args.get("by") == "kind"
    below = [] if by_kind else completeness.below(place, [row.id], day)
    first = _first(below)
    own = whole - sum((each for _, each in below), Figures())
    return render(
        "completeness/annex.html",
        organ=place,
        row=row,
        title=shows.annex_title(row),
        notice=row.notice,
        crumbs=[(each.common_name, at.annex(row, each)) for each in chain[:-1]],
        whole=shows.line_row(here, at),
        months=shows.months(lines, row.id, at),
        own=shows.figures(own) if own.expected and not by_kind else None,
        units=shows.units(below[first : first + _MOST_UNITS], row, at),
        level_sums=shows.level_sums(below),
        kinds=shows.kind_rows(completeness.kinds(place, [row.id], day)) if by_kind else [],
        by_kind=by_kind,
        combined_url=shows.combined_url(place, row, actor()),
        more_after=below[first + _MOST_UNITS - 1][0].id if len(below) > first + _MOST_UNITS else None,
        is_first=first == 0,
        **_as_of(day, organization_id=place.id, notice_annex_id=row.id),
    )


@blueprint.post("/<int:organization_id>/annexes/<int:notice_annex_id>/export")
@login_required
@commits
def export(organization_id: int, notice_annex_id: int) -> Answer:
    """导出 Excel of the figures the page shows; recorded."""
    place = sight.find_chain(actor(), organization_id)[-1]
    row, day = sight.find_annex_row(notice_annex_id), _day()
    below = completeness.below(place, [row.id], day)
    whole = completeness.figures(place, [row.id], day)
    own = whole - sum((each for _, each in below), Figures())
    rows = [(f"{place.common_name}（本级）", own)] if own.expected else []
    rows += [(unit.common_name, each) for unit, each in below]
    head = heading(place, row, day)
    audit.record("duty", f"导出{place.common_name}《{head.annex}》报送情况", user().id)
    content = sheets.of_figures(head, rows, whole)
    return send(content, EXCEL, f"{place.common_name}{head.annex}报送情况.xlsx")


def heading(place: Organization, row: NoticeAnnex, day: date | None) -> sheets.Heading:
    """表头 of a sheet."""
    now = clock.now()
    return sheets.Heading(
        place.common_name,
        shows.annex_title(row),
        f"{row.notice.number or ''}《{row.notice.title}》",
        f"期限 {long_date(row.due)} 24:00",
        f"{long_date(day)} 24:00" if day else f"{long_date(now.date())} {now:%H:%M}",
    )


def _first(below: list[tuple[Organization, Figures]]) -> int:
    """Where the page begins: after the unit of `?after=`, where that is one of them."""
    after = request.args.get("after", type=row_number)
    ids = [unit.id for unit, _ in below]
    return ids.index(after) + 1 if after in ids else 0


def _day() -> date | None:
    """查看的日期 of `?on=`: a day that is over; today and what is no day are the present."""
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None
    return day if date(_EARLIEST, 1, 1) <= day < clock.today() else None


def _as_of(day: date | None, **here: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "as_of": long_date(day) if day else None,
        "as_of_words": f"{long_date(day)} 24:00" if day else f"{long_date(now.date())} {now:%H:%M}",
        "on": day.isoformat() if day else "",
        "today": clock.today().isoformat(),
        "now_url": url_for(".annex" if "notice_annex_id" in here else ".organ", **here),
    }
