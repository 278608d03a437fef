"""事务: lasting as a whole or not at all; a database that cannot be written says so in a sentence."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError, ProgrammingError

from tests import journeys
from tests.client import PageClient
from tests.conftest import on_both_engines, sqlite_only
from tests.factories import Cast
from youthwork.domain.errors import StoreUnwritable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import AuditRecord, Filing, Submission
from youthwork.services import audit, transactions
from youthwork.services.path import filing


def make_unwritable(pragma: str = "query_only = ON") -> None:
    """From now on no connection may write: a pragma on SQLite, a read-only database on PostgreSQL."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            name = connection.exec_driver_sql("SELECT current_database()").scalar()
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    else:
        event.listen(db.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}"))
    db.engine.dispose()


@on_both_engines
def test_a_database_that_cannot_be_written_is_refused_with_a_sentence_and_nothing_is_half_written(
    app: Flask, cast: Cast
) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    make_unwritable()
    with pytest.raises(StoreUnwritable) as refused, transactions.deed():
        filing.file(db.session.get_one(Submission, paper.id), cast.person("he"), paper.version)
    assert refused.value.sentence.startswith("数据库现在写不进去（")
    assert "没有保存任何改动，请稍后再试，或联系管理员查看磁盘空间" in refused.value.sentence
    assert db.session.get_one(Submission, paper.id).state is State.ACCEPTED, "reading goes on"
    assert db.session.scalar(db.select(db.func.count(Filing.id))) == 0


@sqlite_only
def test_a_full_disk_in_the_middle_of_a_deed_undoes_the_whole_deed(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    # As many pages as the file has now: the deed begins well and finds no room half-way.
    make_unwritable("max_page_count = 1")
    with pytest.raises(StoreUnwritable, match="database or disk is full"), transactions.deed():
        filing.file(paper, cast.person("he"), paper.version)
        for _ in range(200):
            audit.record("test", "字" * 500, None)
            db.session.flush()
    assert db.session.scalar(db.select(db.func.count(Filing.id))) == 0
    assert db.session.get_one(Submission, paper.id).state is State.ACCEPTED


def test_a_page_answers_503_with_the_sentence_when_nothing_can_be_written(
    app: Flask, cast: Cast, client: PageClient
) -> None:
    paper = journeys.at_state(cast, State.SENT)
    db.session.commit()
    client.sign_in("he")
    make_unwritable()
    page = client.post(f"/submissions/{paper.id}/acceptance", {"version": str(paper.version)}, status=503)
    assert "数据库现在写不进去" in page.text and "没有保存任何改动" in page.text
    assert db.session.get_one(Submission, paper.id).state is State.SENT


@on_both_engines
def test_a_fault_of_ours_is_not_dressed_up_as_a_full_disk(app: Flask) -> None:
    with pytest.raises((OperationalError, ProgrammingError), match="no_such_table"), transactions.deed():
        db.session.execute(db.text("SELECT * FROM no_such_table"))


@on_both_engines
def test_a_deed_that_raises_leaves_nothing_behind(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transactions.deed():
        audit.record("test", "只记一半", None)
        db.session.flush()
        raise ZeroDivisionError
    assert db.session.scalar(db.select(db.func.count(AuditRecord.id))) == 0
