"""工作表原文: look at what calamine does not tell about a sheet.

`SheetXml` answers a few small questions from the raw XML: which rows are hidden, how a cell is formatted,
whether an empty-looking cell holds a formula or an error, and whether reading the sheet would cost gigabytes.
"""

import re
from functools import cached_property
from typing import NamedTuple
from xml.etree import ElementTree

MAX_ROWS = 100_000
MAX_COLUMNS = 256

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb"\br=[\"'](\d{1,9})[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_COLUMN_SPAN = re.compile(rb"\b(min|max)=[\"'](\d{1,6})[\"']")
# Only cells with something in them, and only those that may lie beyond the limits: from AA or row 100000 on.
_FAR_CELL = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=[\"'](?=[A-Za-z]{2}|[A-Za-z]\d{6})([A-Za-z]+)(\d+)[\"'][^>]*(?<!/)>"
)
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>]")
_CELL_WITHOUT_PLACE = re.compile(rb"<(?:\w+:)?c(?=[\s/>])(?![^>]*\br=)")


class NumberFormats:
    """数字格式: the format code behind each style number of the workbook."""

    def __init__(self, styles: bytes) -> None:
        self._codes = _format_codes(styles) if styles else []

    def shows_two_decimals(self, style: int) -> bool:
        """Tell whether a cell in this style shows 1989.1 as 1989.10."""
        code = self._codes[style] if 0 <= style < len(self._codes) else ""
        return re.match(r"[^.;]*\.00(?![0#?])", code) is not None


def _format_codes(styles: bytes) -> list[str]:
    # The only built-in codes that show two decimals; custom ones are numbered from 164.
    codes = dict.fromkeys(("2", "4", "39", "40", "43", "44"), "0.00")
    root = ElementTree.fromstring(styles)
    for element in root.iter():
        if local_name(element) == "numFmt":
            codes[element.get("numFmtId", "")] = element.get("formatCode", "")
    cell_styles = next((element for element in root if local_name(element) == "cellXfs"), ())
    return [codes.get(element.get("numFmtId", "0"), "") for element in cell_styles]


class _Span(NamedTuple):
    start: int
    end: int


class SheetXml:
    """工作表原文: what the raw XML of one sheet tells besides its values. Rows and columns count from 1."""

    def __init__(self, xml: bytes, formats: NumberFormats) -> None:
        self._xml = xml
        self._formats = formats
        self._spans: dict[int, _Span] = {}
        self.hidden_rows: list[int] = []
        # The last row the file holds, formatted blank ones included.
        self.last_row = 0
        self._index_rows()

    def _index_rows(self) -> None:
        number, start = 0, 0
        for match in _ROW.finditer(self._xml):
            if 0 < number <= MAX_ROWS:
                self._spans[number] = _Span(start, match.start())
            given = _ROW_NUMBER.search(match[1])
            number, start = int(given[1]) if given else number + 1, match.start()
            if _HIDDEN.search(match[1]):
                self.hidden_rows.append(number)
            self.last_row = max(self.last_row, number)
        if 0 < number <= MAX_ROWS:
            self._spans[number] = _Span(start, len(self._xml))

    @cached_property
    def hidden_columns(self) -> list[int]:
        columns: list[int] = []
        for match in _COLUMN.finditer(self._xml):
            if _HIDDEN.search(match[1]):
                span = {name: int(number) for name, number in _COLUMN_SPAN.findall(match[1])}
                columns += range(span.get(b"min", 1), min(span.get(b"max", 0), MAX_COLUMNS) + 1)
        return columns

    @property
    def formula_count(self) -> int:
        """How many cells hold a formula."""
        return sum(1 for _ in _FORMULA.finditer(self._xml))

    def too_far(self) -> str:
        """The first filled cell beyond what is read ("A1048576"), or ""."""
        for match in _FAR_CELL.finditer(self._xml):
            column, row = match[1].decode().upper(), int(match[2])
            if row > MAX_ROWS or column_number(column) > MAX_COLUMNS:
                return f"{column}{row}"
        if _CELL_WITHOUT_PLACE.search(self._xml):
            for row, span in self._spans.items():
                if sum(1 for _ in _CELL.finditer(self._xml, span.start, span.end)) > MAX_COLUMNS:
                    return f"第 {row} 行"
            return f"第 {self.last_row} 行" if self.last_row > MAX_ROWS else ""
        return ""

    def shows_two_decimals(self, row: int, column: int) -> bool:
        style = re.search(rb"\bs=[\"'](\d{1,6})[\"']", self._cell_tag(row, column))
        return self._formats.shows_two_decimals(int(style[1]) if style else 0)

    def hidden_content(self, row: int, column: int) -> str:
        """Why a cell that looks empty may not be: "error", "formula" or ""."""
        tag = self._cell_tag(row, column)
        if re.search(rb"\bt=[\"']e[\"']", tag):
            return "error"
        return "formula" if re.search(rb"<(?:\w+:)?f\b", tag) else ""

    def _cell_tag(self, row: int, column: int) -> bytes:
        span = self._spans.get(row)
        if not span:
            return b""
        reference = f"{column_letters(column)}{row}".encode()
        opening = rb"<(?:\w+:)?c\b[^>]*?\br=[\"']" + reference + rb"[\"'][^>]*>"
        match = re.search(
            opening + rb"(?:(?!</?(?:\w+:)?c\b).){0,2000}", self._xml[span.start : span.end], re.S
        )
        return match[0] if match else b""


def column_letters(number: int) -> str:
    """列标: 1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """列号: A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def local_name(element: ElementTree.Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]
