"""匹配: the filings that answer a query, newest first, in exact agreement with their texts.

The search table gives candidates in the order of filing; what its tokens cannot say (words of three characters
or more, punctuation inside a word) is compared with the text itself. Without a search table (PostgreSQL, until
“The archive”) every text in scope is compared: the same answer, more slowly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, or_, select
from sqlalchemy.orm import aliased

from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, FilingScope, Organization
from youthwork.models.organization import subtree_range
from youthwork.services.archive.index import filing_index, has_index, searchable_text
from youthwork.services.archive.query import NEWEST, ArchiveQuery, Cursor
from youthwork.services.archive.tokens import (
    annex_mark,
    fold,
    lookup_tokens,
    scope_mark,
    subject_mark,
    year_mark,
)
from youthwork.services.scope import archive_units, visible_filings

#: What is needed to count a match and to place it in the tree.
_PLACE = (Filing.id, Filing.year, Filing.department_id, Filing.annex_key)
#: What `searchable_text` reads besides.
_TEXT = (
    Filing.edition_key,
    Filing.title,
    Filing.heading,
    Filing.filing_number,
    Filing.machine_number,
    Filing.owner_name,
    Filing.organ_name,
    Filing.department_name,
    Filing.text,
)
#: Texts read at a time while comparing; it grows, because a first page usually fills at once.
_FIRST_BATCH, _LAST_BATCH = 100, 1000

#: What stands in for a filing.
_later = aliased(Filing)

Match = Row[Any]
_Rows = Select[*tuple[Any, ...]]


def matches(actor: Actor, query: ArchiveQuery, most: int, cursor: Cursor = NEWEST) -> list[Match]:
    """Up to `most` matches beyond the cursor, newest first; each has id, year, department_id, annex_key.

    With `cursor.after` they are the nearest newer ones, newest first as well.
    """
    if query.asks_nothing:
        return []
    compared = [term for term in query.terms if not (term.is_exact and has_index())]
    statement = _statement(actor, query)
    if not compared:
        return _in_order(db.session.execute(_page(statement, query, cursor, most)).all(), cursor)
    found: list[Match] = []
    for row in _all_rows(statement.add_columns(*_TEXT), query, cursor):
        folded = fold(searchable_text(row))
        if all(term.is_in(folded) for term in compared):
            found.append(row)
            if len(found) == most:
                break
    return _in_order(found, cursor)


def narrowing(query: ArchiveQuery) -> list[ColumnElement[bool]]:
    """What of the query needs no search table, as conditions on `Filing`."""
    conditions: list[ColumnElement[bool]] = []
    if query.year is not None:
        conditions.append(Filing.year == query.year)
    if query.department_id is not None:
        conditions.append(Filing.department_id == query.department_id)
    if query.annex is not None:
        conditions.append(Filing.annex_key == query.annex)
    if query.on_time is not None:
        conditions.append(Filing.was_on_time.is_(query.on_time))
    if query.current:
        conditions += [Filing.voided_at.is_(None), ~exists().where(_later.corrects_id == Filing.id)]
    if query.organization_id is not None:
        conditions.append(_belongs_to(query.organization_id))
    return conditions


def _belongs_to(organization_id: int) -> ColumnElement[bool]:
    """填报单位及所属, as the tree stands today and as it stood on the day of filing: a unit that moved is
    found under both its superiors."""
    organization = db.session.get(Organization, organization_id)
    path = organization.path if organization else "//"
    low, high = subtree_range(path)
    under_today = select(Organization.id).where(Organization.path >= low, Organization.path < high)
    then = select(FilingScope.filing_id).where(FilingScope.organization_id == organization_id)
    return or_(Filing.owner_id.in_(under_today), Filing.id.in_(then))


def _statement(actor: Actor, query: ArchiveQuery) -> _Rows:
    statement: _Rows = visible_filings(actor).with_only_columns(*_PLACE).where(*narrowing(query))
    if not _uses_index(query):
        return statement
    asked = filing_index.c.filing_index.op("MATCH")(_expression(actor, query))
    return statement.join(filing_index, filing_index.c.rowid == Filing.id).where(asked)


def _uses_index(query: ArchiveQuery) -> bool:
    return bool(query.terms) and has_index()


def _expression(actor: Actor, query: ArchiveQuery) -> str:
    """What FTS5 is asked: every token, in one of my scopes. Tokens hold no quotation mark, so none is escaped."""
    scopes = [*map(scope_mark, sorted(archive_units(actor))), subject_mark(actor.user_id)]
    needed = list(lookup_tokens(query.terms))
    if query.year is not None:
        needed.append(year_mark(query.year))
    if query.annex is not None:
        needed.append(annex_mark(query.annex))
    anyone = " OR ".join(f'"{mark}"' for mark in scopes)
    return " AND ".join([*(f'"{token}"' for token in needed), f"({anyone})"])


def _page(statement: _Rows, query: ArchiveQuery, cursor: Cursor, most: int) -> _Rows:
    """The next rows beyond the cursor; the order is the search table's own where it is asked."""
    number = filing_index.c.rowid if _uses_index(query) else Filing.id
    if cursor.after is not None:
        return statement.where(number > cursor.after).order_by(number).limit(most)
    if cursor.before is not None:
        statement = statement.where(number < cursor.before)
    return statement.order_by(number.desc()).limit(most)


def _all_rows(statement: _Rows, query: ArchiveQuery, cursor: Cursor) -> Iterator[Match]:
    """Every candidate beyond the cursor, nearest first, read in batches that grow."""
    size = _FIRST_BATCH
    while True:
        rows = db.session.execute(_page(statement, query, cursor, size)).all()
        yield from rows
        if len(rows) < size:
            return
        last = rows[-1].id
        cursor = Cursor(after=last) if cursor.after is not None else Cursor(before=last)
        size = min(size * 3, _LAST_BATCH)


def _in_order(rows: Sequence[Match], cursor: Cursor) -> list[Match]:
    return list(reversed(rows)) if cursor.after is not None else list(rows)
