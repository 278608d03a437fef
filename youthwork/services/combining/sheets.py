"""汇总表的 Excel: the notice's columns with the unit before them and the source behind; plain, filtered, its head frozen.

Three sheets: the table, its sources, and who is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from youthwork.domain.completeness import Reporting
from youthwork.services.combining.entries import Entry
from youthwork.services.combining.files import Heading, heads, situation
from youthwork.services.combining.layout import Layout
from youthwork.services.exchange.annexes.writing import cell_text

#: Texts come from people: written as they are, never as formulas, links or numbers.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
#: Width in characters of a column of span 1 to 5.
_WIDTHS = (0, 11, 15, 24, 32, 40)
_NARROW = 9


def workbook(heading: Heading, layout: Layout, spans: dict[str, int], entries: Sequence[Entry]) -> bytes:
    """The file; the same entries give the same bytes."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        # Its own clock would make the same table another file each time.
        book.set_properties({"title": heading.title, "author": heading.made_by, "created": heading.at})
        widths = [24, *(_width(column.name, layout, spans) for column in layout.heads), 24, 22, 12]
        _Sheet(book, "汇总表", heading.title, heading.facts, ("序号", *heads(layout)), (6, *widths)).fill(
            _lines(entries, len(layout.heads))
        )
        sources = ("填报单位", "团干部", "备案号", "版本", "日期", "内容校验码（SHA-256）")
        _Sheet(book, "来源", "来源", heading.facts, sources, (28, 12, 24, 8, 13, 68)).fill(_sources(entries))
        absent = ("单位", "团干部", "情况", "说明")
        _Sheet(book, "没有列入的", "没有列入的单位", heading.facts, absent, (30, 12, 14, 60)).fill(
            _absent(entries)
        )
    return content.getvalue()


def _width(name: str, layout: Layout, spans: dict[str, int]) -> int:
    is_count = name in {column.name for column in layout.counted}
    return _NARROW if is_count else _WIDTHS[spans.get(name, 2)]


class _Sheet:
    """One sheet, ready to be printed crosswise, its head on every page."""

    def __init__(
        self, book: Any, name: str, title: str, facts: str, heads: Sequence[str], widths: Sequence[int]
    ) -> None:
        self._sheet, self._last = book.add_worksheet(name), len(heads) - 1
        line = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_name": "宋体", "font_size": 10}
        self._cell = book.add_format(line)
        self._changed = book.add_format({**line, "bg_color": "#FFF3C4"})
        head = book.add_format({**line, "bold": True, "align": "center", "bg_color": "#EEF1F4"})
        top = book.add_format({"bold": True, "font_size": 16, "font_name": "宋体"})
        self._sheet.write_string(0, 0, cell_text(title), top)
        self._sheet.write_string(1, 0, cell_text(facts), book.add_format({"font_name": "宋体"}))
        for at, (word, width) in enumerate(zip(heads, widths, strict=True)):
            self._sheet.set_column(at, at, width)
            self._sheet.write_string(2, at, cell_text(word), head)
        self._sheet.freeze_panes(3, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(2)
        self._sheet.set_footer("&C第 &P 页，共 &N 页")

    def fill(self, lines: Iterator[Sequence[Any]]) -> None:
        """Lines of texts; a text in a pair is one that a correction changed."""
        at = 2
        for at, line in enumerate(lines, start=3):
            for column, value in enumerate(line):
                is_changed = isinstance(value, tuple)
                text = value[0] if is_changed else value
                look = self._changed if is_changed else self._cell
                if isinstance(text, int):
                    self._sheet.write_number(at, column, text, look)
                else:
                    self._sheet.write_string(at, column, cell_text(text), look)
        self._sheet.autofilter(2, 0, max(at, 3), self._last)


def _lines(entries: Sequence[Entry], width: int) -> Iterator[Sequence[Any]]:
    number = 0
    for entry in entries:
        source = entry.source
        ending = (
            situation(entry),
            source.number if source else "",
            f"{source.at:%Y-%m-%d}" if source else "",
        )
        if not entry.rows:
            yield ("", entry.owner, *[""] * width, *ending)
        for row in entry.rows:
            number += 1
            cells = [
                (cell.text,) if row.is_new or cell.before is not None else cell.text for cell in row.cells
            ]
            yield (number, entry.owner, *cells, *ending)


def _sources(entries: Sequence[Entry]) -> Iterator[Sequence[Any]]:
    for entry in entries:
        if entry.source is not None:
            source = entry.source
            yield (
                entry.owner,
                entry.subject,
                source.number,
                f"V{source.version}",
                f"{source.at:%Y-%m-%d}",
                source.sha256,
            )


def _absent(entries: Sequence[Entry]) -> Iterator[Sequence[Any]]:
    for entry in entries:
        if entry.source is None and entry.standing is not Reporting.FILED:
            yield entry.owner, entry.subject, entry.word[0], entry.note
