"""销毁怎样说: what the page of a destroyed filing tells of its end."""

from __future__ import annotations

from typing import Any

from flask import url_for

from youthwork.blueprints.web import actor
from youthwork.domain import retention
from youthwork.domain.calendar import long_date
from youthwork.models import Filing
from youthwork.services.archive import uses
from youthwork.services.archive.disposal import history


def end_of(filing: Filing) -> dict[str, Any]:
    """清册的一行 and who decided; `sheet_url` for those who may open the list."""
    assert filing.destroyed_at is not None
    when = long_date(filing.destroyed_at.date())
    found = history.carried_out_for(filing)
    if found is None:
        return {"line": {"sentence": f"{when}销毁。", "facts": [], "number": 0}, "sheet_url": None}
    disposal, item = found
    assert disposal.approved_by is not None and disposal.approved_at is not None
    facts: list[tuple[Any, ...]] = [
        ("清册", f"第 {disposal.id} 号", disposal.reason),
        ("保管期限", retention.words(item.retention_years), f"共 {item.page_count} 页"),
        ("鉴定人", disposal.proposed_by.name, long_date(disposal.proposed_at.date())),
        ("批准人", disposal.approved_by.name, f"{long_date(disposal.approved_at.date())} {disposal.opinion}"),
    ]
    if disposal.carried_out_by is not None:
        facts.append(("销毁人", disposal.carried_out_by.name, when))
    mine = {organ.id for organ in uses.readers_organs(actor())}
    return {
        "line": {
            "sentence": f"{when}按{disposal.organization.common_name}第 {disposal.id} 号销毁清册销毁。",
            "facts": facts,
            "number": disposal.id,
        },
        "sheet_url": url_for("disposals.show", disposal_id=disposal.id)
        if disposal.organization_id in mine
        else None,
    }
