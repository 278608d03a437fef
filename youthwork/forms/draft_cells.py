"""草稿的格子: which cell of the annex an input of the draft belongs to, what it is called, and what has none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from wtforms import Field, Form

from youthwork.forms.fields import LongText, Phone, Posted, RowsField, TextLine


def _cells(form_class: Any) -> tuple[dict[str, Field], dict[str, dict[str, Field]]]:
    return _laid_out(form_class)


@cache
def _laid_out(form_class: Any) -> tuple[dict[str, Field], dict[str, dict[str, Field]]]:
    """The single fields, and the columns of every list of rows; unbound, for their names and kinds only."""
    fields = form_class()._fields
    singles = {name: field for name, field in fields.items() if not isinstance(field, RowsField)}
    grids = {
        name: dict(field.row_form()._fields) for name, field in fields.items() if isinstance(field, RowsField)
    }
    return singles, grids


def grids_of(form_class: type[Form]) -> set[str]:
    """The names of the annex's lists of rows."""
    return set(_cells(form_class)[1])


def cell_of(form_class: type[Form], name: str) -> Field | None:
    """The field `filler`, or the column of `rows-r1-phone`; None where the annex has none."""
    singles, grids = _cells(form_class)
    if name in singles:
        return singles[name]
    grid, _, cell = name.partition("-")
    return grids.get(grid, {}).get(cell.partition("-")[2])


def label_of(form_class: type[Form], name: str, fields: Mapping[str, list[str]]) -> str:
    """The words by which a person finds the input: 填表人, 第 3 行联系方式, 联系点的行."""
    cell = cell_of(form_class, name)
    if cell is None:
        return "行的增减" if name in grids_of(form_class) else "没有对应的栏目"
    grid, _, rest = name.partition("-")
    rows = fields.get(grid, [])
    row = rest.partition("-")[0]
    if not rest:
        return str(cell.label.text)
    return (
        f"第 {rows.index(row) + 1} 行{cell.label.text}" if row in rows else f"已删去的行的{cell.label.text}"
    )


def without_cell(form_class: type[Form], fields: Mapping[str, list[str]]) -> Posted:
    """没有对应栏目的文字: what stands in the draft and the annex, changed meanwhile, does not ask for."""
    grids = grids_of(form_class)
    return {
        name: list(values)
        for name, values in fields.items()
        if any(values)
        and name not in grids
        and cell_of(form_class, name) is None
        and not _is_row_list(name, fields)
    }


def _is_row_list(name: str, fields: Mapping[str, list[str]]) -> bool:
    """A list of row ids is no text: of a grid that is gone, only its cells are worth showing."""
    return any(f"{name}-{row}-" in key for row in fields[name] for key in fields)


def joins(form_class: type[Form], name: str) -> bool:
    """Whether two texts may stand in the cell one after the other."""
    cell = cell_of(form_class, name)
    return isinstance(cell, TextLine | LongText) and not isinstance(cell, Phone)


def joined(form_class: type[Form], name: str, one: list[str], other: list[str]) -> list[str] | None:
    """两段都留: both texts in one cell; None where the cell takes only one, such as a phone or a choice."""
    if not joins(form_class, name):
        return None
    between = "\n" if isinstance(cell_of(form_class, name), LongText) else "；"
    return [between.join(text for text in ("、".join(one), "、".join(other)) if text)]
