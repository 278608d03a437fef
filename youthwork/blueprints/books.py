"""汇编: one press prints many filed papers as one book: what would be in it, the asking, the progress, the PDF."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from youthwork import clock
from youthwork.blueprints.presenting_archive import asked_query, pairs
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.domain.calendar import moment_phrase
from youthwork.extensions import htmx
from youthwork.forms.books import TO_READ, BookForm
from youthwork.models import Book
from youthwork.services.jobs import standing
from youthwork.services.jobs.standing import Standing
from youthwork.services.printing import books, papers

blueprint = Blueprint("books", __name__, url_prefix="/books")

#: 排队、合订……: a book's own words for how it stands, and their colours.
_WORDS = {
    "WAITING": ("排队中", "wait"),
    "RUNNING": ("合订中", "move"),
    "FAILED": ("失败", "back"),
    "DEAD": ("已放弃", "back"),
    "READY": ("已合订", "done"),
}


@blueprint.get("")
@login_required
def index() -> Answer:
    """我的汇编, the newest 20."""
    rows = [_row(book) for book in books.mine(actor())]
    return render("books/index.html", rows=rows)


@blueprint.get("/new")
@login_required
def new() -> Answer:
    """What the present query of the archive would bind, before anything is asked for."""
    form = BookForm(request.args if "asked" in request.args else None)
    planned = books.plan(actor(), asked_query(request.args), form.with_old.data)
    asked: dict[str, Any] = dict(planned.query.parameters())
    return render(
        "books/new.html",
        plan=planned,
        form=form,
        hidden=pairs(planned.query),
        back_url=url_for("archive.index", **asked),
    )


@blueprint.post("")
@login_required
@commits
def create() -> Answer:
    form = BookForm(request.form)
    query = asked_query(request.form)
    book = books.ask(
        actor(), user(), query, form.is_duplex.data, form.with_old.data, form.purpose.data or TO_READ
    )
    return see_other(url_for("books.show", book_id=book.id))


@blueprint.get("/<int:book_id>")
@login_required
def show(book_id: int) -> Answer:
    book = books.find_book(actor(), book_id)
    return render("books/show.html", book=book, facts=_facts(book), **_standing(book))


@blueprint.get("/<int:book_id>/state")
@login_required
def state(book_id: int) -> Answer:
    """The progress anew; nothing where nothing is new, the whole page once the book is there."""
    book = books.find_book(actor(), book_id)
    now = standing.standing_of_book(book)
    if not htmx:
        return see_other(url_for("books.show", book_id=book.id))
    if now.is_ready:
        return Response(status=204, headers={"HX-Refresh": "true"})
    if request.args.get("shown") == now.mark:
        return Response(status=204)
    return render("books/_progress.html", book=book, **_standing(book))


@blueprint.post("/<int:book_id>/making")
@login_required
@commits
def make_again(book_id: int) -> Answer:
    """重新合订."""
    book = books.find_book(actor(), book_id)
    books.ask_again(book)
    flash("已重新排队", "done")
    return see_other(url_for("books.show", book_id=book.id))


@blueprint.get("/<int:book_id>/book.pdf")
@login_required
def download(book_id: int) -> AnyResponse:
    book = books.find_book(actor(), book_id)
    books.check_opens(actor(), book)
    assert book.sha256 is not None
    path = papers.store().whole_file(book.sha256)
    return send_file(
        path,
        mimetype="application/pdf",
        as_attachment="view" not in request.args,
        download_name=f"{book.title}.pdf",
        max_age=0,
    )


def _standing(book: Book) -> dict[str, Any]:
    now = standing.standing_of_book(book)
    return {"standing": now, "word": _word(now)}


def _word(now: Standing) -> tuple[str, str]:
    return _WORDS[now.stage.name]


def _facts(book: Book) -> list[tuple[Any, ...]]:
    facts: list[tuple[Any, ...]] = [
        ("份数", f"{len(book.filing_ids):,} 份", "按组织隶属关系排列，同一单位按附件、姓名"),
        (
            "要求",
            moment_phrase(book.asked_at, clock.now()),
            "双面，每份从单页起" if book.is_duplex else "单面",
        ),
    ]
    if book.made_at is not None:
        facts.append(("合订", moment_phrase(book.made_at, clock.now()), f"共 {book.page_count:,} 页"))
    return facts


def _row(book: Book) -> dict[str, Any]:
    return {
        "title": book.title,
        "url": url_for("books.show", book_id=book.id),
        "count": f"{len(book.filing_ids):,} 份",
        "pages": f"{book.page_count:,} 页" if book.page_count else "—",
        "asked": moment_phrase(book.asked_at, clock.now()),
        "word": _word(standing.standing_of_book(book)),
        "pdf": url_for("books.download", book_id=book.id) if book.sha256 else None,
    }
