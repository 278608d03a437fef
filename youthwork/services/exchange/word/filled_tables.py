"""填好的表: the table of an annex with its answers in it, or with empty cells to write in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from youthwork.forms.annexes.base import AnnexForm
from youthwork.services.exchange.word import markup
from youthwork.services.exchange.word.labels import DONE_HEAD, TASK_HEAD, columns_of, lists_of
from youthwork.services.exchange.word.layouts import BLANK_ROWS, Layout
from youthwork.services.exchange.word.markup import BODY, HEI, Bookmarks, Style
from youthwork.services.printing import fitting

#: The seven grid columns in which both halves of the 任务表 fit, in hundredths of the width.
_GRID = (17, 15, 7, 13, 9, 17, 22)
#: Ends a sentence or joins on by itself: no comma is set after it.
_ENDINGS = "，。；、！？…,;.!?"
PROMPT = "时间，形式，规模，效果"


def columned_table(
    annex: type[AnnexForm], answers: Mapping[str, Any], layout: Layout, paper_id: int, width: int
) -> str:
    """汇总表: a head that is repeated on every page, and the numbered rows."""
    (list_name,) = lists_of(annex)
    number_share = 100 - sum(column.share for column in layout.columns)
    widths = [
        round(width * share / 100) for share in (number_share, *(each.share for each in layout.columns))
    ]
    heads = ["序号", *(column.head for column in layout.columns)]
    head_style = Style(HEI, layout.size, True)
    rows = [
        markup.row(
            [_text_cell(text, head_style, wide) for text, wide in zip(heads, widths, strict=True)],
            8,
            is_head=True,
        )
    ]
    bookmarks = Bookmarks(paper_id)
    for number, answer in enumerate(answers.get(list_name) or [{}] * BLANK_ROWS, start=1):
        numbered = bookmarks.around(
            0, answer.get("id", ""), markup.run(str(number), Style(BODY, layout.size))
        )
        cells = [markup.cell(markup.paragraph(numbered, Style(BODY, layout.size, True)), widths[0])]
        for column, wide in zip(layout.columns, widths[1:], strict=True):
            text = str(answer.get(column.name) or "")
            style = Style(BODY, _size(text, column.room, layout.size), column.is_centred)
            cells.append(_text_cell(text, style, wide))
        rows.append(markup.row(cells, 8))
    return markup.table(rows, widths)


def labelled_table(annex: type[AnnexForm], answers: Mapping[str, Any], paper_id: int, width: int) -> str:
    """任务表: the person's cells, then a row for each list with its sentences."""
    widths = [round(width * share / 100) for share in _GRID]
    empty = "" if answers else PROMPT
    rows = _person_rows(annex, answers, widths)
    rows.append(markup.row([_label(TASK_HEAD, widths, 0, 2), _label(DONE_HEAD, widths, 2, 5)], 8))
    bookmarks = Bookmarks(paper_id)
    for at, name in enumerate(lists_of(annex)):
        title = next(section.title for section in annex.sections if section.rows_field == name)
        entries = answers.get(name) or []
        parts = [column.name for column in columns_of(annex, name)]
        done = _entries(entries, parts, at, bookmarks) if entries else _empty(empty)
        cells = [
            _text_cell(title, Style(BODY, 12), sum(widths[:2]), 2),
            markup.cell(done, sum(widths[2:]), 5),
        ]
        rows.append(markup.row(cells, 7.6))
    return markup.table(rows, widths)


def _person_rows(annex: type[AnnexForm], answers: Mapping[str, Any], widths: list[int]) -> list[str]:
    """The head as the notice has it: three cells, two cells, then one for each place."""
    labels = {column.name: column.label for column in annex.sections[0].columns}
    spaced = {"name": "姓 名", "gender": "性 别"}

    def pair(name: str, start: int, span: int, room: int, centred: bool = True) -> list[str]:
        text = str(answers.get(name) or "")
        return [
            _label(spaced.get(name, labels[name]), widths, start, span),
            _text_cell(text, Style(BODY, 12, centred), sum(widths[start + span : start + span + room]), room),
        ]

    return [
        markup.row([*pair("name", 0, 1, 2), *pair("gender", 3, 1, 1), *pair("birth_month", 5, 1, 1)], 8.6),
        markup.row([*pair("unit_and_title", 0, 1, 4, False), *pair("phone", 5, 1, 1)], 8.6),
        markup.row(pair("committee", 0, 3, 4, False), 8.6),
        markup.row(pair("branch", 0, 3, 4, False), 8.6),
    ]


def _entries(entries: list[Mapping[str, str]], parts: list[str], list_at: int, bookmarks: Bookmarks) -> str:
    style = Style(BODY, 10.5)
    written = []
    for number, entry in enumerate(entries, start=1):
        inner = markup.run(f"{number}. ", style) if len(entries) > 1 else ""
        last = ""
        for part_at, part in enumerate(parts):
            text = str(entry.get(part) or "")
            if text and last and last[-1] not in _ENDINGS:
                inner += markup.run("，", style)
            inner += bookmarks.around(list_at, entry["id"], markup.run(text, style), part_at)
            last = text or last
        if last and last[-1] not in _ENDINGS:
            inner += markup.run("。", style)
        written.append(markup.paragraph(inner, style))
    return "".join(written)


def _empty(words: str) -> str:
    style = Style(BODY, 10.5)
    return markup.paragraph(markup.prompt(words, style) if words else "", style)


def _label(text: str, widths: list[int], start: int, span: int) -> str:
    return _text_cell(text, Style(HEI, 12, True), sum(widths[start : start + span]), span)


def _text_cell(text: str, style: Style, width: int, span: int = 1) -> str:
    return markup.cell(markup.paragraph(markup.run(text, style), style), width, span)


def _size(text: str, room: float, size: float) -> float:
    """The type with which the face keeps this text on its line."""
    return dict(fitting.SIZES).get(fitting.smaller(text, room, size), size) if text else size
