"""引用与编号: foreign keys set aside while a database is filled, and the numbers its new rows go on with.

Papers and filings refer to each other, units to units: no order of writing would satisfy every reference at
every moment. They are checked as a whole at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from youthwork.domain.errors import Unacceptable
from youthwork.services import postgresql


@contextmanager
def references_set_aside(connection: Connection) -> Iterator[None]:
    """While the block runs, PostgreSQL checks no reference; at its end all of them, or the block has failed.

    On SQLite `schema.upgrading` does the same.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    found = connection.exec_driver_sql(_REFERENCES).all()
    for table, name, _ in found:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    yield
    for table, name, definition in found:
        try:
            connection.exec_driver_sql(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
        except IntegrityError as broken:
            raise Unacceptable(
                f"{table} 表里有引用对不上（{name}），没有复制任何内容：请先改正源库"
            ) from broken


_REFERENCES = """
    SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND n.nspname = current_schema()
    ORDER BY c.relname, k.conname
"""


def go_on_numbering(reading: Connection, writing: Connection) -> None:
    """接续编号: no number the source has ever given to a row is given again, not even that of a row since deleted."""
    given = _last_given(reading)
    if writing.dialect.name == "postgresql":
        postgresql.follow_ids(writing, given)
        return
    for table in _autoincrement(writing):
        largest = writing.exec_driver_sql(f'SELECT max(id) FROM "{table}"').scalar() or 0
        last = max(largest, given.get(table, 0))
        writing.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table})
        writing.execute(
            text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"),
            {"table": table, "last": last},
        )


def _last_given(connection: Connection) -> dict[str, int]:
    if connection.dialect.name == "postgresql":
        return postgresql.last_ids(connection)
    return {
        table: last for table, last in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    }


def _autoincrement(connection: Connection) -> list[str]:
    """The tables SQLite remembers the last number of; the others go on after the largest there is."""
    found = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    )
    return list(found.scalars())
