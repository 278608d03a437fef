"""索引检查: whether the index has every filing, and says of each what the filing says."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from flask import current_app
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from youthwork.extensions import db
from youthwork.models import Filing
from youthwork.services.archive import fts, vectors
from youthwork.services.archive.entries import Entry, entries_of
from youthwork.services.archive.index import is_sqlite
from youthwork.services.archive.tokens import TOKENISER_VERSION

_REMEDY = "请管理员运行 youthwork reindex"
#: Tokens of a filing looked up on SQLite, where an entry cannot be read back: its marks and so many of its words.
_SAMPLE = 40


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
    oldest = db.session.scalar(select(func.min(Filing.tokeniser_version)))
    if oldest is None or oldest == TOKENISER_VERSION:
        return ""
    return f"有备案件还没有编入检索索引，检索结果可能不全；{_REMEDY}"


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
        given = {"match": '"v:current" OR "v:corrected" OR "v:voided"', "most": most}
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
