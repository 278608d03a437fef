"""检索表（SQLite）: the tokens in FTS5 – contentless, no positions –, whose rowid is the filing's id.

Order of rowid is order of filing, so the newest come first without sorting. Such a table cannot be read back: to
take a token away one must name it, which is why a change is told as the entry before and the entry after.
While `rebuilding.py` builds the next table beside this one, changes go into both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, column, select, table, text
from sqlalchemy.exc import DatabaseError

from youthwork.domain.errors import YouthworkError
from youthwork.extensions import db
from youthwork.models import Filing, IndexBuild, Organization
from youthwork.services.archive.asked import Asked, Clause
from youthwork.services.archive.entries import WORDS, Entry, document_of
from youthwork.services.archive.query import Cursor
from youthwork.services.archive.tokens import fold

LIVE, NEXT = "filing_index", "filing_index_next"
#: `filing_index` as a column of itself is how FTS5 is asked.
_table = table(LIVE, column("rowid"), column("tokens"), column("filing_index"))
#: Texts read at a time while comparing, at most.
_LAST_BATCH = 500


#: As in the migration: tokens say which filings, never where; they are parted at blanks and nowhere else.
_SHAPE = "tokens, content='', detail=none, columnsize=0, tokenize=\"ascii tokenchars '_:'\""


class IndexBroken(YouthworkError):
    """检索索引损坏: browsing and every paper still open; an administrator rebuilds it."""

    status = 503


def put(entries: Iterable[Entry], table: str = LIVE) -> None:
    """New filings into the table."""
    rows = [{"id": entry.id, "tokens": " ".join(entry.tokens)} for entry in entries]
    if rows:
        db.session.execute(text(f"INSERT INTO {table}(rowid, tokens) VALUES (:id, :tokens)"), rows)


def change(pairs: Sequence[tuple[Entry, Entry]]) -> None:
    """Each entry, from what it was to what it is."""
    reached = db.session.scalar(select(IndexBuild.reached))
    gone, come = [], []
    for before, after in pairs:
        # Most changes are of marks alone, and cutting a text is the dear part.
        same_words = before.document == after.document
        had, has = (before.marks, after.marks) if same_words else (before.tokens, after.tokens)
        gone.append({"id": before.id, "tokens": " ".join(had - has)})
        come.append({"id": after.id, "tokens": " ".join(has - had)})
    for name, upto in ((LIVE, None), (NEXT, reached)):
        if name == NEXT and reached is None:
            continue
        for one, other in zip(gone, come, strict=True):
            if upto is None or one["id"] <= upto:
                _swap(name, one, other)


def _swap(table: str, gone: dict[str, Any], come: dict[str, Any]) -> None:
    if gone["tokens"]:
        db.session.execute(
            text(f"INSERT INTO {table}({table}, rowid, tokens) VALUES ('delete', :id, :tokens)"), gone
        )
    if come["tokens"]:
        db.session.execute(text(f"INSERT INTO {table}(rowid, tokens) VALUES (:id, :tokens)"), come)


def make_next() -> None:
    """An empty table beside the one in use; one that was begun and given up goes."""
    db.session.execute(text(f"DROP TABLE IF EXISTS {NEXT}"))
    db.session.execute(text(f"CREATE VIRTUAL TABLE {NEXT} USING fts5({_SHAPE})"))


def has_next() -> bool:
    return bool(
        db.session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = :name"), {"name": NEXT})
    )


def take_next() -> None:
    """The table that was built takes the place of the one in use."""
    db.session.execute(text(f"DROP TABLE IF EXISTS {LIVE}"))
    db.session.execute(text(f"ALTER TABLE {NEXT} RENAME TO {LIVE}"))


def find(asked: Asked, cursor: Cursor, most: int) -> list[int]:
    """Up to `most` ids beyond the cursor, nearest to it first."""
    if not asked.needs_texts:
        return _ids(asked, cursor, most)
    clauses, unwanted = asked.compared
    found: list[int] = []
    for row in _candidates(asked, cursor, most):
        document = document_of(row)
        raw = _Compared(document)
        if all(raw.has_one(clause) for clause in clauses) and not raw.has_one(unwanted):
            found.append(row.id)
            if len(found) == most:
                break
    return found


class _Compared:
    """A document to compare with: as it stands first, folded only if that does not settle it."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._folded: str | None = None

    def has_one(self, clause: Clause) -> bool:
        # What a folded word finds in the text as it stands, it finds in the folded text too.
        if any(not each.are_initials and each.is_in(self._document) for each in clause):
            return True
        if clause and self._folded is None:
            self._folded = fold(self._document)
        return any(each.is_in(self._folded or "") for each in clause)


def _ids(asked: Asked, cursor: Cursor, most: int) -> list[int]:
    return [row[0] for row in _run(select(_table.c.rowid), asked, cursor, most)]


def _candidates(asked: Asked, cursor: Cursor, most: int) -> Iterator[Any]:
    """Every filing whose tokens fit, nearest first, with its words, read in batches that grow."""
    # Most of what fits by its tokens fits by its words.
    size = min(most + 10, _LAST_BATCH)
    words: Select[*tuple[Any, ...]] = (
        select(Filing.id, *WORDS)
        .select_from(_table)
        .join(Filing, Filing.id == _table.c.rowid)
        .join(Organization, Filing.owner_id == Organization.id)
    )
    while True:
        rows = _run(words, asked, cursor, size)
        yield from rows
        if len(rows) < size:
            return
        last = rows[-1].id
        cursor = Cursor(after=last) if cursor.after is not None else Cursor(before=last)
        size = min(size * 3, _LAST_BATCH)


def _run(statement: Select[*tuple[Any, ...]], asked: Asked, cursor: Cursor, most: int) -> Sequence[Any]:
    number = _table.c.rowid
    statement = statement.where(_table.c.filing_index.op("MATCH")(expression(asked))).limit(most)
    if cursor.after is not None:
        statement = statement.where(number > cursor.after).order_by(number)
    else:
        if cursor.before is not None:
            statement = statement.where(number < cursor.before)
        statement = statement.order_by(number.desc())
    try:
        return db.session.execute(statement).all()
    except DatabaseError as error:
        raise IndexBroken(
            "检索索引损坏或不在了，现在不能检索；备案件本身不受影响，仍可按编号打开。"
            "请联系管理员运行 youthwork reindex 重建索引"
        ) from error


def expression(asked: Asked) -> str:
    """What FTS5 is asked. Tokens hold no quotation mark, so none is escaped."""
    parts = [_any(asked.scope), *map(_any, asked.narrowing)]
    parts += [" OR ".join(_all(each.tokens) for each in clause) for clause in asked.looked_up]
    wanted = " AND ".join(f"({part})" for part in parts)
    return f"({wanted}) NOT ({_any(asked.left_out)})" if asked.left_out else wanted


def _any(tokens: Iterable[str]) -> str:
    return " OR ".join(f'"{token}"' for token in tokens)


def _all(tokens: Iterable[str]) -> str:
    return "(" + " AND ".join(f'"{token}"' for token in tokens) + ")"
