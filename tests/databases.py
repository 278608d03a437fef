"""样板库: a database written once a worker, and copied for each test, on either engine.

    with template.copied(tmp_path) as database:     # a file in tmp_path, or a database of the cluster
        app = make_app(tmp_path, SQLALCHEMY_DATABASE_URI=database.url)
        database.keep()                             # as it is now …
        database.put_back()                         # … it is again

Nobody may be connected while a database is copied, kept or put back: `db.engine.dispose()` first.
"""

from __future__ import annotations

import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from sqlalchemy import make_url

from tests.postgres import Cluster


class Database(ABC):
    """A test's own database: its address, and how it comes back to what it was."""

    url: str

    @abstractmethod
    def keep(self) -> None:
        """Remember it as it is."""

    @abstractmethod
    def put_back(self) -> None:
        """Make it again what was remembered."""

    @abstractmethod
    def as_template(self) -> Template:
        """As it is, for others to copy."""


class Template(ABC):
    """A database that tests work on copies of."""

    @abstractmethod
    def copied(self, place: Path) -> AbstractContextManager[Database]:
        """A copy, which is gone when the block ends (a file, with its folder)."""


class FileTemplate(Template):
    """SQLite."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @contextmanager
    def copied(self, place: Path) -> Iterator[Database]:
        yield FileDatabase(Path(shutil.copy(self.file, place / "youthwork.db")))


class FileDatabase(Database):
    def __init__(self, file: Path) -> None:
        self.file, self.url = file, f"sqlite:///{file}"

    def keep(self) -> None:
        self._into_one_file()
        shutil.copy(self.file, self.file.with_suffix(".first"))

    def put_back(self) -> None:
        for ending in ("-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        shutil.copy(self.file.with_suffix(".first"), self.file)

    def as_template(self) -> Template:
        self._into_one_file()
        return FileTemplate(self.file)

    def _into_one_file(self) -> None:
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class ClusterTemplate(Template):
    """PostgreSQL."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster, self.name = cluster, name

    @contextmanager
    def copied(self, place: Path) -> Iterator[Database]:
        with self.cluster.database(self.name) as url:
            yield ClusterDatabase(self.cluster, url)


class ClusterDatabase(Database):
    def __init__(self, cluster: Cluster, url: str) -> None:
        self.cluster, self.url, self.name = cluster, url, str(make_url(url).database)

    def keep(self) -> None:
        self.cluster.run(f"CREATE DATABASE {self.name}_first TEMPLATE {self.name}")

    def put_back(self) -> None:
        self.cluster.run(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.cluster.run(f"CREATE DATABASE {self.name} TEMPLATE {self.name}_first")

    def as_template(self) -> Template:
        return ClusterTemplate(self.cluster, self.name)
