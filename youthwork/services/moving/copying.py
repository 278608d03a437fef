"""搬库: one database into another, empty one, of the same or the other engine, and the proof that both hold the same.

All is one transaction of the target: a copy that is interrupted leaves nothing behind and is begun anew. Nobody
writes to the source meanwhile. What is derived from the filings (search index, kept counts) is left out and built
anew afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Table, insert, inspect
from sqlalchemy.exc import DBAPIError

from youthwork.domain.errors import DatabaseAway, StoreUnwritable, Unacceptable
from youthwork.services import schema
from youthwork.services.moving.constraints import go_on_numbering, references_set_aside
from youthwork.services.moving.content import Content, Digest, Rows, content_of, raw, rows_of, tables

#: Hears of a table and what is being done with it: 已写入, 一致.
Say = Callable[[str, Content], None]


def copy(source: Engine, target: Engine, say: Say = lambda done, content: None) -> list[Content]:
    """复制 every table and compare what lies in the target with what was read; gives the content of each table.

    Raises `Unacceptable` or `StoreUnwritable` with a sentence, the target being as empty as it was.
    """
    with source.connect() as reading, _nobody_writes(reading):
        _check_source(reading)
        _check_target(target)
        with schema.upgrading(target) as writing:
            with references_set_aside(writing):
                copied = [_copy_table(each, reading, writing, say) for each in tables()]
            go_on_numbering(reading, writing)
            _compare(copied, writing, say)
    if target.dialect.name == "sqlite":
        _into_one_file(target)
    return copied


def differences(one: Engine, other: Engine) -> list[tuple[Content, Content]]:
    """对比: the tables of two databases that do not hold the same; both stand still while they are read."""
    with one.connect() as left, _nobody_writes(left), other.connect() as right, _nobody_writes(right):
        pairs = [(content_of(left, each), content_of(right, each)) for each in tables()]
    return [(here, there) for here, there in pairs if here != there]


@contextmanager
def _nobody_writes(connection: Connection) -> Iterator[None]:
    """Hold off every writer: what is read is what there is at the end, too."""
    try:
        if connection.dialect.name == "sqlite":
            connection = connection.execution_options(deed=True)
            connection.begin()
        elif present := set(inspect(connection).get_table_names()):
            ours = ", ".join(f'"{each.name}"' for each in tables() if each.name in present)
            if ours:
                connection.exec_driver_sql(f"LOCK TABLE {ours} IN SHARE MODE")
    except DatabaseAway:
        raise
    except StoreUnwritable as busy:
        raise Unacceptable(
            "这个库正在被写入，没有复制：请先停掉网站和出件程序（youthwork serve、worker）"
        ) from busy
    yield


def _check_source(connection: Connection) -> None:
    if not schema.stands_at_the_newest(connection):
        what = (
            "不是当前版本，请先备份，再运行 youthwork init 升级"
            if schema.versions_of(connection)
            else "里没有本系统的表"
        )
        raise Unacceptable(f"源库{what}")


def _check_target(target: Engine) -> None:
    found = inspect(target).get_table_names()
    if found:
        raise Unacceptable(
            f"目标库不是空的（有 {len(found)} 张表，如 {found[0]}），没有复制：请另建一个空库，已有的内容不会被覆盖"
        )


def _copy_table(each: Table, reading: Connection, writing: Connection, say: Say) -> Content:
    digest = Digest(each.name)

    def read() -> Iterator[Rows]:
        for batch in rows_of(reading, each):
            digest.add(batch)
            yield batch

    write = _write_sqlite if writing.dialect.name == "sqlite" else _write_postgresql
    try:
        write(writing, each, read())
    except (psycopg.DataError, psycopg.IntegrityError, DBAPIError) as refused:
        raise Unacceptable(
            f"表 {each.name} 里有目标库不接受的内容（{_said(refused)}），没有复制任何内容：请先在源库里改正"
        ) from refused
    except psycopg.Error as gone:
        raise DatabaseAway(f"与目标库的连接断了（{_said(gone)}），没有复制任何内容，可以重来") from gone
    say("已写入", digest.content)
    return digest.content


def _write_sqlite(connection: Connection, each: Table, batches: Iterator[Rows]) -> None:
    names = [whole.name for whole in each.columns]
    for batch in batches:
        if batch:
            connection.execute(insert(raw(each)), [dict(zip(names, row, strict=True)) for row in batch])


def _write_postgresql(connection: Connection, each: Table, batches: Iterator[Rows]) -> None:
    names = ", ".join(f'"{whole.name}"' for whole in each.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{each.name}" ({names}) FROM STDIN') as stream:
        for batch in batches:
            for row in batch:
                stream.write_row(row)


def _said(refused: Exception) -> str:
    """What the database said, in one line; psycopg names table, line and column in the context."""
    original = getattr(refused, "orig", None) or refused
    context = getattr(getattr(original, "diag", None), "context", None) or ""
    return re.sub(r"\s+", " ", f"{original} {context}").strip()[:300]


def _compare(copied: Sequence[Content], writing: Connection, say: Say) -> None:
    """Read everything back: what lies there must be what was read."""
    for was, each in zip(copied, tables(), strict=True):
        now = content_of(writing, each)
        if now != was:
            raise Unacceptable(
                f"表 {each.name} 复制后对不上（{was.rows} 行 {was.digest}，写成 {now.rows} 行 {now.digest}），"
                "已全部撤回。请把这句话告诉开发人员"
            )
        say("一致", now)


def _into_one_file(target: Engine) -> None:
    """One file is all of it, whatever is done with it next."""
    with target.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
