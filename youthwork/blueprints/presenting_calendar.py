"""怎样显示日历: weeks of a month, what a day is called, spans of holidays, lines of what is due."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import url_for

from youthwork.domain.calendar import WEEKDAYS, days_left, due_phrase, is_workday, long_date, short_date
from youthwork.domain.icalendar import Event
from youthwork.domain.workdays import Marked, marked
from youthwork.models import Organization
from youthwork.services.path.agenda import Entry, Span


def weeks(year: int, month: int) -> list[list[date | None]]:
    """The weeks of a month from Monday; None for the days of the months beside it."""
    found = Calendar(firstweekday=0).monthdatescalendar(year, month)
    return [[day if day.month == month else None for day in week] for week in found]


def day_mark(day: date) -> tuple[str, str]:
    """休 or 班 with the name of the day; two empty words where it is what its weekday says."""
    special = marked(day)
    if special is None:
        return "", ""
    return ("班" if special.is_workday else "休"), special.name


def spans(days: Mapping[date, Marked]) -> list[dict[str, object]]:
    """放假安排 in words: 10月1日（四）至7日（三）国庆节 放假 7 天; each run of days of one name a line."""
    found: list[tuple[date, date, Marked]] = []
    for day, each in sorted(days.items()):
        if found and found[-1][2] == each and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day, each)
        else:
            found.append((day, day, each))
    return [
        {
            "days": _day(first) if first == last else f"{_day(first)}至{_day(last)}",
            "name": each.name,
            "is_workday": each.is_workday,
            "count": (last - first).days + 1,
        }
        for first, last, each in found
    ]


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def day_words(day: date) -> str:
    """4月6日 星期一 · 清明."""
    name = day_mark(day)[1]
    return f"{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}" + (f" · {name}" if name else "")


def cell(day: date, rows: list[dict[str, Any]], today: date) -> dict[str, Any]:
    """一格 of a month."""
    mark, name = day_mark(day)
    return {
        "day": day.day,
        "mark": mark,
        "name": name,
        "rows": rows,
        "cls": f"{'off' if not is_workday(day) else 'work'}{' today' if day == today else ''}",
    }


def entry_row(entry: Entry, today: date, place: Organization | None) -> dict[str, Any]:
    """日历上的一件, with where it leads."""
    row = entry.notice_annex
    url = url_for("notices.show", notice_id=row.notice_id)
    if entry.figures is not None and place is not None:
        url = url_for("completeness.annex", organization_id=place.id, notice_annex_id=row.id)
    elif entry.submission_id is not None:
        url = url_for("submissions.show", submission_id=entry.submission_id)
    return {
        "title": ("补正 " if entry.is_correction else "") + entry.title,
        "url": url,
        "words": _words(entry, today),
        "cls": _tone(entry, today),
    }


def _words(entry: Entry, today: date) -> str:
    said = []
    if entry.figures is not None:
        found = entry.figures
        said.append(
            f"下级和本级已报 {found.reported}/{found.expected}"
            + (f"，还差 {found.missing}" if found.missing else "")
        )
    else:
        said.append(entry.owner or "本人")
        said.append("已报" if entry.is_done else due_phrase(entry.day, today).partition(" · ")[2])
    if entry.above is not None:
        # DOMAIN §8.3 no. 8: the superior's day stays in sight beside one's own.
        said.append(
            f"上级通知定 {short_date(entry.above, today)}"
            if entry.above > entry.day
            else f"已延期，原定 {short_date(entry.above, today)}"
        )
    return " · ".join(each for each in said if each)


def _tone(entry: Entry, today: date) -> str:
    if entry.is_done:
        return "done"
    left = days_left(entry.day, today)
    return "past" if left < 0 else "soon" if left <= 3 else ""


def lead(found: Sequence[Entry], place: Organization | None) -> str:
    """What matters of the month."""
    if not found:
        return "这个月没有截止的事项"
    open_ones = [each for each in found if not each.is_done]
    whose = "本级要报和下级应报" if place else "要报"
    return (
        f"{whose} {len(found)} 件，{len(open_ones)} 件没有办完"
        if open_ones
        else f"{whose} {len(found)} 件，都办完了"
    )


def span_rows(found: Iterable[Span], today: date) -> list[tuple[str, str]]:
    return [(each.name, f"{short_date(each.first, today)}至{short_date(each.last, today)}") for each in found]


def event(entry: Entry) -> Event:
    """一件 as a calendar file has it: the form, the notice, the day."""
    row = entry.notice_annex
    kind = "correction" if entry.is_correction else "owed" if entry.figures is not None else "duty"
    word = "补正截止" if entry.is_correction else "下级报送截止" if entry.figures is not None else "截止"
    above = f"\n上级通知定{long_date(entry.above)}" if entry.above else ""
    return Event(
        f"{kind}-{row.id}-{entry.duty_id}",
        entry.day,
        entry.day,
        f"{word}：{entry.title}" + (f"（{entry.owner}）" if entry.owner else ""),
        f"{row.notice.number or ''}《{row.notice.title}》，当日24:00截止{above}",
    )
