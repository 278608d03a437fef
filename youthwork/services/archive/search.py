"""检索: one page of the archive as a reader may see it, newest first.

    search(actor, ArchiveQuery(text="清河 志愿"), Cursor(before=812))

The index knows who may find what; the rows shown are loaded through `visible_filings(actor)` once more, so that a
right that has gone in between shows nothing.
"""

from __future__ import annotations

from collections import Counter
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
from youthwork.services.archive.branches import Branch, tree
from youthwork.services.archive.extracts import extract, highlight, names_meant
from youthwork.services.archive.masks import mask_phones
from youthwork.services.archive.matching import matches, pool
from youthwork.services.archive.query import NEWEST, ArchiveQuery, Cursor, Field
from youthwork.services.archive.rewording import Instead, try_instead
from youthwork.services.archive.tallies import Tally, is_in_branch, places_of, tally
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
    #: 档号, once it was archived.
    archival_number: Markup | None
    year: int
    annex_key: str
    department_name: str
    retention_years: int
    #: 更正件、已更正、作废: words with their colours.
    marks: Sequence[tuple[str, str]]
    extract: Markup | None
    #: The filed copy: None where the reader may not open it.
    paper: PaperState | None
    is_destroyed: bool


@dataclass(frozen=True)
class ArchivePage:
    """检索结果的一页, with the query as it was understood."""

    query: ArchiveQuery
    rows: Sequence[ArchiveRow]
    #: How many there are, or, where counting stopped, how many there are at least.
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
    #: The question in another writing, where it finds nothing as it stands and something so.
    try_instead: Instead | None


def search(actor: Actor, query: ArchiveQuery, cursor: Cursor = NEWEST) -> ArchivePage:
    """检索 the reader's archive; years, departments, annexes and units unknown to it are left out."""
    everything = tally(actor)
    units = unit_choices(actor, query.organization_id)
    query = everything.known(_within_sight(query, units))
    is_browsing = not query.is_narrowed_beyond_tree and not query.asks_words and not query.asks_nothing
    look = _browse if is_browsing else _search
    found = look(actor, query, cursor, everything)
    ids = found.ids
    return ArchivePage(
        query=query,
        rows=_rows(actor, query, ids),
        count=_round(found.count) if found.is_capped else found.count,
        is_capped=found.is_capped,
        older=Cursor(before=ids[-1]) if ids and found.has_older else None,
        newer=Cursor(after=ids[0]) if ids and found.has_newer else None,
        tree=tree(everything, found.here, query),
        units=units,
        departments=dict(everything.departments),
        years=everything.years,
        everything=everything,
        try_instead=None if ids else try_instead(actor, query),
    )


_Page = tuple[Sequence[int], bool, bool]


@dataclass(frozen=True)
class _Found:
    """What a page shows, before its rows are loaded; `here` is None where too many matched to be told apart."""

    ids: Sequence[int]
    has_older: bool
    has_newer: bool
    count: int
    is_capped: bool
    here: Tally | None


def _browse(actor: Actor, query: ArchiveQuery, cursor: Cursor, everything: Tally) -> _Found:
    count = everything.of(query)
    return _Found(*_page(actor, query, cursor), count, False, everything)


def _search(actor: Actor, query: ArchiveQuery, cursor: Cursor, everything: Tally) -> _Found:
    """Up to the cap everything is found at once, and page, count and tree are read off it."""
    beyond = query.without_tree
    met = pool(actor, beyond, COUNT_CAP, PAGE_SIZE + 1, everything.total)
    if met.is_whole:
        places = places_of(met.ids)
        chosen = [id for id in met.ids if id in places and is_in_branch(places[id], query)]
        return _Found(*_cut(chosen, cursor), len(chosen), False, Tally(Counter(places.values())))
    if query != beyond:
        met = pool(actor, query, COUNT_CAP, PAGE_SIZE + 1, everything.of(query))
    is_at_hand = met.is_whole or cursor == NEWEST
    page = _cut(met.ids, cursor) if is_at_hand else _page(actor, query, cursor)
    return _Found(*page, met.count, not met.is_whole, None)


def _page(actor: Actor, query: ArchiveQuery, cursor: Cursor) -> _Page:
    """One page beyond the cursor. A newer page that is not full is the newest, and is shown from its top."""
    ids = matches(actor, query, PAGE_SIZE + 1, cursor)
    if cursor.after is None:
        return ids[:PAGE_SIZE], len(ids) > PAGE_SIZE, cursor.before is not None
    if len(ids) > PAGE_SIZE:
        return ids[1:], True, True
    return _page(actor, query, NEWEST)


def _cut(ids: Sequence[int], cursor: Cursor) -> _Page:
    """The same from a list that holds them all, or the newest page from one that holds the newest."""
    start = 0
    if cursor.before is not None:
        start = sum(id >= cursor.before for id in ids)
    elif cursor.after is not None:
        start = max(0, sum(id > cursor.after for id in ids) - PAGE_SIZE)
    return ids[start : start + PAGE_SIZE], start + PAGE_SIZE < len(ids), start > 0


def _round(count: int) -> int:
    """“200+” rather than “237+”: it is only known that there are more."""
    unit = 10 ** (len(str(count)) - 1)
    return next((step * unit for step in (5, 2, 1) if step * unit <= count), count)


def _rows(actor: Actor, query: ArchiveQuery, ids: Sequence[int]) -> list[ArchiveRow]:
    """The rows to show, read once more through the reader's scope."""
    if not ids:
        return []
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
    terms = query.shown_terms(Field.PERSON)
    opens = filing.destroyed_at is None and reads_whole(actor, filing, created_by_id)
    number = filing.archival_number
    return ArchiveRow(
        id=filing.id,
        title=highlight(filing.title, query.shown_terms(Field.TITLE, Field.PERSON)),
        owner_name=highlight(filing.owner_name, query.shown_terms(Field.UNIT)),
        filing_number=highlight(filing.filing_number, query.shown_terms(Field.NUMBER)),
        filed_on=filing.filed_at.date(),
        was_on_time=filing.was_on_time,
        archival_number=highlight(number, query.shown_terms(Field.ARCHIVAL)) if number else None,
        year=filing.year,
        annex_key=filing.annex_key,
        department_name=filing.department_name,
        retention_years=filing.retention_years,
        marks=marks(filing.version, filing.voided_at is not None, filing.later_version),
        extract=extract(mask_phones(filing.text), [*terms, *names_meant(terms, filing.names)]),
        paper=(state or PaperState.PENDING) if opens else None,
        is_destroyed=filing.destroyed_at is not None,
    )


def _within_sight(query: ArchiveQuery, units: Sequence[UnitChoice]) -> ArchiveQuery:
    known = query.organization_id in {unit.id for unit in units}
    return query if known else query.but(organization_id=None)
