"""数据库结构: bring the database to the newest version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from youthwork.extensions import db

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade() -> None:
    """升级 to the newest version; on an empty database this makes every table."""
    with db.engine.begin() as connection:
        command.upgrade(_config(connection), "head")


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


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
