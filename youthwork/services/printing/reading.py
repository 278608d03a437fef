"""填报内容怎样读: the answers as pages show them, with personal data masked where the reader has no right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from youthwork.domain.privacy import mask_birth, mask_phone
from youthwork.forms.annexes import prose
from youthwork.forms.annexes.base import AnnexForm, Column, Section
from youthwork.forms.fields import Answers


@dataclass(frozen=True)
class ShownCell:
    """一格: the input it was typed into (`known-…` where the system gave it), its label and its text.

    `before` is the text of the round before where it was another (“” for none); None where nothing changed.
    """

    name: str
    label: str
    text: str
    before: str | None = None
    #: 长文字: stands beneath its label, however short it is.
    is_prose: bool = False


@dataclass(frozen=True)
class ShownRow:
    """一行: `rows-r1`, its number, its cells; `fate` is 增加 or 删去 since the round before, else “”."""

    name: str
    number: int
    cells: tuple[ShownCell, ...]
    fate: str = ""

    @property
    def is_changed(self) -> bool:
        return bool(self.fate) or any(cell.before is not None for cell in self.cells)


@dataclass(frozen=True)
class ShownSection:
    """一段: its title, its columns, its rows; a section of single cells has one row and no name."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[ShownRow, ...]

    @property
    def is_table(self) -> bool:
        return bool(self.name)

    def with_texts(self, change: Callable[[str], str]) -> ShownSection:
        """The same section, every text put through `change`."""
        return replace(
            self,
            rows=tuple(
                replace(row, cells=tuple(replace(cell, text=change(cell.text)) for cell in row.cells))
                for row in self.rows
            ),
        )


def shown_sections(annex: type[AnnexForm], answers: Mapping[str, Any], full: bool) -> list[ShownSection]:
    """The answers in the order of the form; `full` shows phones and births whole (DOMAIN §7.2)."""
    long = frozenset(prose.chapter_names(annex))
    return [_shown(annex, section, answers, full, long) for section in annex.sections]


def _shown(
    annex: type[AnnexForm], section: Section, answers: Mapping[str, Any], full: bool, long: frozenset[str]
) -> ShownSection:
    field = section.rows_field
    source = answers.get(field) or [] if field else [answers]
    rows = []
    for number, row in enumerate(source, start=1):
        name = f"{field}-{row['id']}" if field else ""
        cells = tuple(
            ShownCell(
                _input_name(annex, column, name),
                column.label,
                _text(column, row, full),
                is_prose=not field and column.name in long,
            )
            for column in section.columns
        )
        rows.append(ShownRow(name, number, cells))
    return ShownSection(field, section.title, section.columns, tuple(rows))


def _input_name(annex: type[AnnexForm], column: Column, row: str) -> str:
    if row:
        return f"{row}-{column.name}"
    return f"known-{column.name}" if column.name in annex.known_fields else column.name


def _text(column: Column, row: Mapping[str, Any], full: bool) -> str:
    text = str(row.get(column.name) or "")
    return text if full or not column.personal else mask(column.name, text)


@dataclass(frozen=True)
class Place:
    """一处 of the answers a reviewer can speak of: a cell, a row or a list, in words, and what stands there."""

    name: str
    words: str
    text: str
    #: What a page draws anew when something is pinned here: the row, the list or the single cell itself.
    drawn_as: str
    column: Column | None = None

    @property
    def takes_text(self) -> bool:
        """Whether another text can be proposed for it: a cell the form asks for."""
        return self.column is not None and not self.name.startswith("known-")

    def masked(self, text: str, full: bool) -> str:
        """A text of this place as a reader may see it."""
        personal = self.column is not None and self.column.personal
        return mask(self.column.name, text) if personal and self.column and not full else text


def places(annex: type[AnnexForm], answers: Mapping[str, Any]) -> dict[str, Place]:
    """All places of the answers by name, in the order of the form; their texts are whole."""
    found: dict[str, Place] = {}
    for section in shown_sections(annex, answers, True):
        lines = ["；".join(cell.text for cell in row.cells if cell.text) for row in section.rows]
        if section.name:
            found[section.name] = Place(section.name, section.title, "\n".join(lines), section.name)
        for row, line in zip(section.rows, lines, strict=True):
            where = f"{section.title}第 {row.number} 行"
            if row.name:
                found[row.name] = Place(row.name, where, line, row.name)
            for cell, column in zip(row.cells, section.columns, strict=True):
                words = f"{where} · {cell.label}" if row.name else cell.label
                found[cell.name] = Place(cell.name, words, cell.text, row.name or cell.name, column)
    return found


def as_reader_sees(annex: type[AnnexForm], answers: Mapping[str, Any], full: bool) -> Answers:
    """The answers themselves, personal data masked for a reader who has no right to it: for the face."""
    shown = dict(answers)
    if full:
        return shown
    for section in annex.sections:
        personal = {column.name for column in section.columns if column.personal}
        if section.rows_field:
            shown[section.rows_field] = [_masked(row, personal) for row in shown.get(section.rows_field, [])]
        else:
            shown = _masked(shown, personal)
    return shown


def _masked(cells: Mapping[str, Any], personal: set[str]) -> Answers:
    return {name: mask(name, str(text)) if name in personal else text for name, text in cells.items()}


def mask(name: str, text: str) -> str:
    """138****1234 for a phone, the year alone for a birth month."""
    return mask_birth(text) if name == "birth_month" else mask_phone(text)
