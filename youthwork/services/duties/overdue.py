"""逾期未报: what is past its day and still missing beneath an organ, over several annexes. Nobody's pillory: a unit
reads of itself, the organs above it of what is theirs, everybody else of nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement

from youthwork import clock
from youthwork.models import Organization, ReportDuty
from youthwork.services.duties import names
from youthwork.services.duties.names import Page


def overdue(
    organ: Organization,
    notice_annex_ids: Sequence[int],
    may_name: ColumnElement[bool],
    query: str = "",
    after: int | None = None,
) -> Page:
    """逾期未报 of the organ and all beneath it, in administrative order, a page of them."""
    past = ReportDuty.due < clock.today()
    return names.listed(organ, notice_annex_ids, past, may_name, query=query, after=after)
