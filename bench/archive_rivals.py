"""检索的对手: the same words looked for by what either engine has of its own – LIKE, and an index of trigrams."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import text

from youthwork.extensions import db
from youthwork.services.archive.tokens import fold

_LIKE = (
    "SELECT f.id FROM filing f WHERE f.text LIKE :like AND EXISTS (SELECT 1 FROM filing_scope s"
    " WHERE s.filing_id = f.id AND s.organization_id = :organ) ORDER BY f.id DESC LIMIT 21"
)
_FTS_TRIGRAM = (
    "SELECT t.rowid FROM rival t WHERE t.rival MATCH :match AND EXISTS (SELECT 1 FROM filing_scope s"
    " WHERE s.filing_id = t.rowid AND s.organization_id = :organ) ORDER BY t.rowid DESC LIMIT 21"
)
_PG_TRGM = (
    "SELECT s.filing_id FROM filing_search s WHERE s.folded LIKE :like AND EXISTS (SELECT 1 FROM filing_scope x"
    " WHERE x.filing_id = s.filing_id AND x.organization_id = :organ) ORDER BY s.filing_id DESC LIMIT 21"
)


def build() -> tuple[str, float, float]:
    """The trigram index of the engine: its name, seconds it took, megabytes."""
    db.session.rollback()
    begun = time.perf_counter()
    if db.engine.dialect.name == "sqlite":
        with db.engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE VIRTUAL TABLE rival USING fts5(words, content='', tokenize='trigram')"
            )
            connection.exec_driver_sql("INSERT INTO rival(rowid, words) SELECT id, text FROM filing")
            size = connection.scalar(text("SELECT sum(length(block)) FROM rival_data"))
        return "FTS5 trigram", time.perf_counter() - begun, size / 1e6
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '512MB'")
        connection.exec_driver_sql("CREATE INDEX rival ON filing_search USING gin (folded gin_trgm_ops)")
        size = connection.scalar(text("SELECT pg_relation_size('rival')"))
    return "pg_trgm", time.perf_counter() - begun, size / 1e6


def like(word: str, organ: int) -> Callable[[], int]:
    return lambda: _count(_LIKE, {"like": f"%{word}%", "organ": organ})


def trigram(word: str, organ: int) -> Callable[[], int]:
    if db.engine.dialect.name == "sqlite":
        return lambda: _count(_FTS_TRIGRAM, {"match": f'"{word}"', "organ": organ})
    return lambda: _count(_PG_TRGM, {"like": f"%{fold(word)}%", "organ": organ})


def _count(statement: str, given: dict[str, object]) -> int:
    return len(db.session.execute(text(statement), given).all())
