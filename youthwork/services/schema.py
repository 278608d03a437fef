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
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade() -> None:
    """升级 to the newest version, whole or not at all; on an empty database this makes every table."""
    with db.engine.connect() as connection, _tables_may_be_remade(connection), connection.begin():
        command.upgrade(_config(connection), "head")
        if connection.dialect.name == "sqlite":
            _check_references(connection)


def is_empty() -> bool:
    return "organization" not in inspect(db.engine).get_table_names()


def trouble() -> str | None:
    """What is wrong with the database, in one line; None when it answers."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return f"数据库没有应答：{type(error).__name__}"
    return None


def is_current() -> bool:
    """Whether the database stands at the newest version."""
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    return set(present) == set(ScriptDirectory(str(MIGRATIONS)).get_heads())


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
