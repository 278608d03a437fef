"""备案档案: search and browse what has been filed, and look at one filing beside the list. Every filter stands in
the address; nothing here writes."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request

from youthwork.blueprints import presenting_archive as presenting
from youthwork.blueprints import presenting_preview
from youthwork.blueprints.presenting_archive import asked_query, page_url
from youthwork.blueprints.web import Answer, actor, login_required, render, user
from youthwork.extensions import htmx
from youthwork.services.archive import exports, health, saved
from youthwork.services.archive.preview import open_preview
from youthwork.services.archive.query import Cursor
from youthwork.services.archive.search import search

blueprint = Blueprint("archive", __name__, url_prefix="/archive")


@blueprint.get("")
@login_required
def index() -> Answer:
    cursor = Cursor(request.args.get("before", type=_place), request.args.get("after", type=_place))
    found = search(actor(), asked_query(request.args), cursor)
    # Going back, the browser asks for the page it left: that is the whole page, not a part of it.
    is_swap = bool(htmx) and not htmx.history_restore_request
    answer = make_response(
        render(
            "archive/index.html",
            block="results" if is_swap else None,
            is_swap=is_swap,
            saved=[] if is_swap else saved.mine(user()),
            trouble=health.trouble(),
            may_export=exports.may_export(actor()),
            **presenting.page(found, request.args),
        )
    )
    if is_swap:
        _keep_address(answer, page_url(found.query))
    answer.vary.add("HX-Request")
    return answer


@blueprint.get("/<int:filing_id>/preview")
@login_required
def preview(filing_id: int) -> Answer:
    """预览: the part beside the list; asked for by itself, a page of its own."""
    query = asked_query(request.args)
    found = open_preview(actor(), filing_id, query)
    return render(
        "archive/preview.html",
        block="preview",
        preview=found,
        facts=presenting_preview.facts(found),
        back_url=page_url(query),
    )


def _place(text: str) -> int | None:
    """A place in the list as our own pages write it; anything else is the newest page."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _keep_address(answer: Response, url: str) -> None:
    """Typing replaces the address instead of leaving a trail of half words behind the back button; a condition
    chosen is a step one may want to take back."""
    # static/archive.js says which it was: htmx itself names the form in both cases.
    answer.headers["HX-Push-Url" if "X-Step" in request.headers else "HX-Replace-Url"] = url
