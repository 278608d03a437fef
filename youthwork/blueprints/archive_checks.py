"""四性检测: start a run over an archive, see how far it is, read and print what it found."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, flash, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from youthwork import clock
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
from youthwork.extensions import htmx
from youthwork.forms.archive_checks import CheckForm
from youthwork.models import ArchiveCheck, CheckStage, Organization
from youthwork.services.archive import fonds, uses
from youthwork.services.archive.checking import asking, report
from youthwork.services.archive.checking.asking import Asked
from youthwork.services.archive.checking.catalogue import BY_NUMBER
from youthwork.services.archive.checking.findings import Finding, findings_of, stage_words
from youthwork.services.jobs import standing

blueprint = Blueprint("archive_checks", __name__, url_prefix="/archive/checks")

#: A run's own words for how it stands, and their colours.
_WORDS = {
    "WAITING": ("排队中", "wait"),
    "RUNNING": ("检测中", "move"),
    "FAILED": ("中断", "back"),
    "DEAD": ("已放弃", "back"),
    "READY": ("已完成", "done"),
}
_STAGES = {stage.name.lower(): stage for stage in CheckStage}


@blueprint.get("")
@login_required
def index() -> Answer:
    organ = uses.find_register(actor(), request.args.get("organ", type=row_number))
    form = CheckForm(stage=CheckStage.KEEPING.name.lower(), year="")
    return _index(organ, form)


@blueprint.post("")
@login_required
@commits
@once
def create() -> Answer:
    """开始检测: the same run asked for twice is one."""
    form = CheckForm(request.form)
    organ = fonds.find_organ(actor(), request.form.get("organ", type=row_number))
    _offer(form, organ)
    if not form.validate():
        return _index(organ, form, 422)
    asked = Asked(organ.id, form.asked_year, _STAGES[form.stage.data])
    check = asking.ask(actor(), user(), asked)
    return see_other(url_for("archive_checks.show", check_id=check.id))


@blueprint.get("/<int:check_id>")
@login_required
def show(check_id: int) -> Answer:
    check = asking.find_check(actor(), check_id)
    findings = findings_of(check)
    return render(
        "archive_checks/show.html",
        check=check,
        title=f"{asking.scope_words(check)}（{stage_words(check.stage)}）",
        facts=_facts(check),
        outcomes=report.outcomes_of(check),
        findings=[_finding(each) for each in findings],
        more=check.blocking + check.remarks - len(findings),
        is_over=check.finished_at is not None,
        **_standing(check),
    )


@blueprint.get("/<int:check_id>/state")
@login_required
def state(check_id: int) -> Answer:
    """The progress anew; nothing where nothing is new, the whole page once the run is over."""
    check = asking.find_check(actor(), check_id)
    now = _standing(check)
    if not htmx:
        return see_other(url_for("archive_checks.show", check_id=check.id))
    if now["standing"].is_ready:
        return Response(status=204, headers={"HX-Refresh": "true"})
    if request.args.get("shown") == now["standing"].mark:
        return Response(status=204)
    return render("archive_checks/_progress.html", check=check, **now)


@blueprint.post("/<int:check_id>/running")
@login_required
@commits
def run_again(check_id: int) -> Answer:
    """继续检测 what was given up, from where it came to."""
    check = asking.find_check(actor(), check_id)
    fonds.find_organ(actor(), check.organization_id)
    asking.ask_again(check)
    flash("已重新排队，从断点接着检测", "done")
    return see_other(url_for("archive_checks.show", check_id=check.id))


@blueprint.get("/<int:check_id>/report.pdf")
@login_required
def download(check_id: int) -> AnyResponse:
    check = asking.find_check(actor(), check_id)
    content = io.BytesIO(report.report_pdf(check))
    name = f"四性检测报告-{check.asked_at:%Y%m%d}-{check.id}.pdf"
    return send_file(
        content, "application/pdf", as_attachment="view" not in request.args, download_name=name, max_age=0
    )


def _index(organ: Organization, form: CheckForm, status: int = 200) -> Answer:
    _offer(form, organ)
    return render(
        "archive_checks/index.html",
        status=status,
        organ=organ,
        organs=[
            (each.name, url_for("archive_checks.index", organ=each.id), each.id == organ.id)
            for each in uses.readers_organs(actor())
        ],
        form=form if asking.is_keeper(actor(), organ.id) else None,
        rows=[_row(check) for check in asking.checks_of(organ)],
    )


def _offer(form: CheckForm, organ: Organization) -> None:
    stages = ((name, stage_words(stage)) for name, stage in _STAGES.items())
    form.offer(asking.years_of(organ), stages)


def _row(check: ArchiveCheck) -> dict[str, Any]:
    return {
        "title": stage_words(check.stage),
        "year": f"{check.year} 年" if check.year is not None else "全部年度",
        "url": url_for("archive_checks.show", check_id=check.id),
        "count": f"{check.checked:,} 件",
        "asked": moment_phrase(check.asked_at, clock.now()),
        "who": check.asked_by.name if check.asked_by else "命令行",
        "word": _outcome(check) if check.finished_at else _standing(check)["word"],
    }


def _outcome(check: ArchiveCheck) -> tuple[str, str]:
    if check.blocking:
        return f"阻断 {check.blocking:,} 处", "back"
    return (f"通过，提示 {check.remarks:,} 处", "wait") if check.remarks else ("通过", "done")


def _standing(check: ArchiveCheck) -> dict[str, Any]:
    now = standing.standing_of_work(check.job_id, check.finished_at is not None, "已检测")
    word = _outcome(check) if now.is_ready else _WORDS[now.stage.name]
    return {"standing": now, "word": word, "may_run": asking.is_keeper(actor(), check.organization_id or 0)}


def _facts(check: ArchiveCheck) -> list[tuple[Any, ...]]:
    who = check.asked_by.name if check.asked_by else "系统管理员（命令行）"
    facts: list[tuple[Any, ...]] = [
        ("范围", asking.scope_words(check)),
        ("环节", stage_words(check.stage)),
        ("检测人", who, moment_phrase(check.asked_at, clock.now())),
        ("已检测", f"{check.checked:,} 件"),
    ]
    if check.finished_at is not None:
        facts.append(("完成", moment_phrase(check.finished_at, clock.now())))
        facts.append(
            ("成件库", f"{report.store_bytes(check) / 2**20:,.1f} MB", "全部机关共用，随每次检测清点")
        )
    return facts


def _finding(found: Finding) -> dict[str, Any]:
    item = BY_NUMBER[found.item]
    return {
        "about": found.number or "整个档案库",
        "url": url_for("filing.show", filing_id=found.filing_id) if found.filing_id else None,
        "item": f"{item.number} {item.name}",
        "sentence": found.sentence,
        "remedy": item.remedy,
        "word": ("阻断", "back") if found.is_blocking else ("提示", "wait"),
    }
