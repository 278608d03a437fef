"""利用登记: the register of an organ's archive on the screen and printed, and registering what was read on paper."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from youthwork import clock
from youthwork.blueprints import downloads
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
from youthwork.domain.calendar import long_date, moment_phrase
from youthwork.forms.archiving import ReadingForm, UsesForm
from youthwork.forms.choosing import words_of
from youthwork.models import ArchiveUse, Filing, Organization, UseKind
from youthwork.services.archive import fonds, printing, uses
from youthwork.services.archive.uses import Asked
from youthwork.services.scope import find_filing

blueprint = Blueprint("archive_uses", __name__, url_prefix="/archive/uses")


@blueprint.get("")
@login_required
def index() -> Answer:
    organ, form, asked = _asked()
    found = uses.entries(asked, request.args.get("before", type=row_number))
    shown = found[: uses.PAGE]
    more = len(found) > uses.PAGE
    given = _parameters(organ, form)
    return render(
        "archiving/uses.html",
        organ=organ,
        organs=[
            (each.name, url_for("archive_uses.index", organ=each.id), each.id == organ.id)
            for each in uses.readers_organs(actor())
        ],
        form=form,
        is_narrowed=len(given) > 1,
        all_url=url_for("archive_uses.index", organ=organ.id),
        rows=[_row(each) for each in shown],
        newest_url=url_for("archive_uses.index", **given) if "before" in request.args else None,
        older_url=url_for("archive_uses.index", **given, before=shown[-1].id) if more else None,
        pdf_url=url_for("archive_uses.print_", **given),
        sheet_url=url_for("archive_uses.export", **given),
    )


@blueprint.get("/register.pdf")
@login_required
def print_() -> Response:
    organ, _, asked = _asked()
    content = printing.uses_pdf(organ, _asked_words(asked), uses.all_entries(asked))
    return downloads.send(content, downloads.PDF, f"{organ.common_name}档案利用登记簿.pdf")


@blueprint.get("/register.xlsx")
@login_required
def export() -> Response:
    organ, _, asked = _asked()
    content = printing.uses_sheet(organ, _asked_words(asked), uses.all_entries(asked))
    return downloads.send(content, downloads.EXCEL, f"{organ.common_name}档案利用登记簿.xlsx")


@blueprint.get("/filings/<int:filing_id>")
@login_required
def new(filing_id: int) -> Answer:
    """调阅登记 of a filing whose paper is read outside the system."""
    filing = find_filing(actor(), filing_id)
    form = ReadingForm(data={"person": user().name, "unit": uses.unit_of_user(user())})
    return _form_page(filing, form, 200)


@blueprint.post("/filings/<int:filing_id>")
@login_required
@commits
@once
def register(filing_id: int) -> Answer:
    filing = find_filing(actor(), filing_id)
    form = ReadingForm(request.form)
    if not _keeps(filing):
        # For others only the 档案员 registers; everybody else registers their own reading.
        form.person.data, form.unit.data = user().name, uses.unit_of_user(user())
    if not form.validate():
        return _form_page(filing, form, 422)
    uses.record(
        user(),
        UseKind.READ,
        uses.named(filing),
        form.given,
        organization_id=filing.organ_id,
        filing_id=filing.id,
        name=form.person.data or "",
        unit=form.unit.data or "",
    )
    flash("已登记调阅", "done")
    return see_other(url_for("filing.show", filing_id=filing.id))


def _keeps(filing: Filing) -> bool:
    """Whether this person is the 档案员 of the organ whose archive it is."""
    return any(organ.id == filing.organ_id for organ in fonds.organs_of(actor()))


def _form_page(filing: Filing, form: ReadingForm, status: int) -> Answer:
    return render(
        "archiving/reading.html",
        status=status,
        filing=filing,
        form=form,
        keeps=_keeps(filing),
        filing_url=url_for("filing.show", filing_id=filing.id),
    )


def _asked() -> tuple[Organization, UsesForm, Asked]:
    """The register, its filter and what it asks; what is not understood is left out."""
    organ = uses.find_register(actor(), request.args.get("organ", type=row_number))
    form = UsesForm(request.args)
    form.offer(words_of(UseKind))
    form.validate()
    for field in form:
        if field.errors:
            field.data, field.errors = "", []
    kind = next((each for each in UseKind if each.value == form.kind.data), None)
    asked = Asked(
        organ.id, kind, form.asked_day("since"), form.asked_day("until"), (form.person.data or "").strip()
    )
    return organ, form, asked


def _parameters(organ: Organization, form: UsesForm) -> dict[str, Any]:
    given = {name: field.data for name, field in form._fields.items() if field.data}
    return {"organ": organ.id, **given}


def _asked_words(asked: Asked) -> str:
    """筛选条件 in words, for the head of the printed register."""
    since = long_date(asked.since) if asked.since else ""
    until = long_date(asked.until) if asked.until else ""
    span = f"{since or '开始'}至{until or '今'}" if since or until else "全部日期"
    return " · ".join(part for part in (span, asked.kind.value if asked.kind else "", asked.person) if part)


def _row(use: ArchiveUse) -> dict[str, Any]:
    return {
        "use": use,
        "when": moment_phrase(use.used_at, clock.now()),
        "url": url_for("filing.show", filing_id=use.filing_id) if use.filing_id else None,
    }
