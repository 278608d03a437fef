"""汇总表: the rows of all units' reports of one annex as one table; its files, and the versions of it that are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting, presenting_combined
from youthwork.blueprints import presenting_completeness as completeness_pages
from youthwork.blueprints.downloads import EXCEL, PDF, send
from youthwork.blueprints.form_problems import put
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
from youthwork.domain.errors import Unacceptable
from youthwork.forms.combining import CombinedFileForm, KeepForm
from youthwork.services import transactions
from youthwork.services.combining import exports, looks, sight, tables, versions
from youthwork.services.combining.exports import FileForm, Wanted
from youthwork.services.combining.sight import Table
from youthwork.services.combining.tables import Asked
from youthwork.services.duties.names import Shown

blueprint = Blueprint("combined", __name__, url_prefix="/notices")

_MEDIA = {FileForm.EXCEL: EXCEL, FileForm.PDF: PDF}


@blueprint.get("/annexes/<int:notice_annex_id>/combined")
@login_required
def show(notice_annex_id: int) -> Answer:
    """汇总表 of one's own organ, or of `?organ=`; with `?reported=1` what is not filed yet, too."""
    table = _table(notice_annex_id)
    asked = _asked()
    look = looks.last_look(actor(), table, asked.with_reported)
    is_narrowed = bool(request.args.get("new")) and look is not None
    if is_narrowed and look is not None:
        asked = replace(asked, since=look.seen_at)
    found = tables.page(actor(), table, asked, request.args.get("after", type=row_number))
    totals = tables.totals(table)
    now = clock.now()
    here = _here(table, asked)
    return render(
        "combined/show.html",
        table=table,
        crumbs=[(each.common_name, _url(table, organ=each.id)) for each in table.chain[:-1]],
        due=presenting.due_words(table.row.due),
        totals=presenting_combined.total_words(table, totals),
        missing=totals.figures.missing,
        missing_url=completeness_pages.names_url(table.place, table.row, Shown.MISSING),
        groups=presenting_combined.groups(found.entries, look, table.layout.is_of_cadres),
        next_url=_url(table, **here, new=int(is_narrowed) or None, after=found.next_after)
        if found.next_after
        else None,
        first_url=_url(table, **here) if "after" in request.args else None,
        asked=asked,
        look=look,
        look_words=presenting_combined.look_words(look),
        is_narrowed=is_narrowed,
        here=here,
        url=lambda **more: _url(table, **{**here, **more}),
        drawn_at=now.isoformat(),
        as_of=f"{long_date(now.date())} {now:%H:%M}",
        versions=presenting_combined.version_rows(versions.kept(table)),
        keep_form=KeepForm(),
    )


@blueprint.post("/annexes/<int:notice_annex_id>/combined/look")
@login_required
@commits
def look(notice_annex_id: int) -> Answer:
    """标为已看: up to the moment the page was drawn."""
    table = _table(notice_annex_id)
    looks.look(table, user(), _moment(request.form.get("drawn_at", "")))
    flash("已记下，以后新备案和更正的会标出来", "done")
    return see_other(_url(table, organ=table.place.id, reported=request.values.get("reported") or None))


@blueprint.get("/annexes/<int:notice_annex_id>/combined/export")
@login_required
def export_form(notice_annex_id: int) -> Answer:
    """导出: which file, and what for."""
    return _export_page(_table(notice_annex_id), CombinedFileForm(), 200)


@blueprint.post("/annexes/<int:notice_annex_id>/combined/export")
@login_required
def export(notice_annex_id: int) -> Answer:
    """导出: the file at once; a long one by a job. Registered before it is handed out."""
    table, form = _table(notice_annex_id), CombinedFileForm(request.form)
    if not form.validate():
        return _export_page(table, form, 422)
    wanted = Wanted(FileForm(form.form.data), _asked(), form.with_phones.data)
    lines = exports.lines_of(actor(), table, wanted.asked)
    try:
        exports.check_size(lines, wanted)
    except Unacceptable as refused:
        put(form, [("with_phones" if wanted.with_phones else "form", refused.sentence)])
        return _export_page(table, form, 422)
    if lines > exports.AT_ONCE:
        with transactions.deed():
            asked_for = exports.ask(actor(), user(), table, wanted, form.given, lines)
            export_id = asked_for.id
        return see_other(url_for("archive_exports.show", export_id=export_id))
    # Written before the deed begins: nobody waits for the database while a sheet is laid out.
    content, count = exports.made_now(actor(), user(), table, wanted)
    name = exports.file_name(table, wanted)
    with transactions.deed():
        exports.register(user(), table, wanted, form.given, count)
    return send(content, _MEDIA[wanted.form], name)


@blueprint.post("/annexes/<int:notice_annex_id>/combined/versions")
@login_required
@commits
@once
def keep(notice_annex_id: int) -> Answer:
    """留存这一版."""
    table, form = _table(notice_annex_id), KeepForm(request.form)
    if not form.validate():
        raise Unacceptable("留存说明最多 100 字，请写短一些")
    version = versions.keep(actor(), user(), table, form.words.data or "")
    flash(f"已留存第 {version.id} 号：{version.units} 件，{version.lines} 行", "done")
    return see_other(url_for("combined.version", version_id=version.id))


@blueprint.get("/combined/<int:version_id>")
@login_required
def version(version_id: int) -> Answer:
    """留存的一版, as it was."""
    table, kept = versions.find_version(actor(), version_id)
    start = request.args.get("start", 0, row_number)
    entries = versions.entries_of(actor(), table, kept, start)
    total, ends = len(kept.sources), start + versions.PAGE
    return render(
        "combined/version.html",
        table=table,
        kept=kept,
        kept_at=moment_phrase(kept.kept_at, clock.now()),
        changed=versions.changed_since(kept),
        is_whole=versions.is_whole(kept),
        groups=presenting_combined.kept_groups(entries),
        back_url=_url(table, organ=table.place.id),
        next_url=url_for("combined.version", version_id=kept.id, start=ends) if ends < total else None,
        first_url=url_for("combined.version", version_id=kept.id) if start else None,
    )


def _table(notice_annex_id: int) -> Table:
    return sight.find_table(actor(), notice_annex_id, request.values.get("organ", type=row_number))


def _asked() -> Asked:
    given = request.values
    return Asked(
        given.get("reported") == "1",
        given.get("q", "").strip()[:40],
        only_listed=given.get("listed") == "1",
    )


def _here(table: Table, asked: Asked) -> dict[str, Any]:
    return {
        "organ": table.place.id,
        "reported": 1 if asked.with_reported else None,
        "q": asked.query or None,
        "listed": 1 if asked.only_listed else None,
    }


def _url(table: Table, **query: Any) -> str:
    return url_for("combined.show", notice_annex_id=table.row.id, **query)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo else moment


def _export_page(table: Table, form: CombinedFileForm, status: int) -> Answer:
    asked = _asked()
    lines = exports.lines_of(actor(), table, asked)
    return render(
        "combined/export.html",
        status=status,
        table=table,
        form=form,
        asked=asked,
        lines=lines,
        at_once=exports.AT_ONCE,
        back_url=_url(table, **_here(table, asked)),
        hidden=[(name, value) for name, value in _here(table, asked).items() if value is not None],
    )
