"""微心愿清单: the list as an Excel sheet; nobody's name stands in it, neither the young person's nor a cadre's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from youthwork.domain.calendar import long_date
from youthwork.models import Wish

MOST_ROWS = 5000
_COLUMNS = (
    ("编号", 8),
    ("心愿", 60),
    ("领域", 14),
    ("状态", 10),
    ("登记单位", 24),
    ("心愿池", 24),
    ("登记日期", 12),
    ("天数", 8),
)


def sheet_of(title: str, rows: Sequence[Wish], now: datetime) -> bytes:
    """微心愿清单 as .xlsx; no cell is a formula, whatever was typed."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        workbook.set_properties({"title": title, "created": now})
        sheet = workbook.add_worksheet("微心愿")
        large = workbook.add_format({"bold": True, "font_size": 16})
        note = workbook.add_format({"font_size": 10, "font_color": "#555555"})
        head = workbook.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#EEF1F4"})
        cell = workbook.add_format({"border": 1, "valign": "top", "text_wrap": True})
        sheet.write_string(0, 0, title, large)
        sheet.write_string(
            1, 0, f"{long_date(now.date())}导出，{len(rows)} 个。不含青年和团干部的个人信息。", note
        )
        for at, (name, width) in enumerate(_COLUMNS):
            sheet.set_column(at, at, width)
            sheet.write_string(2, at, name, head)
        for row, wish in enumerate(rows, start=3):
            sheet.write_number(row, 0, wish.id, cell)
            for at, text in enumerate(_texts(wish), start=1):
                sheet.write_string(row, at, text, cell)
            sheet.write_number(row, 7, days_of(wish, now), cell)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
    return content.getvalue()


def days_of(wish: Wish, now: datetime) -> int:
    """Days from 登记 to now, or to where it ended."""
    return ((wish.state_since if wish.state.is_over else now).date() - wish.raised_at.date()).days


def _texts(wish: Wish) -> tuple[str, ...]:
    return (
        _plain(wish.text),
        wish.field.value if wish.field else "",
        wish.state.value,
        wish.organization.common_name,
        wish.pool.common_name,
        f"{wish.raised_at:%Y-%m-%d}",
    )


def _plain(text: str) -> str:
    """Without the controls no sheet can hold."""
    return "".join(sign for sign in text if sign >= " ")
