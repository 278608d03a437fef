"""查询次数: how many statements a page costs (DESIGN §9 row 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from youthwork.extensions import db
from youthwork.services import workdays


def queries_of(request: Callable[[], object]) -> list[str]:
    """The statements this request sends to the database; the days entered, asked for once a minute, are none of them."""
    workdays.entered()
    db.session.commit()
    told: list[str] = []

    def tell(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        # BEGIN goes through the same hook and asks nothing.
        if not statement.startswith("BEGIN"):
            told.append(statement)

    event.listen(db.engine, "before_cursor_execute", tell)
    try:
        request()
    finally:
        event.remove(db.engine, "before_cursor_execute", tell)
    return told


def count_queries(request: Callable[[], object]) -> int:
    return len(queries_of(request))
