"""附件的 Excel 往返: CPU seconds to write and to read back 附件1 of 2,000 rows, beside openpyxl reading the same file.

Database and tree stay out of it: the sheet is written from texts and compared with them.
"""

import io
import time
from collections.abc import Callable
from typing import TypeVar

import openpyxl

from youthwork.forms.annexes.province_2017_8 import EDITION
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.fields import Posted
from youthwork.services.exchange.annexes.comparing import Comparison, compare
from youthwork.services.exchange.annexes.layout import draft_texts, layout_of
from youthwork.services.exchange.annexes.marks import Mark
from youthwork.services.exchange.annexes.reading import read_annex_sheet
from youthwork.services.exchange.annexes.writing import Filled, write_annex
from youthwork.services.exchange.spreadsheet import read_sheets

Result = TypeVar("Result")

ROWS = 2_000


def run() -> None:
    """Print the figures of one run."""
    draft = _draft()
    content, writing = _timed(lambda: _write(draft))
    comparison, reading = _timed(lambda: _read_back(content, draft))
    _, rival = _timed(lambda: _read_with_openpyxl(content))
    assert comparison.changes_nothing
    print(f"annex 1 of {ROWS} rows, {len(content) / 1e3:.0f} kB")
    print(f"  written in the notice's layout   {writing:5.2f} CPU-s")
    print(f"  read back and compared           {reading:5.2f} CPU-s")
    print(f"  openpyxl, reading only           {rival:5.2f} CPU-s")


def _draft() -> Posted:
    fields: Posted = {"filler": ["周可儿"], "filler_phone": ["13800000021"], "rows": []}
    for at in range(ROWS):
        row = f"u{at}"
        fields["rows"].append(row)
        texts = {
            "name": "王李张刘陈"[at % 5] + "敏静丽强磊"[at // 5 % 5] + "军洋勇艳杰"[at // 25 % 5],
            "title": ("书记", "副书记", "组织部部长")[at % 3],
            "phone": str(13800000000 + at),
            "committee": f"青岚市第{at % 300 + 1}中学团委",
        }
        fields |= {f"rows-{row}-{name}": [text] for name, text in texts.items()}
    return fields


def _write(draft: Posted) -> bytes:
    mark = Mark(ContactPoints.key, EDITION.key, 1, 1, "团云溪县委", 1, "2026-01-01 00:00")
    texts = draft_texts(ContactPoints, draft)
    return write_annex(Filled(layout_of(ContactPoints), texts, "附件1", mark, {}))


def _read_back(content: bytes, draft: Posted) -> Comparison:
    sheets = read_sheets(content, filename="附件1.xlsx")
    reading = read_annex_sheet(sheets, layout_of(ContactPoints), 1, filename="附件1.xlsx")
    return compare(ContactPoints, reading.understood, draft, 1, "bench")


def _read_with_openpyxl(content: bytes) -> int:
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return sum(1 for _ in workbook.worksheets[0].iter_rows(values_only=True))


def _timed(deed: Callable[[], Result]) -> tuple[Result, float]:
    start = time.process_time()
    result = deed()
    return result, time.process_time() - start


if __name__ == "__main__":
    run()
