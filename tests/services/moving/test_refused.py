"""搬库 that cannot be done, or is broken off: a sentence, and a target as empty as it was."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from tests.conftest import make_app
from tests.services.moving.conftest import Open, contents
from youthwork import extensions
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db, engine_of
from youthwork.models import Organization
from youthwork.services import schema
from youthwork.services.moving import copying
from youthwork.services.moving.content import Content


def test_a_target_that_holds_anything_is_left_alone(source: Path, empty: str, open_: Open) -> None:
    here, there = open_(source), open_(empty)
    with there.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE accounts (id INTEGER)")
    with pytest.raises(Unacceptable, match="目标库不是空的（有 1 张表，如 accounts）"):
        copying.copy(here, there)
    assert inspect(there).get_table_names() == ["accounts"]


def test_a_source_of_an_older_version_is_refused(tmp_path: Path, empty: str, open_: Open) -> None:
    with pytest.raises(Unacceptable, match="源库里没有本系统的表"):
        copying.copy(open_(tmp_path / "nothing.db"), open_(empty))
    old = tmp_path / "old.db"
    with make_app(tmp_path, SQLALCHEMY_DATABASE_URI=f"sqlite:///{old}").app_context():
        schema.upgrade()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0004'")
        db.engine.dispose()
    with pytest.raises(Unacceptable, match="源库不是当前版本，请先备份，再运行 youthwork init 升级"):
        copying.copy(open_(old), open_(empty))


def test_what_does_not_fit_is_named_and_nothing_is_copied(source: Path, empty: str, open_: Open) -> None:
    here, there = open_(source), open_(empty)
    with here.begin() as connection:
        connection.execute(
            text("UPDATE person SET name = :name WHERE username = 'zhou'"), {"name": "字" * 51}
        )
    with pytest.raises(
        Unacceptable, match=r"表 person 里有目标库不接受的内容（.*character varying\(50\).*column name"
    ):
        copying.copy(here, there)
    assert inspect(there).get_table_names() == []


def test_a_broken_reference_is_found_and_nothing_is_copied(source: Path, empty: str, open_: Open) -> None:
    here, there = open_(source), open_(empty)
    with here.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("UPDATE organization SET parent_id = 999999 WHERE id = 2")
        driver.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(Unacceptable, match=r"organization 表里有引用对不上（fk_organization_parent_id）"):
        copying.copy(here, there)
    assert inspect(there).get_table_names() == []


def test_a_source_that_is_being_written_is_refused(
    source: Path, empty: str, open_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extensions, "BUSY_SECONDS", 0)
    here, there, writer = open_(source), open_(empty), open_(source)
    with (
        writer.connect().execution_options(deed=True) as connection,
        connection.begin(),
        pytest.raises(Unacceptable, match="正在被写入，没有复制：请先停掉网站和出件程序"),
    ):
        copying.copy(here, there)
    copying.copy(here, there)


def test_a_source_on_postgresql_that_is_being_written_is_refused(
    source: Path, empty: str, tmp_path: Path, open_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying.copy(open_(source), open_(empty))
    monkeypatch.setattr(extensions, "BUSY_SECONDS", 1)
    there, writer, back = open_(empty), open_(empty), open_(tmp_path / "back.db")
    with writer.begin() as connection:
        connection.execute(text("UPDATE person SET name = '改' WHERE username = 'zhou'"))
        with pytest.raises(Unacceptable, match="正在被写入，没有复制"):
            copying.copy(there, back)
    copying.copy(there, back)


def copy_and_stand_still(source: str, target: str, mark: str) -> None:
    """In a process of its own: stop in the middle of the copy, until killed."""

    def stand_still(done: str, content: Content) -> None:
        if content.table == "submission":
            Path(mark).touch()
            time.sleep(120)

    copying.copy(engine_of(source), engine_of(target), stand_still)


@pytest.mark.parametrize("direction", ["to postgresql", "to sqlite"])
def test_a_copy_that_is_killed_leaves_the_target_empty_and_runs_again(
    source: Path, empty: str, tmp_path: Path, open_: Open, direction: str
) -> None:
    urls = (
        f"sqlite:///{source}",
        empty if direction == "to postgresql" else f"sqlite:///{tmp_path / 'to.db'}",
    )
    mark = tmp_path / "standing-still"
    process = multiprocessing.get_context("spawn").Process(
        target=copy_and_stand_still, args=(*urls, str(mark))
    )
    process.start()
    deadline = time.monotonic() + 60
    while not mark.exists():
        assert process.is_alive() and time.monotonic() < deadline
        time.sleep(0.05)
    process.kill()
    process.join()
    here, there = open_(urls[0]), open_(urls[1])
    wait_until_empty(there)
    copying.copy(here, there)
    assert contents(here) == contents(there)


def wait_until_empty(engine: Engine) -> None:
    """PostgreSQL notices after a moment that nobody is there any more."""
    deadline = time.monotonic() + 20
    while inspect(engine).get_table_names():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_changes_in_the_target_while_it_is_written_is_noticed(
    source: Path, empty: str, open_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the server had altered a text on its way in."""
    write = copying._write_postgresql

    def altered(connection: Connection, each: object, batches: object) -> None:
        write(connection, each, batches)
        if each is Organization.__table__:
            connection.exec_driver_sql("UPDATE organization SET code = NULL WHERE code = '岚青'")

    monkeypatch.setattr(copying, "_write_postgresql", altered)
    with pytest.raises(Unacceptable, match=r"表 organization 复制后对不上（21 行"):
        copying.copy(open_(source), open_(empty))
