"""`youthwork` 命令: help in Chinese, exit codes 0, 1, 2, and what each command refuses."""

from __future__ import annotations

import socket
from pathlib import Path

import click
import pytest
from sqlalchemy import select

from tests.cli.conftest import Run
from tests.conftest import make_app
from youthwork.cli import demo as demo_command
from youthwork.cli import fonts as fonts_command
from youthwork.cli import serve as serve_command
from youthwork.domain.duties import Duty
from youthwork.domain.errors import YouthworkError
from youthwork.extensions import db
from youthwork.models import Appointment, Organization, Seal, SealMode, User
from youthwork.services.personnel import passwords

COMMANDS = (
    "demo",
    "serve",
    "init",
    "worker",
    "import-roster",
    "fonts",
    "keys",
    "stamp",
    "reindex",
    "recount",
    "copy-database",
    "verify",
    "clone-notice",
)


def test_help_lists_every_command_and_opens_no_instance(run: Run, tmp_path: Path) -> None:
    outcome = run("--help")
    assert outcome.code == 0
    assert all(command in outcome.out for command in COMMANDS)
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_is_chinese_and_has_an_example(run: Run, command: str) -> None:
    outcome = run(command, "--help")
    assert outcome.code == 0
    assert "例：" in outcome.out
    assert f"youthwork {command}" in outcome.out
    for english in ("Usage", "Options", "Show this message", "TEXT", "INTEGER", "<=x"):
        assert english not in outcome.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nonsense",), "没有“nonsense”这个命令"),
        (("demo", "--nonsense"), "没有 --nonsense 这个选项"),
        (("serve", "--port", "abc"), "--port 的值不对，要写 1 到 65535 之间的整数"),
        (("init", "--level", "国"), "--level 的值不对，可以是 省、"),
        (("import-roster",), "缺少 FILE.xlsx"),
        (("serve", "--port"), "选项 --port 后面要写一个值"),
    ],
)
def test_wrong_use_is_said_in_chinese_and_ends_with_two(
    run: Run, arguments: tuple[str, ...], sentence: str
) -> None:
    outcome = run(*arguments)
    assert outcome.code == 2
    assert sentence in outcome.err
    assert "--help" in outcome.err


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org", "127.0.0.1.example.org"])
def test_the_demonstration_is_shown_on_this_machine_only(run: Run, host: str, tmp_path: Path) -> None:
    outcome = run("demo", "--host", host)
    assert outcome.code == 2
    assert "只能在本机打开" in outcome.err
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_every_name_of_this_machine_is_fine_for_the_demonstration(host: str) -> None:
    demo_command.check_host(host)


def test_the_host_of_the_environment_is_checked_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    assert run("demo", "--build-only").code == 2


