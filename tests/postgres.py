"""PostgreSQL of the tests' own: a cluster in a temporary folder, reached through a Unix socket, gone at the end.

The province is written into one database once a worker; every test works on a copy of it. Nothing of a
PostgreSQL that may already run on the machine is touched. A cluster does not run as root: there its
processes take the identity of `postgres` (Debian's package makes it) or of `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

BINARIES = Path("/usr/lib/postgresql")
#: A test's database lives for seconds: what protects against power cuts would only cost time.
HASTE = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
}


@dataclass
class Cluster:
    """One PostgreSQL: its folder holds the data and the socket. `with cluster.stopped():` it is away."""

    folder: Path
    identity: tuple[str, str] | None
    made: int = field(default=0)
    server: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://youthwork@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        """Run one statement of administration; CREATE DATABASE allows no transaction."""
        with psycopg.connect(
            host=str(self.folder), user="youthwork", dbname="postgres", autocommit=True
        ) as it:
            it.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The address of a new database, dropped afterwards."""
        self.made += 1
        name = f"test_{self.made}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """While the block runs, nobody answers; its databases are there again afterwards."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def make(self) -> None:
        """initdb. Sorts by the rules of Chinese where it can: what relies on code points by accident shows."""
        binary = _binary("initdb")
        locale = ["--encoding=UTF8", "--locale=C"]
        if _major(Path(binary)) >= 15:
            locale += ["--locale-provider=icu", "--icu-locale=zh-Hans-CN"]
        _run_as(
            self.identity,
            self.folder,
            [binary, "-D", "data", "-U", "youthwork", "-A", "trust", "-N", *locale],
        )

    def start(self) -> None:
        settings = [part for name, value in HASTE.items() for part in ("-c", f"{name}={value}")]
        command = [_binary("postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), *settings]
        arguments = _arguments(self.identity, self.folder)
        with (self.folder / "log").open("ab") as log:
            arguments["stdout"] = log
            self.server = subprocess.Popen(command, **arguments)
        self._wait_until_it_answers(self.server)

    def stop(self) -> None:
        """“Fast shutdown”: clients are sent away, nothing is waited for."""
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(timeout=30)
            self.server = None

    def _wait_until_it_answers(self, server: subprocess.Popen[bytes]) -> None:
        for _ in range(300):
            assert server.poll() is None, (self.folder / "log").read_text()
            try:
                psycopg.connect(host=str(self.folder), user="youthwork", dbname="postgres").close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A cluster for this worker, started by the first test that asks for it."""
    with running_cluster() as cluster:
        yield cluster


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster that is gone when the block ends; the benchmarks have theirs by it, too."""
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="youthwork-pg-")), _identity())
    try:
        if cluster.identity:
            shutil.chown(cluster.folder, cluster.identity[0], int(cluster.identity[1]))
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)


def _binary(name: str) -> str:
    found = sorted(BINARIES.glob(f"*/bin/{name}"), key=_major)
    if not found:
        pytest.fail(f"{name} is not installed below {BINARIES}: apt-get install postgresql", pytrace=False)
    return str(found[-1])


def _major(binary: Path) -> int:
    return int(binary.parent.parent.name)


def _identity() -> tuple[str, str] | None:
    """User and group the cluster runs as; None where we are nobody special ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    return user.pw_name, str(user.pw_gid)


def _arguments(identity: tuple[str, str] | None, folder: Path) -> dict[str, Any]:
    arguments: dict[str, Any] = {"cwd": folder, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    if identity:
        arguments |= {"user": identity[0], "group": int(identity[1]), "extra_groups": []}
    return arguments


def _run_as(identity: tuple[str, str] | None, folder: Path, command: list[str]) -> None:
    done = subprocess.run(command, check=False, **_arguments(identity, folder))
    assert done.returncode == 0, done.stdout.decode()
