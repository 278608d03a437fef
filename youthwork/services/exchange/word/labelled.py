"""任务表一类的表: labels with their values beside them, and lists written as sentences beside theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from youthwork.domain.annex_context import Grade
from youthwork.services.exchange.understood import UnderstoodRow
from youthwork.services.exchange.word import heads
from youthwork.services.exchange.word.entries import PARTS, is_nothing, items_of, missing_words, read_entry
from youthwork.services.exchange.word.findings import Findings, value_of
from youthwork.services.exchange.word.labels import DONE_HEAD, TASK_HEAD, Labels, bare
from youthwork.services.exchange.word.tables import Cell, Table
from youthwork.services.exchange.word.text import Line, Mark


@dataclass
class Sheet:
    """一份表: the tables that belong to it, and where each label stands."""

    tables: list[Table] = field(default_factory=list)
    spots: dict[str, tuple[Table, Cell]] = field(default_factory=dict)

    def name(self, label_name: str) -> str:
        """What stands beside a label, to tell one person's sheet from another's."""
        value = self.value(label_name)
        return value_of(value.text) if value else ""

    def value(self, label_name: str) -> Cell | None:
        """The cell beside a label; None where the sheet has no such label, or nothing beside it."""
        if label_name not in self.spots:
            return None
        table, label = self.spots[label_name]
        return _beside(table, label, set(self.label_cells()))

    def label_cells(self) -> list[Cell]:
        return [cell for _, cell in self.spots.values()]


def sheets_in(tables: Sequence[Table], labels: Labels) -> list[Sheet]:
    """The sheets of the document: a label met again begins the next one."""
    known = {**labels.lists, **labels.singles}
    sheets: list[Sheet] = [Sheet()]
    for table in tables:
        spots = _spots(table, known)
        if not spots:
            continue
        if len(spots.keys() & sheets[-1].spots.keys()) > 1:
            sheets.append(Sheet())
        sheets[-1].tables.append(table)
        for name, cell in spots.items():
            sheets[-1].spots.setdefault(name, (table, cell))
    return [sheet for sheet in sheets if sheet.tables]


def is_the_annex(sheet: Sheet, labels: Labels) -> bool:
    lists = [name for name in sheet.spots if name in labels.lists.values()]
    return len(lists) >= 2 or (len(lists) == 1 and len(sheet.spots) >= 3) or _is_its_head(sheet, labels)


def read_sheet(
    sheet: Sheet, labels: Labels, lists: Sequence[str], paper_id: int | None, found: Findings
) -> None:
    """Read a sheet into `found`; `lists` are the annex's lists in order."""
    taken = set(sheet.label_cells())
    if paper_id is not None:
        _forget_others(sheet, paper_id)
    for name, (table, label) in sheet.spots.items():
        found.used.add(label)
        if name in lists:
            _read_list(name, table, label, taken, labels, lists, found)
        elif bare(label.text) not in labels.singles and heads.read_head(
            label.text, labels.singles, found, table.place(label.row, label)
        ):
            found.look_at(table, label)
        else:
            _take_value(name, table, label, _beside(table, label, taken), found)


def _forget_others(sheet: Sheet, paper_id: int) -> None:
    """Marks of another paper name no row of this one."""
    for table in sheet.tables:
        for cell in table.every_cell():
            for line in cell.lines:
                line.marks = [mark for mark in line.marks if mark.named.paper_id == paper_id]


def _is_its_head(sheet: Sheet, labels: Labels) -> bool:
    """Its head alone, where the tasks are missing: more than half of the single cells."""
    singles = set(labels.singles.values())
    return 2 * len(singles & sheet.spots.keys()) > len(singles)


def _spots(table: Table, known: dict[str, str]) -> dict[str, Cell]:
    spots: dict[str, Cell] = {}
    for cell in table.every_cell():
        name = known.get(bare(cell.text)) if len(cell.text) < 60 else None
        if name is None and len(cell.text) < 200:
            first = next(heads.pairs(cell.text, known), None)
            name = first[0] if first else None
        if name is not None:
            spots.setdefault(name, cell)
    return spots


def _beside(table: Table, label: Cell, labels: set[Cell]) -> Cell | None:
    """The value of a label: the cell to its right, or the one below where the right is another label."""
    row = table.rows[label.row]
    after = label.column + label.width
    right = row[after] if after < len(row) else None
    if right is not None and right not in labels:
        return right
    under = label.row + label.height
    below = table.rows[under] if under < len(table.rows) else []
    cell = below[label.column] if label.column < len(below) else None
    is_value = cell is not None and cell not in labels and cell.column == label.column
    # Below another label's own row nothing is ours, unless that row has no label of its own.
    return cell if is_value and not any(each in labels for each in below) else None


def _take_value(name: str, table: Table, label: Cell, value: Cell | None, found: Findings) -> None:
    if value is None:
        found.take(name, "", table.place(label.row, label))
        return
    if value in found.used:
        found.remark(table.place(value.row, value), "这一格和别的栏合并在一起，没有读作第二栏的内容")
        return
    found.used.add(value)
    found.look_at(table, value)
    found.take(name, value_of(value.text), table.place(value.row, value))