def test_the_demonstration_refuses_a_real_instance(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "instance"
    place.mkdir()
    (place / "youthwork.db").write_bytes(b"precious")
    outcome = run("demo", "--rebuild", "--build-only")
    assert outcome.code == 1
    assert "不是演示省" in outcome.err
    assert (place / "youthwork.db").read_bytes() == b"precious"


def test_a_taken_port_is_said_before_anything_is_built(run: Run, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = run("demo", "--port", str(taken.getsockname()[1]))
    assert outcome.code == 2
    assert "请换一个端口" in outcome.err
    assert not (tmp_path / "instance").exists()


def test_localhost_is_an_address_the_server_understands() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert serve_command.check_port("localhost", port) in ("127.0.0.1", "::1")


def test_a_host_nobody_knows_is_wrong_use(run: Run) -> None:
    with pytest.raises(click.UsageError, match="不认识"):
        serve_command.check_port("no such host", 8000)


def test_serve_refuses_an_instance_without_tables(run: Run) -> None:
    outcome = run("serve")
    assert outcome.code == 1
    assert "youthwork init" in outcome.err


def test_serve_refuses_to_print_thirty_times_slower(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing(YouthworkError):
        pass

    def refuse() -> None:
        raise Missing("缺少字体裁剪库")

    monkeypatch.setattr(serve_command, "check_subsetter", refuse)
    outcome = run("serve")
    assert outcome.code == 1
    assert "缺少字体裁剪库" in outcome.err


def test_serve_refuses_an_older_schema(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("init", "--organization", "团云溪县委", "--administrator", "周可儿").code == 0
    monkeypatch.setattr(serve_command.schema, "is_current", lambda: False)
    outcome = run("serve")
    assert outcome.code == 1
    assert "数据库结构不是当前版本" in outcome.err


def test_serve_starts_the_application_over_a_ready_instance(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("init", "--organization", "团云溪县委", "--administrator", "周可儿").code == 0
    started: list[tuple[object, ...]] = []

    def start(*arguments: object, with_worker: bool) -> None:
        started.append((*arguments, with_worker))

    monkeypatch.setattr(serve_command, "run_server", start)
    assert run("serve", "--host", "127.0.0.1", "--port", "8099").code == 0
    assert run("serve", "--no-worker").code == 0
    assert started == [
        ("youthwork:create_app", "127.0.0.1", 8099, None, True),
        ("youthwork:create_app", "127.0.0.1", 8000, None, False),
    ]


def test_init_makes_the_first_organization_and_an_administrator_who_must_choose_a_password(
    run: Run, tmp_path: Path
) -> None:
    outcome = run("init", "--organization", "团云溪县委", "--code", "云青", "--administrator", "周可儿")
    assert outcome.code == 0
    password = outcome.out.partition("初始密码：")[2].split()[0]
    with make_app(tmp_path / "instance", IS_DEMO=False).app_context():
        organ = db.session.scalars(select(Organization)).one()
        assert organ.full_name == "中国共产主义青年团云溪县委员会"
        assert (organ.short_name, organ.code) == ("共青团云溪县委员会", "云青")
        user = db.session.scalars(select(User)).one()
        assert user.must_change_password
        assert passwords.matches(user.password_hash, password)
        appointment = db.session.scalars(select(Appointment)).one()
        assert [each.duty for each in appointment.duties] == [Duty.ADMINISTRATOR]
        assert db.session.scalars(select(Seal)).one().mode is SealMode.BY_HAND
        db.session.remove()
        db.engine.dispose()


def test_init_a_second_time_founds_nothing(run: Run) -> None:
    run("init", "--organization", "团云溪县委", "--administrator", "周可儿")
    outcome = run("init", "--organization", "团白鹭县委", "--administrator", "白露")
    assert outcome.code == 0
    assert "已有 1 个组织" in outcome.out
    assert "初始密码" not in outcome.out


def test_init_asks_for_a_full_name_that_is_one(run: Run) -> None:
    outcome = run(
        "init", "--organization", "示范大学团委", "--full-name", "示范大学", "--administrator", "某人"
    )
    assert outcome.code == 2
    assert "中国共产主义青年团" in outcome.err


def test_the_worker_makes_what_waits_and_leaves(run: Run) -> None:
    run("init", "--organization", "团云溪县委", "--administrator", "周可儿")
    outcome = run("worker", "--once")
    assert outcome.code == 0
    assert "做成 0 件" in outcome.out


def test_fonts_tells_every_role_and_that_all_names_can_be_printed(run: Run) -> None:
    run("init", "--organization", "团云溪县委", "--administrator", "田㛃")
    outcome = run("fonts")
    assert outcome.code == 0
    assert all(role in outcome.out for role in ("小标宋", "仿宋", "楷体", "黑体", "宋体", "末选"))
    assert "都能打印" in outcome.out


def test_fonts_names_what_it_cannot_draw_and_ends_with_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init", "--organization", "团云溪县委", "--administrator", "周可儿")
    monkeypatch.setattr(fonts_command, "undrawable", lambda text: ["儿 U+513F"] if "儿" in text else [])
    outcome = run("fonts")
    assert outcome.code == 1
    assert "人员“周可儿”：儿 U+513F" in outcome.err


def test_reindex_goes_through_an_empty_archive(run: Run) -> None:
    run("init", "--organization", "团云溪县委", "--administrator", "周可儿")
    outcome = run("reindex")
    assert outcome.code == 0
    assert "已重建" in outcome.out


def test_recount_finds_a_new_instance_right(run: Run) -> None:
    run("init", "--organization", "团云溪县委", "--administrator", "周可儿")
    outcome = run("recount", "--check")
    assert outcome.code == 0
    assert "都相符" in outcome.out
