"""Word 表格: every table of the document as a grid, merged cells standing in every place they cover.

A table inside a cell or a text box is a table like any other; tables are numbered as they come in the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from youthwork.services.exchange.word.text import (
    Line,
    Mark,
    Seen,
    attribute,
    child,
    is_on,
    lines_of,
    local,
)

#: Word itself allows 63 columns.
MOST_COLUMNS = 64
MOST_ROWS_OF_ALL = 20_000


class TooManyRows(Exception):
    """More rows than any report has; the reader makes a sentence of it."""


@dataclass(eq=False)
class Cell:
    """一格: where it begins (from 0), how far it reaches, what is written in it."""

    row: int
    column: int
    width: int
    ordinal: int
    lines: list[Line]
    height: int = 1

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines).strip()

    @property
    def seen(self) -> set[Seen]:
        return set().union(*(line.seen for line in self.lines))

    @property
    def marks(self) -> list[Mark]:
        return [mark for line in self.lines for mark in line.marks]


@dataclass(eq=False)
class Table:
    """一张表: `rows[r][c]` is the cell that covers this place, or None where the row is shorter."""

    number: int
    rows: list[list[Cell | None]] = field(default_factory=list)

    def cells(self, row: int) -> list[Cell]:
        """The cells of a row, each once, from left to right."""
        return list(dict.fromkeys(cell for cell in self.rows[row] if cell is not None))

    def every_cell(self) -> Iterator[Cell]:
        """Every cell once, where it begins."""
        for at in range(len(self.rows)):
            yield from (cell for cell in self.cells(at) if cell.row == at)

    def place(self, row: int, cell: Cell | None = None) -> str:
        """表1第3行第2列, as a person counts the cells of the row."""
        column = f"第{cell.ordinal}列" if cell is not None else ""
        return f"表{self.number}第{row + 1}行{column}"


def tables_of(root: etree._Element) -> list[Table]:
    """All tables of the document; raises `TooManyRows`."""
    found: list[Table] = []
    total = 0
    for element in root.iter("{*}tbl"):
        if any(_is_unseen(each) for each in element.iterancestors()):
            continue
        table = Table(len(found) + 1)
        for row in _members(element, "tr"):
            if child(row, "trPr", "del") is not None:
                continue
            total += 1
            if total > MOST_ROWS_OF_ALL:
                raise TooManyRows
            _add_row(table, row)
        if table.rows:
            found.append(table)
    return found


def _is_unseen(ancestor: etree._Element) -> bool:
    """Within the half of a picture meant for old programs, or in what a revision took out."""
    name = local(ancestor)
    if name == "Fallback":
        return child(ancestor.getparent(), "Choice") is not None
    return name in ("del", "moveFrom")


def _members(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those inside content controls and revisions."""
    for each in element:
        kind = local(each)
        if kind == name:
            yield each
        elif kind in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _members(each, name)


def _add_row(table: Table, element: etree._Element) -> None:
    above = table.rows[-1] if table.rows else []
    at = len(table.rows)
    row: list[Cell | None] = [None] * _number(child(element, "trPr", "gridBefore"), 0)
    for ordinal, part in enumerate(_members(element, "tc"), start=1):
        width = max(1, _number(child(part, "tcPr", "gridSpan"), 1))
        if len(row) + width > MOST_COLUMNS:
            break
        row += [_cell(part, above, row, at, width, ordinal)] * width
    table.rows.append(row)


def _cell(
    part: etree._Element, above: list[Cell | None], row: list[Cell | None], at: int, width: int, ordinal: int
) -> Cell:
    down = child(part, "tcPr", "vMerge")
    if down is not None and (attribute(down, "val") or "continue") == "continue":
        upper = above[len(row)] if len(row) < len(above) else None
        if upper is not None:
            upper.height = at - upper.row + 1
            return upper
    along = child(part, "tcPr", "hMerge")
    if along is not None and (attribute(along, "val") or "continue") == "continue" and row and row[-1]:
        row[-1].width += width
        return row[-1]
    return Cell(at, len(row), width, ordinal, lines_of(part))


def _number(element: etree._Element | None, default: int) -> int:
    value = attribute(element, "val") if element is not None else None
    return min(int(value), MOST_COLUMNS) if value and value.isdecimal() and len(value) < 6 else default


__all__ = ["MOST_COLUMNS", "Cell", "Table", "TooManyRows", "is_on", "tables_of"]
