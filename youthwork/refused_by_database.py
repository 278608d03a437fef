"""数据库拒绝: what SQLite or PostgreSQL cannot do at the moment, as a refusal with a sentence and no fault of ours.

Only what lies outside the program is named here: a server that is away, a full disk, a writer that does not end.
A statement that is wrong stays the fault it is.
"""

from __future__ import annotations

import re

import psycopg
from sqlalchemy.engine import ExceptionContext

from youthwork.domain.errors import DatabaseAway, StoreUnwritable

#: A full or read-only disk, a writer before us who does not end: SQLite's names for it, and PostgreSQL's SQLSTATEs
#: (read-only; rollback, lock not to be had, resources, operator, system error).
_SQLITE_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_CANTOPEN")
_POSTGRES_UNWRITABLE = ("25006", "40", "55P03", "53", "57", "58")
#: The connection is gone, or the server shuts down or starts up.
_POSTGRES_AWAY = ("08", "57P0")

#: What libpq says of a connection it cannot make, and what to do about it.
_NO_CONNECTION = (
    (
        r'database "(?P<name>[^"]+)" does not exist',
        "PostgreSQL 上没有“{name}”这个库，请先建库（docs/postgresql.md），或改正 DATABASE_URL",
    ),
    (
        r'role "(?P<name>[^"]+)" does not exist',
        "PostgreSQL 没有“{name}”这个用户，请先建立用户，或改正 DATABASE_URL",
    ),
    (
        r"password authentication failed|no password supplied",
        "PostgreSQL 不接受这个口令，请改正 DATABASE_URL 中的用户和口令",
    ),
    (
        r"no pg_hba.conf entry|authentication failed",
        "PostgreSQL 不许这个用户从这台机器连接，请查看服务器的 pg_hba.conf",
    ),
    (
        r"too many (clients|connections)|remaining connection slots",
        "PostgreSQL 的连接用完了，请调大 max_connections，或减少进程",
    ),
    (r"starting up|shutting down|recovery mode", "PostgreSQL 正在启动或停止，请稍等再试"),
    (
        r"could not translate host name|failed to resolve host|Name or service not known",
        "找不到 DATABASE_URL 中的服务器，请核对它的名称和网络",
    ),
    (
        r"refused|timeout|timed out|No such file or directory|unreachable",
        "连不上 PostgreSQL，请查看它是否已经启动，DATABASE_URL 中的地址和端口对不对",
    ),
)


def tell(context: ExceptionContext) -> None:
    """At whatever statement, or while connecting, the database gives up; listens to `handle_error`."""
    if context.is_pre_ping:
        # The pool was only trying an old connection, and makes a new one.
        return
    refused = context.original_exception
    name = str(getattr(refused, "sqlite_errorname", None) or "")
    state = str(getattr(refused, "sqlstate", None) or "")
    if context.is_disconnect or state.startswith(_POSTGRES_AWAY):
        raise DatabaseAway(f"与数据库的连接断了（{_one_line(refused)}）") from refused
    if context.connection is None and isinstance(refused, psycopg.OperationalError):
        raise DatabaseAway(_why_not_connected(refused)) from refused
    if name.startswith(_SQLITE_UNWRITABLE) or state.startswith(_POSTGRES_UNWRITABLE):
        raise StoreUnwritable(
            f"数据库现在写不进去（{refused}）。没有保存任何改动，请稍后再试，或联系管理员查看磁盘空间"
        ) from refused


def _why_not_connected(refused: BaseException) -> str:
    said = _one_line(refused)
    for pattern, sentence in _NO_CONNECTION:
        if found := re.search(pattern, said):
            return f"{sentence.format(**found.groupdict())}（{said}）"
    return f"连不上 PostgreSQL（{said}）"


def _one_line(refused: BaseException) -> str:
    return re.sub(r"\s+", " ", str(refused)).strip()
