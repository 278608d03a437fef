"""检查的共用部分: same text, same phone, dates out of the notice's time, what last period said.

Generators of findings any annex may use. None of them is 必须改: they ask for a word or give a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from youthwork.domain.annex_context import AnnexContext, Grade, KnownPerson, Problem
from youthwork.domain.calendar import short_date

#: A text of fewer characters is the same by chance: 每月一次, 全体参加.
LONG_ENOUGH = 8

_Row = Mapping[str, Any]
_DAY = re.compile(r"(?:(20\d\d)\s*[年./-]\s*)?(1[0-2]|0?[1-9])\s*[月./-]\s*(3[01]|[12]\d|0?[1-9])(?!\d)")


def squeezed(text: object) -> str:
    """The text as it is compared: without spaces and the marks at its end."""
    return re.sub(r"\s+", "", str(text or "")).rstrip("。，；、.,;")


def same_texts(cells: Iterable[tuple[str, str, str]]) -> Iterator[Problem]:
    """同一段文字写在几处: (input, place in words, text) each; one finding at the second place."""
    seen: dict[str, str] = {}
    for field, place, text in cells:
        plain = squeezed(text)
        if len(plain) < LONG_ENOUGH:
            continue
        if plain in seen:
            sentence = f"{place}与{seen[plain]}一字不差；确是同样的，请说明"
            yield Problem(field, sentence, Grade.EXPLAIN)
        seen.setdefault(plain, place)


def same_phones(rows: Iterable[_Row], name: str, phone: str) -> Iterator[Problem]:
    """两个人一个号码: two names in a table with one phone."""
    seen: dict[str, tuple[int, str]] = {}
    for number, row in enumerate(rows, start=1):
        who, dialled = str(row[name]), str(row[phone])
        if not who or not dialled:
            continue
        first, other = seen.setdefault(dialled, (number, who))
        if other != who:
            sentence = f"第 {number} 行{who}与第 {first} 行{other}的号码相同，请核对；确是共用的，请说明"
            yield Problem(f"rows-{row['id']}-{phone}", sentence, Grade.EXPLAIN)


def unlike_roster(row: _Row, number: int, person: KnownPerson | None) -> Iterator[Problem]:
    """与名册不同: title or phone as typed differ from what the roster has. The number itself is not said."""
    if person is None:
        return
    if person.title and row["title"] and row["title"] != person.title:
        sentence = f"第 {number} 行{person.name}的职务与任职登记的“{person.title}”不同，请看一眼"
        yield Problem(f"rows-{row['id']}-title", sentence, Grade.HINT)
    if person.phone and row["phone"] and row["phone"] != person.phone:
        sentence = f"第 {number} 行{person.name}的联系方式与人员信息中登记的不同，请看一眼"
        yield Problem(f"rows-{row['id']}-phone", sentence, Grade.HINT)


def time_of(text: str, place: str, field: str, context: AnnexContext) -> Iterator[Problem]:
    """时间: a day that is still to come, or that lies outside the notice's time (H6: warned, not refused)."""
    if context.window is None:
        return
    begin, end = context.window
    for year, month, day in _DAY.findall(text):
        days = [made for each in _years(year, begin, end) if (made := _day(each, int(month), int(day)))]
        if not days:
            yield Problem(field, f"{place}写的时间“{text}”没有这一天，请看一眼", Grade.HINT)
        elif all(each > context.today for each in days):
            sentence = f"{place}写的时间“{text}”还没有到；完成情况写已经做了的，提前写的请说明"
            yield Problem(field, sentence, Grade.EXPLAIN)
        elif not any(begin <= each <= end for each in days):
            first, last = short_date(begin, context.today), short_date(end, context.today)
            sentence = f"{place}写的时间“{text}”不在本通知期间（{first}至{last}），请看一眼"
            yield Problem(field, sentence, Grade.HINT)


def _years(year: str, begin: date, end: date) -> list[int]:
    """The year written, or the years the notice runs through."""
    return [int(year)] if year else list(range(begin.year, end.year + 1))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def unchanged(
    cells: Iterable[tuple[str, str, str]], earlier: Iterable[str], period: str
) -> Iterator[Problem]:
    """与上次相同: long texts that stand in last period's form word for word; kindly, and never in the way."""
    before = {plain for text in earlier if len(plain := squeezed(text)) >= LONG_ENOUGH}
    for field, place, text in cells:
        if squeezed(text) in before:
            yield Problem(field, f"{place}与上次相同（{period}），请看一眼是否仍属实", Grade.HINT)
