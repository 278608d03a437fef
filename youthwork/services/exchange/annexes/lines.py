"""表中各行: tell the rows of the annex from totals, notes, repeated heads and blank formatted rows.

A row that might be one of the table always is: a doubtful row then shows up with its mistakes, while a row
skipped by mistake would be lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from youthwork.services.exchange.annexes.header import NUMBER, Head
from youthwork.services.exchange.annexes.layout import LIST_TITLE, SheetLayout
from youthwork.services.exchange.annexes.marks import is_row_mark
from youthwork.services.exchange.cell_text import as_seen, is_blank, without_spaces
from youthwork.services.exchange.roster_titles import title_key
from youthwork.services.exchange.row_texts import is_example, is_label, is_total
from youthwork.services.exchange.spreadsheet import CellValue, Sheet


@dataclass(frozen=True)
class Line:
    """一行: its 0-based row, and its text where it is none of the table's."""

    row: int
    is_data: bool
    text: str = ""


class Lines:
    """Walks the rows below a head; `filled` are values as a person sees them, merged cells told downwards."""

    def __init__(self, sheet: Sheet, head: Head, layout: SheetLayout) -> None:
        self._sheet = sheet
        self._head = head
        self._number = head.columns.get(NUMBER)
        self._key = head.columns[layout.key_column.title]
        beside = (NUMBER, LIST_TITLE)
        self._leading = {head.columns.get(label) for label in beside}
        self._telling = {at for label, at in head.columns.items() if label not in beside}
        self._keys = {at: title_key(text) for at, text in head.titles.items()}

    def __iter__(self) -> Iterator[Line]:
        """Every row with something in it, but for the blank ones, however many."""
        for row in range(self._head.last_row + 1, len(self._sheet.rows)):
            values = self._sheet.rows[row]
            filled = [
                at
                for at, value in enumerate(values)
                if value != "" and at != self._head.row_ids and not is_blank(value)
            ]
            if not set(filled) - self._leading:
                continue  # blank, or only numbered and headed beforehand
            if self._is_data(row, values, filled):
                yield Line(row, True)
            else:
                yield Line(row, False, "，".join(as_seen(values[at]) for at in filled)[:200])

    def value(self, row: int, column: int) -> CellValue:
        """The value seen at a cell: of a merged cell the one it takes its value from, if that lies in the table."""
        from_row, from_column = self._sheet.merged_from.get((row, column), (row, column))
        return self._sheet.rows[from_row][from_column] if from_row > self._head.last_row else ""

    def _is_data(self, row: int, values: Sequence[CellValue], filled: Sequence[int]) -> bool:
        texts = [without_spaces(as_seen(values[at])) for at in filled]
        telling = self._telling.intersection(filled)
        if telling and self._has_id(values):
            return True
        if not telling or self._repeats_head(values, filled) or self._is_total(row, texts):
            return False
        if is_label(texts[0]) or (filled[0] == self._number and is_example(texts[0])):
            return False
        rest = [at for at in filled if at != self._number]
        # One text merged over the table: 一、机关干部, or a note at the foot.
        return len(rest) > 1 or self._sheet.merged_width.get((row, rest[0]), 1) < 3

    def _has_id(self, values: Sequence[CellValue]) -> bool:
        """A row we wrote is one of the table, whatever it is called."""
        at = self._head.row_ids
        return at is not None and is_row_mark(as_seen(values[at]))

    def _is_total(self, row: int, texts: Sequence[str]) -> bool:
        if self._number is not None and is_total(without_spaces(as_seen(self.value(row, self._number)))):
            return True
        name = self.value(row, self._key)
        if not is_blank(name):
            return is_total(without_spaces(as_seen(name)))
        return any(map(is_total, texts))

    def _repeats_head(self, values: Sequence[CellValue], filled: Sequence[int]) -> bool:
        repeated = sum(
            1
            for at in filled
            if isinstance(value := values[at], str) and title_key(value) == self._keys.get(at)
        )
        return repeated >= 2 and repeated * 2 >= len(filled)
