"""Fixtures: an application over a database of its own, the cast, and a client that signs in by name.

The province is written once a worker and copied for each test, so that a test starts in milliseconds.

`pytest --engine postgresql` runs on PostgreSQL whatever asks for a database, except what looks into SQLite itself
(`sqlite_only`) and the browser tests, which look at pages.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import event, make_url

from tests import factories, once_a_worker
from tests.client import PageClient
from tests.databases import ClusterTemplate, FileTemplate, Template
from tests.plain_browser import Browser
from tests.postgres import Cluster, cluster
from youthwork import create_app
from youthwork.extensions import db
from youthwork.services import postgresql, schema
from youthwork.services.keys import box
from youthwork.services.transactions import deed

__all__ = ["cluster"]

once_a_worker.share_addresses()
# The database of whoever develops here is nobody's business.
os.environ.pop("DATABASE_URL", None)

ENGINES = ("sqlite", "postgresql")
#: What a test asks for when it has to do with a database.
_DATABASES = {"database", "main_province", "postgres_province", "cluster"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, default="sqlite", help="the database tests run on")


def pytest_configure(config: pytest.Config) -> None:
    # What is true is true on a busy machine: no example fails for taking long.
    settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("suite")
    config.addinivalue_line("markers", "sqlite_only: looks into SQLite itself")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each run has its engine: SQLite everything, PostgreSQL what it makes a difference to."""
    is_kept = _is_for_sqlite if config.getoption("--engine") == "sqlite" else _is_for_postgresql
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        (kept if is_kept(item) else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def _is_for_sqlite(item: pytest.Item) -> bool:
    return _engine_given(item) != "postgresql"


def _is_for_postgresql(item: pytest.Item) -> bool:
    if "browser" in item.path.parts or item.get_closest_marker("sqlite_only"):
        return False
    if _engine_given(item) == "sqlite":
        return False
    return bool(_DATABASES & set(getattr(item, "fixturenames", ())))


def _engine_given(item: pytest.Item) -> object:
    """What `on_both_engines`, or a list of a test's own, says of this one; None where it says nothing."""
    given = getattr(item, "callspec", None)
    return given.params.get("engine") if given else None


def pytest_collection_finish() -> None:
    _set_apart()


def _set_apart() -> None:
    """What is loaded by now stays to the end: the garbage collector need not walk through it thousands of times."""
    gc.collect()
    gc.freeze()
    # What a test leaves behind is small; looking for it after every 700 objects took a tenth of the whole run.
    gc.set_threshold(10_000)


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
    # The first application has loaded every page with its services.
    _set_apart()
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


#: `pytestmark = on_both_engines`: these are about the database itself, and have a name for either engine; the run
#: on SQLite has the one, that on PostgreSQL the other.
on_both_engines = pytest.mark.parametrize("engine", ENGINES, indirect=True)
#: `@sqlite_only`: no run on PostgreSQL has this test.
sqlite_only = pytest.mark.sqlite_only


@pytest.fixture(scope="session")
def main_engine(request: pytest.FixtureRequest) -> str:
    """What `--engine` says."""
    return str(request.config.getoption("--engine"))


@pytest.fixture
def engine(request: pytest.FixtureRequest, main_engine: str) -> str:
    """Which database a test runs on: what `--engine` says, unless the test is marked `on_both_engines`."""
    return getattr(request, "param", main_engine)


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
            with db.engine.begin() as connection:
                postgresql.follow_ids(connection)
            db.session.remove()
            once_a_worker.keep_statements(db.engine)
            db.engine.dispose()
        yield str(make_url(url).database), cast


@pytest.fixture(scope="session")
def main_province(request: pytest.FixtureRequest, main_engine: str) -> tuple[Template, factories.Cast]:
    """The province on the engine of this run, for what is built upon it once a session."""
    return _province_on(main_engine, request)


def _province_on(engine: str, request: pytest.FixtureRequest) -> tuple[Template, factories.Cast]:
    if engine == "sqlite":
        file, cast = request.getfixturevalue("province")
        return FileTemplate(file), cast
    name, cast = request.getfixturevalue("postgres_province")
    return ClusterTemplate(request.getfixturevalue("cluster"), name), cast


@pytest.fixture
def database(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[str, factories.Cast]]:
    """The address of this test's own copy of the province, and the cast in it."""
    template, cast = _province_on(engine, request)
    with template.copied(tmp_path) as copy:
        yield copy.url, cast


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
    """A book of names of one's own: whom a test adds, the next one does not look for."""
    whole = database[1]
    return factories.Cast(dict(whole.organizations), dict(whole.people), dict(whole.notices))


@pytest.fixture
def client(app: Flask, cast: factories.Cast) -> PageClient:
    """Nobody signed in yet: `client.sign_in("zhou")`."""
    return PageClient(app)


@pytest.fixture
def browser(app: Flask, cast: factories.Cast) -> Browser:
    """The same without a script, each request with a context of its own: it presses the buttons it finds."""
    return Browser(app)
