"""版式: how an annex stands on a sheet of Excel, taken from what the annex says about itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Field, Form

from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import Answers, Choice, Phone, RowsField

#: What the rows of an annex with several lists are told apart by, as the notice heads the column.
LIST_TITLE = "目标任务"

#: Widths as the printed face has them, in percent; a column not named here goes by the annex's `spans`.
_WIDTHS: Mapping[str, Mapping[str, float]] = {
    "contact_points": {"name": 18, "title": 26, "phone": 16, "committee": 34},
    "contact_units": {
        "group": 8,
        "leader": 9,
        "members": 13,
        "counties": 11,
        "committee": 12,
        "branch": 9,
        "kind": 6,
        "topic": 8,
        "schedule": 7,
        "liaison": 6,
        "liaison_phone": 11,
        "remark": 7,
    },
    "task_sheet": {"time": 14, "form": 22, "scale": 12, "effect": 32},
}
#: Numbers and short words stand in the middle of their cells, running text at the left.
_CENTRED = {"name", "phone", "group", "kind", "liaison", "liaison_phone", "time", "scale"}


@dataclass(frozen=True)
class SheetColumn:
    """一栏: the field it holds, its official title, its share of the page, and what may be chosen in it."""

    name: str
    title: str
    width: float
    is_centred: bool
    is_phone: bool
    choices: tuple[str, ...]
    field: Field


@dataclass(frozen=True)
class SheetLayout:
    """版式: `known` and `singles` stand above the table (name → label), `lists` are the row lists in it."""

    annex: type[AnnexForm]
    known: Mapping[str, str]
    singles: Mapping[str, str]
    lists: Mapping[str, str]
    columns: tuple[SheetColumn, ...]

    @property
    def has_list_column(self) -> bool:
        """Whether a column of its own tells which list a row belongs to."""
        return len(self.lists) > 1

    @property
    def is_landscape(self) -> bool:
        return not self.has_list_column

    @property
    def sheet_name(self) -> str:
        return self.annex.short_title[:31]

    def column(self, name: str) -> SheetColumn:
        return next(column for column in self.columns if column.name == name)

    @property
    def key_column(self) -> SheetColumn:
        """The column by which people know a row: the first that must be filled in."""
        return next((each for each in self.columns if each.field.flags.required), self.columns[0])


def layout_of(annex: type[AnnexForm]) -> SheetLayout:
    """版式 of an annex; its row lists all have the same columns."""
    form = annex()
    grids = [field for field in form if isinstance(field, RowsField)]
    row = grids[0].row_form() if grids else Form()
    return SheetLayout(
        annex,
        annex.known_fields,
        {field.name: field.label.text for field in form if not isinstance(field, RowsField)},
        {grid.name: grid.label.text for grid in grids},
        tuple(_column(annex, field) for field in row),
    )


def _column(annex: type[AnnexForm], field: Field) -> SheetColumn:
    width = _WIDTHS.get(annex.key, {}).get(field.short_name) or annex.spans.get(field.short_name, 2) * 6.0
    choices = (
        tuple(str(each.value) for each in field.choices if each.value) if isinstance(field, Choice) else ()
    )
    return SheetColumn(
        field.short_name,
        field.label.text,
        width,
        field.short_name in _CENTRED,
        isinstance(field, Phone),
        choices,
        field,
    )


def draft_texts(annex: type[AnnexForm], fields: Mapping[str, Sequence[str]]) -> Answers:
    """填写中的内容, as typed: like answers, but unchecked, and with the rows in which nothing is typed yet."""
    found: dict[str, Any] = {}
    for field in annex():
        if isinstance(field, RowsField):
            names = [each.short_name for each in field.row_form()]
            found[field.name] = [
                {"id": row, **{name: _first(fields, f"{field.name}-{row}-{name}") for name in names}}
                for row in dict.fromkeys(fields.get(field.name, ()))
            ]
        else:
            found[field.name] = _first(fields, field.name)
    return found


def _first(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")
