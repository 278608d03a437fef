"""Fixtures: an application over a database of its own, the cast, and a client that signs in by name.

The province is written once a worker and copied for each test, so that a test starts in milliseconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import factories
from tests.client import PageClient
from youthwork import create_app
from youthwork.extensions import db
from youthwork.services import schema


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, factories.Cast]:
    """The database file with the cast in it, and the cast."""
    place = tmp_path_factory.mktemp("province")
    app = make_app(place)
    with app.app_context():
        schema.upgrade()
        cast = factories.build_cast()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return place / "youthwork.db", cast


def make_app(place: Path, **overrides: object) -> Flask:
    settings: dict[str, object] = {
        "TESTING": True,
        "SECRET_KEY": "test",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{place / 'youthwork.db'}",
        "CLOCK": lambda: factories.NOW,
        "INSTANCE_NAME": "示范省",
        "IS_DEMO": True,
        "WTF_CSRF_ENABLED": False,
    }
    return create_app({**settings, **overrides}, instance=place)


@pytest.fixture
def app(province: tuple[Path, factories.Cast], tmp_path: Path) -> Iterator[Flask]:
    """An application over a fresh copy of the province, with its context pushed."""
    shutil.copy(province[0], tmp_path / "youthwork.db")
    app = make_app(tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask, province: tuple[Path, factories.Cast]) -> factories.Cast:
    return province[1]


@pytest.fixture
def client(app: Flask, cast: factories.Cast) -> PageClient:
    """Nobody signed in yet: `client.sign_in("zhou")`."""
    return PageClient(app)
