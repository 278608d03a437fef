"""搬库: the demonstration moves from SQLite to PostgreSQL and back and is the same."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, inspect, text

from tests.services.moving.conftest import Open, contents
from youthwork.models import AuditRecord, Submission
from youthwork.services.moving import copying
from youthwork.services.moving.content import tables


def test_the_demonstration_moves_to_postgresql_and_back_and_holds_the_same(
    demonstration: Path, empty: str, tmp_path: Path, open_: Open
) -> None:
    there, back = open_(empty), open_(tmp_path / "back.db")
    here = open_(shutil.copy(demonstration, tmp_path / "here.db"))
    copied = copying.copy(here, there)
    copying.copy(there, back)
    assert contents(here) == contents(there) == contents(back) == copied
    full = {content.table for content in copied if content.rows}
    assert {
        "organization",
        "person",
        "submission",
        "filing",
        "filing_scope",
        "draft",
        "message",
        "seal",
    } <= full
    assert not copying.differences(here, back)


def test_a_copied_database_goes_on_where_the_other_stood(
    demonstration: Path, empty: str, tmp_path: Path, open_: Open
) -> None:
    here = open_(shutil.copy(demonstration, tmp_path / "here.db"))
    with here.begin() as connection:
        # A draft that was given up: its number is never given to another paper.
        connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = seq + 5 WHERE name = 'submission'")
        given = connection.exec_driver_sql(
            "SELECT seq FROM sqlite_sequence WHERE name = 'submission'"
        ).scalar_one()
        people = connection.exec_driver_sql("SELECT max(id) FROM person").scalar_one()
    there, back = open_(empty), open_(tmp_path / "back.db")
    copying.copy(here, there)
    copying.copy(there, back)
    assert (next_id(there, "submission"), next_id(there, "person")) == (given + 1, people + 1)
    with back.connect() as connection:
        again = connection.exec_driver_sql(
            "SELECT seq FROM sqlite_sequence WHERE name = 'submission'"
        ).scalar_one()
    assert again >= given


def next_id(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(
            connection.exec_driver_sql(
                f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))"
            ).scalar_one()
        )


def test_references_and_promises_hold_in_the_copy(source: Path, empty: str, open_: Open) -> None:
    here, there = open_(source), open_(empty)
    copying.copy(here, there)
    names = {
        table: {key["name"] for key in inspect(there).get_foreign_keys(table)} for table in ("filing", "link")
    }
    assert "fk_filing_corrects_id" in names["filing"] and len(names["link"]) == 4
    with pytest.raises(Exception, match="fk_organization_parent_id"), there.begin() as connection:
        connection.execute(text("UPDATE organization SET parent_id = 999999 WHERE id = 2"))


def test_a_difference_would_be_found(source: Path, tmp_path: Path, open_: Open) -> None:
    here = open_(source)
    other = open_(shutil.copy(source, tmp_path / "other.db"))
    assert copying.differences(here, other) == []
    with other.begin() as connection:
        # Two rows exchange a value: the count is the same, and so would be a sum of columns.
        connection.exec_driver_sql(_EXCHANGE)
    [(one, two)] = copying.differences(here, other)
    assert (one.table, one.rows) == (two.table, two.rows) == ("person", one.rows)
    assert one.digest != two.digest


_EXCHANGE = """
    UPDATE person SET name = CASE username WHEN 'zhou' THEN '陈昱' ELSE '周可儿' END
    WHERE username IN ('zhou', 'chen')
"""


def test_a_nul_in_an_old_text_does_not_hold_the_move_up(source: Path, empty: str, open_: Open) -> None:
    here, there = open_(source), open_(empty)
    with here.begin() as connection:
        connection.execute(
            insert(AuditRecord), [{"at": datetime(2026, 4, 1), "kind": "test", "sentence": "零\x00字符"}]
        )
    copying.copy(here, there)
    with there.connect() as connection:
        assert connection.exec_driver_sql("SELECT sentence FROM audit_record").scalar_one() == "零字符"


def test_every_table_there_is_moves_or_is_derived() -> None:
    left_out = {table.name for table in Submission.metadata.sorted_tables} - {each.name for each in tables()}
    assert left_out == {"filing_tally", "index_build"}
