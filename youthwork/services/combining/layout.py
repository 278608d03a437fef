"""汇总表的栏目: what a line of the combined table holds, out of an annex's own sections.

A unit's table gives its rows as they are. A cadre's own form gives one line: its head, then how many entries it has
under each of its tasks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from youthwork.domain.privacy import mask_birth, mask_phone
from youthwork.forms.annexes.base import AnnexForm, Column, FilledBy
from youthwork.services.archive.masks import mask_phones


@dataclass(frozen=True)
class Cell:
    """一格: its text, and in a corrected filing what stood there before, where it was another."""

    text: str
    before: str | None = None


@dataclass(frozen=True)
class Row:
    """一行 of the table; `is_new` where a correction added it."""

    id: str
    cells: tuple[Cell, ...]
    is_new: bool = False


@dataclass(frozen=True)
class Layout:
    """栏目 in order, and where the rows stand in the answers; '' where one paper is one line."""

    columns: tuple[Column, ...]
    rows_field: str
    counted: tuple[Column, ...] = ()

    @property
    def is_of_cadres(self) -> bool:
        return not self.rows_field

    @property
    def heads(self) -> tuple[Column, ...]:
        return (*self.columns, *self.counted)

    def rows(self, answers: Mapping[str, Any], *, masked: bool) -> list[Row]:
        """The lines of one paper; `masked` hides the middle of every phone and the month of every birth."""
        found = answers.get(self.rows_field, []) if self.rows_field else [answers]
        return [Row(str(row.get("id", "")), tuple(self._cells(row, masked))) for row in found]

    def _cells(self, row: Mapping[str, Any], masked: bool) -> Iterator[Cell]:
        for column in self.columns:
            text = str(row.get(column.name) or "")
            yield Cell(_masked(column, text) if masked else text)
        for column in self.counted:
            entries = len(row.get(column.name) or ())
            yield Cell(str(entries) if entries else "")


def layout_of(annex: type[AnnexForm]) -> Layout | None:
    """How this annex is combined; None where it is written text, which does not add up to a table."""
    tables = [section for section in annex.sections if section.rows_field]
    if annex.filled_by is FilledBy.CADRE and tables:
        head = tuple(
            column for section in annex.sections if not section.rows_field for column in section.columns
        )
        return Layout(head, "", tuple(Column(section.rows_field, section.title) for section in tables))
    if len(tables) == 1:
        return Layout(tables[0].columns, tables[0].rows_field)
    return None


def _masked(column: Column, text: str) -> str:
    if not column.personal:
        # Numbers people type into remarks are nobody's column.
        return mask_phones(text)
    return mask_birth(text) if "birth" in column.name else mask_phone(text)
