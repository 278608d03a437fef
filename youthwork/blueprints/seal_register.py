"""用印登记簿: one organ's, year by year, on the screen and printed."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from youthwork import clock
from youthwork.blueprints.web import Answer, actor, login_required, render, row_number
from youthwork.domain.calendar import moment_phrase
from youthwork.services.seals import chain, printing, register, sight
from youthwork.services.seals.register import Entry

blueprint = Blueprint("seal_register", __name__, url_prefix="/seals/register")


@blueprint.get("")
@login_required
def show() -> Answer:
    organs = sight.check_duty(actor())
    organ = sight.find_organ(actor(), request.args.get("organ", type=row_number))
    years = register.years(organ.id)
    year = request.args.get("year", type=row_number) or (years[0] if years else clock.today().year)
    found = register.entries(organ.id, _known(year), request.args.get("before", type=row_number))
    shown = found[: register.PAGE]
    more = len(found) > register.PAGE
    return render(
        "seals/register.html",
        organ=organ,
        organs=[
            (each.name, url_for("seal_register.show", organ=each.id), each.id == organ.id) for each in organs
        ],
        year=year,
        years=[(each, url_for("seal_register.show", organ=organ.id, year=each)) for each in years],
        rows=[_row(entry) for entry in shown],
        checked=chain.verify_register(organ.id) if "check" in request.args else None,
        check_url=url_for("seal_register.show", organ=organ.id, year=year, check=1),
        older=url_for("seal_register.show", organ=organ.id, year=year, before=shown[-1].id) if more else None,
        pdf_url=url_for("seal_register.download", organization_id=organ.id, year=year),
    )


@blueprint.get("/<int:organization_id>/<int:year>.pdf")
@login_required
def download(organization_id: int, year: int) -> Response:
    organ = sight.find_organ(actor(), organization_id)
    content = printing.register_pdf(organ, _known(year))
    name = f"{organ.common_name}用印登记簿{year}年.pdf"
    return send_file(io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)


def _known(year: int) -> int:
    """A year a date can have."""
    return min(max(year, 1980), 9000)


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry,
        "when": moment_phrase(entry.at, clock.now()),
        "url": url_for("submissions.show", submission_id=entry.submission_id),
    }
