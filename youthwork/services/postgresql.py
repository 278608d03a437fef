"""PostgreSQL: what it needs besides the tables, so that it answers as SQLite does.

Only ANSI SQL and the catalogue are used, which openGauss, Kingbase, Citus and YugabyteDB share (docs/postgresql.md).
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from youthwork.domain.errors import Unacceptable

#: The oldest server all of our statements run on.
OLDEST_POSTGRESQL = 12


def check_server(connection: Connection) -> None:
    """Refuse, on PostgreSQL, a server or a database that cannot hold the instance (`Unacceptable`)."""
    if connection.dialect.name != "postgresql":
        return
    major, *_ = connection.dialect.server_version_info or (0,)
    if int(major) < OLDEST_POSTGRESQL and not _is_relative(connection):
        raise Unacceptable(
            f"PostgreSQL 的版本是 {major}，至少要 {OLDEST_POSTGRESQL}：请升级数据库服务器，或换一台"
        )
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding not in ("UTF8", "UTF-8"):
        raise Unacceptable(
            f"这个库的编码是 {encoding}，存不下全部汉字：请另建一个 UTF8 的库（docs/postgresql.md），再运行这个命令"
        )


def _is_relative(connection: Connection) -> bool:
    """openGauss, Kingbase and their like name an old PostgreSQL as the one they speak like."""
    said = str(connection.exec_driver_sql("SELECT version()").scalar_one())
    return not said.startswith("PostgreSQL ") or "openGauss" in said or "Kingbase" in said


def sort_by_code_point(connection: Connection) -> None:
    """Compare every text of ours as SQLite does, whatever the language of the PostgreSQL database.

    Where a locale sorts, `/` and digits weigh otherwise: the range of paths that is a subtree would hold other
    organizations, and lists would come in another order than on SQLite.
    """
    changes: dict[str, list[str]] = {}
    for table, name, kind in connection.exec_driver_sql(_TEXTS_BY_LOCALE):
        changes.setdefault(table, []).append(f'ALTER COLUMN "{name}" TYPE {kind} COLLATE "C"')
    for table, columns in changes.items():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(columns)}')


#: Asked of the columns and not of the database: where ICU sorts, it calls its locale C all the same.
_TEXTS_BY_LOCALE = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND a.atttypid IN ('varchar'::regtype, 'text'::regtype)
      AND a.attcollation <> (SELECT oid FROM pg_collation WHERE collname = 'C' AND collencoding = -1)
    ORDER BY c.relname, a.attnum
"""


def follow_ids(connection: Connection, given: Mapping[str, int] | None = None) -> None:
    """Number new rows after all that are there, and after the last number `given` of a table.

    Needed where rows were written with their numbers; SQLite does so by itself, and nothing is done there.
    """
    if connection.dialect.name == "sqlite":
        return
    for table, name in connection.exec_driver_sql(_SEQUENCES).all():
        largest = connection.exec_driver_sql(f'SELECT max("{name}") FROM "{table}"').scalar() or 0
        if last := max(largest, (given or {}).get(table, 0)):
            connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', '{name}'), {last})")


def last_ids(connection: Connection) -> dict[str, int]:
    """The last number each table's sequence has given."""
    found = {}
    for table, name in connection.exec_driver_sql(_SEQUENCES).all():
        sequence = connection.exec_driver_sql(
            f"SELECT pg_get_serial_sequence('{table}', '{name}')"
        ).scalar_one()
        last, is_given = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()
        if is_given:
            found[table] = last
    return found


#: Every column of ours that numbers its rows by a sequence.
_SEQUENCES = """
    SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL
    ORDER BY c.relname
"""
