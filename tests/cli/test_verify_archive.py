"""`youthwork verify-archive`: the four checks on the terminal, and what the exit code says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import sqlite_only
from tests.factories import NOW
from tests.services.verification.conftest import Filed, filed_world
from youthwork.services.archive.checking import running

__all__ = ["filed_world"]

#: The instance is a copy of files.
pytestmark = sqlite_only


@pytest.fixture
def place(filed_world: Filed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """An instance of its own with a filed paper in it."""
    monkeypatch.setattr("youthwork.config.wall_clock", lambda: NOW)
    return Path(shutil.copytree(filed_world.place, tmp_path / "instance"))


def test_an_archive_in_order_ends_with_zero(run: Run, place: Path) -> None:
    outcome = run("verify-archive")
    assert outcome.code == 0, outcome
    for said in (
        "真实性",
        "完整性",
        "可用性",
        "安全性",
        "1-6 电子签名与核验码有效：通过",
        "阻断 0 处，提示 0 处",
    ):
        assert said in outcome.out, said


def test_a_file_that_is_gone_ends_with_one_and_is_named(run: Run, place: Path) -> None:
    for file in (place / "papers").glob("*/*/*"):
        if file.read_bytes().startswith(b"%PDF-"):
            file.unlink()
    outcome = run("verify-archive", "--stage", "归档")
    assert outcome.code == 1
    assert "[阻断 2-6]" in outcome.out and "不在成件库里" in outcome.out


def test_an_organ_nobody_has_and_a_stage_that_is_none_end_with_two(run: Run, place: Path) -> None:
    assert run("verify-archive", "--organ", "团没有县委").code == 2
    assert run("verify-archive", "--stage", "随便").code == 2
    assert run("verify-archive", "--year", "12").code == 2
    assert run("verify-archive", "--organ", "团青岚市委", "--year", "1999").code == 0


def test_an_interrupted_check_goes_on_and_afresh_begins_anew(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = running._keep
    monkeypatch.setattr(running, "_keep", _fail)
    with pytest.raises(ZeroDivisionError):
        run("verify-archive")
    monkeypatch.setattr(running, "_keep", keep)
    assert "接着第 1 次检测" in run("verify-archive").out
    assert "接着" not in run("verify-archive", "--afresh").out


def _fail(*_: object) -> None:
    raise ZeroDivisionError


def test_without_an_instance_it_says_so(run: Run) -> None:
    outcome = run("verify-archive")
    assert outcome.code == 2 and "没有实例的数据库" in outcome.err
