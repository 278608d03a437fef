"""归档: the years of an organ's filings, the act that gives them their 档号, and the 归档文件目录."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from youthwork import clock
from youthwork.blueprints import downloads
from youthwork.blueprints.once import answered, once
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
from youthwork.domain import retention
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.models import ArchiveBatch, Organization
from youthwork.services.archive import archiving, catalogue, fonds, printing
from youthwork.services.archive.archiving import Hindrance, Plan
from youthwork.services.archive.catalogue import Asked

blueprint = Blueprint("archiving", __name__, url_prefix="/archive/archiving")
#: What a year's page names one by one; the rest is a number.
_SHOWN = 100


@blueprint.get("")
@login_required
def index() -> Answer:
    """归档 by year: what has been archived and what waits."""
    organ = fonds.find_organ(actor(), request.args.get("organ", type=row_number))
    kept = fonds.fonds_of(organ.id)
    return render(
        "archiving/index.html",
        organ=organ,
        organs=_organs("archiving.index", organ),
        fonds=kept,
        codes=len(kept.department_codes) if kept else 0,
        rows=[
            {
                "year": each,
                "url": url_for("archiving.year", organization_id=organ.id, year=each.year),
                "is_over": each.year < clock.today().year,
            }
            for each in archiving.years(organ.id)
        ],
    )


@blueprint.get("/<int:organization_id>/<int:year>")
@login_required
def year(organization_id: int, year: int) -> Answer:
    """一个年度: what one press would archive, what hinders, what has been archived."""
    organ = fonds.find_organ(actor(), organization_id)
    return _year_page(archiving.plan(organ, year))


@blueprint.post("/<int:organization_id>/<int:year>")
@login_required
def archive(organization_id: int, year: int) -> Answer:
    """归档. The stored papers are opened and counted before the deed begins."""
    if (answer := answered()) is not None:
        return answer
    organ = fonds.find_organ(actor(), organization_id)
    pages, damaged = archiving.count_pages(archiving.plan(organ, year).ready)
    numbers = [each.filing.filing_number for each in damaged]
    if numbers and not pages:
        raise Unacceptable(f"没有归档：{'、'.join(numbers[:5])}的成件文件丢失或已损坏，请管理员从备份恢复")
    return _archive(organization_id, year, pages, numbers)


@commits
@once
def _archive(organization_id: int, year: int, pages: dict[int, int], damaged: list[str]) -> Answer:
    organ = fonds.find_organ(actor(), organization_id)
    batch = archiving.archive(organ, year, user(), pages)
    flash(f"已归档 {batch.count} 件，共 {batch.pages} 页", "done")
    if damaged:
        flash(f"{len(damaged)} 件没有归档，成件文件丢失或已损坏：{'、'.join(damaged[:5])}", "back")
    return see_other(url_for("archiving.year", organization_id=organization_id, year=year))


@blueprint.get("/<int:organization_id>/<int:year>/catalogue")
@login_required
def show_catalogue(organization_id: int, year: int) -> Answer:
    """归档文件目录 of one period and department, on the screen."""
    organ = fonds.find_organ(actor(), organization_id)
    asked = _asked(organ, year)
    group = next(
        (each for each in catalogue.groups(asked) if asked.years is not None and asked.department_id), None
    )
    if group is None:
        raise NotFound("没有这一部分目录，请从年度页面打开")
    rows, has_more = catalogue.page(asked, request.args.get("after", 0, type=row_number))
    return render(
        "archiving/catalogue.html",
        organ=organ,
        year=year,
        group=group,
        rows=rows,
        year_url=url_for("archiving.year", organization_id=organ.id, year=year),
        more_url=_catalogue_url("archiving.show_catalogue", asked, after=rows[-1].item) if has_more else None,
        pdf_url=_catalogue_url("archiving.print_catalogue", asked),
        sheet_url=_catalogue_url("archiving.export_catalogue", asked),
    )


@blueprint.get("/<int:organization_id>/<int:year>/catalogue.pdf")
@login_required
def print_catalogue(organization_id: int, year: int) -> Response:
    organ = fonds.find_organ(actor(), organization_id)
    asked = _asked(organ, year)
    content = printing.catalogue_pdf(organ, f"{year}年度归档文件目录", catalogue.parts(asked))
    return downloads.send(content, downloads.PDF, f"{organ.common_name}{year}年度归档文件目录.pdf")


@blueprint.get("/<int:organization_id>/<int:year>/catalogue.xlsx")
@login_required
def export_catalogue(organization_id: int, year: int) -> Response:
    organ = fonds.find_organ(actor(), organization_id)
    content = printing.catalogue_sheet(organ, catalogue.parts(_asked(organ, year), most=None))
    return downloads.send(content, downloads.EXCEL, f"{organ.common_name}{year}年度归档文件目录.xlsx")


def _year_page(plan: Plan) -> Answer:
    organ, year = plan.organ, plan.year
    everything = Asked(organ.id, year)
    batches = catalogue.batches(organ.id, year)
    return render(
        "archiving/year.html",
        organ=organ,
        plan=plan,
        ready=[_ready_row(plan, each) for each in plan.ready[:_SHOWN]],
        more_ready=max(0, len(plan.ready) - _SHOWN),
        hindered=[_hindered_row(each) for each in plan.hindered[:_SHOWN]],
        more_hindered=max(0, len(plan.hindered) - _SHOWN),
        is_over=year < clock.today().year,
        groups=[_group_row(organ, year, each) for each in catalogue.groups(everything)],
        batches=[_batch_row(each) for each in batches],
        pdf_url=_catalogue_url("archiving.print_catalogue", everything),
        sheet_url=_catalogue_url("archiving.export_catalogue", everything),
    )


def _ready_row(plan: Plan, filing: Any) -> dict[str, Any]:
    prefix = archiving.series_of(filing, plan.fonds).prefix if plan.fonds else ""
    return {
        "filing": filing,
        "url": url_for("filing.show", filing_id=filing.id),
        "period": retention.words(filing.retention_years),
        "prefix": prefix.rstrip("-"),
    }


def _hindered_row(hindrance: Hindrance) -> dict[str, Any]:
    return {
        "filing": hindrance.filing,
        "sentence": hindrance.sentence,
        "url": hindrance.url,
        "filing_url": url_for("filing.show", filing_id=hindrance.filing.id),
    }


def _group_row(organ: Organization, year: int, group: catalogue.Group) -> dict[str, Any]:
    asked = Asked(organ.id, year, years=group.years, department_id=group.department_id)
    return {
        "group": group,
        "url": _catalogue_url("archiving.show_catalogue", asked),
        "pdf_url": _catalogue_url("archiving.print_catalogue", asked),
        "sheet_url": _catalogue_url("archiving.export_catalogue", asked),
    }


def _batch_row(batch: ArchiveBatch) -> dict[str, Any]:
    asked = Asked(batch.organization_id, batch.year, batch_id=batch.id)
    return {
        "batch": batch,
        "when": moment_phrase(batch.archived_at, clock.now()),
        "pdf_url": _catalogue_url("archiving.print_catalogue", asked),
        "sheet_url": _catalogue_url("archiving.export_catalogue", asked),
    }


def _asked(organ: Organization, year: int) -> Asked:
    """Which part of the 目录 the address asks for."""
    return Asked(
        organ.id,
        year,
        batch_id=request.args.get("batch", type=row_number),
        years=request.args.get("retention", type=row_number),
        department_id=request.args.get("department", type=row_number),
    )


def _catalogue_url(endpoint: str, asked: Asked, after: int | None = None) -> str:
    return url_for(
        endpoint,
        organization_id=asked.organ_id,
        year=asked.year,
        batch=asked.batch_id,
        retention=asked.years,
        department=asked.department_id,
        after=after,
    )


def _organs(endpoint: str, here: Organization) -> list[tuple[str, str, bool]]:
    """Whose 档案员 this person is, to change between."""
    mine = fonds.organs_of(actor())
    return [(each.name, url_for(endpoint, organ=each.id), each.id == here.id) for each in mine]
