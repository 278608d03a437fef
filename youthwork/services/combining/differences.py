"""更正了什么: the rows of a corrected filing beside those of the version before it, row by row, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from youthwork.services.combining.layout import Cell, Row


@dataclass(frozen=True)
class Compared:
    """The new version's rows, each changed cell with its text before; and how many rows it no longer has."""

    rows: list[Row]
    removed: int


def compared(rows: Sequence[Row], before: Sequence[Row]) -> Compared:
    """Rows are the same row by their id, wherever they now stand."""
    old = {row.id: row for row in before}
    found = [_beside(row, old.get(row.id)) for row in rows]
    return Compared(found, len(old.keys() - {row.id for row in rows}))


def _beside(row: Row, before: Row | None) -> Row:
    if before is None:
        return replace(row, is_new=True)
    cells = tuple(
        Cell(cell.text, was.text) if cell.text != was.text else cell
        for cell, was in zip(row.cells, before.cells, strict=True)
    )
    return replace(row, cells=cells)
