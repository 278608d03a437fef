"""扩展, created empty: db, login, csrf, htmx; and how a database connection is prepared.

SQLite runs in WAL with our own BEGIN: a request that reads begins plainly, a deed begins IMMEDIATE, so that
its reading and its writing are one transaction and nobody meets “locked” half-way (DESIGN §6). PostgreSQL needs
neither. `DATABASE_URL` alone says which of the two it is; what either refuses is named in `refused_by_database.py`.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from flask import Flask
from flask_htmx import HTMX
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import configure_mappers

from youthwork.config import engine_options
from youthwork.refused_by_database import tell

db = SQLAlchemy()
login = LoginManager()
csrf = CSRFProtect()
htmx = HTMX()

#: How long a writer waits for the one before it, in seconds.
BUSY_SECONDS = 15
_LOOK_AGAIN_MS = 10


def prepare_engine(app: Flask) -> None:
    """Ready a connection of either engine as it is made; name what cannot be reached or written."""
    # Before the first request: two threads that meet half-made mappers would read aliases wrongly.
    configure_mappers()
    with app.app_context():
        _prepare(db.engine)


def engine_of(url: str) -> Engine:
    """An engine as the application has one, without an application."""
    engine = create_engine(url, **engine_options(url))
    _prepare(engine)
    return engine


def _prepare(engine: Engine) -> None:
    event.listen(engine, "handle_error", tell)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        event.listen(engine, "connect", _ready_postgresql)


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
        if connection.get_execution_options().get("deed", False):
            _begin_deed(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _begin_deed(connection: Any) -> None:
    """Begin as the one writer, once the one before has ended.

    SQLite by itself looks again after a tenth of a second, and by then the next deed of that other writer has
    begun: of many writers some would wait for ever. Looking often, everybody gets a turn.
    """
    driver = connection.connection.driver_connection
    until = time.monotonic() + BUSY_SECONDS
    driver.execute(f"PRAGMA busy_timeout = {_LOOK_AGAIN_MS}")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as busy:
                if busy.sqlite_errorname != "SQLITE_BUSY":
                    break
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _ready_postgresql(connection: Any, _record: Any) -> None:
    connection.adapters.register_dumper(str, _WithoutNul)
    # As a question to pg_settings: a relative of PostgreSQL that knows the setting by another name says nothing.
    connection.execute(
        f"SELECT set_config(name, '{BUSY_SECONDS}s', false) FROM pg_settings WHERE name = 'lock_timeout'"
    )
    connection.commit()


class _WithoutNul(StrDumperUnknown):
    """PostgreSQL keeps no NUL in a text. Nobody types one; a file handed in may hold one."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\x00", "") if "\x00" in obj else obj)
