"""常用检索: questions a reader keeps under names of their own; nobody else sees them.

Only the question is kept, never what it found: it is asked anew each time, within the reader's sight of that day.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from youthwork import clock
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.extensions import db
from youthwork.models import SavedSearch, User
from youthwork.services.archive.query import ArchiveQuery

#: More than one looks through; the oldest of them are hardly common any more.
MOST = 30
LONGEST_NAME = 30
LONGEST_ADDRESS = 2000


@dataclass(frozen=True)
class Saved:
    """常用检索 as a page lists it."""

    id: int
    name: str
    query: ArchiveQuery


def mine(person: User) -> list[Saved]:
    """The reader's own, by the day they were kept."""
    rows = db.session.scalars(
        select(SavedSearch).where(SavedSearch.person_id == person.id).order_by(SavedSearch.id).limit(MOST)
    )
    return [_saved(row) for row in rows]


def find(person: User, saved_id: int) -> Saved:
    """One of the reader's own; raises `NotFound` for anybody else's."""
    return _saved(_row(person, saved_id))


def save(person: User, name: str, query: ArchiveQuery) -> Saved:
    """存为常用检索, within the caller's deed.

    Raises `Unacceptable` where there is nothing to keep, the name is taken, or there are too many.
    """
    if query == ArchiveQuery():
        raise Unacceptable("还没有检索条件，没有可以保存的：请先在备案档案中检索或筛选")
    address = query.address()
    if len(address) > LONGEST_ADDRESS:
        raise Unacceptable("检索条件太长，存不下：请减少几个词或几行条件")
    if _count(person) >= MOST:
        raise Unacceptable(f"常用检索最多 {MOST} 条，请先删除不用的")
    row = SavedSearch(person_id=person.id, name=name, address=address, saved_at=clock.now())
    _put(row, name)
    return _saved(row)


def rename(person: User, saved_id: int, name: str) -> Saved:
    """改名, within the caller's deed; raises `NotFound`, and `Unacceptable` where the name is taken."""
    row = _row(person, saved_id)
    if row.name != name:
        _put(row, name)
    return _saved(row)


def remove(person: User, saved_id: int) -> Saved:
    """删除, within the caller's deed; gives what it was."""
    row = _row(person, saved_id)
    gone = _saved(row)
    db.session.delete(row)
    db.session.flush()
    return gone


def _put(row: SavedSearch, name: str) -> None:
    """Two windows may use the name at the same moment: the database decides."""
    try:
        with db.session.begin_nested():
            row.name = name
            db.session.add(row)
    except IntegrityError as taken:
        raise Unacceptable(f"已有叫“{name}”的常用检索，请换一个名称，或先删除原来的") from taken


def _row(person: User, saved_id: int) -> SavedSearch:
    row = db.session.get(SavedSearch, saved_id)
    if row is None or row.person_id != person.id:
        raise NotFound("没有这条常用检索，或它不是你保存的")
    return row


def _count(person: User) -> int:
    count = select(func.count()).select_from(SavedSearch).where(SavedSearch.person_id == person.id)
    return db.session.scalar(count) or 0


def _saved(row: SavedSearch) -> Saved:
    return Saved(row.id, row.name, ArchiveQuery.from_address(row.address))
