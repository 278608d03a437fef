"""日历: what is due, month by month; a person's own, and an organ's with what its units owe it; as a page and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting_calendar as shows
from youthwork.blueprints.downloads import send
from youthwork.blueprints.web import Answer, actor, login_required, render, user
from youthwork.domain import icalendar, recurrence, workdays
from youthwork.models import Organization
from youthwork.services.duties import sight
from youthwork.services.path import agenda
from youthwork.services.path.agenda import Entry

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")

#: A file holds the month shown and what is known of the half year after it.
_FILE_DAYS = 200
_FIRST, _LAST = "2016-01", "2099-12"
ICS = "text/calendar; charset=utf-8"


@blueprint.get("")
@login_required
def index() -> Answer:
    """我的日历."""
    first, last = _month()
    return _page(None, agenda.of_person(user(), actor(), first, last), first, last)


@blueprint.get("/<int:organization_id>")
@login_required
def organ(organization_id: int) -> Answer:
    """单位日历 of an organ in whose office this person works, or of one beneath it."""
    place = sight.find_chain(actor(), organization_id)[-1]
    first, last = _month()
    return _page(place, agenda.of_organ(place, clock.today(), first, last), first, last)


@blueprint.get("/mine.ics")
@login_required
def mine_as_file() -> Answer:
    first, _ = _month()
    last = first + timedelta(days=_FILE_DAYS)
    return _file(agenda.of_person(user(), actor(), first, last), first, last, "我的填报期限")


@blueprint.get("/<int:organization_id>.ics")
@login_required
def organ_as_file(organization_id: int) -> Answer:
    place = sight.find_chain(actor(), organization_id)[-1]
    first, _ = _month()
    last = first + timedelta(days=_FILE_DAYS)
    found = agenda.of_organ(place, clock.today(), first, last)
    return _file(found, first, last, f"{place.common_name}的填报期限")


def _month() -> tuple[date, date]:
    """The month of `?month=2026-04`, else the present one."""
    period = request.args.get("month", "")
    if not (recurrence.is_period(period) and _FIRST <= period <= _LAST):
        period = recurrence.period_of(clock.today())
    return recurrence.first_day(period), recurrence.last_day(period)


def _page(place: Organization | None, found: Sequence[Entry], first: date, last: date) -> Answer:
    today, period = clock.today(), recurrence.period_of(first)
    rows = [shows.entry_row(each, today, place) for each in found]
    by_day: dict[date, list[dict[str, Any]]] = {}
    for each, row in zip(found, rows, strict=True):
        by_day.setdefault(each.day, []).append(row)
    return render(
        "calendar/month.html",
        organ=place,
        month=f"{first.year}年{first.month}月",
        lead=shows.lead(found, place),
        said=workdays.unarranged_words(first.year),
        weeks=[
            [shows.cell(day, by_day.get(day, []), today) if day else None for day in week]
            for week in shows.weeks(first.year, first.month)
        ],
        agenda=[(shows.day_words(day), each) for day, each in by_day.items()],
        spans=shows.span_rows(agenda.spans(first, last), today),
        earlier=_url(place, recurrence.before(period)),
        later=_url(place, recurrence.period_of(last + timedelta(days=1))),
        now=_url(place, None) if period != recurrence.period_of(today) else None,
        file_url=url_for(".organ_as_file", organization_id=place.id, month=period)
        if place
        else url_for(".mine_as_file", month=period),
        places=_places(place, period),
        year_url=url_for("workdays.index", year=first.year),
    )


def _url(place: Organization | None, period: str | None) -> str:
    if place is None:
        return url_for(".index", month=period)
    return url_for(".organ", organization_id=place.id, month=period)


def _places(place: Organization | None, period: str) -> list[tuple[str, str, bool]]:
    """我的, and the organs in whose office this person works; none where there is nothing to choose."""
    offices = sight.office_organs(actor())
    if not offices:
        return []
    mine = ("我的", url_for(".index", month=period), place is None)
    return [
        mine,
        *(
            (
                each.name,
                url_for(".organ", organization_id=each.id, month=period),
                bool(place and place.id == each.id),
            )
            for each in offices
        ),
    ]


def _file(found: Sequence[Entry], first: date, last: date, name: str) -> Answer:
    """日历文件: forms, notices and days; no person is named in it."""
    events = [shows.event(each) for each in found]
    events += [
        icalendar.Event(each.key, each.first, each.last, each.name) for each in agenda.spans(first, last)
    ]
    return send(icalendar.write(events, name, clock.now()), ICS, f"{name}.ics")
