"""成文的附件 in Word: a table of pairs, then 一、做法 and its paragraphs; written as the face has it, and read back.

Of a file somebody wrote, a chapter begins where its heading stands, numbered or not, alone or with text behind it, and
goes on to the next; chapters set into a table are read from beside their label.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from youthwork.domain.nominations import LABELS
from youthwork.forms.annexes import prose
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import tidy
from youthwork.services.exchange.word import labelled, markup
from youthwork.services.exchange.word.findings import Findings
from youthwork.services.exchange.word.labels import Labels, bare
from youthwork.services.exchange.word.markup import BODY, HEI, Style
from youthwork.services.exchange.word.tables import Table
from youthwork.services.exchange.word.text import Line

#: Label and value twice, in hundredths of the width.
_GRID = (24, 26, 24, 26)
#: A line of 28.95 pt, two characters of 三号 in.
_SPACING = '<w:spacing w:line="579" w:lineRule="exact"/><w:ind w:firstLine="640"/>'
_HEADING_ENDS = "：:。. 　"
_MARK = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}[)）]?\s*[、.．]?\s*")


def cells_table(annex: type[AnnexForm], answers: Mapping[str, Any], width: int) -> str:
    """表: two pairs a line, one where a value is wide."""
    widths = [round(width * share / 100) for share in _GRID]
    rows = []
    for line in prose.lines_of_cells(annex, answers):
        cells = []
        for at, cell in enumerate(line):
            span = 3 if len(line) == 1 else 1
            cells.append(_cell(cell.label, Style(HEI, 10.5, True), widths[2 * at]))
            cells.append(_cell(cell.text, Style(BODY, 12), sum(widths[2 * at + 1 : 2 * at + 1 + span]), span))
        rows.append(markup.row(cells, 8))
    return markup.table(rows, widths)


def chapter_paragraphs(annex: type[AnnexForm], answers: Mapping[str, Any]) -> list[str]:
    """各段: the heading, then every line as it was typed; an empty one to write in."""
    blocks = []
    for chapter in prose.chapters(annex, answers):
        lines = str(answers.get(chapter.name) or "").split("\n")
        blocks.append(_paragraph(chapter.heading, Style(HEI, 16)))
        blocks += [_paragraph(line, Style(BODY, 16)) for line in lines]
    return blocks


def stages_table(width: int) -> str:
    """各级意见, blank: what the levels say is a fact of the path and is not filled in here."""
    widths = [round(width * share / 100) for share in (25, 75)]
    rows = [
        markup.row([_cell(label, Style(HEI, 12, True), widths[0]), _cell("", Style(BODY, 12), widths[1])], 17)
        for label in LABELS
    ]
    return markup.table(rows, widths)


def _cell(text: str, style: Style, width: int, span: int = 1) -> str:
    return markup.cell(markup.paragraph(markup.run(text, style), style), width, span)


def _paragraph(text: str, style: Style) -> str:
    return markup.paragraph(markup.run(text, style), style, _SPACING)


@dataclass(frozen=True)
class Read:
    """读到的: the tables that were read, and the lines that belong to no chapter."""

    tables: list[Table]
    rest: list[Line]
    is_there: bool


def read_prose(
    tables: Sequence[Table], lines: Sequence[Line], annex: type[AnnexForm], labels: Labels, found: Findings
) -> Read:
    """Read the pairs and the chapters into `found`; `is_there` where the file has at least half of the chapters."""
    names = prose.chapter_names(annex)
    sheets = labelled.sheets_in(tables, labels)
    for sheet in sheets[:1]:
        labelled.read_sheet(sheet, labels, [], None, found)
        _take_whole_cells(sheet, names, found)
    rest = _read_chapters(lines, names, labels, found)
    there = sum(name in found.cells for name in names)
    read = [*(sheets[0].tables if sheets else []), *_stages_in(tables, annex, found)]
    return Read(read, rest, 2 * there >= len(names))


def _stages_in(tables: Sequence[Table], annex: type[AnnexForm], found: Findings) -> list[Table]:
    """各级意见: the heads are words of the form; what is written beside them is left unread, for all to see."""
    if not annex.is_decided_by_level:
        return []
    stages = [table for table in tables if any(bare(cell.text) in LABELS for cell in table.every_cell())]
    for table in stages:
        found.used |= {cell for cell in table.every_cell() if bare(cell.text) in LABELS}
    return stages


def _take_whole_cells(sheet: labelled.Sheet, names: Sequence[str], found: Findings) -> None:
    """A chapter in a cell keeps its lines, which a short value does not."""
    for name in names:
        value = sheet.value(name)
        if value is not None and name in found.cells:
            found.cells[name] = tidy("\n".join(line.text for line in value.lines))


def _read_chapters(
    lines: Sequence[Line], names: Sequence[str], labels: Labels, found: Findings
) -> list[Line]:
    """What stands under each heading; gives the lines before the first of them."""
    before: list[Line] = []
    texts: dict[str, list[str]] = {}
    current = ""
    for number, line in enumerate(lines, start=1):
        heading = _heading(line.text, names, labels)
        if heading is not None and heading[0] not in texts:
            current, rest = heading
            texts[current] = [rest] if rest else []
            found.places[current] = f"表外第{number}段"
        elif current:
            texts[current].append(line.text)
            for seen in sorted(line.seen, key=lambda each: each.name):
                found.remark(f"表外第{number}段", seen.value)
        else:
            before.append(line)
    for name, written in texts.items():
        found.take(name, tidy("\n".join(written)), found.places[name])
    return before


def _heading(text: str, names: Sequence[str], labels: Labels) -> tuple[str, str] | None:
    """The chapter a line begins, and what follows the heading in the same line."""
    plain = text.strip()
    marked = _MARK.match(plain)
    is_marked = marked is not None and marked.end() > 0
    rest = plain[marked.end() :] if marked and is_marked else plain
    for name in names:
        label = labels.words[name]
        if bare(rest[: len(label) + 2]) == bare(label) and len(rest) <= len(label) + 2:
            return name, ""
        after = rest[len(label) :]
        if rest.startswith(label) and after[:1] in _HEADING_ENDS and (is_marked or after[:1] in "：:"):
            return name, after.lstrip(_HEADING_ENDS)
    return None
