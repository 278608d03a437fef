"""更正对照: what a correction changes, cell by cell, rows told apart by their ids and not by their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from youthwork.forms.annexes.base import AnnexForm, Section
from youthwork.services.printing.reading import mask

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
