"""汇总表一类的表: one head of columns, a row below it for each person or group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from youthwork.domain.annex_context import Grade
from youthwork.services.exchange.understood import UnderstoodRow
from youthwork.services.exchange.word.findings import Findings, value_of
from youthwork.services.exchange.word.labels import NUMBERING, Labels, bare
from youthwork.services.exchange.word.tables import Cell, Table

_SUMS = ("合计", "小计", "总计", "共计")
#: Cells that list several names, often one a line.
NAME_LISTS = {"members", "counties"}


@dataclass(frozen=True)
class Roster:
    """一张汇总表: its table, the row its head ends at, and field → the grid columns it stands over."""

    table: Table
    head_row: int
    columns: Mapping[str, tuple[int, ...]]
    is_telling: bool


def rosters_in(tables: Sequence[Table], labels: Labels) -> list[Roster]:
    """The tables whose head names enough of the annex's columns."""
    found = [roster for table in tables if (roster := _roster(table, labels)) is not None]
    telling = [roster for roster in found if roster.is_telling]
    return telling or [roster for roster in found if len(roster.columns) == len(set(labels.columns.values()))]


def read_roster(roster: Roster, list_name: str, labels: Labels, paper_id: int | None, found: Findings) -> int:
    """Read the rows into `found`; gives how many."""
    table = roster.table
    rows = found.rows.setdefault(list_name, [])
    before = len(rows)
    known = {row.row_id for row in rows}
    for at in range(roster.head_row + 1):
        found.used |= {cell for cell in table.cells(at) if bare(cell.text) in {*labels.columns, *NUMBERING}}
    for at in range(roster.head_row + 1, len(table.rows)):
        if not _is_data(table, at, roster, labels, found):
            continue
        row = _row(table, at, roster, found)
        if row is not None:
            row_id = _row_id(table, at, paper_id, known)
            known.add(row_id)
            rows.append(UnderstoodRow(row_id, row.cells, row.place, row.places))
    return len(rows) - before


def leave_extra_columns(roster: Roster, found: Findings) -> None:
    """多出的栏: said once each, with all that stands in it."""
    table = roster.table
    mapped = {column for columns in roster.columns.values() for column in columns}
    head = table.rows[roster.head_row]
    for title in dict.fromkeys(cell for cell in head if cell is not None):
        columns = set(range(title.column, title.column + title.width))
        if columns & mapped or bare(title.text) in NUMBERING:
            continue
        cells = [
            cell
            for cell in table.every_cell()
            if cell.column in columns and cell.row > roster.head_row and cell not in found.used
        ]
        found.used |= {*cells, title}
        texts = [value_of(cell.text) for cell in cells]
        if any(texts):
            name = value_of(title.text) or f"第{title.ordinal}列"
            found.leave(f"表{table.number}多出的一栏“{name}”：{'、'.join(text for text in texts if text)}")


def _roster(table: Table, labels: Labels) -> Roster | None:
    best: Roster | None = None
    for at, row in enumerate(table.rows):
        columns: dict[str, list[int]] = {}
        words: set[str] = set()
        for column, cell in enumerate(row):
            word = bare(cell.text) if cell is not None and len(cell.text) < 60 else ""
            name = labels.columns.get(word)
            if name is not None and cell is not None:
                taken = columns.setdefault(name, [])
                # The same field under two heads: the first of them is meant, the other stays unread.
                if not taken or row[taken[-1]] is cell:
                    taken.append(column)
                    words.add(word)
        if len(columns) >= _enough(labels) and (best is None or len(columns) > len(best.columns)):
            span = {name: tuple(taken) for name, taken in columns.items()}
            best = Roster(table, at, span, bool(words & labels.telling))
    return best


def _enough(labels: Labels) -> int:
    """A head that was shortened is known still: half the columns, three at the most."""
    count = len(set(labels.columns.values()))
    return max(2, min(3, (count + 1) // 2))


def _is_data(table: Table, at: int, roster: Roster, labels: Labels, found: Findings) -> bool:
    cells = table.cells(at)
    words = [bare(cell.text) for cell in cells]
    if sum(word in labels.columns for word in words) >= 2:
        found.used |= set(cells)
        return False
    if next((word for word in words if word), "").startswith(_SUMS):
        found.used |= set(cells)
        found.leave(f"{table.place(at)}：{' '.join(value_of(cell.text) for cell in cells)}")
        return False
    # A note across the table; the caller looks whether it is one of the head's lines.
    fields = {
        table.rows[at][column]
        for columns in roster.columns.values()
        for column in columns
        if column < len(table.rows[at])
    }
    return not (len(fields) == 1 and len(roster.columns) > 1)


def _row(table: Table, at: int, roster: Roster, found: Findings) -> UnderstoodRow | None:
    cells: dict[str, str] = {}
    places: dict[str, str] = {}
    met: dict[Cell, str] = {}
    for name, columns in roster.columns.items():
        under = _under(table, at, columns)
        texts = [value_of(cell.text, parts_names=name in NAME_LISTS) for cell in under]
        filled = [text for text in texts if text]
        cells[name] = " ".join(filled)
        places[name] = table.place(at, under[0]) if under else table.place(at)
        if len(filled) > 1:
            found.remark(places[name], f"这一栏分成了 {len(filled)} 格，合在一起读作“{cells[name]}”")
        for cell in under:
            if cell in met and cells[name]:
                said = f"“{cells[name]}”一格合并了两栏，全文读在前一栏，请分开"
                found.remark(places[name], said)
                cells[name] = ""
            met.setdefault(cell, name)
    if not any(cells.values()):
        # A numbered, empty row of the form; what stands in extra columns is said with them.
        found.used |= met.keys()
        return None
    for cell, name in met.items():
        _note_cell(table, at, cell, cells[name], found)
    return UnderstoodRow("", cells, table.place(at), places)


def _under(table: Table, at: int, columns: Sequence[int]) -> list[Cell]:
    row = table.rows[at]
    cells = [row[column] for column in columns if column < len(row)]
    return list(dict.fromkeys(cell for cell in cells if cell is not None))


def _note_cell(table: Table, at: int, cell: Cell, text: str, found: Findings) -> None:
    if cell not in found.used:
        found.used.add(cell)
        found.look_at(table, cell)
        if cell.height > 1 and text:
            last = cell.row + cell.height
            said = f"“{text}”一格跨第{cell.row + 1}至{last}行，这几行都按“{text}”读入"
            found.remark(table.place(cell.row, cell), said, Grade.HINT)


def _row_id(table: Table, at: int, paper_id: int | None, known: set[str]) -> str:
    """The id we hid in the row; none for a row that was added, that repeats one, or is another paper's."""
    named = [mark.named for cell in table.cells(at) if cell.row == at for mark in cell.marks]
    ids = (each.row_id for each in named if each.part_at is None and paper_id in (None, each.paper_id))
    return next((row_id for row_id in ids if row_id not in known), "")
