"""读回 Word: what an office's filled table says in the terms of an annex, with every doubt beside it.

Nothing is guessed: a text that has no place of its own is listed as unread, and a table of another annex is
refused by its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from youthwork.domain.annex_context import Grade
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.annexes.prose import chapters
from youthwork.forms.fields import MOST_ROWS
from youthwork.services.exchange.understood import Understood
from youthwork.services.exchange.word import columns, heads, labelled, prose
from youthwork.services.exchange.word.findings import Findings, value_of
from youthwork.services.exchange.word.labels import (
    DONE_HEAD,
    NUMBERING,
    TASK_HEAD,
    Labels,
    bare,
    labels_of,
    lists_of,
)
from youthwork.services.exchange.word.opening import UnreadableWord, open_word
from youthwork.services.exchange.word.tables import Table, TooManyRows, tables_of
from youthwork.services.exchange.word.text import Line, child, lines_of

_FORM_WORDS = {bare(word) for word in (TASK_HEAD, DONE_HEAD, "时间", "形式", "规模", "效果")} | NUMBERING
_HEADING = re.compile(r"(?:.{0,30}号)?附件\d*[：:]?\Z")
_NOTE = bare("完成情况填写参与活动的时间、形式、规模、效果等方面内容。")
_MONTH = re.compile(r"(\d{4})\D+(\d{1,2})")


def read(
    content: bytes,
    annex: type[AnnexForm],
    *,
    filename: str = "文件.docx",
    known: Mapping[str, str] | None = None,
    paper_id: int | None = None,
) -> Understood:
    """读回一份 .docx; raises `UnreadableWord` with what the file is and what to do.

    `known` are the annex's known cells (姓名, 单位 …): they come back among `cells` for comparison, and each that
    differs is remarked. `paper_id` is the submission it is read for: rows exported from another come as new ones.
    """
    root = open_word(content, filename=filename)
    try:
        tables = tables_of(root)
    except TooManyRows as error:
        raise UnreadableWord(
            f"“{filename}”里的表格行数太多，不像一份报表。请只留要报的那张表，再上传。"
        ) from error
    labels = labels_of(annex)
    found = Findings()
    source = _Source(tables, annex, labels, known or {}, filename)
    lines = _body_lines(root)
    if annex.has_rows():
        used = _read_tables(source, paper_id, found)
    else:
        used, lines = _read_prose(source, lines, found)
    _read_paragraphs(lines, annex, labels, found)
    _leave_the_rest(tables, used, labels, found)
    _drop_masked(annex, found)
    _compare(known or {}, annex, found)
    _check_size(found, filename)
    return found.result()


@dataclass(frozen=True)
class _Source:
    """What is read, and what for."""

    tables: Sequence[Table]
    annex: type[AnnexForm]
    labels: Labels
    known: Mapping[str, str]
    filename: str


def _read_tables(source: _Source, paper_id: int | None, found: Findings) -> list[Table]:
    """Read the annex's tables; gives those that were."""
    lists = lists_of(source.annex)
    if source.labels.is_labelled:
        sheet = _one_sheet(source, found)
        labelled.read_sheet(sheet, source.labels, lists, paper_id, found)
        return sheet.tables
    rosters = columns.rosters_in(source.tables, source.labels)
    if not rosters:
        raise _not_there(source)
    counts = [columns.read_roster(roster, lists[0], source.labels, paper_id, found) for roster in rosters]
    for roster in rosters:
        columns.leave_extra_columns(roster, found)
    if len(rosters) > 1:
        told = "、".join(
            f"表{roster.table.number} {count} 行" for roster, count in zip(rosters, counts, strict=True)
        )
        said = f"文件里有 {len(rosters)} 张这样的表，接在一起读了：{told}"
        found.remark(f"表{rosters[0].table.number}", said)
    return [roster.table for roster in rosters]


def _read_prose(source: _Source, lines: list[Line], found: Findings) -> tuple[list[Table], list[Line]]:
    """Read a text with headings; gives the tables read and the lines before the first heading."""
    read = prose.read_prose(source.tables, lines, source.annex, source.labels, found)
    if not read.is_there:
        raise _not_there(source)
    return read.tables, read.rest


def _one_sheet(source: _Source, found: Findings) -> labelled.Sheet:
    """The one sheet of the document, or among several the one of the person concerned."""
    sheets = [
        sheet
        for sheet in labelled.sheets_in(source.tables, source.labels)
        if labelled.is_the_annex(sheet, source.labels)
    ]
    if not sheets:
        raise _not_there(source)
    if len(sheets) == 1:
        return sheets[0]
    names = [sheet.name("name") for sheet in sheets]
    owns = [bare(name) == bare(source.known.get("name", "")) for name in names]
    title = source.annex.short_title
    if owns.count(True) == 1 and source.known.get("name"):
        at = owns.index(True)
        found.remark(
            f"表{sheets[at].tables[0].number}", f"文件里有 {len(sheets)} 张{title}，只读了{names[at]}的一张"
        )
        return sheets[at]
    told = "、".join(name or "没写姓名" for name in names[:6])
    raise UnreadableWord(
        f"“{source.filename}”里有 {len(sheets)} 张{title}（{told}），一次只能读一张。"
        "请把要报的那一张单独存成一个 .docx 后再上传。"
    )


