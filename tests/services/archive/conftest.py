"""The corpus is written once and copied for each test, as the province is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import make_app
from tests.services.archive.corpus import Corpus, write_corpus
from youthwork.extensions import db


@pytest.fixture(scope="session")
def corpus_file(
    province: tuple[Path, factories.Cast], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Corpus]:
    """The province's database with three hundred filings in it."""
    place = tmp_path_factory.mktemp("corpus")
    shutil.copy(province[0], place / "youthwork.db")
    with make_app(place).app_context():
        corpus = write_corpus(province[1], many=300)
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return place / "youthwork.db", corpus


@pytest.fixture
def corpus(corpus_file: tuple[Path, Corpus], tmp_path: Path) -> Iterator[Corpus]:
    """A fresh copy, its application's context pushed; use it instead of `app`, not beside it."""
    place = tmp_path / "corpus"
    place.mkdir()
    shutil.copy(corpus_file[0], place / "youthwork.db")
    with make_app(place).app_context():
        yield corpus_file[1]
        db.session.remove()
        db.engine.dispose()
