"""预览的说法: the facts of one filing as they stand beside the list."""

from __future__ import annotations

from typing import Any

from youthwork.domain import retention
from youthwork.domain.calendar import long_date
from youthwork.services.archive.preview import Preview

Fact = tuple[Any, ...]


def facts(preview: Preview) -> list[Fact]:
    """要素: number, unit, days, how long it is kept."""
    filing = preview.filing
    version = f"第 {filing.version} 版" if filing.version > 1 else None
    rows: list[Fact] = [
        ("备案号", filing.filing_number, version),
        ("填报单位", filing.owner_name),
        ("受理", filing.department_name, f"{long_date(filing.filed_at.date())}予以备案"),
        ("报送", "按时" if filing.was_on_time else "逾期"),
        ("保管期限", retention.words(filing.retention_years)),
    ]
    if filing.archival_number:
        rows.append(("档号", filing.archival_number))
    if preview.page_count:
        rows.append(("页数", f"{preview.page_count} 页"))
    return rows
