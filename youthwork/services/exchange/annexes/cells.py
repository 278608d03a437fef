"""单元格: what one cell of an annex says, whatever way Excel keeps it; the web form judges the text afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import reduce
from typing import Any

from youthwork.domain.annex_context import Grade
from youthwork.forms.fields import LANDLINE, MOBILE, half_width
from youthwork.services.exchange.annexes.layout import SheetColumn
from youthwork.services.exchange.cell_text import as_seen, is_blank, tidy, without_spaces
from youthwork.services.exchange.roster_cells import read_name, read_phone
from youthwork.services.exchange.spreadsheet import CellValue

#: A sentence about the cell and how grave it is, or None.
Doubt = tuple[str, Grade] | None
_NAMES = ("姓名", "联络员", "填表人")
_FIRST_DAY = date(1899, 12, 30)


def read_cell(value: CellValue, column: SheetColumn) -> tuple[str | None, Doubt]:
    """The text a cell means, and a doubt about it; the text is None where the draft cannot hold it at all."""
    if is_blank(value):
        return "", None
    if column.is_phone:
        return read_phone_cell(value)
    if column.choices:
        return _read_choice(value, column)
    if isinstance(value, str):
        return (_name(value) if column.title in _NAMES else tidy(value)), None
    return _read_typed(value, column.title)


def read_phone_cell(value: CellValue) -> tuple[str, Doubt]:
    """联系方式: as typed where the form takes it so; else what the digits mean; else the text, to be judged."""
    typed = half_width(as_seen(value))
    if not typed or MOBILE.match(typed) or LANDLINE.match(typed):
        return typed, None
    text, finding = read_phone(value, mobile_only=False)
    if finding is None:
        return text, None
    if finding.kind == "note":
        return text, (finding.message, Grade.EXPLAIN)
    return tidy(as_seen(value)), (finding.message, Grade.MUST)


def same_text(before: str, after: str, column_filters: Sequence[Callable[[Any], Any]]) -> bool:
    """Whether the form would take both for the same."""
    return before == after or _filtered(before, column_filters) == _filtered(after, column_filters)


def _filtered(text: str, filters: Sequence[Callable[[Any], Any]]) -> str:
    return str(reduce(lambda kept, each: each(kept), filters, text) or "")


def _name(text: str) -> str:
    """No spaces inside a Chinese name and every middle dot alike, where it reads as a name; else as typed."""
    return read_name(text).value or tidy(text)


def _read_choice(value: CellValue, column: SheetColumn) -> tuple[str | None, Doubt]:
    text = without_spaces(as_seen(value))
    if not text or text in column.choices:
        return text, None
    said = "、".join(column.choices)
    return None, (f"“{text}”不在{column.title}的选项（{said}）里，没有带入，请改填其中一种", Grade.MUST)


def _read_typed(value: CellValue, title: str) -> tuple[str, Doubt]:
    """Numbers, dates and durations, written as a person would."""
    is_date_column = "时间" in title or "日期" in title
    if isinstance(value, datetime | date):
        return _day(value), None
    if isinstance(value, bool):
        return ("是" if value else "否"), None
    if isinstance(value, time | timedelta):
        return as_seen(value), None
    if is_date_column and isinstance(value, int | float) and 36_526 <= value < 73_051:
        day = _day(_FIRST_DAY + timedelta(days=int(value)))
        return day, (f"“{as_seen(value)}”像是丢了格式的日期，读作{day}，请核对", Grade.EXPLAIN)
    return tidy(as_seen(value)), None


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
