"""常用检索: keep a question under a name, rename it, take it away. Everybody has their own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints.once import once
from youthwork.blueprints.presenting_archive import asked_query, page_url, pairs
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.errors import Unacceptable
from youthwork.forms.archive import SavedForm
from youthwork.services.archive import saved, wording
from youthwork.services.archive.query import ArchiveQuery

blueprint = Blueprint("archive_saved", __name__, url_prefix="/archive/saved")


@blueprint.get("")
@login_required
def index() -> Answer:
    """我的常用检索."""
    return _list(SavedForm())


@blueprint.get("/new")
@login_required
def new() -> Answer:
    """The question as it would be kept, and the name to give it."""
    query, names = wording.understood(actor(), asked_query(request.args))
    name = wording.in_words(query, names)[:20] if query != ArchiveQuery() else ""
    return _ask_name(SavedForm(name=name), query, names)


@blueprint.post("")
@login_required
@commits
@once
def create() -> Answer:
    form = SavedForm(request.form)
    query, names = wording.understood(actor(), asked_query(request.form))
    try:
        if form.validate():
            saved.save(user(), form.name.data, query)
            flash(f"已存为常用检索“{form.name.data}”", "done")
            return see_other(page_url(query))
    except Unacceptable as refused:
        form.name.errors = [refused.sentence]
    return _ask_name(form, query, names, status=422)


@blueprint.post("/<int:saved_id>/name")
@login_required
@commits
def rename(saved_id: int) -> Answer:
    """改名."""
    form = SavedForm(request.form)
    saved.find(user(), saved_id)
    try:
        if form.validate():
            saved.rename(user(), saved_id, form.name.data)
            flash(f"已改名为“{form.name.data}”", "done")
            return see_other(url_for("archive_saved.index"))
    except Unacceptable as refused:
        form.name.errors = [refused.sentence]
    return _list(form, saved_id, status=422)


@blueprint.post("/<int:saved_id>/removal")
@login_required
@commits
def remove(saved_id: int) -> Answer:
    """删除; the address of what was kept is a link of the message no more, so it is said what it was."""
    gone = saved.remove(user(), saved_id)
    flash(f"已删除常用检索“{gone.name}”", "done")
    return see_other(url_for("archive_saved.index"))


def _ask_name(form: SavedForm, query: ArchiveQuery, names: wording.Names, status: int = 200) -> Answer:
    return render(
        "archive/saved_new.html",
        status=status,
        form=form,
        said=wording.in_words(query, names),
        hidden=pairs(query),
        is_empty=query == ArchiveQuery(),
        back_url=page_url(query),
    )


def _list(form: SavedForm, wrong_id: int | None = None, status: int = 200) -> Answer:
    rows = [_row(each, form if each.id == wrong_id else None) for each in saved.mine(user())]
    return render("archive/saved.html", status=status, rows=rows, most=saved.MOST, now=clock.now())


def _row(each: saved.Saved, wrong: SavedForm | None) -> dict[str, Any]:
    query, names = wording.understood(actor(), each.query)
    return {
        "id": each.id,
        "name": (wrong.name.data if wrong else each.name) or "",
        "error": "；".join(str(error) for error in wrong.name.errors) if wrong else "",
        "said": wording.in_words(query, names),
        "url": page_url(each.query),
    }
