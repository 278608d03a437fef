"""销毁清册: one list, line by line, A4 crosswise, with room for the signatures of 鉴定人、批准人、监销人."""

from __future__ import annotations

from flask import current_app, render_template

from youthwork import clock
from youthwork.documents import pdf
from youthwork.domain import retention
from youthwork.domain.calendar import long_date
from youthwork.models import Disposal, DisposalState, Verdict


def register_pdf(disposal: Disposal) -> bytes:
    """打印: the lines to be destroyed first; those kept longer follow in a table of their own."""
    going = [item for item in disposal.items if item.verdict is Verdict.DESTROY]
    kept = [item for item in disposal.items if item.verdict is Verdict.EXTEND]
    title = f"{disposal.organization.full_name}档案销毁清册（第 {disposal.id} 号）"
    html = render_template(
        "registers/disposal.html",
        title=title,
        disposal=disposal,
        going=going,
        kept=kept,
        pages=sum(item.page_count for item in going),
        words=retention.words,
        is_carried_out=disposal.state is DisposalState.CARRIED_OUT,
        day=long_date,
        today=long_date(clock.today()),
        is_demo=current_app.config["IS_DEMO"],
    )
    return pdf.render(html, title=title, made_at=clock.now()).pdf
