"""Fixtures: an application over a database of its own, the cast, and a client that signs in by name.

The province is written once a worker and copied for each test, so that a test starts in milliseconds.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, make_url

from tests import factories, once_a_worker
from tests.client import PageClient
from tests.plain_browser import Browser
from tests.postgres import Cluster, cluster
from youthwork import create_app
from youthwork.extensions import db
from youthwork.services import schema
from youthwork.services.keys import box
from youthwork.services.transactions import deed

__all__ = ["cluster"]

once_a_worker.share_addresses()


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the garbage collector need not walk through it thousands of times."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, factories.Cast]:
    """The database file with the cast in it, and the cast."""
    place = tmp_path_factory.mktemp("province")
    app = make_app(place)
    with app.app_context():
        schema.upgrade()
        make_key_box()
        cast = factories.build_cast()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        once_a_worker.keep_statements(db.engine)
        db.engine.dispose()
    return place / "youthwork.db", cast


def make_app(place: Path, **overrides: object) -> Flask:
    settings: dict[str, object] = {
        "TESTING": True,
        "SECRET_KEY": "test",
        "KEY_PASSPHRASE": "a passphrase of the tests",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{place / 'youthwork.db'}",
        "CLOCK": lambda: factories.NOW,
        "INSTANCE_NAME": "示范省",
        "IS_DEMO": True,
        "WTF_CSRF_ENABLED": False,
    }
    app = create_app({**settings, **overrides}, instance=place)
    once_a_worker.share_compiled(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _spare_the_disk)
    return app


def _spare_the_disk(connection: Any, _record: Any) -> None:
    """A test's database lives for seconds: what protects against power cuts would only cost time."""
    connection.execute("PRAGMA synchronous = OFF")


def make_key_box() -> None:
    """Once a province, because making one takes a fifth of a second."""
    with deed():
        box.keybox()


#: `pytestmark = on_both_engines` runs a module's tests on SQLite and on PostgreSQL.
on_both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on: SQLite, unless the test is marked `on_both_engines`."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def postgres_province(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, factories.Cast]]:
    """The name of the PostgreSQL database with the cast in it, and the cast."""
    with cluster.database() as url:
        app = make_app(tmp_path_factory.mktemp("postgres"), SQLALCHEMY_DATABASE_URI=url)
        with app.app_context():
            schema.upgrade()
            make_key_box()
            cast = factories.build_cast()
            # The cast numbers its organizations itself; the sequence goes on after them.
            with db.engine.begin() as connection:
                connection.exec_driver_sql(
                    "SELECT setval(pg_get_serial_sequence('organization', 'id'), max(id)) FROM organization"
                )
            db.session.remove()
            once_a_worker.keep_statements(db.engine)
            db.engine.dispose()
        yield str(make_url(url).database), cast


@pytest.fixture
def database(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[str, factories.Cast]]:
    """The address of this test's own copy of the province, and the cast in it."""
    if engine == "sqlite":
        template, cast = request.getfixturevalue("province")
        shutil.copy(template, tmp_path / "youthwork.db")
        yield f"sqlite:///{tmp_path / 'youthwork.db'}", cast
    else:
        template, cast = request.getfixturevalue("postgres_province")
        with request.getfixturevalue("cluster").database(template) as url:
            yield url, cast


@pytest.fixture
def app(database: tuple[str, factories.Cast], tmp_path: Path) -> Iterator[Flask]:
    """An application over a fresh copy of the province, with its context pushed."""
    app = make_app(tmp_path, SQLALCHEMY_DATABASE_URI=database[0])
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask, database: tuple[str, factories.Cast]) -> factories.Cast:
    return database[1]


@pytest.fixture
def client(app: Flask, cast: factories.Cast) -> PageClient:
    """Nobody signed in yet: `client.sign_in("zhou")`."""
    return PageClient(app)


@pytest.fixture
def browser(app: Flask, cast: factories.Cast) -> Browser:
    """The same without a script, each request with a context of its own: it presses the buttons it finds."""
    return Browser(app)
