"""组织图的留存: the pictures `tree.py` has built, for as long as the transaction that read them.

A request asks for the same few organizations many times: who may act, who is next, where it goes. They are kept
with the session and forgotten with its transaction, or as soon as it writes an organization itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from youthwork.domain.hierarchy import Unit
from youthwork.extensions import db
from youthwork.models import Organization

_KEY, _ROWS = "units", "unit_rows"


def kept(day: date) -> dict[int, Unit]:
    """Unit id → picture, as of that day; what is put in stays until it is forgotten."""
    held: dict[date, dict[int, Unit]] = db.session().info.setdefault(_KEY, {})
    return held.setdefault(day, {})


def hold(rows: Iterable[Organization]) -> None:
    """Keep the rows they were built from too: the page that opens one of them need not ask for it again."""
    db.session().info.setdefault(_ROWS, []).extend(rows)


def _forget(session: Session, *_: Any) -> None:
    session.info.pop(_KEY, None)
    session.info.pop(_ROWS, None)


def _forget_at_end(session: Session, transaction: SessionTransaction) -> None:
    # A flush ends a transaction of its own inside the one that reads; only that one's end, or a savepoint's, counts.
    if transaction.parent is None or transaction.nested:
        _forget(session)


def _forget_if_written(session: Session, *_: Any) -> None:
    if any(isinstance(each, Organization) for each in (*session.new, *session.dirty, *session.deleted)):
        _forget(session)


def _forget_if_changed_in_bulk(state: ORMExecuteState) -> None:
    if not state.is_select and state.bind_mapper is not None and state.bind_mapper.class_ is Organization:
        _forget(state.session)


event.listen(db.session, "after_flush", _forget_if_written)
event.listen(db.session, "do_orm_execute", _forget_if_changed_in_bulk)
event.listen(db.session, "after_transaction_end", _forget_at_end)
