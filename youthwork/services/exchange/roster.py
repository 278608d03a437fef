"""花名册导入: read a roster of 团干部 as offices really make them, and name every cell that is wrong.

Nothing is stored here. `read_roster` tells what can be imported and why the rest cannot; the caller shows it,
puts the questions, and calls again with the answers as `overrides`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from youthwork.services.exchange.cell_text import is_blank
from youthwork.services.exchange.roster_answers import Answers
from youthwork.services.exchange.roster_cells import Kind
from youthwork.services.exchange.roster_header import Layout, find_layout
from youthwork.services.exchange.roster_people import SheetPeople
from youthwork.services.exchange.roster_report import (
    CellProblem,
    RosterReading,
    RosterRow,
    SheetReading,
    SkippedRow,
    UnitMatch,
)
from youthwork.services.exchange.roster_titles import Field
from youthwork.services.exchange.roster_units import Units
from youthwork.services.exchange.roster_world import World
from youthwork.services.exchange.spreadsheet import Sheet, read_sheets

__all__ = [
    "CellProblem",
    "RosterReading",
    "RosterRow",
    "SheetReading",
    "SkippedRow",
    "UnitMatch",
    "read_roster",
]

# Without these a sheet says nothing about people who could be told apart; it is not read further.
_ESSENTIAL = (Field.NAME, Field.UNIT, Field.PHONE)
_REQUIRED = (*_ESSENTIAL, Field.TITLE, Field.NATURE)
_WELCOME = (Field.GENDER, Field.BIRTH)


def read_roster(
    content: bytes,
    *,
    filename: str,
    find_unit: Callable[[str], UnitMatch],
    overrides: Mapping[str, str] = MappingProxyType({}),
    undrawable: Callable[[str], list[str]] | None = None,
    today: date | None = None,
) -> RosterReading:
    """花名册: read every sheet of an .xlsx, check every cell, and report.

    `find_unit` looks a unit's name up (spaces removed); `overrides` maps "花名册!D58", or "D58" where one
    sheet is a roster, to the value a person answered; `undrawable` gives the characters of a text that no
    font can draw; births are checked against `today`. Raises `UnreadableSpreadsheet` where
    the file is no sound .xlsx.
    """
    sheets = read_sheets(content, filename=filename)
    layouts = {
        sheet.name: layout for sheet in sheets if not sheet.is_hidden and (layout := find_layout(sheet))
    }
    only_sheet = next(iter(layouts)) if len(layouts) == 1 else ""
    world = World(
        Units(find_unit), undrawable, today or date.today(), Answers(overrides, only_sheet=only_sheet)
    )
    readings = [_read_sheet(sheet, layouts.get(sheet.name), world) for sheet in sheets]
    for key in world.answers.unused():
        message = f"答复“{key}”在表中没有对应的单元格，请核对后重新答复。"
        world.problems.append(_about(key.rpartition("!")[0], 0, "error", message))
    order = {sheet.name: position for position, sheet in enumerate(sheets)}
    problems = sorted(world.problems, key=lambda one: (order.get(one.sheet, -1), one.row, one.column))
    return RosterReading(filename, tuple(world.rows), tuple(problems), tuple(readings), tuple(world.skipped))


def _read_sheet(sheet: Sheet, layout: Layout | None, world: World) -> SheetReading:
    if layout is None:
        world.problems += _why_unread(sheet)
        return SheetReading(sheet.name)
    faults = list(_header_faults(sheet, layout))
    world.problems += faults
    columns = {each.value: column.letters for each, column in layout.columns.items()}
    columns |= {each.value: "、".join(one.letters for one in many) for each, many in layout.ticked.items()}
    ignored = tuple(column.title for column in layout.ignored)
    if not all(layout.has(each) for each in _ESSENTIAL) or _is_twofold(layout):
        return SheetReading(sheet.name, layout.last_row, columns, ignored)
    people = SheetPeople(sheet, layout, world)
    people.read()
    world.problems += _hidden_notes(sheet, layout, people.person_rows)
    return SheetReading(
        sheet.name, layout.last_row, columns, ignored, len(people.person_rows), people.blank_rows
    )


def _why_unread(sheet: Sheet) -> Iterator[CellProblem]:
    if sheet.is_hidden:
        message = f"工作表“{sheet.name}”是隐藏的，没有读取；要导入，请先取消隐藏。"
        yield _about(sheet.name, 0, "note", message)
    elif any(not is_blank(value) for row in sheet.rows for value in row):
        message = f"工作表“{sheet.name}”没有花名册的表头（姓名、单位、职务、手机号码等），没有读取。"
        yield _about(sheet.name, 0, "note", message)


def _header_faults(sheet: Sheet, layout: Layout) -> Iterator[CellProblem]:
    row, titles = layout.last_row, "、".join(layout.titles)
    for each in _REQUIRED:
        if not layout.has(each):
            message = (
                f"缺少“{each}”一栏。第 {row} 行的表头现有：{titles}。请补上这一栏，或改用上面的名称，再导入。"
            )
            yield _about(sheet.name, row, "error", message, each)
    for each in _WELCOME:
        if not layout.has(each):
            yield _about(sheet.name, row, "note", f"没有“{each}”一栏，导入后这一项空着。", each)
    for each, first, second in layout.duplicates:
        columns = f"{first.letters} 列和 {second.letters} 列"
        if each in _REQUIRED or each == Field.UNIT_AND_TITLE:
            message = f"{columns}都是“{each}”，不知该用哪一栏。请只保留一栏，再导入。"
            yield _about(sheet.name, row, "error", message, each)
        elif each in _WELCOME:
            yield _about(sheet.name, row, "note", f"{columns}都是“{each}”，只读取 {first.letters} 列。", each)


def _is_twofold(layout: Layout) -> bool:
    return any(each in _REQUIRED or each == Field.UNIT_AND_TITLE for each, _, _ in layout.duplicates)


def _hidden_notes(sheet: Sheet, layout: Layout, person_rows: list[int]) -> Iterator[CellProblem]:
    """Hidden rows and columns are read like the others, but a person should know."""
    hidden = sorted(set(sheet.xml.hidden_rows).intersection(person_rows))
    if hidden:
        rows = "、".join(str(row) for row in hidden[:20]) + ("等" if len(hidden) > 20 else "")
        yield _about(
            sheet.name, hidden[0], "note", f"第 {rows} 行是隐藏行（共 {len(hidden)} 行），已照常读取。"
        )
    hidden_columns = set(sheet.xml.hidden_columns)
    titles = [column.title for column in layout.columns.values() if column.index + 1 in hidden_columns]
    if titles:
        yield _about(sheet.name, layout.last_row, "note", f"“{'、'.join(titles)}”是隐藏列，已照常读取。")


def _about(sheet: str, row: int, kind: Kind, message: str, title: str = "") -> CellProblem:
    """A problem of a whole sheet or row rather than of one cell."""
    return CellProblem(sheet, row, 0, title, "", message, kind)
