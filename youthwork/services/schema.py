"""数据库结构: bring the database to the newest version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from youthwork.domain.errors import Unacceptable, YouthworkError
from youthwork.extensions import db
from youthwork.services import postgresql

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade() -> None:
    """升级 to the newest version, whole or not at all; on an empty database this makes every table."""
    with upgrading(db.engine):
        pass


@contextmanager
def upgrading(engine: Engine) -> Iterator[Connection]:
    """升级, and what the block does with the tables, in one transaction; references are checked when it ends.

    Raises `Unacceptable` for a database or a server that is not for us.
    """
    with engine.connect() as connection, _tables_may_be_remade(connection), connection.begin():
        postgresql.check_server(connection)
        _check_not_newer(connection)
        command.upgrade(_config(connection), "head")
        if connection.dialect.name == "postgresql":
            postgresql.sort_by_code_point(connection)
        yield connection
        if connection.dialect.name == "sqlite":
            _check_references(connection)


def is_empty() -> bool:
    return "organization" not in inspect(db.engine).get_table_names()


def trouble() -> str | None:
    """What is wrong with the database, in one line; None when it answers."""
    try:
        db.session.execute(text("SELECT 1"))
    except (SQLAlchemyError, YouthworkError) as error:
        return f"数据库没有应答：{type(error).__name__}"
    return None


def is_current() -> bool:
    """Whether the database stands at the newest version; raises `Unacceptable` where a newer program made it."""
    with db.engine.connect() as connection:
        _check_not_newer(connection)
        return stands_at_the_newest(connection)


def stands_at_the_newest(connection: Connection) -> bool:
    return versions_of(connection) == set(ScriptDirectory(str(MIGRATIONS)).get_heads())


def versions_of(connection: Connection) -> set[str]:
    """Where a database stands; empty where no table has been made."""
    return set(MigrationContext.configure(connection).get_current_heads())


def release() -> None:
    """Let the connections go, before another process takes over."""
    db.session.remove()
    db.engine.dispose()


@contextmanager
def _tables_may_be_remade(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by copying it, and dropping the old one would count as deleting its rows."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    # Past SQLAlchemy, which would begin a transaction first: inside one the pragma does nothing.
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _check_not_newer(connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if unknown := versions_of(connection) - known:
        raise Unacceptable(
            f"数据库结构的版本 {'、'.join(sorted(unknown))} 这个程序不认识：它由更新的程序升级过，请用那个程序"
        )


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise Unacceptable(
            f"数据库里有 {len(broken)} 处引用对不上（如 {broken[0][0]} 表），没有升级：请从备份恢复后再试"
        )


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
