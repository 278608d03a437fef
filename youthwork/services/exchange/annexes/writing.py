"""导出 Excel: an annex as the notice lays it out, ready to be filled in, printed and brought back.

Every text is written as text: what begins with = + - @ is never a formula, and a phone number stays whole.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from youthwork.forms.fields import MOST_ROWS, tidy
from youthwork.services.exchange.annexes.layout import LIST_TITLE, SheetColumn, SheetLayout
from youthwork.services.exchange.annexes.marks import MARK_SHEET, ROW_ID_TITLE, Mark, row_mark
from youthwork.services.exchange.sheet_xml import column_letters

#: A cell holds no more; the draft keeps what is beyond it.
MOST_CHARACTERS = 32_767
#: How many characters of Excel's standard width fill the page: 247 mm crosswise, 156 mm upright.
_PAGE = {True: 128, False: 84}
_BLANK_ROWS = 7
_MOST_CHOICES = 200


@dataclass(frozen=True)
class Filled:
    """要导出的一份: the layout, the texts (answers, or a draft as typed), the line above the title, the mark.

    `suggestions` are offered while typing (column → names) and refuse nothing.
    """

    layout: SheetLayout
    texts: Mapping[str, Any]
    heading: str
    mark: Mark
    suggestions: Mapping[str, Sequence[str]]


def cell_text(text: str) -> str:
    """The text as a cell can hold it: no control characters, no non-characters, not longer than a cell."""
    return "".join(ch for ch in tidy(text) if ord(ch) & 0xFFFE != 0xFFFE)[:MOST_CHARACTERS]


def head_text(label: str, text: str) -> str:
    """The same for a cell above the table, which holds its label too."""
    return cell_text(text)[: MOST_CHARACTERS - len(label) - 1]


def write_annex(filled: Filled) -> bytes:
    """导出 Excel; the same contents give the same sheet."""
    content = BytesIO()
    # Texts come from people: written as they are, never as formulas, links or numbers.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        sheet = workbook.add_worksheet(filled.layout.sheet_name)
        lists = _write_mark(workbook, filled)
        _Page(workbook, sheet, filled).write(lists)
    return content.getvalue()


def _write_mark(workbook: Workbook, filled: Filled) -> dict[str, str]:
    """The hidden sheet: the mark, and what may be chosen; gives the range of each column's choices."""
    hidden = workbook.add_worksheet(MARK_SHEET)
    hidden.very_hidden()
    for row, (name, value) in enumerate(filled.mark.lines):
        hidden.write_string(row, 0, name)
        hidden.write_string(row, 1, cell_text(value))
    ranges = {}
    for at, (name, values) in enumerate(filled.suggestions.items(), start=3):
        chosen = list(dict.fromkeys(cell_text(value) for value in values if value))[:_MOST_CHOICES]
        for row, value in enumerate(chosen):
            hidden.write_string(row, at, value)
        letters = column_letters(at + 1)
        if chosen:
            ranges[name] = f"='{MARK_SHEET}'!${letters}$1:${letters}${len(chosen)}"
    return ranges


