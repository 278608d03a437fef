"""花名册人员: read the people below one sheet's header, row by row and cell by cell.

A person is good when every cell is: one wrong cell or one open question keeps the whole row back.
"""

from collections.abc import Callable
from functools import partial

from youthwork.services.exchange.cell_text import as_seen, is_blank, without_spaces
from youthwork.services.exchange.roster_births import has_unpadded_month, read_birth
from youthwork.services.exchange.roster_cells import (
    Finding,
    Reading,
    read_gender,
    read_name,
    read_nature,
    read_phone,
    read_text,
)
from youthwork.services.exchange.roster_header import Column, Layout
from youthwork.services.exchange.roster_lines import Line, LineReader
from youthwork.services.exchange.roster_report import CellProblem, RosterRow, SkippedRow
from youthwork.services.exchange.roster_titles import Field
from youthwork.services.exchange.roster_world import World
from youthwork.services.exchange.spreadsheet import CellValue, Sheet

_SAME_AS_ABOVE = frozenset(("同上", "同前", "〃", "″", '"', "''"))
_NOT_TICKED = frozenset(("×", "x", "否", "无", "/", "-", "—", "0"))
_FILLED_DOWN = (Field.UNIT, Field.UNIT_AND_TITLE, Field.TITLE, Field.NATURE)


