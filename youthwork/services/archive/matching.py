"""匹配: the filings that answer a query, newest first, in exact agreement with their texts.

    matches(actor, query, most, cursor)     the next ids, complete
    pool(actor, query, most, …)             the newest ids, and whether they are all

Both engines give the same ids in the same order; they differ in how far they look to say how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from youthwork.domain.workflow import Actor
from youthwork.services.archive import fts, vectors
from youthwork.services.archive.asked import ask
from youthwork.services.archive.index import is_sqlite
from youthwork.services.archive.query import NEWEST, ArchiveQuery, Cursor

#: Counting goes no further where each text must be read and compared by us.
MOST_COMPARED = 200
#: On PostgreSQL a common word is counted where it may stand in so many filings; beyond, only what is at hand.
COUNTED = 50_000


@dataclass(frozen=True)
class Pool:
    """匹配到的: the newest of them, how many there are at least, and whether there are no others."""

    ids: Sequence[int]
    count: int
    is_whole: bool


def matches(actor: Actor, query: ArchiveQuery, most: int, cursor: Cursor = NEWEST) -> list[int]:
    """Up to `most` matches beyond the cursor, newest first; with `cursor.after` the nearest newer ones."""
    asked = ask(actor, query)
    if asked is None:
        return []
    if is_sqlite():
        found = fts.find(asked, cursor, most)
    else:
        found, _ = vectors.look(actor, query, asked, cursor, most, enough=most)
    return found[::-1] if cursor.after is not None else found


def every_match(actor: Actor, query: ArchiveQuery, most: int) -> list[int]:
    """All matches up to `most`, newest first: what a list is made of that is not read page by page."""
    return matches(actor, query, most)


def pool(actor: Actor, query: ArchiveQuery, most: int, enough: int, at_most: int) -> Pool:
    """The newest matches: at least `enough` of them if there are so many, and not more than `most`.

    `at_most`: so many filings can answer, by the kept counts.
    """
    asked = ask(actor, query)
    if asked is None:
        return Pool([], 0, True)
    if not is_sqlite():
        found, is_whole = vectors.look(actor, query, asked, NEWEST, most, enough, at_most)
        count = len(found)
        if not is_whole and count < most and at_most <= COUNTED:
            count = vectors.count(asked, most)
        return Pool(found, count, is_whole)
    if asked.needs_texts:
        most = min(most, MOST_COMPARED)
    found = fts.find(asked, NEWEST, most + 1)
    return Pool(found[:most], min(len(found), most), len(found) <= most)
