"""合订: make the book somebody asked for, as a job with progress. Idempotent: a finished book stays as it is.

The papers go in first, as they are stored; then it is known what is on which page, and cover and contents are
printed and put before them. Nothing but one paper at a time is held in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import defer, selectinload

from youthwork import clock
from youthwork.documents import pdf
from youthwork.documents.binding import Binder, Bookmark
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import StoreDamaged, YouthworkError
from youthwork.extensions import db
from youthwork.models import Book, Filing, Paper, PaperKind, PaperState, User
from youthwork.services import posts
from youthwork.services.printing import papers
from youthwork.services.transactions import deed
from youthwork.services.tree import find_organization

#: Papers read from the database at a time.
BATCH = 200


@dataclass(frozen=True)
class Line:
    """目录的一行."""

    unit_id: int
    unit: str
    title: str
    filing_number: str
    page: int


@dataclass(frozen=True)
class _Wanted:
    """What is needed of one filing while the database rests."""

    unit_id: int
    unit: str
    title: str
    filing_number: str
    state: PaperState
    sha256: str | None


def make(book_id: int, progress: Callable[[int, int], None]) -> Book:
    """合订: bind, store, keep. Begins and ends its own deeds; raises what the job is put off with."""
    book = db.session.get_one(Book, book_id)
    if book.sha256 is not None:
        return book
    wanted, is_duplex, title = list(_wanted(book.filing_ids)), book.is_duplex, book.title
    left_out, front = list(book.left_out), _front_facts(book)
    # Binding takes a minute: no reading transaction stays open that long.
    db.session.rollback()
    store = papers.store()
    with store.workbench() as place:
        with Binder(place, title) as binder:
            lines, missing = _bind(binder, wanted, is_duplex, progress)
            left_out += missing
            if not lines:
                raise YouthworkError("要合订的成件都还没有出好，或已损坏：请先在各件的页面查看")
            binder.add_front(_front(title, front, lines, left_out, binder.page_count))
            if is_duplex and binder.front_count % 2:
                binder.add_front_blank()
            binder.outline = _outline(lines)
        page_count = binder.front_count + binder.page_count
        digest = store.put_file(place)
    return _keep(book_id, digest, page_count, left_out)


def _wanted(filing_ids: Sequence[int]) -> Iterator[_Wanted]:
    """The filings in the order of the book, with their papers."""
    for start in range(0, len(filing_ids), BATCH):
        ids = filing_ids[start : start + BATCH]
        rows = db.session.execute(
            select(Filing, Paper, User.name)
            .join(Paper, (Paper.filing_id == Filing.id) & (Paper.kind == PaperKind.FILED))
            .outerjoin(User, Filing.subject_id == User.id)
            .where(Filing.id.in_(ids))
            .options(defer(Filing.answers), defer(Filing.text), selectinload(Paper.renditions))
        )
        found = {filing.id: (filing, paper, name) for filing, paper, name in rows}
        for filing_id in ids:
            filing, paper, name = found[filing_id]
            yield _Wanted(
                filing.owner_id,
                filing.owner_name,
                filing.title if not name or name in filing.title else f"{filing.title} · {name}",
                filing.filing_number + (f"（第 {filing.version} 版）" if filing.version > 1 else ""),
                paper.state,
                papers.newest_sha256(paper) if paper.state is PaperState.READY else None,
            )


def _bind(
    binder: Binder, wanted: Sequence[_Wanted], is_duplex: bool, progress: Callable[[int, int], None]
) -> tuple[list[Line], list[str]]:
    """Every paper that is there; what is not is named."""
    lines: list[Line] = []
    missing: list[str] = []
    for done, each in enumerate(wanted):
        progress(done, len(wanted))
        if each.sha256 is None:
            missing.append(f"{_named(each)}：成件{each.state.value}")
            continue
        try:
            content = papers.store().get(each.sha256)
        except StoreDamaged as damaged:
            missing.append(f"{_named(each)}：{damaged.sentence}")
            continue
        if is_duplex and binder.page_count % 2:
            binder.add_blank()
        page = binder.add(content)
        lines.append(Line(each.unit_id, each.unit, each.title, each.filing_number, page))
    progress(len(wanted), len(wanted))
    return lines, missing


def _named(wanted: _Wanted) -> str:
    return f"{wanted.filing_number} {wanted.unit} {wanted.title}"


@dataclass(frozen=True)
class _FrontFacts:
    """封面上的事实 that the book itself knows."""

    organ: str
    asked_by: str
    is_duplex: bool


def _front_facts(book: Book) -> _FrontFacts:
    person = db.session.get_one(User, book.asked_by_id)
    held = posts.actor_of(person).posts
    organ = find_organization(held[0][1].organ.id).short_name if held else ""
    return _FrontFacts(organ, person.name, book.is_duplex)


def _front(
    title: str, facts: _FrontFacts, lines: Sequence[Line], left_out: Sequence[str], page_count: int
) -> bytes:
    """封面和目录 as a PDF of their own."""
    template = current_app.jinja_env.get_template("books/_front.html")
    today = long_date(clock.today())
    html = template.render(
        title=title,
        organ=facts.organ,
        is_demo=current_app.config["IS_DEMO"],
        facts=[
            ("份　　数", f"{len(lines):,} 份"),
            ("页　　数", f"{page_count:,} 页，目录除外{'，双面印' if facts.is_duplex else ''}"),
            ("排列顺序", "按组织隶属关系，同一单位按附件、姓名"),
            ("合订日期", today),
            ("合订人", facts.asked_by),
        ],
        units=_units(lines),
        left_out=left_out,
    )
    return pdf.render(html, title=title).pdf


def _units(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The lines of each 填报单位, which stand together already."""
    return [
        (own[0].unit, own) for _, group in groupby(lines, lambda line: line.unit_id) if (own := list(group))
    ]


def _outline(lines: Sequence[Line]) -> list[Bookmark]:
    return [
        Bookmark(
            unit, own[0].page, [Bookmark(f"{line.title} {line.filing_number}", line.page) for line in own]
        )
        for unit, own in _units(lines)
    ]


def _keep(book_id: int, digest: str, page_count: int, left_out: Sequence[str]) -> Book:
    with deed():
        book = db.session.get(Book, book_id, with_for_update=True, populate_existing=True)
        assert book is not None
        if book.sha256 is None:
            book.sha256 = digest
            book.page_count = page_count
            book.left_out = list(left_out)
            book.made_at = clock.now()
    return book
