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
    """One running PostgreSQL: its folder holds the data and the socket."""

    folder: Path
    made: int = field(default=0)

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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A cluster for this worker, started by the first test that asks for it."""
    folder = Path(tempfile.mkdtemp(prefix="youthwork-pg-"))
    identity = _identity()
    try:
        if identity:
            shutil.chown(folder, identity[0], int(identity[1]))
        _run_as(identity, folder, [_binary("initdb"), "-D", "data", "-U", "youthwork", "-A", "trust", "-N"])
        with _running(identity, folder):
            yield Cluster(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binary(name: str) -> str:
    found = sorted(BINARIES.glob(f"*/bin/{name}"), key=lambda path: int(path.parent.parent.name))
    if not found:
        pytest.fail(f"{name} is not installed below {BINARIES}: apt-get install postgresql", pytrace=False)
    return str(found[-1])


def _identity() -> tuple[str, str] | None:
    """User and group the cluster runs as; None where we are nobody special ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    return user.pw_name, str(user.pw_gid)


def _arguments(identity: tuple[str, str] | None, folder: Path) -> dict[str, object]:
    arguments: dict[str, object] = {"cwd": folder, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    if identity:
        arguments |= {"user": identity[0], "group": int(identity[1]), "extra_groups": []}
    return arguments


def _run_as(identity: tuple[str, str] | None, folder: Path, command: list[str]) -> None:
    done = subprocess.run(command, check=False, **_arguments(identity, folder))
    assert done.returncode == 0, done.stdout.decode()


@contextmanager
def _running(identity: tuple[str, str] | None, folder: Path) -> Iterator[None]:
    settings = [part for name, value in HASTE.items() for part in ("-c", f"{name}={value}")]
    command = [_binary("postgres"), "-D", str(folder / "data"), "-k", str(folder), *settings]
    arguments = _arguments(identity, folder)
    with (folder / "log").open("wb") as log:
        arguments["stdout"] = log
        server = subprocess.Popen(command, **arguments)
        try:
            _wait_until_it_answers(server, folder)
            yield
        finally:
            # SIGINT is “fast shutdown”: clients are sent away, nothing is waited for.
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def _wait_until_it_answers(server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, (folder / "log").read_text()
        try:
            psycopg.connect(host=str(folder), user="youthwork", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise AssertionError((folder / "log").read_text())
