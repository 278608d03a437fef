"""Databases to copy from and into."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.factories import Cast
from tests.once_a_run import small_demonstration
from tests.postgres import Cluster
from youthwork.extensions import engine_of
from youthwork.services.moving.content import Content, content_of, tables


@pytest.fixture
def engines() -> Iterator[list[Engine]]:
    """Engines opened by a test, let go at its end."""
    opened: list[Engine] = []
    yield opened
    for engine in opened:
        engine.dispose()


@pytest.fixture
def open_(engines: list[Engine]) -> Open:
    return Open(engines)


class Open:
    """`open_(url)`: an engine as the application has one."""

    def __init__(self, engines: list[Engine]) -> None:
        self.engines = engines

    def __call__(self, url: str | Path) -> Engine:
        self.engines.append(engine_of(url if isinstance(url, str) else f"sqlite:///{url}"))
        return self.engines[-1]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a small demonstration: papers in every state, seals, messages, links, filings."""
    return small_demonstration(tmp_path_factory) / "youthwork.db"


@pytest.fixture
def source(province: tuple[Path, Cast], tmp_path: Path) -> Path:
    """A copy of the cast's province that a test may spoil."""
    return Path(shutil.copy(province[0], tmp_path / "source.db"))


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    with cluster.database() as url:
        yield url


def contents(engine: Engine) -> list[Content]:
    with engine.connect() as connection:
        return [content_of(connection, each) for each in tables()]
