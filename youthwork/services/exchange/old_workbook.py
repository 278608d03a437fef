"""旧版表格 (.xls): read by calamine in a process of its own, within bounded memory and seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from youthwork.services.exchange.file_kinds import MAX_FILE_BYTES, UnreadableSpreadsheet
from youthwork.services.exchange.sheet_xml import MAX_COLUMNS, NumberFormats, SheetXml
from youthwork.services.exchange.spreadsheet import Sheet, merged_cells

_CHILD = Path(__file__).with_name("old_workbook_child.py")
#: Of the clock on the wall; the process itself may use ten seconds of the processor.
_SECONDS = 30


def read_old_sheets(content: bytes, *, filename: str) -> list[Sheet]:
    """工作表 of a .xls; raises `UnreadableSpreadsheet` where it cannot be read or would take too much."""
    if len(content) > MAX_FILE_BYTES:
        raise _unreadable(filename)
    try:
        # Ours alone, with arguments we wrote; the file goes in as bytes.
        read = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as stuck:
        raise _unreadable(filename) from stuck
    if read.returncode != 0:
        raise _unreadable(filename)
    return [_sheet(*each) for each in json.loads(read.stdout, object_hook=_value)]


def _sheet(name: str, is_hidden: bool, rows: list[list[Any]], ranges: list[Any]) -> Sheet:
    merged_from, merged_width = merged_cells([(tuple(start), tuple(end)) for start, end in ranges])
    cut = [row[:MAX_COLUMNS] for row in rows]
    nothing_more = SheetXml(b"", NumberFormats(b""))
    return Sheet(name, is_hidden, cut, len(cut), nothing_more, merged_from, merged_width)


def _value(found: dict[str, str]) -> object:
    if "datetime" in found:
        return datetime.fromisoformat(found["datetime"])
    return date.fromisoformat(found["date"])


def _unreadable(filename: str) -> UnreadableSpreadsheet:
    return UnreadableSpreadsheet(
        f"“{filename}”是旧版 .xls（或 WPS 的 .et）表格，系统没有读成。"
        "请在 WPS 或 Excel 中打开，另存为 .xlsx 后再导入。"
    )
