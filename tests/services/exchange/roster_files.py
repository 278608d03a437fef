"""Rosters as offices make them, built in memory, and a small office to look their units up in."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl

from youthwork.services.exchange.roster import CellProblem, RosterReading, UnitMatch, read_roster

TODAY = date(2026, 3, 20)
UNITS = ("团云溪县委", "云溪镇团委", "白泉镇团委", "云溪县第一中学团委", "云溪镇机关团总支", "清河街道团工委")
HEADER = ("序号", "姓名", "性别", "出生年月", "单位", "职务", "性质", "手机号码", "备注")
GOOD = (1, "王喆", "男", "1995.12", "团云溪县委", "书记", "专职", "13800000700", None)


def find_unit(name: str) -> UnitMatch:
    """The six units of 云溪县; 镇团委 may mean two of them."""
    if name == "镇团委":
        return UnitMatch([2, 3], ["云溪镇团委", "白泉镇团委"])
    if name in UNITS:
        return UnitMatch([UNITS.index(name) + 1], [name])
    return UnitMatch(suggestions=[unit for unit in UNITS if name[-4:] == unit[-4:]])


def person(**changes: Any) -> list[Any]:
    """A row in the order of HEADER that is right but for `changes` (by English column name)."""
    keys = ("number", "name", "gender", "birth", "unit", "title", "nature", "phone", "remark")
    return list({**dict(zip(keys, GOOD, strict=True)), **changes}.values())


def workbook(
    rows: Sequence[Sequence[Any]], *, merges: Sequence[str] = (), formats: Mapping[str, str] | None = None
) -> bytes:
    """An .xlsx of one sheet 花名册 from rows; `merges` like "A1:I1", `formats` number formats by cell."""
    return sheets({"花名册": rows}, merges=merges, formats=formats)


def sheets(
    rows_by_name: Mapping[str, Sequence[Sequence[Any]]],
    *,
    merges: Sequence[str] = (),
    formats: Mapping[str, str] | None = None,
) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in rows_by_name.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for merge in merges:
            sheet.merge_cells(merge)
        for cell, code in (formats or {}).items():
            sheet[cell].number_format = code
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(content: bytes, **options: Any) -> RosterReading:
    return read_roster(
        content, **{"filename": "名册.xlsx", "find_unit": find_unit, "today": TODAY, **options}
    )


def read_rows(*people: Sequence[Any], header: Sequence[Any] = HEADER, **options: Any) -> RosterReading:
    """Read a sheet that has `header` in row 1 and `people` below."""
    return read(workbook([header, *people]), **options)


def only_problem(reading: RosterReading) -> CellProblem:
    """The one problem of a reading; anything more or less fails the test with all of them shown."""
    assert len(reading.problems) == 1, [problem.message for problem in reading.problems]
    return reading.problems[0]


def rezipped(content: bytes, part: str, change: tuple[str, str]) -> bytes:
    """The same .xlsx with one piece of one part's XML replaced (a regular expression and its replacement)."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                changed = re.sub(change[0], change[1], text.decode(), flags=re.S)
                assert changed.encode() != text, "nothing was replaced"
                text = changed.encode()
            after.writestr(name, text)
    return packed.getvalue()
