"""导出目录: the filings found as an Excel sheet, a line each; no formula, no phone, no birth month.

make(order, place, progress)    the sheet alone
write_list(place, …)            the same as the table of contents of a package
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from youthwork.domain import retention
from youthwork.domain.calendar import long_date
from youthwork.services.archive.export_contents import BATCH, Entry, rows_of
from youthwork.services.archive.export_order import Made, Order, Progress
from youthwork.services.archive.matching import every_match
from youthwork.services.archive.query import KEEPING_WORDS, STANDING_WORDS

#: What one sheet still opens with in the programs of an office; asking is held to it (`exports.MOST`).
MOST_ROWS = 50_000

_Cell = str | int
#: Heading, width in characters, what stands there.
_COLUMNS: tuple[tuple[str, int, Callable[[Entry], _Cell]], ...] = (
    ("档号", 26, lambda entry: entry.archival_number),
    ("备案号", 20, lambda entry: entry.filing_number),
    ("题名", 34, lambda entry: entry.title),
    ("表种", 12, lambda entry: entry.annex),
    ("填报单位", 26, lambda entry: entry.owner_name),
    ("备案机关", 18, lambda entry: entry.organ_name),
    ("受理部门", 24, lambda entry: entry.department_name),
    ("年度", 8, lambda entry: entry.year),
    ("备案日期", 12, lambda entry: f"{entry.filed_at:%Y-%m-%d}"),
    ("报送", 8, lambda entry: "按时" if entry.was_on_time else "逾期"),
    ("保管期限", 10, lambda entry: retention.words(entry.retention_years)),
    ("版本", 10, lambda entry: STANDING_WORDS[entry.standing]),
    ("归档", 10, lambda entry: KEEPING_WORDS[entry.keeping]),
    ("页数", 7, lambda entry: entry.page_count or ""),
)


@dataclass(frozen=True)
class Line:
    """目录的一行: the filing, and in a package the name of its file."""

    entry: Entry
    file_name: str = ""


def make(order: Order, place: Path, progress: Progress) -> Made:
    """导出目录 of everything the question finds now."""
    ids = every_match(order.actor, order.query, MOST_ROWS)
    written: list[int] = []

    def lines() -> Iterable[Line]:
        for entry in rows_of(order.actor, ids):
            if len(written) % BATCH == 0:
                progress(len(written), len(ids))
            written.append(entry.id)
            yield Line(entry)

    write_list(place, order, lines())
    progress(len(written), len(ids))
    return Made(f"备案件目录 {order.asked_at:%Y%m%d-%H%M}.xlsx", written)


def write_list(
    place: Path | IO[bytes],
    order: Order,
    lines: Iterable[Line],
    left_out: Sequence[str] = (),
    files: bool = False,
) -> None:
    """Write the sheet; with `files` the last column names each filing's file, and what is missing has a sheet."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(place if not isinstance(place, Path) else str(place), options) as workbook:
        # Its own clock would make the same list another file each time.
        workbook.set_properties(
            {"title": "备案件目录", "author": order.person_name, "created": order.asked_at}
        )
        _write_sheet(workbook, order, lines, files)
        if left_out:
            _write_left_out(workbook, left_out)


def _write_sheet(workbook: Workbook, order: Order, lines: Iterable[Line], files: bool) -> None:
    sheet = workbook.add_worksheet("目录")
    title = workbook.add_format({"bold": True, "font_size": 16, "valign": "vcenter"})
    note = workbook.add_format({"font_size": 10, "font_color": "#555555"})
    head = workbook.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#EEF1F4"})
    cell = workbook.add_format({"border": 1, "valign": "top", "text_wrap": True})
    columns = [
        ("序号", 6),
        *((name, width) for name, width, _ in _COLUMNS),
        *([("文件名", 44)] if files else []),
    ]
    for at, (_, width) in enumerate(columns):
        sheet.set_column(at, at, width)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, "备案件目录", title)
    sheet.write_string(1, 0, f"范围：{order.subject}", note)
    asked = f"{order.unit_name} {order.person_name} {long_date(order.asked_at.date())}导出，利用目的：{order.purpose}"
    sheet.write_string(2, 0, asked, note)
    for at, (name, _) in enumerate(columns):
        sheet.write_string(3, at, name, head)
    row = 3
    for row, line in enumerate(lines, start=4):
        values: list[_Cell] = [row - 3, *(value(line.entry) for _, _, value in _COLUMNS)]
        for at, value in enumerate([*values, *([line.file_name] if files else [])]):
            if isinstance(value, int):
                sheet.write_number(row, at, value, cell)
            else:
                sheet.write_string(row, at, _plain(value), cell)
    _set_up_printing(sheet)
    sheet.autofilter(3, 0, max(row, 4), len(columns) - 1)


def _write_left_out(workbook: Workbook, left_out: Sequence[str]) -> None:
    sheet = workbook.add_worksheet("未收入")
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, f"未收入 {len(left_out):,} 件", workbook.add_format({"bold": True}))
    for row, sentence in enumerate(left_out, start=1):
        sheet.write_string(row, 0, _plain(sentence))


def _set_up_printing(sheet: Worksheet) -> None:
    sheet.freeze_panes(4, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _plain(text: str) -> str:
    """Without the controls no sheet can hold."""
    return "".join(sign for sign in text if sign >= " ")[:32_000]
