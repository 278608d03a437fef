"""表头: find the table of an annex on a sheet, whatever stands above it and in whatever order its columns are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from youthwork.services.exchange.annexes.layout import LIST_TITLE, SheetLayout
from youthwork.services.exchange.annexes.marks import is_row_id_title
from youthwork.services.exchange.annexes.titles import Titles
from youthwork.services.exchange.cell_text import is_blank, without_spaces
from youthwork.services.exchange.roster_titles import title_key
from youthwork.services.exchange.sheet_xml import column_letters
from youthwork.services.exchange.spreadsheet import Sheet

ROWS_SEARCHED = 30
NUMBER = "序号"


@dataclass(frozen=True)
class Head:
    """表头: 0-based rows (both inclusive), the column of each label, and the titles that mean no field."""

    first_row: int
    last_row: int
    columns: Mapping[str, int]
    titles: Mapping[int, str]
    unread: Mapping[int, str]
    row_ids: int | None

    @property
    def merit(self) -> int:
        return len(self.columns.keys() - {NUMBER}) + (3 if self.row_ids is not None else 0)


def find_head(sheet: Sheet, layout: SheetLayout) -> Head | None:
    """The best reading of the first rows, alone or with the next one; None where there is no such table."""
    labels = [NUMBER, *(column.title for column in layout.columns)]
    titles = Titles([*labels, LIST_TITLE] if layout.has_list_column else labels)
    best: Head | None = None
    for row in range(min(ROWS_SEARCHED, len(sheet.rows))):
        alone = _read(sheet, row, row, titles)
        candidates = [alone]
        if row + 1 < len(sheet.rows):
            both = _read(sheet, row, row + 1, titles)
            below = _read(sheet, row + 1, row + 1, titles)
            reaches_down = _reaches_down(sheet, row)
            if both.merit > below.merit and (both.merit > alone.merit or reaches_down):
                candidates.append(both)
        for head in candidates:
            better = best is None or head.merit > best.merit
            same = best is not None and head.merit == best.merit and head.first_row == best.first_row
            if better or (same and head.last_row > head.first_row and _reaches_down(sheet, row)):
                best = head
    return best if best is not None and _is_table(best, layout) else None


def _is_table(head: Head, layout: SheetLayout) -> bool:
    """Two columns, and the one by which people know a row among them."""
    telling = head.columns.keys() - {NUMBER, LIST_TITLE}
    return len(telling) >= 2 and layout.key_column.title in telling


def _read(sheet: Sheet, first: int, last: int, titles: Titles) -> Head:
    columns: dict[str, tuple[int, int]] = {}
    words: dict[int, str] = {}
    unread: dict[int, str] = {}
    row_ids = None
    for index in range(len(sheet.rows[first])):
        (top, top_from), (bottom, below_from) = _text_at(sheet, first, index), _text_at(sheet, last, index)
        text, origin = (bottom, below_from) if bottom else (top, top_from)
        if not text:
            continue
        if is_row_id_title(without_spaces(text)):
            row_ids = index
            continue
        words[index] = without_spaces(text)
        found = titles.match(title_key(text)) or (
            titles.match(title_key(top + bottom)) if last > first and top != bottom else None
        )
        if origin != index and (found is None or found[0] in columns):
            continue  # the rest of a title merged over several columns
        if found is None:
            unread[index] = words[index]
            continue
        label, rank = found
        if label not in columns or rank < columns[label][1]:
            if label in columns:
                unread[columns[label][0]] = words[columns[label][0]]
            columns[label] = (index, rank)
        else:
            unread[index] = words[index]
    places = {label: index for label, (index, _) in columns.items()}
    return Head(first, last, places, words, unread, row_ids)


def _reaches_down(sheet: Sheet, row: int) -> bool:
    """Whether a cell of this row is merged with the one below it."""
    return any(
        sheet.merged_from.get((row + 1, index)) == (row, index) for index in range(len(sheet.rows[row]))
    )


def _text_at(sheet: Sheet, row: int, column: int) -> tuple[str, int]:
    """The text a person sees at a cell, and the column it is written in (merged cells show their first)."""
    from_row, from_column = sheet.merged_from.get((row, column), (row, column))
    value = sheet.rows[from_row][from_column]
    return (value, from_column) if isinstance(value, str) and not is_blank(value) else ("", column)


def place_of(row: int, column: int) -> str:
    """C5, of a 0-based row and column."""
    return f"{column_letters(column + 1)}{row + 1}"
