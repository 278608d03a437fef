"""扩展, created empty: db, login, csrf, htmx; and how a database connection is prepared.

SQLite runs in WAL with our own BEGIN: a request that reads begins plainly, a deed begins IMMEDIATE, so that
its reading and its writing are one transaction and nobody meets “locked” half-way (DESIGN §6).
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_htmx import HTMX
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.orm import configure_mappers

from youthwork.domain.errors import StoreUnwritable

db = SQLAlchemy()
login = LoginManager()
csrf = CSRFProtect()
htmx = HTMX()

#: How long a writer waits for the one before it, in seconds.
BUSY_SECONDS = 15


def prepare_engine(app: Flask) -> None:
    """Give the engine its pragmas and its BEGIN, which PostgreSQL needs neither of; name what cannot be written."""
    # Before the first request: two threads that meet half-made mappers would read aliases wrongly.
    configure_mappers()
    with app.app_context():
        engine = db.engine
        event.listen(engine, "handle_error", _tell_unwritable)
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        deed = connection.get_execution_options().get("deed", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if deed else "BEGIN")


#: A full or read-only disk, a writer before us who does not end: SQLite's names for it, and the SQLSTATE
#: classes of PostgreSQL (read-only; connection, rollback, resources, shutdown, system error).
_SQLITE_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_CANTOPEN")
_POSTGRES_UNWRITABLE = ("25006", "08", "40", "53", "57", "58")


def _tell_unwritable(context: ExceptionContext) -> None:
    """At whatever statement the database gives up: a refusal with a sentence, not a fault of ours."""
    refused = context.original_exception
    name = str(getattr(refused, "sqlite_errorname", None) or "")
    state = str(getattr(refused, "sqlstate", None) or "")
    if name.startswith(_SQLITE_UNWRITABLE) or state.startswith(_POSTGRES_UNWRITABLE):
        raise StoreUnwritable(
            f"数据库现在写不进去（{refused}）。没有保存任何改动，请稍后再试，或联系管理员查看磁盘空间"
        ) from refused