class SheetPeople:
    """人员: the people of one sheet. Rows count from 0 inside, from 1 in everything reported."""

    def __init__(self, sheet: Sheet, layout: Layout, world: World) -> None:
        self.person_rows: list[int] = []
        self.blank_rows = sheet.last_row - len(sheet.rows)
        self._sheet = sheet
        self._layout = layout
        self._world = world
        self._is_complete = layout.has(Field.TITLE) and layout.has(Field.NATURE)
        self._above: dict[Field, CellValue] = {}
        self._found: list[tuple[Column, CellValue, Finding]] = []
        self._read_phone = partial(read_phone, mobile_only=layout.phone_is_mobile)
        births = layout.columns.get(Field.BIRTH)
        below = sheet.rows[layout.last_row :]
        self._pads_months = births is None or not any(has_unpadded_month(row[births.index]) for row in below)

    def read(self) -> None:
        """Read every row below the header: good rows, problems and what was passed over go into the world."""
        lines = LineReader(self._sheet, self._layout)
        for row in range(self._layout.last_row, len(self._sheet.rows)):
            kind = lines.kind(row)
            if kind == Line.BLANK:
                self.blank_rows += 1
            elif kind == Line.PERSON and not self._continues_above(row):
                self.person_rows.append(row + 1)
                self._read_person(row)
            else:
                texts = [as_seen(value) for value in self._sheet.rows[row] if not is_blank(value)]
                label = Line.CONTINUED if kind == Line.PERSON else kind
                self._world.skipped.append(
                    SkippedRow(self._sheet.name, row + 1, label.value, " ".join(texts))
                )

    def _continues_above(self, row: int) -> bool:
        """Tell whether the name is merged from a person's row above: one person on several rows."""
        name = self._layout.columns[Field.NAME]
        anchor = self._sheet.merged_from.get((row, name.index))
        if anchor is None or anchor[0] == row or anchor[0] < self._layout.last_row:
            return False
        person = as_seen(self._sheet.rows[anchor[0]][anchor[1]])
        message = (
            f"与第 {anchor[0] + 1} 行合并为一人，本行另写的内容没有读取；兼任别的职务的，请在导入后添加任职。"
        )
        self._report(row, name, "", Finding("note", message), person)
        return True

    def _read_person(self, row: int) -> None:
        self._found = []
        name = self._read(row, Field.NAME, read_name)
        gender = self._read(row, Field.GENDER, read_gender)
        birth = self._read(row, Field.BIRTH, partial(self._read_birth, row))
        unit_id, unit_name, title = self._read_unit_and_title(row)
        nature = self._read(row, Field.NATURE, read_nature)
        phone = self._read(row, Field.PHONE, self._read_phone, twin_of=name)
        remark = self._read(row, Field.REMARK, read_text, required=False)
        person = name or as_seen(self._sheet.rows[row][self._layout.columns[Field.NAME].index])
        for column, value, finding in sorted(self._found, key=lambda found: found[0].index):
            self._report(row, column, value, finding, person)
        if self._is_complete and all(finding.kind == "note" for _, _, finding in self._found):
            self._world.rows.append(
                RosterRow(
                    self._sheet.name,
                    row + 1,
                    name,
                    gender,
                    birth,
                    unit_id,
                    unit_name,
                    title,
                    nature,
                    phone,
                    remark,
                )
            )

    def _read(
        self,
        row: int,
        wanted: Field,
        read: Callable[[CellValue], Reading],
        *,
        required: bool = True,
        twin_of: str | None = None,
    ) -> str:
        """Read one cell of a person, keeping whatever there is to say about it."""
        column, value = self._cell(row, wanted)
        if column is None:
            return ""
        if is_blank(value):
            if required:
                self._found.append((column, value, self._blank(row, column)))
            return ""
        reading = read(value)
        finding = reading.finding or self._world.undrawn(reading.value)
        if twin_of is not None and reading.value:
            finding = self._world.twin(self._sheet.name, row + 1, reading.value, twin_of) or finding
        if finding:
            self._found.append((column, value, finding))
        return reading.value

    def _read_birth(self, row: int, value: CellValue) -> Reading:
        zero_is_shown = (
            isinstance(value, float)
            and self._pads_months
            and self._sheet.xml.shows_two_decimals(row + 1, self._layout.columns[Field.BIRTH].index + 1)
        )
        return read_birth(value, today=self._world.today, zero_is_shown=zero_is_shown)

    def _read_unit_and_title(self, row: int) -> tuple[int, str, str]:
        joined = Field.UNIT not in self._layout.columns
        column, value = self._cell(row, Field.UNIT_AND_TITLE if joined else Field.UNIT)
        if column is None:
            return 0, "", ""
        own_title = self._read(row, Field.TITLE, read_text) if Field.TITLE in self._layout.columns else ""
        if is_blank(value):
            self._found.append((column, value, self._blank(row, column)))
            return 0, "", own_title
        text = as_seen(value)
        unit = self._world.units.read_with_title(text) if joined else self._world.units.read(text)
        title = own_title or unit.title
        finding = unit.finding
        if joined and not finding and not title:
            finding = Finding("error", f"“{text}”里只有单位，没有职务，请在单位后面补填职务。")
        finding = finding or (self._world.undrawn(unit.title) if joined else None)
        if finding:
            self._found.append((column, value, finding))
        return unit.unit_id, unit.name, title

    def _cell(self, row: int, wanted: Field) -> tuple[Column | None, CellValue]:
        """A field's column and what its cell says: the answer given, the cell, or the merged cell above."""
        column = self._layout.columns.get(wanted)
        if column is None:
            return self._ticked(row, wanted)
        answer = self._world.answers.get(self._sheet.name, row + 1, column.index + 1)
        value = self._sheet.rows[row][column.index] if answer is None else answer
        if value == "":
            above, left = self._sheet.merged_from.get((row, column.index), (row, column.index))
            if left == column.index and above >= self._layout.last_row:
                answer = self._world.answers.get(self._sheet.name, above + 1, left + 1)
                value = self._sheet.rows[above][left] if answer is None else answer
        if wanted in _FILLED_DOWN:
            if isinstance(value, str) and without_spaces(value) in _SAME_AS_ABOVE:
                value = self._above.get(wanted, value)
            self._above[wanted] = value
        return column, value

    def _ticked(self, row: int, wanted: Field) -> tuple[Column | None, CellValue]:
        columns = self._layout.ticked.get(wanted, ())
        if not columns:
            return None, ""
        chosen = []
        for column in columns:
            answer = self._world.answers.get(self._sheet.name, row + 1, column.index + 1)
            value = self._sheet.rows[row][column.index] if answer is None else answer
            if not is_blank(value) and without_spaces(as_seen(value)).lower() not in _NOT_TICKED:
                chosen.append(column)
        return (chosen or columns)[0], "/".join(column.value for column in chosen)

    def _blank(self, row: int, column: Column) -> Finding:
        hidden = self._sheet.xml.hidden_content(row + 1, column.index + 1)
        if hidden == "error":
            return Finding("error", f"{column.title}的公式出错，没有值，请改正公式或直接填写。")
        if hidden == "formula":
            return Finding(
                "error", f"{column.title}的公式没有结果，请在 WPS 或 Excel 中打开、保存一次，或直接填写。"
            )
        return Finding("error", f"{column.title}为空，请补填。")

    def _report(self, row: int, column: Column, value: CellValue, finding: Finding, person: str) -> None:
        self._world.problems.append(
            CellProblem(
                self._sheet.name,
                row + 1,
                column.index + 1,
                column.title,
                as_seen(value),
                finding.message,
                finding.kind,
                finding.choices,
                person,
            )
        )
