"""工作日历: the days of a year that are worked, for everybody to see; kept by the administrators of the topmost organ."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from flask import Blueprint, Flask, flash, request, url_for

from youthwork import clock
from youthwork.blueprints.navigation import belongs_to
from youthwork.blueprints.once import once
from youthwork.blueprints.presenting_calendar import day_mark, spans, weeks
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
from youthwork.domain import day_arrangements
from youthwork.domain import workdays as table
from youthwork.domain.calendar import WEEKDAYS, is_workday, long_date, moment_phrase
from youthwork.domain.errors import NotFound
from youthwork.forms.workdays import WORKED, ArrangementForm, DayForm
from youthwork.services import workdays

blueprint = Blueprint("workdays", __name__, url_prefix="/calendar/days")

_FIRST, _LAST = 2004, 2100


def prepare(app: Flask) -> None:
    workdays.prepare(app)


@blueprint.get("")
@login_required
def index() -> Answer:
    """一年: every month with its 休 and 班, the arrangement in words, who changed what."""
    belongs_to("calendar.index")
    return _year_page(_year(request.args.get("year", type=row_number)), ArrangementForm(), 200)


@blueprint.get("/<day>")
@login_required
def day(day: str) -> Answer:
    workdays.check_edits(actor())
    return _day_page(_day(day), None, 200)


@blueprint.post("/<day>")
@login_required
@commits
@once
def keep(day: str) -> Answer:
    workdays.check_edits(actor())
    here, form = _day(day), DayForm(request.form)
    if not form.validate():
        return _day_page(here, form, 422)
    workdays.set_day(here, form.kind.data == WORKED, form.name.data or "", user())
    flash(f"{long_date(here)}已记为{form.kind.data}（{form.name.data}），一分钟内全系统按此计算", "done")
    return see_other(url_for(".index", year=here.year))


@blueprint.post("/<day>/dropping")
@login_required
@commits
@once
def drop(day: str) -> Answer:
    workdays.check_edits(actor())
    here = _day(day)
    workdays.drop_day(here, user())
    flash(f"{long_date(here)}已恢复原来的安排", "done")
    return see_other(url_for(".index", year=here.year))


@blueprint.post("/<int:year>/arrangement/reading")
@login_required
def read(year: int) -> Answer:
    """读一遍: what the pasted text would enter; nothing is kept yet."""
    workdays.check_edits(actor())
    form = ArrangementForm(request.form)
    if not form.validate():
        return _year_page(_year(year), form, 422)
    found = day_arrangements.read(form.text.data or "", _year(year))
    if not found.days and not found.problems:
        form.text.errors = ["没有读到日期；请粘贴“国庆节：10月1日（周四）至7日（周三）放假调休”这样的文字"]
        return _year_page(_year(year), form, 422)
    belongs_to("calendar.index")
    return render(
        "workdays/reading.html", year=year, form=form, spans=spans(found.days), problems=found.problems
    )


@blueprint.post("/<int:year>/arrangement")
@login_required
@commits
@once
def enter(year: int) -> Answer:
    """录入 what was read."""
    workdays.check_edits(actor())
    form = ArrangementForm(request.form)
    if not form.validate():
        return _year_page(_year(year), form, 422)
    found = day_arrangements.read(form.text.data or "", _year(year))
    if found.problems or not found.days:
        form.text.errors = list(found.problems) or ["没有读到日期"]
        return _year_page(_year(year), form, 422)
    count = workdays.set_days(found.days, user())
    flash(f"已录入 {count} 天，一分钟内全系统按此计算" if count else "与现在的安排相同，没有改动", "done")
    return see_other(url_for(".index", year=year))


def _year_page(year: int, form: ArrangementForm, status: int) -> Answer:
    belongs_to("calendar.index")
    entered, today = workdays.days_of(year), clock.today()
    marked = {day: mark for day in _days_of(year) if (mark := table.marked(day))}
    return render(
        "workdays/year.html",
        status=status,
        year=year,
        said=table.unarranged_words(year),
        count=sum(is_workday(day) for day in _days_of(year)),
        months=[
            (
                month,
                [
                    [_cell(day, entered, today) if day else None for day in week]
                    for week in weeks(year, month)
                ],
            )
            for month in range(1, 13)
        ],
        spans=spans(marked),
        earlier=year - 1 if year > _FIRST else None,
        later=year + 1 if year < _LAST else None,
        may_edit=workdays.may_edit(actor()),
        changes=[
            (record.sentence, f"{name} · {moment_phrase(record.at, clock.now())}")
            for record, name in workdays.changes()
        ],
        form=form,
    )


def _cell(day: date, entered: dict[date, Any], today: date) -> dict[str, Any]:
    mark, name = day_mark(day)
    return {
        "day": day.day,
        "iso": day.isoformat(),
        "mark": mark,
        "name": name,
        "is_off": not is_workday(day),
        "is_entered": day in entered,
        "is_today": day == today,
    }


def _day_page(day: date, form: DayForm | None, status: int) -> Answer:
    belongs_to("calendar.index")
    row = workdays.days_of(day.year).get(day)
    mark, built_in = table.marked(day), table.BUILT_IN.get(day)
    works = is_workday(day)
    return render(
        "workdays/day.html",
        status=status,
        day=day,
        words=f"{long_date(day)} 星期{WEEKDAYS[day.weekday()]}",
        now=f"现在按{'上班' if works else '放假'}计算" + (f"（{mark.name}）" if mark else ""),
        built_in=f"{'上班' if built_in.is_workday else '放假'}（{built_in.name}）"
        if built_in
        else "按星期计算",
        row=row,
        form=form
        or DayForm(
            data={"kind": WORKED if works else "放假", "name": row.name if row else mark.name if mark else ""}
        ),
    )


def _year(year: int | None) -> int:
    if year is None:
        return clock.today().year
    if not _FIRST <= year <= _LAST:
        raise NotFound(f"工作日历只有{_FIRST}年到{_LAST}年")
    return year


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NotFound("没有这一天，地址里的日期写作 2026-10-01") from None
    _year(found.year)
    return found


def _days_of(year: int) -> list[date]:
    return [
        date(year, month, day) for month in range(1, 13) for day in range(1, monthrange(year, month)[1] + 1)
    ]
