"""对照: what a correction or a round changes, cell by cell, rows told apart by their ids and not by their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from youthwork.forms.annexes.base import AnnexForm, Section
from youthwork.services.printing.reading import ShownCell, ShownSection, mask, shown_sections

#: A changed cell of personal data whose mask looks the same before and after.
HIDDEN = "（已改，按规定隐去）"

_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """一处更正: where, which cell, and its text before and after; “” where there was or is none."""

    where: str
    label: str
    before: str
    after: str


def changes(
    annex: type[AnnexForm], before: Mapping[str, Any], after: Mapping[str, Any], full: bool
) -> list[Change]:
    """更正对照 in the order of the form; `full` shows personal data whole (DOMAIN §7.2)."""
    found: list[Change] = []
    for section in annex.sections:
        if section.rows_field:
            old = _by_id(before.get(section.rows_field))
            new = _by_id(after.get(section.rows_field))
            found += _rows(section, old, new, full)
        else:
            found += _cells(section, section.title, before, after, full)
    return found


def _by_id(rows: Any) -> dict[str, _Row]:
    return {row["id"]: row for row in rows or ()}


def _rows(section: Section, old: Mapping[str, _Row], new: Mapping[str, _Row], full: bool) -> Iterator[Change]:
    for number, (row_id, row) in enumerate(new.items(), start=1):
        where = f"{section.title}第 {number} 行"
        if row_id in old:
            yield from _cells(section, where, old[row_id], row, full)
        else:
            yield Change(where, "增加一行", "", _whole(section, row, full))
    for number, (row_id, row) in enumerate(old.items(), start=1):
        if row_id not in new:
            yield Change(f"{section.title}原第 {number} 行", "删去一行", _whole(section, row, full), "")
    if [row_id for row_id in old if row_id in new] != [row_id for row_id in new if row_id in old]:
        yield Change(section.title, "行的次序", "", "已调整")


def _cells(section: Section, where: str, old: _Row, new: _Row, full: bool) -> Iterator[Change]:
    for column in section.columns:
        before, after = str(old.get(column.name) or ""), str(new.get(column.name) or "")
        if before == after:
            continue
        if column.personal and not full:
            before, after = mask(column.name, before), mask(column.name, after)
            after = HIDDEN if before == after else after
        yield Change(where, column.label, before, after)


def _whole(section: Section, row: _Row, full: bool) -> str:
    texts = ((column, str(row.get(column.name) or "")) for column in section.columns)
    return "；".join(
        mask(column.name, text) if column.personal and not full else text for column, text in texts if text
    )


def compared_sections(
    annex: type[AnnexForm], before: Mapping[str, Any], after: Mapping[str, Any], full: bool
) -> list[ShownSection]:
    """改前改后: the answers as pages show them, each changed cell with its text of the round before.

    A row that was taken out stands once more at the end of its section.
    """
    old_whole, old_shown = _cells_by_name(annex, before, True), _cells_by_name(annex, before, full)
    new_whole = _cells_by_name(annex, after, True)
    old_sections = shown_sections(annex, before, full)

    def compared(cell: ShownCell) -> ShownCell:
        if old_whole.get(cell.name, "") == new_whole[cell.name]:
            return cell
        shown = old_shown.get(cell.name, "")
        return replace(cell, before=shown, text=HIDDEN if shown == cell.text else cell.text)

    found = []
    for section, old in zip(shown_sections(annex, after, full), old_sections, strict=True):
        there = {row.name for row in old.rows}
        kept = {row.name for row in section.rows}
        rows = [
            replace(row, cells=tuple(compared(cell) for cell in row.cells))
            if row.name in there
            else replace(row, fate="增加")
            for row in section.rows
        ]
        rows += [replace(row, fate="删去") for row in old.rows if row.name not in kept]
        found.append(replace(section, rows=tuple(rows)))
    return found


def only_changed(sections: Sequence[ShownSection]) -> list[ShownSection]:
    """只看改动: the changed rows; of single cells the changed ones."""
    found = []
    for section in sections:
        rows = tuple(row for row in section.rows if row.is_changed)
        if not section.is_table:
            rows = tuple(
                replace(row, cells=tuple(cell for cell in row.cells if cell.before is not None))
                for row in rows
            )
        if rows:
            found.append(replace(section, rows=rows))
    return found


def count_changes(sections: Sequence[ShownSection]) -> int:
    """几处: changed cells, and rows added or taken out."""
    return sum(
        1 if row.fate else sum(cell.before is not None for cell in row.cells)
        for section in sections
        for row in section.rows
    )


def _cells_by_name(annex: type[AnnexForm], answers: Mapping[str, Any], full: bool) -> dict[str, str]:
    return {
        cell.name: cell.text
        for section in shown_sections(annex, answers, full)
        for row in section.rows
        for cell in row.cells
    }
