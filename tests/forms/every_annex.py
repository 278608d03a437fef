"""Every annex of every edition, and what the tests that walk them share."""

from collections.abc import Iterator
from typing import Any

import pytest

from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import RowsField, answers_of, bind, posted_from

ALL = [(edition, annex) for edition in EDITIONS.values() for annex in edition.annexes]
every_annex = pytest.mark.parametrize(
    ("edition", "annex"), ALL, ids=[f"{edition.key}-{annex.key}" for edition, annex in ALL]
)


def typed(annex: type[AnnexForm], answers: dict[str, Any]) -> dict[str, Any]:
    """What the form makes of these answers, posted as a page posts them."""
    return answers_of(bind(annex, posted_from(annex, answers)))


def row_columns(field: RowsField) -> list[str]:
    return list(field.blank_row()._fields)


def leaves(answers: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every single text of the answers, as the dict it stands in and its key."""
    for key, value in answers.items():
        if isinstance(value, list):
            for row in value:
                yield from ((row, column) for column in row if column != "id")
        else:
            yield answers, key
