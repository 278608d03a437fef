"""`DATABASE_URL` alone makes an instance one on PostgreSQL: init, serve with several processes, several workers."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import make_app
from tests.postgres import Cluster
from youthwork.demo import instance
from youthwork.extensions import db
from youthwork.models import Organization, User

INIT = ("init", "--organization", "团云溪县委", "--administrator", "周可儿")


@pytest.fixture
def empty(cluster: Cluster, run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database, which the environment names as people write it."""
    with cluster.database() as url:
        address = url.replace("postgresql+psycopg", "postgresql")
        monkeypatch.setenv("DATABASE_URL", address)
        yield address


def test_init_founds_an_instance_in_the_database_that_is_named(run: Run, empty: str, tmp_path: Path) -> None:
    outcome = run(*INIT)
    assert (outcome.code, outcome.err) == (0, "") and "用户名：" in outcome.out
    assert not (tmp_path / "instance" / "youthwork.db").exists()
    with make_app(
        tmp_path, SQLALCHEMY_DATABASE_URI=empty.replace("postgresql", "postgresql+psycopg", 1)
    ).app_context():
        first = db.session.scalars(db.select(Organization)).one()
        assert first.path == f"/{first.id}/"
        db.session.add(
            User(username="next", name="下一位", password_hash="", created_at=first.established_on)
        )
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    assert "已有 1 个组织" in run(*INIT).out


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgres", "数据库地址写得不对，应是 postgresql://用户:口令@服务器:5432/库名"),
        ("mysql://root@db/youthwork", "数据库地址写得不对"),
        ("postgresql://youthwork@db.invalid/", "数据库地址写得不对"),
        ("postgresql://youthwork@127.0.0.1:1/youthwork", "连不上 PostgreSQL，请查看它是否已经启动"),
        ("postgresql://youthwork@/no-such?host={host}", "没有“no-such”这个库，请先建库"),
        ("postgresql://nobody-here@/postgres?host={host}", "没有“nobody-here”这个用户"),
    ],
)
@pytest.mark.parametrize("command", [INIT, ("serve",), ("worker", "--once")])
def test_an_address_that_leads_nowhere_is_said_in_one_sentence(
    run: Run,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    address: str,
    sentence: str,
) -> None:
    monkeypatch.setenv("DATABASE_URL", address.format(host=cluster.folder))
    outcome = run(*command)
    assert outcome.code == 1 and sentence in outcome.err and outcome.err.count("\n") == 1, outcome


def test_a_database_that_cannot_hold_all_characters_is_refused(
    run: Run, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.run("CREATE DATABASE ascii TEMPLATE template0 ENCODING SQL_ASCII LOCALE_PROVIDER libc LOCALE 'C'")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://youthwork@/ascii?host={cluster.folder}")
    outcome = run(*INIT)
    cluster.run("DROP DATABASE ascii WITH (FORCE)")
    assert outcome.code == 1 and "这个库的编码是 SQL_ASCII，存不下全部汉字" in outcome.err


def test_a_database_a_newer_program_has_upgraded_is_left_alone(run: Run, empty: str, tmp_path: Path) -> None:
    run(*INIT)
    with make_app(
        tmp_path, SQLALCHEMY_DATABASE_URI=empty.replace("postgresql", "postgresql+psycopg", 1)
    ).app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        db.engine.dispose()
    for command in (INIT, ("serve",)):
        outcome = run(*command)
        assert outcome.code == 1 and "数据库结构的版本 9999 这个程序不认识" in outcome.err


def test_the_demonstration_never_touches_a_database_with_anything_else_in_it(
    run: Run, empty: str, tmp_path: Path
) -> None:
    run(*INIT)
    (tmp_path / "instance").rename(tmp_path / "kept")
    outcome = run("demo", "--rebuild", "--build-only")
    assert outcome.code == 1 and "不是演示省，没有动它" in outcome.err
    assert not (tmp_path / "instance" / instance.MARK).exists()


def test_several_processes_serve_and_several_workers_work_on_one_database(
    run: Run, empty: str, tmp_path: Path
) -> None:
    assert run(*INIT).code == 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    main = [sys.executable, "-c", "from youthwork.cli import main; main()"]
    commands = [["serve", "--port", str(port), "--workers", "2", "--no-worker"], ["worker"], ["worker"]]
    processes = [
        subprocess.Popen([*main, *command], env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for command in commands
    ]
    try:
        assert answer_of(f"http://127.0.0.1:{port}/healthz") == "ok"
        assert re.search(r"<h1[^>]*>\s*登录", answer_of(f"http://127.0.0.1:{port}/login"))
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        said = [process.communicate(timeout=30)[0].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert not any("Traceback" in each for each in said), said


def answer_of(url: str) -> str:
    deadline = time.monotonic() + 40
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < deadline
            time.sleep(0.1)
