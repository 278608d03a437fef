"""旧版表格的读取进程: reads a .xls from standard input and writes its sheets as JSON.

Run alone by `old_workbook`, in a process of its own: an old file says nothing of its size beforehand, and here
neither its memory nor its seconds can run away. Imports nothing of ours.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

MEMORY = 1 << 30
SECONDS = 10


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import python_calamine

    content = sys.stdin.buffer.read()
    found = []
    with python_calamine.load_workbook(BytesIO(content)) as workbook:
        for metadata in workbook.sheets_metadata:
            if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(metadata.name)
            is_hidden = metadata.visible != python_calamine.SheetVisibleEnum.Visible
            rows = sheet.to_python(skip_empty_area=False)
            found.append([metadata.name, is_hidden, rows, sheet.merged_cell_ranges or []])
    json.dump(found, sys.stdout, default=_as_json)


def _as_json(value: object) -> Any:
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    main()
