"""填报内容怎样读: the answers as pages show them, with personal data masked where the reader has no right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from youthwork.domain.privacy import mask_birth, mask_phone
from youthwork.forms.annexes.base import AnnexForm, Column
from youthwork.forms.fields import Answers


@dataclass(frozen=True)
class ShownSection:
    """一段: its title, its columns, its rows; a section of single cells has one row."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    is_table: bool

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """Label and text of each cell, for a section of single cells."""
        return [(column.label, text or "—") for column, text in zip(self.columns, self.rows[0], strict=True)]


def shown_sections(annex: type[AnnexForm], answers: Mapping[str, Any], full: bool) -> list[ShownSection]:
    """The answers in the order of the form; `full` shows phones and births whole (DOMAIN §7.2)."""
    found = []
    for section in annex.sections:
        source = answers.get(section.rows_field, []) if section.rows_field else [answers]
        rows = tuple(tuple(_cell(column, row, full) for column in section.columns) for row in source)
        found.append(ShownSection(section.title, section.columns, rows, bool(section.rows_field)))
    return found


def _cell(column: Column, row: Mapping[str, Any], full: bool) -> str:
    text = str(row.get(column.name) or "")
    return text if full or not column.personal else mask(column.name, text)


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
