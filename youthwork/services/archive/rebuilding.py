"""重建索引: the search table and the counts made anew from the filings, while everybody goes on working.

    rebuild(say)                all of it, in deeds of its own, so that others write in between
    begin(), step()             one deed each; a rebuild that was stopped goes on where it was

On SQLite a second table is built beside the one that is searched and takes its place in the last step; what changes
meanwhile goes into both (`fts.change`). On PostgreSQL each filing's row is replaced where it stands.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, func, select, update

from youthwork import clock
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import Filing, IndexBuild
from youthwork.services.archive import counting, fts, vectors
from youthwork.services.archive.entries import entries_of, names_in
from youthwork.services.archive.index import is_sqlite, mark_indexed
from youthwork.services.archive.tokens import TOKENISER_VERSION
from youthwork.services.transactions import deed

#: Filings in one deed: half a second in which others wait.
SLICE = 500


def rebuild(say: Callable[[int, int], None] = lambda reached, newest: None, anew: bool = False) -> None:
    """重建 index and counts to the end; `say` is told the filing it has come to, and the last there is."""
    with deed():
        reached: int | None = begin(anew)
        newest = db.session.scalar(select(func.max(Filing.id))) or 0
    # An earlier try that had come so far had counted before.
    after: int | None = None if reached else 0
    while after is not None:
        with deed():
            after = counting.recount(after)
    while reached is not None:
        say(reached, newest)
        with deed():
            reached = step()


def begin(anew: bool = False) -> int:
    """开始, within a deed: gives the filing up to which an earlier try had come, 0 at the beginning."""
    build = under_way()
    if build is not None and (anew or build.tokeniser_version != TOKENISER_VERSION or not _has_table()):
        db.session.delete(build)
        db.session.flush()
        build = None
    if build is None:
        build = IndexBuild(tokeniser_version=TOKENISER_VERSION, reached=0, started_at=clock.now())
        db.session.add(build)
        if is_sqlite():
            fts.make_next()
    db.session.flush()
    return build.reached


def under_way() -> IndexBuild | None:
    return db.session.scalar(select(IndexBuild).order_by(IndexBuild.id).limit(1).with_for_update())


def step(most: int = SLICE) -> int | None:
    """The next filings, within a deed: gives the last one's id; None when all are in and the table is the new one."""
    build = under_way()
    if build is None:
        return None
    ids = list(
        db.session.scalars(
            select(Filing.id)
            .where(Filing.id > build.reached)
            .order_by(Filing.id)
            .limit(most)
            .with_for_update(read=True, of=Filing)
        )
    )
    _fill_in_names(ids)
    if is_sqlite():
        fts.put(entries_of(ids), fts.NEXT)
    else:
        vectors.put(entries_of(ids))
    mark_indexed(ids)
    if len(ids) == most:
        build.reached = ids[-1]
        db.session.flush()
        return build.reached
    if is_sqlite():
        fts.take_next()
    db.session.execute(delete(IndexBuild))
    return None


def _has_table() -> bool:
    return not is_sqlite() or fts.has_next()


def _fill_in_names(ids: list[int]) -> None:
    """人名 of filings from before they were kept."""
    rows = db.session.execute(
        select(Filing.id, Filing.edition_key, Filing.annex_key, Filing.answers).where(
            Filing.id.in_(ids), Filing.names == "", Filing.destroyed_at.is_(None)
        )
    )
    for row in rows:
        names = names_in(find_annex(row.edition_key, row.annex_key), row.answers) if row.answers else ""
        if names:
            db.session.execute(
                update(Filing)
                .where(Filing.id == row.id)
                .values(names=names)
                .execution_options(synchronize_session=False)
            )
