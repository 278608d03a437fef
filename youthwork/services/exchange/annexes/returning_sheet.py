"""错处退回: the uploaded sheet again, each wrong cell yellow and with a comment that says what to do.

The person's own workbook is kept, layout and all, where openpyxl can hold it: without its pictures, macros and
formulas (cells keep the values they showed). Where it is too large or breaks, its values are laid out anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
import xlsxwriter
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from youthwork.services.exchange.annexes.judging import Mistake
from youthwork.services.exchange.annexes.reading import SheetReading
from youthwork.services.exchange.cell_text import as_seen
from youthwork.services.exchange.file_kinds import is_old_workbook
from youthwork.services.exchange.ooxml import repack, unpack

#: openpyxl takes about fifty times the size of the XML.
_MOST_XML = 12 * 1024 * 1024
_YELLOW = "FFFF00"
_AUTHOR = "核对"
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")


def return_sheet(
    content: bytes, reading: SheetReading, mistakes: Sequence[Mistake], *, filename: str
) -> bytes:
    """错处退回 as .xlsx: the sheet that was read, with a comment at each mistake that has a cell."""
    comments = _comments(mistakes)
    if not is_old_workbook(content):
        parts = unpack(content, filename=filename)
        if sum(map(len, parts.values())) <= _MOST_XML:
            try:
                return _on_the_original(parts, reading.sheet.name, comments)
            # openpyxl meets what it does not know with errors of every kind; the values are safe with us.
            except Exception:
                return _anew(reading, comments)
    return _anew(reading, comments)


def _comments(mistakes: Sequence[Mistake]) -> Mapping[str, str]:
    """Cell → what is said there; what stands against a whole row is said at its first cell."""
    found: dict[str, list[str]] = {}
    for mistake in mistakes:
        row = re.fullmatch(r"第 (\d+) 行", mistake.place)
        place = f"A{row[1]}" if row else mistake.place
        if _CELL.fullmatch(place):
            found.setdefault(place, []).append(mistake.sentence)
    return {place: "\n".join(dict.fromkeys(sentences)) for place, sentences in found.items()}


def _on_the_original(parts: Mapping[str, bytes], name: str, comments: Mapping[str, str]) -> bytes:
    workbook = openpyxl.load_workbook(repack(_without_missing(parts)), data_only=True, keep_links=False)
    workbook.defined_names.clear()
    sheet = workbook[name]
    for place, text in comments.items():
        cell = sheet[_anchor(sheet, place)]
        cell.comment = Comment(
            text, _AUTHOR, width=320, height=40 + 20 * (len(text) // 18 + text.count("\n"))
        )
        cell.fill = PatternFill("solid", fgColor=_YELLOW)
    workbook.active = workbook.sheetnames.index(name)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _anchor(sheet: Worksheet, place: str) -> str:
    """Only the first cell of a merge can carry a comment."""
    if not isinstance(sheet[place], MergedCell):
        return place
    merge = next(each for each in sheet.merged_cells.ranges if place in each)
    return str(merge.start_cell.coordinate)


def _without_missing(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts without references to those that were not unpacked: pictures, macros, drawings."""
    return {
        name: _kept(name, part, parts) if name.endswith(".rels") or name == "[Content_Types].xml" else part
        for name, part in parts.items()
    }


def _kept(name: str, part: bytes, parts: Mapping[str, bytes]) -> bytes:
    root = ElementTree.fromstring(part)
    folder = name.replace("_rels/", "").rpartition("/")[0]
    for element in list(root):
        target = element.get("Target") or element.get("PartName") or ""
        if element.get("TargetMode") == "External" or (target and _resolved(folder, target) not in parts):
            root.remove(element)
        elif "macroEnabled" in element.get("ContentType", ""):
            element.set("ContentType", element.get("ContentType", "").replace(*_PLAIN))
    return ElementTree.tostring(root)


_PLAIN = (
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
)


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    steps = [step for step in folder.split("/") if step]
    for step in target.split("/"):
        steps = steps[:-1] if step == ".." else [*steps, step]
    return "/".join(steps)


def _anew(reading: SheetReading, comments: Mapping[str, str]) -> bytes:
    """The values of the sheet in bordered cells, merged as they were above the table."""
    sheet, head = reading.sheet, reading.head
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        page = workbook.add_worksheet(sheet.name)
        look = {
            "font_name": "宋体",
            "font_size": 11,
            "valign": "vcenter",
            "text_wrap": True,
            "num_format": "@",
        }
        plain, cell = workbook.add_format(look), workbook.add_format({**look, "border": 1})
        wrong = workbook.add_format({**look, "border": 1, "bg_color": f"#{_YELLOW}"})
        width = max(head.titles, default=0) + 1
        for at in range(width):
            longest = max(
                (len(as_seen(row[at])) for row in sheet.rows[head.first_row :] if at < len(row)), default=6
            )
            page.set_column(at, at, min(max(8, longest * 2), 40))
        if head.row_ids is not None:
            page.set_column(head.row_ids, head.row_ids, 14, None, {"hidden": True})
        for row, values in enumerate(sheet.rows):
            for at, value in enumerate(values):
                if value != "" or (row >= head.first_row and at < width):
                    page.write_string(row, at, as_seen(value), cell if row >= head.first_row else plain)
        for place, text in comments.items():
            found = re.match(r"([A-Z]+)(\d+)", place)
            assert found is not None, "a place was written by us: D5"
            letters, number = found.groups()
            row, at = int(number) - 1, _index(letters)
            values = sheet.rows[row] if row < len(sheet.rows) else ()
            page.write_string(row, at, as_seen(values[at]) if at < len(values) else "", wrong)
            page.write_comment(row, at, text, {"author": _AUTHOR, "width": 320})
        page.freeze_panes(head.last_row + 1, 0)
    return content.getvalue()


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
