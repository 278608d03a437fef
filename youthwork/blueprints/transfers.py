"""移交包: an organ's archived filings of a year, packed for the archives."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from youthwork import clock
from youthwork.blueprints import form_problems
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.errors import StepNotAllowed, Unacceptable
from youthwork.forms.transfers import TransferForm
from youthwork.models import ArchiveExport, Organization
from youthwork.services.archive import fonds
from youthwork.services.archive.packaging import asking
from youthwork.services.archive.packaging.asking import Wanted
from youthwork.services.jobs import standing

blueprint = Blueprint("transfers", __name__, url_prefix="/archive/transfers")


@blueprint.get("")
@login_required
def index() -> Answer:
    organ = fonds.find_organ(actor(), request.args.get("organ", type=row_number))
    return _page(organ, TransferForm())


@blueprint.post("")
@login_required
@commits
@once
def create() -> Answer:
    form = TransferForm(request.form)
    organ = fonds.find_organ(actor(), request.form.get("organ", type=row_number))
    _offer(form, organ)
    if not form.validate():
        return _page(organ, form, 422)
    wanted = Wanted(int(form.year.data), form.retention_years, form.receiver.data or "")
    try:
        export = asking.ask(actor(), user(), organ.id, wanted, form.purpose.data or "")
    except (Unacceptable, StepNotAllowed) as refused:
        form_problems.put(form, [("year", refused.sentence)])
        return _page(organ, form, 422)
    return see_other(url_for("archive_exports.show", export_id=export.id))


def _page(organ: Organization, form: TransferForm, status: int = 200) -> Answer:
    _offer(form, organ)
    return render(
        "transfers/index.html",
        status=status,
        organ=organ,
        organs=[
            (each.name, url_for("transfers.index", organ=each.id), each.id == organ.id)
            for each in fonds.organs_of(actor())
        ],
        form=form if form.year.choices else None,
        checks_url=url_for("archive_checks.index", organ=organ.id),
        rows=[_row(export) for export in asking.transfers_of(organ)],
    )


def _offer(form: TransferForm, organ: Organization) -> None:
    form.offer(asking.archived_years(organ))


def _row(export: ArchiveExport) -> dict[str, Any]:
    is_mine = export.asked_by_id == user().id
    is_ready = standing.standing_of_work(export.job_id, export.made_at is not None).is_ready
    return {
        "subject": export.subject,
        "count": f"{export.count:,} 件",
        "size": f"{export.size / 2**20:,.1f} MB" if export.size else "—",
        "asked": moment_phrase(export.asked_at, clock.now()),
        "who": export.asked_by.name,
        "purpose": export.purpose,
        "sha256": export.sha256 or "",
        "word": ("已完成", "done") if is_ready else ("制作中", "move"),
        "url": url_for("archive_exports.show", export_id=export.id) if is_mine else None,
    }