class _Page:
    """One sheet in the making."""

    def __init__(self, workbook: Workbook, sheet: Worksheet, filled: Filled) -> None:
        self.sheet, self.filled, self.layout = sheet, filled, filled.layout
        self.columns: tuple[SheetColumn, ...] = filled.layout.columns
        self.first = 2 if filled.layout.has_list_column else 1
        self.last = self.first + len(self.columns) - 1
        kai = {"font_name": "宋体", "font_size": 12, "valign": "vcenter"}
        # As on the printed face: many columns are set smaller.
        self.size = 10.5 if len(self.columns) > 8 else 12
        cell = {**kai, "font_size": self.size, "border": 1, "num_format": "@", "text_wrap": True}
        self.mark: Format = workbook.add_format({"font_name": "黑体", "font_size": 16, "valign": "vcenter"})
        self.title: Format = workbook.add_format(
            {**kai, "font_size": 20, "bold": True, "align": "center", "text_wrap": True}
        )
        self.above: Format = workbook.add_format({**kai, "text_wrap": True, "num_format": "@"})
        self.head: Format = workbook.add_format({**cell, "font_name": "黑体", "align": "center"})
        self.number: Format = workbook.add_format(
            {**kai, "font_size": self.size, "border": 1, "align": "center"}
        )
        self.left: Format = workbook.add_format(cell)
        self.centred: Format = workbook.add_format({**cell, "align": "center"})
        self.plain = {
            is_centred: workbook.add_format(
                {**kai, "font_size": self.size, "num_format": "@", "text_wrap": True, "align": align}
            )
            for is_centred, align in ((False, "left"), (True, "center"))
        }

    def write(self, choices: Mapping[str, str]) -> None:
        self._set_widths()
        head_row = self._write_above()
        self._write_head(head_row)
        last_row = self._write_rows(head_row + 1)
        self._offer(head_row + 1, choices)
        self._set_page(head_row, last_row)

    def _set_widths(self) -> None:
        leading = [("序号", 6.0)] + ([(LIST_TITLE, 20.0)] if self.first == 2 else [])
        widths = [share for _, share in leading] + [column.width for column in self.columns]
        self.chars = [
            max(5.0, round(_PAGE[self.layout.is_landscape] * each / sum(widths), 1)) for each in widths
        ]
        for at, width in enumerate(self.chars):
            column = self.columns[at - self.first] if at >= self.first else None
            # What is typed below the table is text too, phones above all.
            self.sheet.set_column(
                at, at, width, self.plain[column.is_centred] if column else self.plain[True]
            )
        self.sheet.set_column(self.last + 1, self.last + 1, 14, None, {"hidden": True})

    def _write_above(self) -> int:
        """附件N, the title, the head cells; gives the row of the table's head."""
        row = 0
        if self.filled.heading:
            self._across(row, 0, self.last, self.filled.heading, self.mark)
            self.sheet.set_row(row, 24)
            row += 1
        self._across(row, 0, self.last, self.layout.annex.title, self.title)
        self.sheet.set_row(row, 30 * self._lines(self.layout.annex.title, sum(self.chars), 1.7))
        row += 1
        for line in self._head_lines():
            places = self._parted(len(line))
            for (start, end), text in zip(places, line, strict=True):
                self._across(row, start, end, text, self.above)
            widths = [sum(self.chars[start : end + 1]) for start, end in places]
            lines = max(self._lines(text, width) for text, width in zip(line, widths, strict=True))
            self.sheet.set_row(row, 10 + 16 * lines)
            row += 1
        return row

    def _head_lines(self) -> list[list[str]]:
        """The cells above the table, by lines: three on a line, the long names of a one-person form alone."""
        texts = self.filled.texts
        known, singles = (
            [f"{label}：{head_text(label, str(texts.get(name) or ''))}" for name, label in cells.items()]
            for cells in (self.layout.known, self.layout.singles)
        )
        if self.layout.has_list_column:
            return [*_parts(known, 3), *([each] for each in singles)]
        return _parts([*known, *singles], 3)

    def _parted(self, count: int) -> list[tuple[int, int]]:
        """The columns each of `count` head cells lies over, about equally wide."""
        bounds: list[tuple[int, int]] = []
        total, used, start = sum(self.chars), 0.0, 0
        for at, width in enumerate(self.chars):
            used += width
            left = count - len(bounds)
            enough = used >= total * (len(bounds) + 1) / count or self.last - at < left
            if at == self.last or (left > 1 and enough):
                bounds.append((start, at))
                start = at + 1
        return bounds

    def _write_head(self, row: int) -> None:
        titles = ["序号"] + ([LIST_TITLE] if self.first == 2 else []) + [each.title for each in self.columns]
        self.sheet.set_row(
            row, 22 * max(self._lines(text, width) for text, width in zip(titles, self.chars, strict=True))
        )
        for at, title in enumerate(titles):
            self.sheet.write_string(row, at, title, self.head)
        self.sheet.write_string(row, self.last + 1, ROW_ID_TITLE)

    def _write_rows(self, row: int) -> int:
        for name, label in self.layout.lists.items():
            rows = self.filled.texts.get(name) or []
            for number, texts in enumerate(rows, start=1):
                self._write_row(row, number, label, texts)
                self.sheet.write_string(
                    row, self.last + 1, row_mark(self.filled.mark.submission, texts["id"])
                )
                row += 1
            blank = 1 if self.first == 2 else _BLANK_ROWS
            for number in range(1, blank + 1) if not rows else ():
                self._write_row(row, number, label, {})
                row += 1
        return row - 1

    def _write_row(self, row: int, number: int, label: str, texts: Mapping[str, str]) -> None:
        self.sheet.write_number(row, 0, number, self.number)
        if self.first == 2:
            self.sheet.write_string(row, 1, label, self.left)
        lines = self._lines(label, self.chars[1]) if self.first == 2 else 1
        for at, column in enumerate(self.columns, start=self.first):
            text = cell_text(texts.get(column.name) or "")
            style = self.centred if column.is_centred else self.left
            if text:
                self.sheet.write_string(row, at, text, style)
                lines = max(lines, self._lines(text, self.chars[at]))
            else:
                self.sheet.write_blank(row, at, None, style)
        self.sheet.set_row(row, min(8 + 16 * lines, 400))

    def _offer(self, first_row: int, choices: Mapping[str, str]) -> None:
        """Lists to choose from: fixed words refuse anything else, names of organizations only help."""
        for at, column in enumerate(self.columns, start=self.first):
            if column.choices:
                wrong = {
                    "error_title": column.title,
                    "error_message": f"请填{'、'.join(column.choices)}中的一种",
                }
                rule: dict[str, Any] = {"validate": "list", "source": list(column.choices), **wrong}
            elif column.name in choices:
                rule = {"validate": "list", "source": choices[column.name], "show_error": False}
            else:
                continue
            self.sheet.data_validation(first_row, at, first_row + MOST_ROWS - 1, at, rule)

    def _set_page(self, head_row: int, last_row: int) -> None:
        self.sheet.freeze_panes(head_row + 1, self.first + 1)
        self.sheet.set_paper(9)
        if self.layout.is_landscape:
            self.sheet.set_landscape()
            self.sheet.set_margins(left=0.98, right=0.98, top=0.79, bottom=0.94)
        else:
            self.sheet.set_margins(left=1.1, right=1.02, top=1.46, bottom=1.38)
        self.sheet.center_horizontally()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(head_row)
        self.sheet.set_footer('&C&"宋体"&14— &P —')

    def _across(self, row: int, start: int, end: int, text: str, style: Format) -> None:
        if start == end:
            self.sheet.write_string(row, start, text, style)
        else:
            self.sheet.merge_range(row, start, row, end, "", style)
            self.sheet.write_string(row, start, text, style)

    @staticmethod
    def _lines(text: str, width: float, size: float = 1.1) -> int:
        """How many lines the text takes; Excel leaves the height of merged and pre-set rows as written."""
        return sum(
            1 + int(max(0.0, sum(_breadth(ch) for ch in line) * size - 0.01) // max(width - 1, 1))
            for line in text.split("\n")
        )


def _breadth(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _parts(texts: list[str], size: int) -> list[list[str]]:
    return [texts[at : at + size] for at in range(0, len(texts), size)]
