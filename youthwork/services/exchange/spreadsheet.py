"""表格: read the sheets of an .xlsx into plain rows, quickly, whoever made it.

Values come from calamine; a formula gives the value it showed when the file was saved. Everything a person
sent is refused with a sentence, never with a traceback: see `file_kinds` and `ooxml`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

import python_calamine

from youthwork.services.exchange.file_kinds import UnreadableSpreadsheet
from youthwork.services.exchange.ooxml import damaged, repack, sheet_parts, unpack
from youthwork.services.exchange.sheet_xml import MAX_COLUMNS, MAX_ROWS, NumberFormats, SheetXml

CellValue = str | int | float | bool | date | datetime | time | timedelta
# Merged ranges are few; a file that claims more than this many merged cells was made to stall us.
MAX_MERGED_CELLS = 1_000_000


@dataclass(frozen=True)
class Sheet:
    """工作表: rows as in the sheet (`rows[0]` is row 1), every row equally long, empty cells ""."""

    name: str
    is_hidden: bool
    rows: Sequence[Sequence[CellValue]]
    last_row: int
    xml: SheetXml = field(repr=False)
    # Both by 0-based (row, column): the cell a merged cell takes its value from, and how wide a merge is.
    merged_from: Mapping[tuple[int, int], tuple[int, int]] = field(repr=False)
    merged_width: Mapping[tuple[int, int], int] = field(repr=False)


def read_sheets(content: bytes, *, filename: str) -> list[Sheet]:
    """工作表: read every worksheet of an .xlsx; raise `UnreadableSpreadsheet` for anything else."""
    parts = unpack(content, filename=filename)
    try:
        xml_by_name = sheet_parts(parts)
        formats = NumberFormats(parts.get("xl/styles.xml", b""))
        sheets_xml = {name: SheetXml(xml, formats) for name, xml in xml_by_name.items()}
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged(filename) from error
    for name, xml in sheets_xml.items():
        if cell := xml.too_far():
            raise UnreadableSpreadsheet(
                f"“{filename}”的工作表“{name}”在 {cell} 还有内容，超出了能读的范围"
                f"（{MAX_ROWS} 行、{MAX_COLUMNS} 列）。请清除该处内容，或分成几个文件导入。"
            )
    try:
        return _read_with_calamine(parts, sheets_xml, filename)
    except python_calamine.CalamineError as error:
        raise damaged(filename) from error
    except BaseException as error:
        # A panic inside the Rust reader arrives as a BaseException of its own: it means a broken file too.
        if type(error).__name__ == "PanicException":
            raise damaged(filename) from error
        raise


def _read_with_calamine(
    parts: dict[str, bytes], sheets_xml: dict[str, SheetXml], filename: str
) -> list[Sheet]:
    sheets = []
    with python_calamine.load_workbook(repack(parts)) as workbook:
        for metadata in workbook.sheets_metadata:
            if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            if not sheets_xml.get(metadata.name):
                raise damaged(filename)
            is_hidden = metadata.visible != python_calamine.SheetVisibleEnum.Visible
            sheet = workbook.get_sheet_by_name(metadata.name)
            merged_from, merged_width = merged_cells(sheet.merged_cell_ranges or [])
            xml = sheets_xml[metadata.name]
            rows = sheet.to_python(skip_empty_area=False)
            sheets.append(
                Sheet(
                    metadata.name,
                    is_hidden,
                    rows,
                    max(len(rows), xml.last_row),
                    xml,
                    merged_from,
                    merged_width,
                )
            )
    return sheets


def merged_cells(
    ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> tuple[dict[tuple[int, int], tuple[int, int]], dict[tuple[int, int], int]]:
    """合并单元格 of ((top, left), (bottom, right)) ranges: whence each cell has its value, how wide each is."""
    merged_from: dict[tuple[int, int], tuple[int, int]] = {}
    merged_width: dict[tuple[int, int], int] = {}
    for (top, left), (bottom, right) in ranges:
        bottom, right = min(bottom, MAX_ROWS), min(right, MAX_COLUMNS)
        merged_width[top, left] = right - left + 1
        if len(merged_from) + (bottom - top + 1) * (right - left + 1) > MAX_MERGED_CELLS:
            break
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    merged_from[row, column] = (top, left)
    return merged_from, merged_width
