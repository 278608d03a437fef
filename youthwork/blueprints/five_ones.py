"""五个一进度: a cadre's year, an organ's quarter and what stands beneath it; every number from records, none typed.

Every page can be had as of a past day: `?on=2026-05-10` shows what was known at the end of that day.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting_charts, presenting_five_ones, presenting_links
from youthwork.blueprints.downloads import EXCEL, send
from youthwork.blueprints.navigation import belongs_to
from youthwork.blueprints.web import (
    Answer,
    actor,
    addresses_of,
    commits,
    login_required,
    render,
    see_other,
    user,
)
from youthwork.domain.calendar import long_date
from youthwork.domain.periods import Period, PeriodKind, period_of, periods_of
from youthwork.extensions import htmx
from youthwork.models import Organization
from youthwork.services import audit
from youthwork.services.contact_work.counting import counted_sight, counting, counting_organs, quarter_sheet
from youthwork.services.contact_work.counting.counting import CadreYear
from youthwork.services.contact_work.counting.posts_held import PersonPosts
from youthwork.services.contact_work.links import links

blueprint = Blueprint("five_ones", __name__, url_prefix="/five-ones")

_EARLIEST = 2000


@blueprint.get("")
@login_required
def index() -> Answer:
    """我的五个一; for who works in an office, the way to its organs' pages."""
    own = counted_sight.find_own(actor())
    offices = counted_sight.office_organs(actor())
    if own is None:
        return render("five_ones/offices.html", offices=offices)
    return _cadre_page(own, offices)


@blueprint.get("/line")
@login_required
def line() -> Answer:
    """工作台的一行: asked for by the desk once it stands there, so that the desk costs no query more."""
    if not htmx:
        return see_other(url_for(".index"))
    present = counting.present_of(actor().user_id)
    link = links.open_link(actor().user_id)
    return render(
        "five_ones/_line.html",
        line=presenting_five_ones.desk_line(present) if present else None,
        gone=presenting_links.gone(link) if link else None,
    )


@blueprint.get("/people/<int:user_id>")
@login_required
def person(user_id: int) -> Answer:
    """一名团干部的一年."""
    return _cadre_page(counted_sight.find_cadre(actor(), user_id, _day() or clock.today()), [])


@blueprint.get("/organs/<int:organization_id>")
@login_required
def organ(organization_id: int) -> Answer:
    """一个机关的一个季度, its cadres and the units beneath it."""
    place = counted_sight.find_organ(actor(), organization_id)
    as_of, quarter = _day(), _quarter()
    found = counting_organs.quarter_of_organ(place, quarter, as_of)
    here: dict[str, Any] = {"organization_id": place.id, "on": as_of}
    above = place.parent_id if counted_sight.is_beneath(actor(), _path_above(place)) else None
    return render(
        "five_ones/organ.html",
        organ=place,
        above=above,
        quarter=quarter,
        page=presenting_five_ones.organ_page(
            found,
            addresses_of(".organ", "organization_id", quarter=_name(quarter), on=as_of),
            _to_cadres(quarter, as_of),
        ),
        chart=presenting_charts.coverage(found),
        quarters=[
            (
                each.short_words.removeprefix("第"),
                url_for(".organ", quarter=_name(each), **here),
                each == quarter,
            )
            for each in periods_of(quarter.starts_on.year, PeriodKind.QUARTER)
            if each.starts_on <= clock.today()
        ],
        earlier=url_for(".organ", quarter=_name(_year_before(quarter)), **here),
        later=_later(quarter, here),
        **_as_of(as_of),
    )


@blueprint.post("/organs/<int:organization_id>/export")
@login_required
@commits
def export(organization_id: int) -> Answer:
    """导出 Excel of what the page shows; recorded."""
    place = counted_sight.find_organ(actor(), organization_id)
    quarter = _quarter()
    content = quarter_sheet.write(counting_organs.quarter_of_organ(place, quarter, _day()))
    audit.record("activity", f"导出{place.common_name}{quarter.words}五个一进度", user().id)
    return send(content, EXCEL, f"{place.common_name}{quarter.words}五个一进度.xlsx")


