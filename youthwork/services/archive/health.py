"""索引检查: whether the index has every filing, and says of each what the filing says."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from flask import current_app
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from youthwork.extensions import db
from youthwork.models import Filing, JobKind
from youthwork.services.archive import fts, vectors
from youthwork.services.archive.entries import Entry, entries_of
from youthwork.services.archive.index import is_sqlite
from youthwork.services.archive.tokens import TOKENISER_VERSION
from youthwork.services.jobs import queue
from youthwork.services.transactions import deed

_REMEDY = "出件程序会自行补编；急用时请管理员运行 youthwork reindex"
#: Tokens of a filing looked up on SQLite, where an entry cannot be read back: its marks and so many of its words.
_SAMPLE = 40

#: Every entry has one of these marks.
_ANY = '"v:current" OR "v:corrected" OR "v:voided"'
_HAS_NEWEST_ON_SQLITE = f"EXISTS (SELECT 1 FROM {fts.LIVE} WHERE {fts.LIVE} MATCH :match AND rowid = (SELECT max(id) FROM filing))"
_HAS_NEWEST_ON_POSTGRESQL = (
    "EXISTS (SELECT 1 FROM filing_search WHERE filing_id = (SELECT max(id) FROM filing))"
)
#: Seconds an index that was whole is believed to be so.
_BELIEVED = 60.0
_KEY = "youthwork_index_whole_until"


def trouble() -> str:
    """What is wrong with the index in one sentence; empty where nothing is, which is remembered for a minute."""
    remembered = current_app.extensions
    if remembered.get(_KEY, 0.0) > time.monotonic():
        return ""
    found = _trouble()
    if not found:
        remembered[_KEY] = time.monotonic() + _BELIEVED
    return found


def _trouble() -> str:
    newest = text(_HAS_NEWEST_ON_SQLITE if is_sqlite() else _HAS_NEWEST_ON_POSTGRESQL)
    asked = select(func.min(Filing.tokeniser_version), newest)
    try:
        oldest, has_newest = db.session.execute(asked, {"match": _ANY}).one()
    except OperationalError:
        if not is_sqlite():
            raise
        # The table is no table to SQLite but a thing of a module, and may be lost without the rest.
        oldest, has_newest = 0, False
    if oldest is None:
        return ""
    if not has_newest or oldest != TOKENISER_VERSION:
        return f"有备案件还没有编入检索索引，检索结果可能不全；{_REMEDY}"
    return ""


def ask_to_mend() -> bool:
    """补编: where something is wrong with the index, a job to build it anew, in a deed of its own; gives whether."""
    is_wrong = bool(_trouble())
    db.session.rollback()
    if is_wrong:
        with deed():
            queue.enqueue(JobKind.INDEX, "filing")
    return is_wrong


def faults_of(filing_ids: Iterable[int]) -> list[int]:
    """不符的: those of these filings (up to 500) whose entry is missing or says something else.

    Raises `IndexBroken` where the table cannot be read at all.
    """
    entries = entries_of(filing_ids)
    try:
        return _unlike_on_sqlite(entries) if is_sqlite() else _unlike_on_postgresql(entries)
    except DatabaseError as error:
        raise fts.IndexBroken(f"检索索引损坏或不在了；{_REMEDY}") from error


def strangers(most: int) -> list[int]:
    """Entries without a filing, up to `most`."""
    if is_sqlite():
        statement = text(
            f"SELECT rowid FROM {fts.LIVE} WHERE {fts.LIVE} MATCH :match"
            " AND NOT EXISTS (SELECT 1 FROM filing WHERE filing.id = filing_index.rowid) LIMIT :most"
        )
        given = {"match": _ANY, "most": most}
    else:
        statement = text(
            "SELECT filing_id FROM filing_search WHERE NOT EXISTS"
            " (SELECT 1 FROM filing WHERE filing.id = filing_id) LIMIT :most"
        )
        given = {"most": most}
    return list(db.session.scalars(statement, given))


#: Marks of which a filing has one each: another one there is left over from what it was.
_ONE_OF = ("v:current", "v:corrected", "v:voided", "g:archived", "g:open", "g:destroyed")


def _unlike_on_sqlite(entries: Sequence[Entry]) -> list[int]:
    statement = text(f"SELECT count(*) FROM {fts.LIVE} WHERE {fts.LIVE} MATCH :match AND rowid = :id")
    return [
        entry.id
        for entry in entries
        if not db.session.scalar(statement, {"match": _expected(entry), "id": entry.id})
    ]


def _expected(entry: Entry) -> str:
    words = sorted(entry.tokens - entry.marks)
    sample = words[:: max(1, len(words) // _SAMPLE)]
    wanted = " AND ".join(f'"{token}"' for token in (*sorted(entry.marks), *sample))
    unwanted = " OR ".join(f'"{mark}"' for mark in _ONE_OF if mark not in entry.marks)
    return f"({wanted}) NOT ({unwanted})"


def _unlike_on_postgresql(entries: Sequence[Entry]) -> list[int]:
    alike = text(
        "SELECT filing_id FROM filing_search WHERE filing_id = :id AND folded = :folded"
        " AND tokens = CAST(:tokens AS tsvector)"
    )
    return [entry.id for entry in entries if db.session.scalar(alike, vectors.row_of(entry)) is None]
