"""检索表（PostgreSQL）: the same tokens in a tsvector under a GIN index, beside the folded words.

GIN knows no order, so a word of every second paper would first bring them all together. A search therefore looks at
some hundred of the newest filings one by one, where a common word fills its page; then it asks GIN, which has a rare
word's few at once and stops at some thousands; and only what lies in between is asked of GIN block after block of ids,
with a mark for each block. No RUM, no ltree, one column an index: openGauss, Kingbase, Citus and YugabyteDB know all of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    not_,
    or_,
    select,
    table,
    text,
    union,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute, aliased

from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, FilingScope
from youthwork.services.archive import blocks
from youthwork.services.archive.asked import Asked, Clause, Wanted
from youthwork.services.archive.entries import LINES, Entry
from youthwork.services.archive.marks import later_superior_mark
from youthwork.services.archive.query import NEWEST, ArchiveQuery, Cursor, Field, Keeping, Standing
from youthwork.services.scope import archive_units, found_by

filing_search = table("filing_search", column("filing_id"), column("folded"), column("tokens"))
#: The newest filings compared one by one: with their words to be read, and by their columns alone.
NEAR, NEAR_UNREAD = 300, 5_000
#: What GIN finds is brought together up to so many.
FEW = 3_000
_later = aliased(Filing)
#: A column of filing ids.
_Id = ColumnElement[int] | InstrumentedAttribute[int]

_PUT = text(
    "INSERT INTO filing_search (filing_id, folded, tokens) VALUES (:id, :folded, CAST(:tokens AS tsvector))"
)
_CHANGE = text(
    "UPDATE filing_search SET folded = :folded, tokens = CAST(:tokens AS tsvector) WHERE filing_id = :id"
)
_DROP = text("DELETE FROM filing_search WHERE filing_id = :id")


def put(entries: Iterable[Entry]) -> None:
    """New filings into the table, or filings anew."""
    rows = [row_of(entry) for entry in entries]
    if rows:
        db.session.execute(_DROP, [{"id": row["id"]} for row in rows])
        db.session.execute(_PUT, rows)


def change(pairs: Sequence[tuple[Entry, Entry]]) -> None:
    """Each entry, to what it is."""
    for _before, after in pairs:
        db.session.execute(_CHANGE, row_of(after))


def row_of(entry: Entry) -> dict[str, object]:
    tokens = " ".join(map(_quoted, entry.tokens | blocks.marks_of(entry.id)))
    return {"id": entry.id, "folded": entry.folded, "tokens": tokens}


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def look(
    actor: Actor,
    query: ArchiveQuery,
    asked: Asked,
    cursor: Cursor,
    most: int,
    enough: int,
    at_most: int | None = None,
) -> tuple[list[int], bool]:
    """The ids nearest to the cursor, nearest first, and whether they are all: at least `enough` of them if there
    are so many, up to `most`. `at_most`: there can be no more, where the caller knows."""
    if asked.reads_words or query.is_narrowed:
        # For the few statements of a page that remain: a planner that takes a mark for common reads whole tables.
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
    if at_most is None or at_most > FEW:
        ids = _near(actor, query, asked, cursor, most)
        if len(ids) >= enough:
            return ids, False
    found, total = _by_gin(asked, cursor, most, FEW)
    if total <= FEW:
        return found, total <= most
    ids = _by_blocks(asked, cursor, most, enough)
    if len(ids) >= enough:
        return ids, False
    found, total = _by_gin(asked, cursor, most, None)
    return found, total <= most


def count(asked: Asked, most: int) -> int:
    """How many there are, up to `most`; dear where there are very many, since GIN brings all together first."""
    return _by_gin(asked, NEWEST, 1, most - 1)[1]


def _near(actor: Actor, query: ArchiveQuery, asked: Asked, cursor: Cursor, most: int) -> list[int]:
    """Of the filings nearest to the cursor those that answer, up to `most`."""
    if query.organization_id is not None and _has_later_units(query.organization_id):
        return []
    driven = _nearest(actor, query, cursor, NEAR if asked.reads_words else NEAR_UNREAD)
    conditions = [*_narrowed(query), *_compared(asked.needed, asked.unwanted)]
    statement = select(driven.c.filing_id).select_from(driven)
    if asked.reads_words:
        statement = statement.join(filing_search, filing_search.c.filing_id == driven.c.filing_id)
    if query.is_narrowed:
        statement = statement.join(Filing, Filing.id == driven.c.filing_id)
    if query.year is not None or query.organization_id is not None:
        conditions.append(found_by(actor))
    statement = statement.where(*conditions)
    return list(db.session.scalars(_cut(statement, driven.c.filing_id, cursor, most)))


def _nearest(actor: Actor, query: ArchiveQuery, cursor: Cursor, many: int) -> Subquery:
    """So many ids nearest to the cursor among which answers may lie, from an index that has them in order."""
    if query.organization_id is not None:
        parts = [_of_unit(query.organization_id)]
    elif query.year is not None:
        parts = [(select(Filing.id.label("filing_id")).where(Filing.year == query.year), Filing.id)]
    else:
        own = select(Filing.id.label("filing_id")).where(Filing.subject_id == actor.user_id)
        parts = [*map(_of_unit, sorted(archive_units(actor))), (own, Filing.id)]
    chosen = [_cut(statement, id, cursor, many) for statement, id in parts]
    if len(chosen) == 1:
        return chosen[0].subquery("near")
    merged = union(*(select(each.subquery().c.filing_id) for each in chosen)).subquery()
    return _cut(select(merged.c.filing_id), merged.c.filing_id, cursor, many).subquery("near")


def _of_unit(organization_id: int) -> tuple[Select[int], _Id]:
    statement = select(FilingScope.filing_id).where(FilingScope.organization_id == organization_id)
    return statement, FilingScope.filing_id


def _cut(statement: Select[int], id: _Id, cursor: Cursor, most: int) -> Select[int]:
    order = id if cursor.after is not None else id.desc()
    return statement.where(*_beyond(id, cursor)).order_by(order).limit(most)


def _has_later_units(organization_id: int) -> bool:
    """Whether units came under this one after they had filed: then its own list does not hold them."""
    asked = _quoted(later_superior_mark(organization_id))
    return bool(db.session.scalar(select(exists().where(_has(asked)))))


def _by_gin(asked: Asked, cursor: Cursor, most: int, limit: int | None) -> tuple[list[int], int]:
    """The ids nearest to the cursor, and how many were brought together: one more than the limit at most."""
    clauses, unwanted = asked.compared
    found = select(filing_search.c.filing_id).where(
        _has(expression(asked)), *_compared(clauses, unwanted), *_beyond(filing_search.c.filing_id, cursor)
    )
    # A fence, with a limit or without: brought together first and put in order then, never looked for in order.
    fenced = (found.offset(0) if limit is None else found.limit(limit + 1)).subquery("found")
    id = fenced.c.filing_id
    order = id if cursor.after is not None else id.desc()
    rows = db.session.execute(select(id, func.count().over()).order_by(order).limit(most)).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _by_blocks(asked: Asked, cursor: Cursor, most: int, enough: int) -> list[int]:
    """The same from the blocks of ids nearest to the cursor, until there are enough; fewer where there are not."""
    ids: list[int] = []
    newest = db.session.scalar(select(func.max(Filing.id))) or 0
    waiting = list(blocks.spans(newest, cursor.before, cursor.after))
    while waiting and len(ids) < enough:
        span = waiting.pop(0)
        parts = blocks.parts_of(span)
        narrower = replace(asked, narrowing=(*asked.narrowing, tuple(map(blocks.mark, span))))
        found, total = _by_gin(narrower, cursor, most - len(ids), FEW if parts else None)
        if parts and total > FEW:
            waiting[:0] = parts[::-1] if cursor.after is not None else parts
        else:
            ids += found
    return ids


def _beyond(id: _Id, cursor: Cursor) -> Iterator[ColumnElement[bool]]:
    if cursor.after is not None:
        yield id > cursor.after
    elif cursor.before is not None:
        yield id < cursor.before


def _has(expression: str) -> ColumnElement[bool]:
    return filing_search.c.tokens.op("@@")(cast(bindparam(None, expression, unique=True), TSQUERY))


def expression(asked: Asked) -> str:
    """What GIN is asked."""
    parts = [_any(asked.scope), *map(_any, asked.narrowing)]
    parts += [" | ".join(_all(each) for each in clause) for clause in asked.looked_up]
    parts += [f"!{_quoted(token)}" for token in asked.left_out]
    return " & ".join(f"({part})" for part in parts)


def _any(tokens: Iterable[str]) -> str:
    return " | ".join(map(_quoted, tokens))


def _all(wanted: Wanted) -> str:
    return "(" + " & ".join(map(_quoted, wanted.tokens)) + ")"


def _compared(needed: Sequence[Clause], unwanted: Sequence[Wanted]) -> Iterator[ColumnElement[bool]]:
    for clause in needed:
        yield or_(*map(_holds, clause))
    for each in unwanted:
        yield not_(_holds(each))


def _holds(wanted: Wanted) -> ColumnElement[bool]:
    if wanted.are_initials:
        return _has(_all(wanted))
    line: ColumnElement[str] = filing_search.c.folded
    if wanted.field is not Field.ANYWHERE:
        line = func.split_part(line, "\n", LINES[wanted.field] + 1)
    return func.strpos(line, wanted.text) > 0


def _narrowed(query: ArchiveQuery) -> Iterator[ColumnElement[bool]]:
    """What narrows, as conditions on the filing's own columns; the unit is asked of its list."""
    if query.year is not None:
        yield Filing.year == query.year
    if query.department_id is not None:
        yield Filing.department_id == query.department_id
    if query.annex is not None:
        yield Filing.annex_key == query.annex
    if query.on_time is not None:
        yield Filing.was_on_time.is_(query.on_time)
    if query.retention_years is not None:
        yield Filing.retention_years == query.retention_years
    if query.filed_from is not None:
        yield Filing.filed_at >= datetime.combine(query.filed_from, time.min)
    if query.filed_to is not None:
        yield Filing.filed_at <= datetime.combine(query.filed_to, time.max)
    if query.standing is not None:
        yield _stands(query.standing)
    if query.keeping is not None:
        yield _is_kept(query.keeping)


def _stands(standing: Standing) -> ColumnElement[bool]:
    if standing is Standing.VOIDED:
        return Filing.voided_at.is_not(None)
    followed: ColumnElement[bool] = exists().where(_later.corrects_id == Filing.id)
    return and_(Filing.voided_at.is_(None), followed if standing is Standing.CORRECTED else not_(followed))


def _is_kept(keeping: Keeping) -> ColumnElement[bool]:
    if keeping is Keeping.DESTROYED:
        return Filing.destroyed_at.is_not(None)
    archived = Filing.archival_number.is_not(None)
    return and_(Filing.destroyed_at.is_(None), archived if keeping is Keeping.ARCHIVED else not_(archived))
