"""花名册表头: find the header of a sheet and what each column holds.

Offices put titles above it, break its words over lines and merge cells into two-row headers. `find_layout`
tries each of the first rows, alone and with the next one, and keeps the reading that understands most.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from youthwork.services.exchange.cell_text import is_blank, without_spaces
from youthwork.services.exchange.roster_titles import ABBREVIATED, TICKED, Field, match_title, title_key
from youthwork.services.exchange.sheet_xml import column_letters
from youthwork.services.exchange.spreadsheet import Sheet

ROWS_SEARCHED = 30


@dataclass(frozen=True)
class Column:
    """一栏: its place (0-based) and its title as a person reads it; `value` for a column to be ticked."""

    index: int
    title: str
    rank: int = 0
    value: str = ""

    @property
    def letters(self) -> str:
        return column_letters(self.index + 1)


@dataclass(frozen=True)
class Layout:
    """表头: where the header is (1-based rows, both inclusive) and which column holds what."""

    first_row: int
    last_row: int
    columns: Mapping[Field, Column]
    ticked: Mapping[Field, Sequence[Column]] = field(default_factory=dict)
    duplicates: Sequence[tuple[Field, Column, Column]] = ()
    ignored: Sequence[Column] = ()

    @property
    def titles(self) -> list[str]:
        """Every title of the header, in the order of the sheet."""
        every = [*self.columns.values(), *self.ignored, *(each[2] for each in self.duplicates)]
        every += [column for chosen in self.ticked.values() for column in chosen]
        return [column.title for column in sorted(every, key=lambda column: column.index)]

    @property
    def fields(self) -> set[Field]:
        return set(self.columns) | set(self.ticked)

    def has(self, wanted: Field) -> bool:
        """Tell whether the sheet says anything about `wanted`, be it inside 单位及职务."""
        joined = Field.UNIT_AND_TITLE in self.columns and wanted in (Field.UNIT, Field.TITLE)
        return joined or wanted in self.fields

    @property
    def phone_is_mobile(self) -> bool:
        """手机号码 takes a mobile number only; 联系电话 takes a landline too."""
        return self.columns[Field.PHONE].rank == 0


def find_layout(sheet: Sheet) -> Layout | None:
    """表头: the best reading of the first rows, or None where nothing looks like a roster's header."""
    best, best_merit = None, (0, False)
    for row in range(min(ROWS_SEARCHED, len(sheet.rows))):
        layout = _read_header(sheet, row, row)
        for wider in (layout, *_with_row_below(sheet, row)):
            # The fitting number of rows decides where both understand as much, so that no person is eaten.
            merit = _understood(wider), (wider is not layout) == _has_second_row(sheet, row)
            if merit > best_merit:
                best, best_merit = wider, merit
    if best is None:
        return None
    telling = len(best.fields - {Field.INDEX, Field.REMARK})
    is_header = telling >= 4 or (telling >= 3 and Field.NAME in best.fields)
    return _split_unit_and_title(sheet, best) if is_header else None


def _with_row_below(sheet: Sheet, row: int) -> Iterator[Layout]:
    """The header of two rows that begins here, unless the lower row says as much alone (a title above it)."""
    if row + 1 < len(sheet.rows):
        both = _read_header(sheet, row, row + 1)
        if _understood(both) > _understood(_read_header(sheet, row + 1, row + 1)):
            yield both


def _understood(layout: Layout) -> int:
    return len(layout.fields - {Field.INDEX}) + len(layout.ticked)


def _read_header(sheet: Sheet, first: int, last: int) -> Layout:
    columns: dict[Field, Column] = {}
    ticked: dict[Field, list[Column]] = {}
    duplicates: list[tuple[Field, Column, Column]] = []
    ignored: list[Column] = []
    for index in range(len(sheet.rows[first])):
        (top, top_origin), (bottom, origin) = _text_at(sheet, first, index), _text_at(sheet, last, index)
        text, origin = (bottom, origin) if bottom else (top, top_origin)
        if not text:
            continue
        key, title = title_key(text), without_spaces(text)
        option = ABBREVIATED.get(key, key)
        if option in TICKED:
            ticked.setdefault(TICKED[option], []).append(Column(index, title, value=option))
            continue
        found = match_title(key) or (match_title(title_key(top + bottom)) if last > first else None)
        if origin != index and (found is None or found[0] in columns):
            continue  # the rest of a title merged over several columns
        if found is None:
            ignored.append(Column(index, title))
            continue
        column = Column(index, title, found[1])
        known = columns.setdefault(found[0], column)
        if known is not column and known.rank == column.rank:
            duplicates.append((found[0], known, column))
        elif known is not column:
            columns[found[0]] = min(known, column, key=lambda each: each.rank)
            ignored.append(max(known, column, key=lambda each: each.rank))
    ticked = {each: chosen for each, chosen in ticked.items() if len(chosen) > 1 and each not in columns}
    return Layout(first + 1, last + 1, columns, ticked, duplicates, ignored)


def _has_second_row(sheet: Sheet, row: int) -> bool:
    """Tell whether the row below is header too: cells reach down into it, or it has titles of its own."""
    below = sheet.rows[row + 1] if row + 1 < len(sheet.rows) else ()
    for index, value in enumerate(below):
        if sheet.merged_from.get((row + 1, index)) == (row, index):
            return True
        found = match_title(title_key(value)) if isinstance(value, str) else None
        if found and found[0] in (Field.GENDER, Field.BIRTH, Field.TITLE, Field.PHONE):
            return True
    return False


def _text_at(sheet: Sheet, row: int, column: int) -> tuple[str, int]:
    """The text a person sees at a cell, and the column it is written in (merged cells show their first)."""
    anchor_row, anchor_column = sheet.merged_from.get((row, column), (row, column))
    value = sheet.rows[anchor_row][anchor_column]
    return (value, anchor_column) if isinstance(value, str) and not is_blank(value) else ("", column)


def _split_unit_and_title(sheet: Sheet, layout: Layout) -> Layout:
    """One title 单位及职务 merged over two columns: the left one is the unit, the right one the 职务."""
    joined = layout.columns.get(Field.UNIT_AND_TITLE)
    if joined is None or Field.TITLE in layout.columns or Field.UNIT in layout.columns:
        return layout
    right = joined.index + 1
    place = (layout.first_row - 1, joined.index)
    width = sheet.merged_width.get(sheet.merged_from.get(place, place), 1)
    below = sheet.rows[layout.last_row :]
    if width < 2 or all(is_blank(row[right]) for row in below):
        return layout
    columns = dict(layout.columns)
    del columns[Field.UNIT_AND_TITLE]
    columns |= {Field.UNIT: joined, Field.TITLE: Column(right, joined.title, joined.rank)}
    return replace(layout, columns=columns)
