"""读的经过: what has been understood so far, while the parts of the reader go through the document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from youthwork.domain.annex_context import Grade
from youthwork.forms.fields import tidy
from youthwork.services.exchange.cell_text import HAN
from youthwork.services.exchange.understood import Remark, Understood, UnderstoodRow
from youthwork.services.exchange.word.tables import Cell, Table

_MOST_UNREAD, _LONGEST_UNREAD = 40, 300
_WRAPPED = re.compile(rf"(?<=[{HAN}（）、，“”])\s*\n\s*(?=[{HAN}（）、，“”])")
#: What people draw into a cell that stays empty.
_DASHES = re.compile(r"[\s/／\\—–\-－_＿﹍…]*\Z")


@dataclass
class Findings:
    """读懂的 so far. A label found twice keeps what was found first."""

    cells: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[UnderstoodRow]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    #: Cells that are understood, or are part of the form.
    used: set[Cell] = field(default_factory=set)

    def take(self, name: str, text: str, place: str) -> None:
        self.cells[name] = text
        self.places[name] = place

    def remark(self, place: str, sentence: str, grade: Grade = Grade.EXPLAIN) -> None:
        self.remarks.append(Remark(place, sentence, grade))

    def leave(self, text: str) -> None:
        """不属于任何一栏的文字: shown to the person, as it stands."""
        if plain := tidy(text.replace("\n", " ")):
            self.unread.append(plain)

    def look_at(self, table: Table, cell: Cell) -> None:
        """Say what is peculiar about a cell that was taken."""
        for seen in sorted(cell.seen, key=lambda each: each.name):
            self.remark(table.place(cell.row, cell), seen.value, Grade.EXPLAIN)

    def result(self) -> Understood:
        kept = [text[:_LONGEST_UNREAD] + ("…" if len(text) > _LONGEST_UNREAD else "") for text in self.unread]
        if len(kept) > _MOST_UNREAD:
            kept = [*kept[: _MOST_UNREAD - 1], f"另有 {len(kept) - _MOST_UNREAD + 1} 处文字没有列出"]
        return Understood(
            self.cells,
            {name: tuple(rows) for name, rows in self.rows.items()},
            tuple(self.remarks),
            tuple(kept),
            self.places,
        )


def value_of(text: str, *, parts_names: bool = False) -> str:
    """一格的值 as one line: a wrapped line runs on, other line ends are a space; a dash is nothing.

    `parts_names` where the cell lists several, one a line: then a line end parts them.
    """
    if _DASHES.match(text):
        return ""
    if parts_names and "\n" in text.strip():
        lines = [tidy(line).rstrip("、，,;；") for line in text.splitlines()]
        return tidy("、".join(line for line in lines if line))
    return tidy(_WRAPPED.sub("", text).replace("\n", " "))
