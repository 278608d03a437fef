"""备案件: the page of one filing, its filed copy as PDF and as pictures, and asking for it to be made again."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, flash, request, send_file, url_for
from werkzeug.wrappers import Response

from youthwork import clock
from youthwork.blueprints import presenting
from youthwork.blueprints.web import Answer, actor, login_required, render, see_other
from youthwork.domain.calendar import long_date, moment_phrase
from youthwork.models import PaperState
from youthwork.services.archive import record
from youthwork.services.archive.record import Download, FilingRecord

blueprint = Blueprint("filing", __name__, url_prefix="/filings")


@blueprint.get("/<int:filing_id>")
@login_required
def show(filing_id: int) -> Answer:
    found = record.open_record(actor(), filing_id)
    return render(
        "filing/show.html",
        record=found,
        filing=found.filing,
        lead=_lead(found),
        facts=_facts(found),
        seal_facts=_seal_facts(found),
        numbers=_numbers(found),
        sections=found.sections,
        pages=_pages(found),
        story=presenting.timeline(found.submission.events),
        on_time=("按时", "done") if found.filing.was_on_time else ("逾期", "back"),
    )


@blueprint.get("/<int:filing_id>/receipt")
@login_required
def receipt(filing_id: int) -> Answer:
    """备案回执: what the owner keeps, to be printed."""
    found = record.open_record(actor(), filing_id)
    filing = found.filing
    rows = [row[:2] for row in _facts(found) if row[0] not in ("填报单位", "保管期限")]
    return render("filing/receipt.html", filing=filing, facts=rows, day=long_date(filing.filed_at.date()))


@blueprint.get("/<int:filing_id>/paper.pdf")
@login_required
def paper(filing_id: int) -> Response:
    """成件下载; with ?view=1 shown in the browser, for printing."""
    return _send(record.read_paper(actor(), filing_id), as_attachment="view" not in request.args)


@blueprint.get("/<int:filing_id>/pages/<int:number>.png")
@login_required
def page(filing_id: int, number: int) -> Response:
    return _send(record.read_page(actor(), filing_id, number), as_attachment=False)


@blueprint.get("/<int:filing_id>/scan")
@login_required
def scan(filing_id: int) -> Response:
    """盖章件扫描, of a paper sealed by hand."""
    return _send(record.read_scan(actor(), filing_id), as_attachment=True)


@blueprint.post("/<int:filing_id>/paper")
@login_required
def ask_again(filing_id: int) -> Answer:
    """重新出件. Rendering takes seconds and must not hold the writer's lock: the service's own deed keeps it."""
    made = record.ask_again(actor(), filing_id)
    if made.state is PaperState.READY:
        flash("成件已出好，可以下载", "done")
    else:
        flash(f"出件没有成功：{made.failure}", "back")
    return see_other(url_for("filing.show", filing_id=filing_id))


def _send(download: Download, as_attachment: bool) -> Response:
    """A file out of the store. no-store and nosniff are put on every answer in `security.py`."""
    return send_file(
        io.BytesIO(download.content),
        mimetype=download.media_type,
        as_attachment=as_attachment,
        download_name=download.name,
        max_age=0,
    )


def _lead(found: FilingRecord) -> str:
    filing = found.filing
    heading = filing.heading or found.annex.title
    return f"{heading} · {filing.owner_name} · {long_date(filing.filed_at.date())}予以备案"


def _facts(found: FilingRecord) -> list[tuple[Any, ...]]:
    filing, submission = found.filing, found.submission
    now = clock.now()
    rows: list[tuple[Any, ...]] = [
        ("备案号", filing.filing_number),
        ("备案机关", filing.organ_name, f"由{filing.department_name}受理"),
        ("备案人", filing.filed_by_name, moment_phrase(filing.filed_at, now)),
        ("填报单位", filing.owner_name),
    ]
    if submission.first_sent_at is not None:
        due = f"期限 {long_date(submission.due)} 24:00"
        rows.append(("首次报送", moment_phrase(submission.first_sent_at, now), due))
    if submission.intake_number:
        rows.append(("受理编号", submission.intake_number))
    rows.append(("保管期限", f"{filing.retention_years} 年", f"至 {found.kept_until} 年底"))
    if filing.archival_number:
        rows.append(("档号", filing.archival_number))
    return rows


def _seal_facts(found: FilingRecord) -> list[tuple[Any, ...]]:
    impression = found.impression
    if impression is None:
        return []
    behalf = "代章" if impression.on_behalf_of_id is not None else None
    return [
        ("印章", impression.seal.name, behalf or impression.seal.mode.value),
        ("用印编号", impression.number),
        ("监印", impression.keeper.name, f"{impression.approver.name}批准用印"),
    ]


def _numbers(found: FilingRecord) -> list[tuple[str, str | None]]:
    """校验: what a copy of this paper can be compared with."""
    return [
        ("机器编号", found.filing.machine_number),
        ("填报内容", found.filing.answers_sha256),
        ("成件文件", found.paper.sha256),
    ]


def _pages(found: FilingRecord) -> list[dict[str, str]]:
    if not found.is_whole or not found.is_ready:
        return []
    return [
        {
            "src": url_for("filing.page", filing_id=found.filing.id, number=page.number),
            "alt": f"{found.filing.title}成件第 {page.number} 页",
        }
        for page in found.paper.pages
    ]
