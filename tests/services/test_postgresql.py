"""PostgreSQL answers as SQLite does: the same order, the same comparisons, the same patience."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import insert, inspect

from tests.client import PageClient
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import StoreUnwritable, Unacceptable
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db, engine_of
from youthwork.models import AuditRecord, Organization
from youthwork.models.organization import subtree_range
from youthwork.services import postgresql, schema, transactions

on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
#: Which a language sorts by its own rules: case, punctuation, pinyin.
NAMES = [
    "b团",
    "B团",
    "a团",
    "A团",
    "_团",
    "-团",
    "1团",
    "10团",
    "2团",
    "阿团",
    "中团",
    "团",
    "𠮷团",
    "（团）",
    "éa",
]


def organization(number: int, name: str, path: str) -> dict[str, object]:
    return {
        "id": number,
        "path": path,
        "type": OrganizationType.BRANCH,
        "level": OrganizationLevel.GRASSROOTS,
        "full_name": name,
        "short_name": name,
        "common_name": name,
        "established_on": date(2026, 1, 1),
    }


@on_both_engines
def test_names_are_sorted_by_code_point_whatever_the_language_of_the_database(app: Flask, cast: Cast) -> None:
    rows = [organization(1000 + at, name, f"/{1000 + at}/") for at, name in enumerate(NAMES)]
    db.session.execute(insert(Organization), rows)
    names = db.session.scalars(
        db.select(Organization.common_name).where(Organization.id >= 1000).order_by(Organization.common_name)
    )
    assert list(names) == sorted(NAMES)


@on_both_engines
def test_a_subtree_is_a_range_of_paths(app: Flask, cast: Cast) -> None:
    paths = ["/900/", "/900/7/", "/900/70/", "/900/70/1/", "/900/7/8/", "/9001/", "/900/71/"]
    db.session.execute(
        insert(Organization), [organization(1000 + at, f"第{at}团", path) for at, path in enumerate(paths)]
    )
    low, high = subtree_range("/900/7/")
    found = db.session.scalars(
        db.select(Organization.path).where(Organization.path >= low, Organization.path < high)
    )
    assert set(found) == {"/900/7/", "/900/7/8/"}


@on_both_engines
def test_a_latin_name_is_found_in_either_case(client: PageClient, cast: Cast) -> None:
    unit = cast.organ("云溪镇团委")
    unit.common_name = "ABC公司团委"
    db.session.commit()
    client.sign_in("zhou")
    url = f"/organizations/{cast.organ('团云溪县委').id}"
    for asked in ("abc公司", "ABC公司"):
        assert "ABC公司团委" in client.get(url, query_string={"below": asked}).text


@on_postgresql
def test_every_text_column_is_compared_by_code_point(app: Flask, cast: Cast) -> None:
    with db.engine.connect() as connection:
        left = connection.exec_driver_sql(postgresql._TEXTS_BY_LOCALE).all()
        sorts_by_locale = connection.exec_driver_sql("SELECT 'b' < 'B'").scalar()
    assert left == []
    assert sorts_by_locale, "the cluster of the tests sorts by a language, so that this means something"


@on_both_engines
def test_a_text_loses_its_nul_and_nothing_else(app: Flask, engine: str) -> None:
    words = "行\t一\r\n'\\x00' 😀\x00完"
    db.session.add(AuditRecord(at=datetime(2026, 4, 1), kind="test", sentence=words))
    db.session.flush()
    db.session.expire_all()
    kept = db.session.scalars(db.select(AuditRecord.sentence)).one()
    assert kept == (words if engine == "sqlite" else words.replace("\x00", ""))


@on_both_engines
def test_new_rows_are_numbered_after_those_written_with_their_numbers(app: Flask, cast: Cast) -> None:
    db.session.execute(insert(Organization), [organization(5000, "甲", "/5000/")])
    postgresql.follow_ids(db.session.connection())
    after = {**organization(0, "乙", "/x/")}
    del after["id"]
    assert db.session.scalar(insert(Organization).values(after).returning(Organization.id)) == 5001


@on_postgresql
def test_a_row_somebody_else_holds_is_waited_for_and_then_refused_with_a_sentence(
    app: Flask, cast: Cast
) -> None:
    other = engine_of(app.config["SQLALCHEMY_DATABASE_URI"])
    with other.begin() as holding:
        holding.exec_driver_sql("UPDATE person SET name = '改' WHERE username = 'zhou'")
        with pytest.raises(StoreUnwritable, match="数据库现在写不进去"), transactions.deed():
            assert db.session.scalar(db.text("SHOW lock_timeout")) == "15s"
            db.session.execute(db.text("SET LOCAL lock_timeout = '50ms'"))
            db.session.execute(db.text("UPDATE person SET name = '也改' WHERE username = 'zhou'"))
    other.dispose()


@on_postgresql
def test_a_server_that_is_too_old_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.engine.connect() as connection:
        monkeypatch.setattr(connection.dialect, "server_version_info", (11, 22))
        with pytest.raises(Unacceptable, match="PostgreSQL 的版本是 11，至少要 12"):
            postgresql.check_server(connection)
        relative = "(openGauss 5.0.0 build a07d57c3) compiled on x86_64"
        monkeypatch.setattr(
            connection, "exec_driver_sql", lambda asked: _Answer("UTF8" if "SHOW" in asked else relative)
        )
        postgresql.check_server(connection)


class _Answer:
    def __init__(self, words: str) -> None:
        self.words = words

    def scalar_one(self) -> str:
        return self.words


@on_postgresql
def test_a_database_is_empty_until_tables_are_made(app: Flask) -> None:
    assert not schema.is_empty() and schema.is_current()
    assert "filing_search" in inspect(db.engine).get_table_names()
