"""成批写入: rows into either engine as fast as it takes them – indexes away first, made again at the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

from youthwork.services import postgresql

#: The tables whose indexes wait; keys and UNIQUEs stay, so that what is made is certainly allowed.
_BIG = ("submission", "filing", "filing_scope", "paper", "person", "appointment", "appointment_duty")
#: `paper` has columns the rows do not name.
_MORE = {"paper": ("attempts", "failure", "is_stamped", "remark")}


class Bulk(ABC):
    """成批写入 on one connection."""

    wants_folded = False

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._indexes = self._take_indexes()

    def add(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        """Rows with their columns named."""
        if rows:
            names = list(rows[0])
            self.load(table, names, [tuple(row[name] for name in names) for row in rows])

    @abstractmethod
    def load(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows in the order of the columns."""

    @abstractmethod
    def load_entries(self, entries: Sequence[tuple[int, str, str]]) -> None:
        """Entries of the search table: filing, folded text, tokens."""

    def finish(self) -> None:
        for statement in self._indexes:
            self.connection.exec_driver_sql(statement)

    @abstractmethod
    def _take_indexes(self) -> list[str]:
        """Drop the indexes; gives the statements that make them again."""


class SqliteBulk(Bulk):
    """SQLite without its safety net: a load that breaks is begun again."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._fts("hashsize", 64 * 1024 * 1024)
        self._fts("automerge", 0)

    def load(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        names = (*columns, *_MORE.get(table, ()))
        marks = ", ".join("?" * len(names))
        raw: Any = self.connection.connection.driver_connection
        converted = [tuple(map(_plain, row)) for row in rows]
        raw.executemany(f"INSERT INTO {table} ({_named(names)}) VALUES ({marks})", converted)

    def load_entries(self, entries: Sequence[tuple[int, str, str]]) -> None:
        raw: Any = self.connection.connection.driver_connection
        raw.executemany(
            "INSERT INTO filing_index(rowid, tokens) VALUES (?, ?)", [entry[:2] for entry in entries]
        )

    def finish(self) -> None:
        self.connection.exec_driver_sql("INSERT INTO filing_index(filing_index) VALUES ('optimize')")
        # What FTS5 has of its own accord.
        self._fts("hashsize", 1024 * 1024)
        self._fts("automerge", 4)
        super().finish()
        self.connection.exec_driver_sql("ANALYZE")

    def _fts(self, name: str, value: int) -> None:
        self.connection.exec_driver_sql(
            "INSERT INTO filing_index(filing_index, rank) VALUES (?, ?)", (name, value)
        )

    def _take_indexes(self) -> list[str]:
        found = self.connection.execute(
            text("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        ).all()
        taken = [row for row in found if row.tbl_name in _BIG]
        for row in taken:
            self.connection.exec_driver_sql(f"DROP INDEX {row.name}")
        return [row.sql for row in taken]


class PostgresBulk(Bulk):
    """PostgreSQL by COPY; foreign keys are not looked at, the rows are made to fit."""

    wants_folded = True

    def load(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        names = (*columns, *_MORE.get(table, ()))
        self._copy(f"COPY {table} ({_named(names)}) FROM STDIN", rows)

    def load_entries(self, entries: Sequence[tuple[int, str, str]]) -> None:
        rows = [
            (id, folded, " ".join(f"'{token}'" for token in tokens.split(" ")))
            for id, tokens, folded in entries
        ]
        self._copy("COPY filing_search (filing_id, folded, tokens) FROM STDIN", rows)

    def finish(self) -> None:
        self.connection.exec_driver_sql("SET maintenance_work_mem = '512MB'")
        super().finish()
        postgresql.follow_ids(self.connection)
        self.connection.exec_driver_sql("ANALYZE")

    def _copy(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        raw: Any = self.connection.connection.driver_connection
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def _take_indexes(self) -> list[str]:
        self.connection.exec_driver_sql("SET session_replication_role = replica")
        found = self.connection.execute(
            text(
                "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
                " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
            )
        ).all()
        taken = [row for row in found if row.tablename in (*_BIG, "filing_search")]
        for row in taken:
            self.connection.exec_driver_sql(f'DROP INDEX "{row.indexname}"')
        return [row.indexdef for row in taken]


@contextmanager
def bulk(connection: Connection) -> Iterator[Bulk]:
    """One transaction, lasting when the block ends."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        for pragma in (
            "foreign_keys = OFF",
            "synchronous = OFF",
            "cache_size = -400000",
            "temp_store = MEMORY",
        ):
            raw.execute(f"PRAGMA {pragma}")
        # Everything before the last statement lies in the log otherwise, as large as the database itself.
        raw.execute("PRAGMA journal_mode = OFF")
        yield SqliteBulk(connection)
        connection.commit()
        raw.execute("PRAGMA journal_mode = WAL")
    else:
        yield PostgresBulk(connection)
        connection.commit()
    # The pragmas and the role are the connection's: nobody else may get it.
    connection.invalidate()


def _named(names: Sequence[str]) -> str:
    assert all(name.isidentifier() for name in names)
    return ", ".join(names)


def _plain(value: Any) -> Any:
    """Moments and days as SQLAlchemy writes them into SQLite."""
    if hasattr(value, "hour"):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if hasattr(value, "isoformat") else value
