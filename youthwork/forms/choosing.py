"""可选项: what a page puts into a choice once it knows the organization."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from wtforms import SelectFieldBase
from wtforms.fields import SelectChoice


def offer(field: SelectFieldBase, choices: Iterable[tuple[str, str]]) -> None:
    """Let the field choose among these (value, words)."""
    field.choices = listed(choices)


def listed(choices: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in choices]


def words_of(kinds: Iterable[Enum]) -> list[tuple[str, str]]:
    """Members of an enumeration by their official words."""
    return [(kind.value, kind.value) for kind in kinds]
