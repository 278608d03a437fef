"""检索: one page of the archive as a reader may see it, newest first.

    search(actor, ArchiveQuery(text="清河 志愿"), Cursor(before=812))

Everything comes from `visible_filings(actor)`; the rows shown are loaded through it once more, so that a right
that has gone in between shows nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from sqlalchemy.orm import defer

from youthwork.domain.corrections import marks
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, Paper, PaperKind, PaperState, Submission
from youthwork.services.archive.access import reads_whole
from youthwork.services.archive.extracts import extract, highlight
from youthwork.services.archive.masks import mask_phones
from youthwork.services.archive.matching import Match, matches
from youthwork.services.archive.query import NEWEST, ArchiveQuery, Cursor
from youthwork.services.archive.tallies import Branch, Tally, in_branch, tally, tally_of, tree
from youthwork.services.archive.tokens import without_punctuation
from youthwork.services.archive.units import UnitChoice, unit_choices
from youthwork.services.scope import visible_filings

PAGE_SIZE = 20
#: Searches count so far and then say “1000+”; counting on would cost more than anyone reads.
COUNT_CAP = 1000


@dataclass(frozen=True)
class ArchiveRow:
    """检索结果的一行. Title, owner and number carry the words found; `extract` is None where only they do."""

    id: int
    title: Markup
    owner_name: Markup
    filing_number: Markup
    filed_on: date
    was_on_time: bool
    #: 更正件、已更正、作废: words with their colours.
    marks: Sequence[tuple[str, str]]
    extract: Markup | None
    #: The filed copy: None where the reader may not open it.
    paper: PaperState | None


@dataclass(frozen=True)
class ArchivePage:
    """检索结果的一页, with the query as it was understood."""

    query: ArchiveQuery
    rows: Sequence[ArchiveRow]
    count: int
    is_capped: bool
    older: Cursor | None
    newer: Cursor | None
    tree: Sequence[Branch]
    units: Sequence[UnitChoice]
    departments: dict[int, str]
    years: Sequence[int]
    #: All the reader may see, and of it this year's.
    everything: Tally
    #: The query without its punctuation, where it finds nothing as it stands and something so.
    try_instead: str


def search(actor: Actor, query: ArchiveQuery, cursor: Cursor = NEWEST) -> ArchivePage:
    """检索 the reader's archive; years, departments, annexes and units unknown to it are left out."""
    everything = tally(actor)
    units = unit_choices(actor, query.organization_id)
    query = everything.known(_within_sight(query, units))
    found = _search(actor, query, cursor) if query.text.strip() else _browse(actor, query, cursor, everything)
    rows = found.rows
    return ArchivePage(
        query=query,
        rows=_rows(actor, query, [row.id for row in rows]),
        count=found.count,
        is_capped=found.is_capped,
        older=Cursor(before=rows[-1].id) if rows and found.has_older else None,
        newer=Cursor(after=rows[0].id) if rows and found.has_newer else None,
        tree=tree(everything, None if found.is_capped else found.here, query),
        units=units,
        departments=dict(everything.departments),
        years=sorted({year for year, _, _ in everything.counts}, reverse=True),
        everything=everything,
        try_instead=_try_instead(actor, query) if not rows else "",
    )


@dataclass(frozen=True)
class _Found:
    """What a page shows, before its rows are loaded."""

    rows: Sequence[Match]
    has_older: bool
    has_newer: bool
    count: int
    is_capped: bool
    here: Tally


def _browse(actor: Actor, query: ArchiveQuery, cursor: Cursor, everything: Tally) -> _Found:
    beyond_tree = query.without_tree
    here = tally(actor, beyond_tree) if beyond_tree.is_narrowed else everything
    rows, older, newer = _page(actor, query, cursor)
    return _Found(rows, older, newer, here.of(query), False, here)


def _search(actor: Actor, query: ArchiveQuery, cursor: Cursor) -> _Found:
    """Up to the cap everything is found at once, and page, count and tree are read off it."""
    pool = matches(actor, query.without_tree, COUNT_CAP + 1)
    here = tally_of(pool, {})
    if len(pool) <= COUNT_CAP:
        chosen = [row for row in pool if in_branch(row, query)]
        rows, older, newer = _cut(chosen, cursor)
        return _Found(rows, older, newer, len(chosen), False, here)
    count = len(pool) if query == query.without_tree else len(matches(actor, query, COUNT_CAP + 1))
    rows, older, newer = _page(actor, query, cursor)
    return _Found(rows, older, newer, min(count, COUNT_CAP), count > COUNT_CAP, here)


_Page = tuple[Sequence[Match], bool, bool]


def _page(actor: Actor, query: ArchiveQuery, cursor: Cursor) -> _Page:
    """One page beyond the cursor. A newer page that is not full is the newest, and is shown from its top."""
    rows = matches(actor, query, PAGE_SIZE + 1, cursor)
    if cursor.after is None:
        return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE, cursor.before is not None
    if len(rows) > PAGE_SIZE:
        return rows[1:], True, True
    return _page(actor, query, NEWEST)


def _cut(rows: Sequence[Match], cursor: Cursor) -> _Page:
    """The same from a list that holds them all."""
    start = 0
    if cursor.before is not None:
        start = sum(row.id >= cursor.before for row in rows)
    elif cursor.after is not None:
        start = max(0, sum(row.id > cursor.after for row in rows) - PAGE_SIZE)
    return rows[start : start + PAGE_SIZE], start + PAGE_SIZE < len(rows), start > 0


def _rows(actor: Actor, query: ArchiveQuery, ids: Sequence[int]) -> list[ArchiveRow]:
    """The rows to show, read once more through the reader's scope."""
    found = db.session.execute(
        visible_filings(actor)
        .where(Filing.id.in_(ids))
        .join(Submission, Filing.submission_id == Submission.id)
        .outerjoin(Paper, (Paper.filing_id == Filing.id) & (Paper.kind == PaperKind.FILED))
        .with_only_columns(Filing, Submission.created_by_id, Paper.state, maintain_column_froms=True)
        .options(defer(Filing.answers))
        .order_by(Filing.id.desc())
    )
    return [_row(actor, query, filing, created_by, state) for filing, created_by, state in found]


def _row(
    actor: Actor, query: ArchiveQuery, filing: Filing, created_by_id: int, state: PaperState | None
) -> ArchiveRow:
    return ArchiveRow(
        id=filing.id,
        title=highlight(filing.title, query.terms),
        owner_name=highlight(filing.owner_name, query.terms),
        filing_number=highlight(filing.filing_number, query.terms),
        filed_on=filing.filed_at.date(),
        was_on_time=filing.was_on_time,
        marks=marks(filing.version, filing.voided_at is not None, filing.later_version),
        extract=extract(mask_phones(filing.text), query.terms),
        paper=(state or PaperState.PENDING) if reads_whole(actor, filing, created_by_id) else None,
    )


def _within_sight(query: ArchiveQuery, units: Sequence[UnitChoice]) -> ArchiveQuery:
    known = query.organization_id in {unit.id for unit in units}
    return query if known else query.but(organization_id=None)


def _try_instead(actor: Actor, query: ArchiveQuery) -> str:
    plain = query.but(text=without_punctuation(query.text))
    return plain.text if plain.terms != query.terms and matches(actor, plain, 1) else ""
