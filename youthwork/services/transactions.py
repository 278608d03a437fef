"""事务: where a deed begins and ends. Blueprints and commands use these; other services only flush."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from youthwork.extensions import db


def begin_deed() -> None:
    """Leave the reading transaction and begin one that may write, before the deed's first statement."""
    db.session.rollback()
    db.session.connection(execution_options={"deed": True})


def commit() -> None:
    """Make the deed lasting. What has to follow it was asked for inside it, as a job (`services/jobs`)."""
    try:
        db.session.commit()
    except BaseException:
        rollback()
        raise


def rollback() -> None:
    db.session.rollback()


@contextmanager
def deed() -> Iterator[None]:
    """One deed as a block: lasting when the block ends, undone when it raises."""
    begin_deed()
    try:
        yield
    except BaseException:
        rollback()
        raise
    commit()
