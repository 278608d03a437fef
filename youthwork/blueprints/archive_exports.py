"""导出: what would be in the file, what for, the asking, the progress, the file, and one's own exports."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from youthwork import clock
from youthwork.blueprints.once import once
from youthwork.blueprints.presenting_archive import asked_query, page_url, pairs
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.calendar import long_date, moment_phrase
from youthwork.domain.errors import NotFound
from youthwork.extensions import htmx
from youthwork.forms.archiving import PurposeForm
from youthwork.models import ArchiveExport, ExportKind
from youthwork.services.archive import exports
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.combining import exports as combined_exports
from youthwork.services.jobs import standing
from youthwork.services.jobs.standing import Standing

blueprint = Blueprint("archive_exports", __name__, url_prefix="/archive/exports")

#: In addresses and forms.
_KINDS = {"list": ExportKind.LIST, "papers": ExportKind.PAPERS}
_WHAT = {
    ExportKind.LIST: "导出目录",
    ExportKind.PAPERS: "打包下载成件",
    ExportKind.TRANSFER: "移交包",
    ExportKind.COMBINED: "汇总表",
}
#: 排队、制作……: an export's own words for how it stands, and their colours.
_WORDS = {
    "WAITING": ("排队中", "wait"),
    "RUNNING": ("制作中", "move"),
    "FAILED": ("失败", "back"),
    "DEAD": ("已放弃", "back"),
    "READY": ("已完成", "done"),
}
_CLEARED = ("已清理", "draft")
_MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "pdf": "application/pdf",
}


@blueprint.get("")
@login_required
def index() -> Answer:
    """我的导出, the newest 30."""
    rows = [_row(export) for export in exports.mine(actor())]
    return render("archive/exports.html", rows=rows, days=exports.KEPT.days)


@blueprint.get("/new")
@login_required
def new() -> Answer:
    """What the present question would export, before anything is asked for."""
    return _plan(asked_query(request.args), _kind(request.args.get("kind", "")), PurposeForm())


@blueprint.post("")
@login_required
@commits
@once
def create() -> Answer:
    form, query, kind = (
        PurposeForm(request.form),
        asked_query(request.form),
        _kind(request.form.get("kind", "")),
    )
    if not form.validate():
        return _plan(query, kind, form, status=422)
    export = exports.ask(actor(), user(), query, kind, form.given)
    return see_other(url_for("archive_exports.show", export_id=export.id))


@blueprint.get("/<int:export_id>")
@login_required
def show(export_id: int) -> Answer:
    export = exports.find_export(actor(), export_id)
    return render(
        "archive/export.html",
        export=export,
        what=_WHAT[export.kind],
        facts=_facts(export),
        back_url=_back_url(export),
        is_kept=_is_kept(export),
        **_standing(export),
    )


@blueprint.get("/<int:export_id>/state")
@login_required
def state(export_id: int) -> Answer:
    """The progress anew; nothing where nothing is new, the whole page once the file is there."""
    export = exports.find_export(actor(), export_id)
    now = _standing(export)["standing"]
    if not htmx:
        return see_other(url_for("archive_exports.show", export_id=export.id))
    if now.is_ready:
        return Response(status=204, headers={"HX-Refresh": "true"})
    if request.args.get("shown") == now.mark:
        return Response(status=204)
    return render("archive/_export_progress.html", export=export, **_standing(export))


@blueprint.post("/<int:export_id>/making")
@login_required
@commits
def make_again(export_id: int) -> Answer:
    """重新导出 what was given up."""
    exports.ask_again(exports.find_export(actor(), export_id))
    flash("已重新排队", "done")
    return see_other(url_for("archive_exports.show", export_id=export_id))


@blueprint.get("/<int:export_id>/file")
@login_required
def download(export_id: int) -> AnyResponse:
    """The file; no-store is put on every answer in `security.py`."""
    export = exports.find_export(actor(), export_id)
    path = exports.open_file(actor(), export)
    ending = export.file_name.rpartition(".")[2]
    return send_file(
        path,
        mimetype=_MEDIA_TYPES.get(ending, "application/octet-stream"),
        as_attachment=True,
        download_name=export.file_name,
        max_age=0,
    )


def _back_url(export: ArchiveExport) -> str:
    if export.kind is not ExportKind.COMBINED:
        return page_url(ArchiveQuery.from_address(export.address))
    annex_id, organ_id = combined_exports.address_of(export)
    return url_for("combined.show", notice_annex_id=annex_id, organ=organ_id)


def _kind(word: str) -> ExportKind:
    if word not in _KINDS:
        raise NotFound("没有这种导出")
    return _KINDS[word]


def _plan(query: ArchiveQuery, kind: ExportKind, form: PurposeForm, status: int = 200) -> Answer:
    planned = exports.plan(actor(), query, kind)
    return render(
        "archive/export_new.html",
        status=status,
        plan=planned,
        form=form,
        what=_WHAT[kind],
        is_papers=kind is ExportKind.PAPERS,
        hidden=[*pairs(planned.query), ("kind", request.values.get("kind", ""))],
        back_url=page_url(planned.query),
        days=exports.KEPT.days,
    )


def _standing(export: ArchiveExport) -> dict[str, Any]:
    now = standing.standing_of_work(export.job_id, export.made_at is not None, "已写入")
    return {"standing": now, "word": _word(export, now)}


def _word(export: ArchiveExport, now: Standing) -> tuple[str, str]:
    return _WORDS[now.stage.name] if not now.is_ready or _is_kept(export) else _CLEARED


def _is_kept(export: ArchiveExport) -> bool:
    return export.sha256 is not None and (export.kept_until is None or export.kept_until > clock.now())


def _facts(export: ArchiveExport) -> list[tuple[Any, ...]]:
    now = clock.now()
    facts: list[tuple[Any, ...]] = [
        ("范围", export.subject),
        ("利用目的", export.purpose),
        ("要求", moment_phrase(export.asked_at, now)),
        ("件数", f"{export.count:,} 件"),
    ]
    if export.made_at is not None:
        facts.append(("完成", moment_phrase(export.made_at, now), _size(export.size)))
    if export.kept_until is not None:
        facts.append(("保留", f"至 {long_date(export.kept_until.date())}", "到期自动清理，需要时重新导出"))
    return facts


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, count // 1000):,} kB"


def _row(export: ArchiveExport) -> dict[str, Any]:
    now = clock.now()
    return {
        "what": _WHAT[export.kind],
        "subject": export.subject,
        "purpose": export.purpose,
        "url": url_for("archive_exports.show", export_id=export.id),
        "count": f"{export.count:,} 件",
        "asked": moment_phrase(export.asked_at, now),
        "word": _standing(export)["word"],
        "file": url_for("archive_exports.download", export_id=export.id) if _is_kept(export) else None,
        "name": export.file_name,
    }
