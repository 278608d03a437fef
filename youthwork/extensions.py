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

db = SQLAlchemy()
login = LoginManager()
csrf = CSRFProtect()
htmx = HTMX()

#: How long a writer waits for the one before it, in seconds.
BUSY_SECONDS = 15


def prepare_engine(app: Flask) -> None:
    """Give the engine its pragmas and its BEGIN; PostgreSQL needs neither."""
    with app.app_context():
        engine = db.engine
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