def _cadre_page(posts: PersonPosts, offices: list[Any]) -> Answer:
    as_of = _day()
    year = counting.year_of_cadre(posts, _year(as_of), as_of)
    is_self = posts.id == actor().user_id
    if not is_self:
        belongs_to("five_ones.index")
    door = ".index" if is_self else ".person"
    here: dict[str, Any] = {"on": as_of} if is_self else {"on": as_of, "user_id": posts.id}
    first = min(each.starts_on for each in posts.held).year
    return render(
        "five_ones/cadre.html",
        year=year,
        is_self=is_self,
        may_record=is_self and bool(posts.on(clock.today())),
        post_words=presenting_five_ones.post_words(year),
        page=presenting_five_ones.cadre_page(year, _addresses(year, is_self)),
        chart=presenting_charts.months(year),
        offices=offices,
        above=[] if is_self else [each for each in posts.on(year.today) if _sees(each.path)],
        earlier=url_for(door, year=year.year - 1, **here) if year.year > first else None,
        later=url_for(door, year=year.year + 1, **here) if year.year < clock.today().year else None,
        **_as_of(as_of),
    )


def _to_cadres(quarter: Period, as_of: date | None) -> Callable[[int], str]:
    """The year the quarter lies in, of each of sixty: the question is asked only where it is not the present one."""
    year = quarter.starts_on.year
    asked: dict[str, Any] = {"on": as_of} if as_of else {}
    if year != (as_of or clock.today()).year:
        asked["year"] = year
    return addresses_of(".person", "user_id", **asked)


def _sees(path: str) -> bool:
    return counted_sight.is_beneath(actor(), path)


def _addresses(year: CadreYear, is_self: bool) -> presenting_five_ones.Address:
    if is_self:
        return presenting_five_ones.own_address()
    return presenting_five_ones.address_within(
        counted_sight.organs_in_sight(actor(), year.posts, year.rows.values())
    )


def _day() -> date | None:
    """查看的日期 of `?on=`: a day that is over; today and what is no day are the present."""
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None
    return day if date(_EARLIEST, 1, 1) <= day < clock.today() else None


def _year(as_of: date | None) -> int:
    today = as_of or clock.today()
    asked = request.args.get("year", type=int) or today.year
    return asked if _EARLIEST <= asked <= clock.today().year else today.year


def _quarter() -> Period:
    """季度 of `?quarter=2026-2`; of the day looked at where there is none, or one that has not begun."""
    today = _day() or clock.today()
    present = period_of(today, PeriodKind.QUARTER)
    if not (named := re.fullmatch(r"(2\d{3})-([1-4])", request.args.get("quarter", ""))):
        return present
    asked = Period(date(int(named[1]), 3 * int(named[2]) - 2, 1), PeriodKind.QUARTER)
    return asked if asked.starts_on <= clock.today() else present


def _name(quarter: Period) -> str:
    return f"{quarter.starts_on.year}-{quarter.ends_on.month // 3}"


def _year_before(quarter: Period) -> Period:
    return Period(date(quarter.starts_on.year - 1, 10, 1), PeriodKind.QUARTER)


def _later(quarter: Period, here: dict[str, Any]) -> str | None:
    year = quarter.starts_on.year + 1
    return url_for(".organ", quarter=f"{year}-1", **here) if year <= clock.today().year else None


def _path_above(place: Organization) -> str:
    return place.path.rsplit("/", 2)[0] + "/"


def _as_of(day: date | None) -> dict[str, Any]:
    return {
        "as_of": long_date(day) if day else None,
        "on": day.isoformat() if day else "",
        "today": clock.today().isoformat(),
        "now_url": url_for(request.endpoint or ".index", **(request.view_args or {})),
    }