def _not_there(source: _Source) -> UnreadableWord:
    """Why there is nothing to read; another annex's table is called by its name."""
    tables, annex, filename = source.tables, source.annex, source.filename
    others = [each for edition in EDITIONS.values() for each in edition.annexes if each is not annex]
    other = next((each for each in others if _holds(tables, labels_of(each))), None)
    if other is not None:
        return UnreadableWord(
            f"“{filename}”里是{_called(other)}，不是{_called(annex)}。请在{other.short_title}的填报页上传它。"
        )
    if not annex.has_rows():
        wanted = "、".join(f"“{each.heading}”" for each in chapters(annex, {}))
        return UnreadableWord(
            f"“{filename}”里没有找到{_called(annex)}的几段：请写上{wanted}这样的标题，再上传；"
            "也可以先下载空白表（Word），在它上面填写。"
        )
    if not tables:
        return UnreadableWord(f"“{filename}”里没有表格。请上传填好的{_called(annex)}（.docx）。")
    return UnreadableWord(
        f"“{filename}”里没有找到{_called(annex)}：{len(tables)} 张表的栏目都对不上。"
        "请先下载空白表（Word），在它上面填写后再上传。"
    )


def _holds(tables: Sequence[Table], labels: Labels) -> bool:
    if labels.is_labelled:
        return any(labelled.is_the_annex(sheet, labels) for sheet in labelled.sheets_in(tables, labels))
    return bool(columns.rosters_in(tables, labels))


def _called(annex: type[AnnexForm]) -> str:
    return f"附件{annex.number}“{annex.short_title}”" if annex.number else f"“{annex.short_title}”"


def _body_lines(root: etree._Element) -> list[Line]:
    body = child(root, "body")
    return lines_of(body) if body is not None else []


def _read_paragraphs(lines: Sequence[Line], annex: type[AnnexForm], labels: Labels, found: Findings) -> None:
    """表外的文字: the head's labels; the title and the form's own words are nothing new."""
    own = {bare(annex.title), bare(annex.short_title), _NOTE}
    for number, line in enumerate(lines, start=1):
        if not line.text.strip():
            continue
        taken = heads.read_head(line.text, labels.singles, found, f"表外第{number}段")
        if taken:
            for seen in sorted(line.seen, key=lambda each: each.name):
                found.remark(f"表外第{number}段", seen.value)
        elif bare(line.text) not in own and not _HEADING.match(line.text.strip()):
            found.leave(line.text)


def _leave_the_rest(tables: Sequence[Table], used: Sequence[Table], labels: Labels, found: Findings) -> None:
    """Every cell that was not taken: a head's line, a word of the form, or unread."""
    for table in tables:
        if table not in used:
            texts = [value_of(cell.text) for cell in table.every_cell()]
            head = any([heads.read_head(text, labels.singles, found, f"表{table.number}") for text in texts])
            if not head and any(texts):
                found.leave(f"表{table.number}：{' '.join(text for text in texts if text)}")
            continue
        for cell in table.every_cell():
            if cell in found.used or not value_of(cell.text) or _is_of_the_form(cell.text, labels):
                continue
            place = table.place(cell.row, cell)
            if not heads.read_head(cell.text, labels.singles, found, place):
                found.leave(f"{place}：{cell.text}")


def _is_of_the_form(text: str, labels: Labels) -> bool:
    word = bare(text)
    return word in _FORM_WORDS or word == _NOTE or word.isdecimal() or word in labels.lists


def _drop_masked(annex: type[AnnexForm], found: Findings) -> None:
    """138****0017 was written by us for who may not see the number: it is not a value."""
    personal = {column.name for section in annex.sections for column in section.columns if column.personal}
    for name in personal & found.cells.keys():
        if "*" in found.cells[name]:
            found.remark(found.places[name], f"“{found.cells.pop(name)}”是隐去的号码，没有读")
    for rows in found.rows.values():
        for at, row in enumerate(rows):
            masked = {name for name in personal & row.cells.keys() if "*" in row.cells[name]}
            for name in masked:
                found.remark(row.places.get(name, row.place), f"“{row.cells[name]}”是隐去的号码，没有读")
            if masked:
                kept = {name: text for name, text in row.cells.items() if name not in masked}
                rows[at] = replace(row, cells=kept)


def _compare(known: Mapping[str, str], annex: type[AnnexForm], found: Findings) -> None:
    """已知的内容: what differs from the roster is said; it is never taken from a file."""
    for name, registered in known.items():
        written = found.cells.get(name, "")
        if written and registered and not _is_same(name, written, registered):
            label = annex.known_fields.get(name, name).replace("（盖章）", "")
            said = f"表上的{label}是“{written}”，系统登记的是“{registered}”；以登记的为准，登记有误请先更正"
            found.remark(found.places.get(name, ""), said, Grade.EXPLAIN)


def _is_same(name: str, written: str, registered: str) -> bool:
    if name == "birth_month":
        one, other = _MONTH.search(written), _MONTH.search(registered)
        if one and other:
            return (int(one[1]), int(one[2])) == (int(other[1]), int(other[2]))
    return bare(written) == bare(registered)


def _check_size(found: Findings, filename: str) -> None:
    for rows in found.rows.values():
        if len(rows) > MOST_ROWS:
            raise UnreadableWord(
                f"“{filename}”的表有 {len(rows)} 行，最多 {MOST_ROWS} 行。请分成几份填报后再上传。"
            )