def _read_list(
    name: str,
    table: Table,
    label: Cell,
    taken: set[Cell],
    labels: Labels,
    lists: Sequence[str],
    found: Findings,
) -> None:
    rows = found.rows.setdefault(name, [])
    columns = _part_columns(table, label, labels)
    for at in range(label.row, min(label.row + label.height, len(table.rows))):
        if columns:
            _read_parted_row(table, at, columns, rows, found)
            continue
        cell = _done_cell(table, at, label, taken)
        if cell is None or cell in found.used:
            continue
        found.used.add(cell)
        found.look_at(table, cell)
        rows += _rows_of(cell, table.place(at, cell), lists.index(name), found)


def _part_columns(table: Table, label: Cell, labels: Labels) -> dict[str, int]:
    """时间、形式、规模、效果 where the table has a column for each."""
    for row in reversed(table.rows[: label.row]):
        named = {labels.columns.get(bare(cell.text)): cell.column for cell in row if cell is not None}
        named.pop(None, None)
        if len(named) >= 3:
            return {name: column for name, column in named.items() if name is not None}
    return {}


def _read_parted_row(
    table: Table, at: int, columns: dict[str, int], rows: list[UnderstoodRow], found: Findings
) -> None:
    cells = {
        part: cell
        for part, column in columns.items()
        if column < len(table.rows[at]) and (cell := table.rows[at][column]) is not None
    }
    for cell in cells.values():
        if cell not in found.used:
            found.used.add(cell)
            found.look_at(table, cell)
    texts = {part: value_of(cell.text) for part, cell in cells.items()}
    if any(texts.values()):
        places = {part: table.place(at, cell) for part, cell in cells.items()}
        rows.append(UnderstoodRow("", texts, table.place(at), places))


def _done_cell(table: Table, at: int, label: Cell, taken: set[Cell]) -> Cell | None:
    """The cell under 完成情况; without that head, the next one that is no label and no number."""
    for row in reversed(table.rows[: label.row]):
        heads_of = {bare(cell.text): cell for cell in row if cell is not None}
        if TASK_HEAD in heads_of and DONE_HEAD in heads_of:
            column = heads_of[DONE_HEAD].column
            if column < len(table.rows[at]):
                return table.rows[at][column]
    row = table.rows[at][label.column + label.width :]
    return next((cell for cell in row if cell is not None and cell not in taken), None)


def _rows_of(cell: Cell, place: str, list_at: int, found: Findings) -> list[UnderstoodRow]:
    rows: list[UnderstoodRow] = []
    plain: list[Line] = []
    known: set[str] = set()
    for line in cell.lines:
        ours = [
            mark for mark in line.marks if mark.named.list_at == list_at and mark.named.row_id not in known
        ]
        row_id = ours[0].named.row_id if ours else ""
        if not row_id:
            plain.append(line)
            continue
        rows += _free_rows(plain, place, found)
        plain = []
        known.add(row_id)
        rows += _marked_rows(line, [mark for mark in ours if mark.named.row_id == row_id], place, found)
    return rows + _free_rows(plain, place, found)


def _marked_rows(line: Line, marks: list[Mark], place: str, found: Findings) -> list[UnderstoodRow]:
    """An entry we wrote ourselves: part by part if its sentence is as we write it, else read like any other."""
    row_id = marks[0].named.row_id
    parts = {
        PARTS[mark.named.part_at]: mark
        for mark in marks
        if mark.named.part_at is not None and mark.named.part_at < len(PARTS) and mark.end >= 0
    }
    texts = {part: line.text[mark.start : mark.end] for part, mark in parts.items()}
    ordered = [parts[part] for part in PARTS if part in parts]
    between = [line.text[one.end : two.start] for one, two in pairwise(ordered)]
    number = line.text[: ordered[0].start] if ordered else ""
    tail = line.text[ordered[-1].end :] if ordered else ""
    is_whole = len(parts) == len(PARTS) and all(each in ("", "，") for each in between)
    if is_whole and tail in ("", "。") and re.fullmatch(r"(\d+\. )?", number):
        cells = {part: value_of(text) for part, text in texts.items()}
        if not any(cells.values()):
            return []
        return [UnderstoodRow(row_id, cells, place, dict.fromkeys(cells, place))]
    rows = _free_rows([line], place, found)
    return [UnderstoodRow(row_id, row.cells, place, row.places) for row in rows[:1]] + rows[1:]


def _free_rows(lines: Sequence[Line], place: str, found: Findings) -> list[UnderstoodRow]:
    rows = []
    for item in items_of(lines):
        if not value_of(item):
            continue
        if is_nothing(item):
            found.remark(place, f"写的是“{item.strip()}”，按没有填写读入", Grade.HINT)
            continue
        entry = read_entry(item)
        if not entry.is_sure:
            said = f"“{item.strip()}”分不清时间、形式、规模、效果，整句放在“效果”里，请核对后分到各栏"
            found.remark(place, said)
        elif entry.missing:
            found.remark(place, f"“{item.strip()}”里没有读到{missing_words(entry)}", Grade.HINT)
        rows.append(UnderstoodRow("", entry.parts, place, dict.fromkeys(entry.parts, place)))
    return rows
