"""花名册各行: tell the rows with a person from all the others an office leaves in a sheet.

A row that might hold a person is always taken for one: a doubtful row then shows up as an error, while a row
skipped by mistake would be a person lost in silence.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from youthwork.services.exchange.cell_text import HAN, as_seen, is_blank, without_spaces
from youthwork.services.exchange.roster_header import Layout
from youthwork.services.exchange.roster_titles import Field, title_key
from youthwork.services.exchange.row_texts import is_example, is_label, is_total
from youthwork.services.exchange.spreadsheet import CellValue, Sheet


class Line(StrEnum):
    """行的种类."""

    PERSON = "人员"
    BLANK = "空行"
    TOTAL = "合计行"
    HEADER = "重复的表头"
    TEXT = "说明文字"
    CONTINUED = "合并行"


_SECTION_NUMBER = re.compile(r"[(（]?[一二三四五六七八九十]+[)）]?[、.．]?")
# Units are listed and 性质 is filled down before anybody is entered: alone they lose no person.
_SAYS_NO_PERSON = (Field.INDEX, Field.UNIT, Field.NATURE, Field.REMARK)
_NAME_LIKE = re.compile(f"[{HAN}A-Za-z·•‧・.．\\s]{{1,16}}")


class LineReader:
    """行: classifies the rows below one sheet's header."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self._sheet = sheet
        self._index = _place(layout, Field.INDEX)
        self._name = _place(layout, Field.NAME)
        used = [
            *layout.columns.items(),
            *((each, one) for each, many in layout.ticked.items() for one in many),
        ]
        self._telling = {one.index for each, one in used if each not in _SAYS_NO_PERSON}
        self._header_keys = {one.index: title_key(one.title) for _, one in used}
        above = (value for row in sheet.rows[: layout.last_row] for value in row)
        self._texts_above = {without_spaces(value) for value in above if isinstance(value, str)}

    def kind(self, row: int) -> Line:
        """The kind of a row, counted from 0."""
        values = self._sheet.rows[row]
        filled = [index for index, value in enumerate(values) if value != "" and not is_blank(value)]
        if not filled or (filled == [self._index] and _is_number(values[filled[0]])):
            return Line.BLANK
        # Almost every row ends here: numbered, with a name and something beside it.
        is_numbered = filled[0] == self._index and isinstance(values[filled[0]], int | float)
        if is_numbered and len(filled) > 3 and self._name in filled:
            return Line.PERSON
        return self._look_closer(row, values, filled)

    def _look_closer(self, row: int, values: Sequence[CellValue], filled: Sequence[int]) -> Line:
        texts = [without_spaces(as_seen(values[index])) for index in filled]
        if self._repeats_header(values, filled):
            return Line.HEADER
        if self._is_total(values):
            return Line.TOTAL
        is_text = (
            is_label(texts[0])
            or (filled[0] == self._index and is_example(texts[0]))
            or all(text in self._texts_above for text in texts)
            or not self._telling.intersection(filled)
            or self._is_one_long_text(row, values, filled)
        )
        return Line.TEXT if is_text else Line.PERSON

    def _repeats_header(self, values: Sequence[CellValue], filled: Sequence[int]) -> bool:
        repeated = 0
        for index in filled:
            value = values[index]
            if isinstance(value, str) and title_key(value) == self._header_keys.get(index):
                repeated += 1
        return repeated >= 2 and repeated * 2 >= len(filled)

    def _is_total(self, values: Sequence[CellValue]) -> bool:
        name = values[self._name] if self._name is not None else ""
        if not is_blank(name):
            return isinstance(name, str) and is_total(without_spaces(name))
        texts = (without_spaces(value) for value in values if isinstance(value, str) and value)
        return any(is_total(text) for text in texts)

    def _is_one_long_text(self, row: int, values: Sequence[CellValue], filled: Sequence[int]) -> bool:
        """One text merged over the table (一、机关干部), with or without a number before it."""
        rest = [index for index in filled if index != self._index] or list(filled)
        if len(rest) > 1:
            return False
        if self._sheet.merged_width.get((row, rest[0]), 1) > 1:
            return True
        text = without_spaces(as_seen(values[rest[0]]))
        if (
            filled[0] == self._index
            and len(filled) > 1
            and _SECTION_NUMBER.fullmatch(as_seen(values[filled[0]]))
        ):
            return True
        return rest[0] == self._name and not _NAME_LIKE.fullmatch(text)


def _place(layout: Layout, wanted: Field) -> int | None:
    column = layout.columns.get(wanted)
    return column.index if column else None


def _is_number(value: CellValue) -> bool:
    return isinstance(value, int | float) or without_spaces(as_seen(value)).strip(".、").isdigit()
