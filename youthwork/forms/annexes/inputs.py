"""要填的栏: how many inputs a form has and which must be filled, read from the form itself."""

from __future__ import annotations

from collections.abc import Iterator

from wtforms import Field, Form

from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import Required, RowsField


def typed(annex: type[AnnexForm]) -> list[Field]:
    """要填的栏, in order: single inputs, and of rows each column once; what the system knows is not typed."""
    return list(_fields(annex()))


def required(annex: type[AnnexForm]) -> dict[str, str]:
    """必填的栏: input name → its label; a column of rows as `rows-committee`."""
    return {
        field.name.replace("-__id__-", "-"): field.label.text
        for field in _fields(annex())
        if any(isinstance(rule, Required) for rule in field.validators)
    }


def _fields(form: Form) -> Iterator[Field]:
    for field in form:
        if isinstance(field, RowsField):
            yield from field.blank_row()
        else:
            yield field
