"""事务: where a deed begins and ends. Blueprints and commands use these; other services only flush."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import g

from youthwork.extensions import db


def begin_deed() -> None:
    """Leave the reading transaction and begin one that may write, before the deed's first statement."""
    db.session.rollback()
    db.session.connection(execution_options={"deed": True})


def commit() -> None:
    """Make the deed lasting, then do what waits for that (a paper is rendered after its filing is safe)."""
    try:
        db.session.commit()
    except BaseException:
        rollback()
        raise
    waiting: list[Callable[[], object]] = g.pop("after_commit", [])
    for task in waiting:
        task()


def rollback() -> None:
    g.pop("after_commit", None)
    db.session.rollback()


def after_commit(task: Callable[[], object]) -> None:
    """Remember something to be done once the deed is lasting; a rollback forgets it."""
    if "after_commit" not in g:
        g.after_commit = []
    g.after_commit.append(task)


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
