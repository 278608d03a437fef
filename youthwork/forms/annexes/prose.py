"""成文的附件: those without rows, of which some cells stand in a table and the long texts follow as chapters.

The printed face and the Word file lay them out alike, from what the annex says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from youthwork.domain.annex_context import AnnexContext
from youthwork.domain.sources import Derived
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.annexes.deriving import owner_source
from youthwork.forms.fields import Answers, LongText

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Cell:
    """一格: the name of the input or known value, its label, its text."""

    name: str
    label: str
    text: str


@dataclass(frozen=True)
class Chapter:
    """一段: 一、做法 and its paragraphs, none where nothing is written yet."""

    name: str
    heading: str
    lines: tuple[str, ...]


class WrittenAnnex(AnnexForm):
    """成文的附件: what all of them say of themselves. The unit that reports stands in the cell `unit`."""

    #: The input after which a paper is named in lists, of several by one unit.
    named_after: ClassVar[str] = ""

    @classmethod
    def known(cls, context: AnnexContext) -> Answers:
        return {"unit": context.owner.printed_name}

    @classmethod
    def derived(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Derived]:
        yield owner_source("unit", context)

    @classmethod
    def narratives(cls, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        labels = _labels(cls)
        for name in chapter_names(cls):
            yield name, labels[name], str(answers.get(name) or "")

    @classmethod
    def paper_title(cls, answers: Mapping[str, Any]) -> str:
        name = answers.get(cls.named_after)
        return f"{cls.short_title} · {name}" if name else cls.short_title

    @classmethod
    def print_extras(cls, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"lines": lines_of_cells(cls, answers), "chapters": chapters(cls, answers)}


def chapter_names(annex: type[AnnexForm]) -> list[str]:
    """The long texts, in order."""
    return [field.short_name for field in annex() if isinstance(field, LongText)]


def lines_of_cells(annex: type[AnnexForm], answers: Mapping[str, Any]) -> list[tuple[Cell, ...]]:
    """The lines of the table: two cells each, one where its column is wide (`spans` of 3 and more) or none is left."""
    lines: list[tuple[Cell, ...]] = []
    waiting: list[Cell] = []
    for cell in _cells(annex, answers):
        if annex.spans.get(cell.name, 2) > 2:
            lines += [tuple(waiting)] if waiting else []
            lines.append((cell,))
            waiting = []
            continue
        waiting.append(cell)
        if len(waiting) == 2:
            lines.append(tuple(waiting))
            waiting = []
    return [*lines, *([tuple(waiting)] if waiting else [])]


def chapters(annex: type[AnnexForm], answers: Mapping[str, Any]) -> list[Chapter]:
    """The long texts with their headings, numbered as an official paper numbers them."""
    labels = _labels(annex)
    return [
        Chapter(name, f"{numeral}、{labels[name]}", _paragraphs(str(answers.get(name) or "")))
        for numeral, name in zip(_NUMERALS, chapter_names(annex), strict=False)
    ]


def _labels(annex: type[AnnexForm]) -> dict[str, str]:
    return {column.name: column.label for section in annex.sections for column in section.columns}


def _cells(annex: type[AnnexForm], answers: Mapping[str, Any]) -> list[Cell]:
    long = set(chapter_names(annex))
    return [
        Cell(column.name, column.label, str(answers.get(column.name) or ""))
        for section in annex.sections
        for column in section.columns
        if column.name not in long
    ]


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
