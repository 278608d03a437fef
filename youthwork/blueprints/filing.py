"""备案件: the page of one filing, its filed copy as PDF and as pictures, and asking for it to be made again."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, flash, make_response, request, send_file, url_for
from werkzeug.wrappers import Response

from youthwork import clock
from youthwork.blueprints import (
    presenting,
    presenting_comments,
    presenting_corrections,
    presenting_disposal,
    presenting_evidence,
    presenting_sources,
)
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain import retention
from youthwork.domain.calendar import long_date, moment_phrase
from youthwork.domain.corrections import FollowUp
from youthwork.forms.archiving import PurposeForm
from youthwork.services import transactions
from youthwork.services.archive import record
from youthwork.services.archive import reveal as revealing
from youthwork.services.archive.masks import mask_phones
from youthwork.services.archive.record import Download, FilingRecord

blueprint = Blueprint("filing", __name__, url_prefix="/filings")


@blueprint.get("/<int:filing_id>")
@login_required
def show(filing_id: int) -> Answer:
    found = record.open_record(actor(), filing_id)
    if found.filing.destroyed_at is not None:
        return _destroyed(found)
    return _page(found, PurposeForm())


def _destroyed(found: FilingRecord) -> Answer:
    """已销毁: the page stays, with what is left."""
    return render(
        "filing/destroyed.html",
        filing=found.filing,
        lead=_lead(found),
        facts=[row for row in _facts(found) if row[0] != "状态"],
        numbers=_numbers(found),
        story=_story(found),
        **presenting_disposal.end_of(found.filing),
    )


@blueprint.post("/<int:filing_id>/reveal")
@login_required
def reveal(filing_id: int) -> Answer:
    """查看电话: recorded in a deed of its own; what is revealed stands in this one answer and nowhere else."""
    found = record.open_record(actor(), filing_id)
    form = PurposeForm(request.form)
    if found.is_whole and not form.validate():
        return _page(found, form, status=422)
    with transactions.deed():
        mark = revealing.reveal(actor(), user(), filing_id, form.given)
    answer = make_response(_page(record.open_record(actor(), filing_id, is_revealed=True), form, mark))
    # Left open on a desk, it masks itself again.
    answer.headers["Refresh"] = f"{revealing.LASTS}; url={url_for('filing.show', filing_id=filing_id)}"
    return answer


def _page(found: FilingRecord, form: PurposeForm, mark: str = "", status: int = 200) -> Answer:
    return render(
        "filing/show.html",
        status=status,
        record=found,
        filing=found.filing,
        lead=_lead(found),
        facts=_facts(found),
        seal_facts=_seal_facts(found),
        numbers=_numbers(found),
        sections=found.sections,
        pages=_pages(found, mark),
        story=_story(found),
        evidence=presenting_evidence.of_filing(found.filing, found.submission),
        on_time=("按时", "done") if found.filing.was_on_time else ("逾期", "back"),
        reveal_form=form if _hides(found) else None,
        reveal_mark=mark,
        **_following(found),
    )


def _hides(found: FilingRecord) -> bool:
    """Whether this reader may reveal something that is masked now."""
    has_phones = any(column.personal for section in found.annex.sections for column in section.columns)
    return found.is_whole and not found.is_shown and has_phones


@blueprint.get("/<int:filing_id>/receipt")
@login_required
def receipt(filing_id: int) -> Answer:
    """备案回执: what the owner keeps, to be printed."""
    found = record.open_record(actor(), filing_id)
    filing = found.filing
    rows = [row[:2] for row in _facts(found) if row[0] not in ("状态", "填报单位", "保管期限")]
    return render(
        "filing/receipt.html",
        filing=filing,
        facts=rows,
        day=long_date(filing.filed_at.date()),
        notices=presenting_corrections.notices(filing, found.versions),
        validity=presenting_corrections.validity_tag(filing)[0],
    )


@blueprint.get("/<int:filing_id>/paper.pdf")
@login_required
def paper(filing_id: int) -> Response:
    """成件下载; with ?view=1 shown in the browser, for printing."""
    return _send(record.read_paper(actor(), filing_id), as_attachment="view" not in request.args)


@blueprint.get("/<int:filing_id>/pages/<int:number>.png")
@login_required
def page(filing_id: int, number: int) -> Response:
    """成件的一页; its phones covered but for the one who has just revealed them."""
    is_revealed = revealing.is_revealed(request.args.get("revealed"), user().id, filing_id)
    return _send(record.read_page(actor(), filing_id, number, is_revealed), as_attachment=False)


@blueprint.get("/<int:filing_id>/scan")
@login_required
def scan(filing_id: int) -> Response:
    """盖章件扫描, of a paper sealed by hand."""
    return _send(record.read_scan(actor(), filing_id), as_attachment=True)


@blueprint.post("/<int:filing_id>/paper")
@login_required
@commits
def ask_again(filing_id: int) -> Answer:
    """重新出件: into the queue again; the page shows how it goes."""
    job = record.ask_again(actor(), user(), filing_id)
    flash("已重新排队出件" if job else "成件已出好，可以下载", "done")
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


def _story(found: FilingRecord) -> list[dict[str, Any]]:
    """经过 of the paper and of what followed it, newest first; the newest alone is 现在."""
    rows = presenting_corrections.story(found.filing, found.versions)
    events = found.submission.events
    rows += presenting_comments.without_private_words(found.submission, presenting.timeline(events), events)
    if not found.is_shown:
        rows = [
            {**row, **{key: mask_phones(row.get(key) or "") for key in ("what", "words")}} for row in rows
        ]
    return [{**row, "now": at == 0} for at, row in enumerate(rows)]


def _following(found: FilingRecord) -> dict[str, Any]:
    """更正与作废: what has become of the paper, and what this person may do about it."""
    filing = found.filing
    return {
        "notices": presenting_corrections.notices(filing, found.versions),
        "versions": presenting_corrections.version_rows(filing, found.versions),
        "under_way": presenting_corrections.under_way(filing, found.successor),
        "follow_ups": presenting_corrections.buttons(filing, found.possible, found.successor),
        "may_refile": FollowUp.REFILE in found.possible and found.successor is None,
        "validity": presenting_corrections.validity_tag(filing),
        "changes": presenting_corrections.changed(found.submission, found.is_shown),
        "sources": presenting_sources.of_filing(
            filing,
            found.submission,
            found.annex,
            found.is_shown,
            FollowUp.CORRECT in found.possible and found.successor is None,
        ),
    }


def _lead(found: FilingRecord) -> str:
    filing = found.filing
    heading = filing.heading or found.annex.title
    return f"{heading} · {filing.owner_name} · {long_date(filing.filed_at.date())}予以备案"


def _facts(found: FilingRecord) -> list[tuple[Any, ...]]:
    filing, submission = found.filing, found.submission
    now = clock.now()
    version = f"第 {filing.version} 版" if filing.version > 1 else None
    rows: list[tuple[Any, ...]] = [
        ("状态", presenting.status(submission, filing)[0]),
        ("备案号", filing.filing_number, version),
        ("备案机关", filing.organ_name, f"由{filing.department_name}受理"),
        ("备案人", filing.filed_by_name, moment_phrase(filing.filed_at, now)),
        ("填报单位", filing.owner_name),
    ]
    if submission.first_sent_at is not None:
        due = f"期限 {long_date(submission.due)} 24:00"
        rows.append(("首次报送", moment_phrase(submission.first_sent_at, now), due))
    if submission.intake_number:
        rows.append(("受理编号", submission.intake_number))
    until = retention.until_words(filing.year, filing.retention_years)
    rows.append(("保管期限", retention.words(filing.retention_years), until))
    if filing.archival_number:
        rows.append(("档号", filing.archival_number, f"{filing.page_count} 页"))
    return rows


def _seal_facts(found: FilingRecord) -> list[tuple[Any, ...]]:
    impression = found.impression
    if impression is None:
        return []
    behalf = "代章" if impression.on_behalf_of_id is not None else None
    return [
        ("印章", impression.seal.name, behalf or impression.seal.mode.value),
        ("用印编号", impression.number),
        ("监印", impression.keeper.name, f"{impression.approver_words}批准用印"),
    ]


def _numbers(found: FilingRecord) -> list[tuple[str, str | None]]:
    """校验: what a copy of this paper can be compared with."""
    return [
        ("机器编号", found.filing.machine_number),
        ("填报内容", found.filing.answers_sha256),
        ("成件文件", found.paper.sha256),
    ]


def _pages(found: FilingRecord, mark: str) -> list[dict[str, str]]:
    if not found.is_whole or not found.is_ready:
        return []
    return [
        {
            "src": url_for(
                "filing.page", filing_id=found.filing.id, number=page.number, revealed=mark or None
            ),
            "alt": f"{found.filing.title}成件第 {page.number} 页",
        }
        for page in found.paper.pages
    ]
