"""升级: a database of an earlier version comes to the newest one with all it holds, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Connection, inspect

from tests.conftest import make_app
from tests.postgres import Cluster
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db
from youthwork.models import Base
from youthwork.services import schema

#: An organ, its seal and its counter, as version 0002 kept them.
OLD_ROWS = (
    "INSERT INTO organization (id, path, type, level, full_name, short_name, common_name, position,"
    " established_on) VALUES (1, '/1/', '领导机关', '县', '共青团云溪县委员会', '团云溪县委', '团云溪县委', 0,"
    " '2020-01-01')",
    "INSERT INTO organization (id, parent_id, path, type, level, full_name, short_name, common_name, position,"
    " established_on) VALUES (2, 1, '/1/2/', '团委', '乡镇街道', '共青团云溪镇委员会', '云溪镇团委', '云溪镇团委',"
    " 0, '2020-01-01')",
    "INSERT INTO seal (id, organization_id, name, mode, diameter_mm, is_demo, valid_from)"
    " VALUES (7, 1, '共青团云溪县委员会', '内部印模', 40, {yes}, '2020-01-01')",
    "INSERT INTO number_series (organization_id, series, period, last) VALUES (1, '用印编号', '2026', 12)",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application over a database without any table."""
    if request.param == "sqlite":
        yield from _opened(tmp_path, f"sqlite:///{tmp_path / 'old.db'}")
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.database() as url:
        yield from _opened(tmp_path, url)


def _opened(place: Path, url: str) -> Iterator[Flask]:
    app = make_app(place, SQLALCHEMY_DATABASE_URI=url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def make_old() -> None:
    """A database of version 0002, with rows in it."""
    with db.engine.begin() as connection:
        command.upgrade(schema._config(connection), "0002")
        yes = "TRUE" if connection.dialect.name == "postgresql" else "1"
        for statement in OLD_ROWS:
            connection.exec_driver_sql(statement.format(yes=yes))


def promises_of(connection: Connection) -> set[tuple[str, str]]:
    """Every named CHECK and UNIQUE of the database, with its table."""
    look = inspect(connection)
    return {
        (table, str(found["name"]))
        for table in look.get_table_names()
        for found in [
            *look.get_check_constraints(table),
            *look.get_unique_constraints(table),
            *(index for index in look.get_indexes(table) if index["unique"]),
        ]
        if not table.startswith("filing_index") and found["name"]
    }


def test_upgrading_keeps_every_row_of_the_version_before(empty_app: Flask) -> None:
    make_old()
    schema.upgrade()
    with db.engine.connect() as connection:
        seal = connection.exec_driver_sql("SELECT id, organization_id, mode, state FROM seal").one()
        units = connection.exec_driver_sql("SELECT count(*) FROM organization").scalar_one()
        last = connection.exec_driver_sql("SELECT last FROM number_series").scalar_one()
    assert tuple(seal) == (7, 1, "内部印模", "在用")
    assert (units, last) == (2, 12)
    assert schema.is_current()


def test_an_upgraded_database_holds_every_promise_the_models_make(empty_app: Flask) -> None:
    make_old()
    schema.upgrade()
    with db.engine.begin() as connection:
        upgraded = promises_of(connection)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
        made = promises_of(connection)
    assert {each for each in upgraded if each[0] != "alembic_version"} == made


def test_a_database_with_broken_references_is_not_upgraded(empty_app: Flask) -> None:
    if db.engine.dialect.name == "postgresql":
        return
    make_old()
    with db.engine.connect() as connection, schema._tables_may_be_remade(connection), connection.begin():
        connection.exec_driver_sql("DELETE FROM organization WHERE id = 1")
    with pytest.raises(Unacceptable, match="引用对不上"):
        schema.upgrade()
    assert not schema.is_current()


def test_references_are_kept_again_after_an_upgrade(empty_app: Flask) -> None:
    make_old()
    schema.upgrade()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
