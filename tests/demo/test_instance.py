"""演示实例: built whole or not at all, and never over anything that is not a demonstration."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from youthwork.demo import builder, instance, tree
from youthwork.domain.errors import Unacceptable


def test_an_instance_that_is_no_demonstration_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "youthwork.db").write_bytes(b"precious")
    with pytest.raises(Unacceptable, match="不是演示省"):
        builder.build(tmp_path, tree.SMALL)
    assert [path.name for path in tmp_path.iterdir()] == ["youthwork.db"]
    assert (tmp_path / "youthwork.db").read_bytes() == b"precious"


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_bytes(b"")
    with pytest.raises(Unacceptable):
        instance.check_place(tmp_path)


def test_an_empty_folder_and_no_folder_are_fine(tmp_path: Path) -> None:
    instance.check_place(tmp_path)
    instance.check_place(tmp_path / "demo")


def test_an_interrupted_build_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(builder.noticed, "tell", interrupt)
    with pytest.raises(KeyboardInterrupt):
        builder.build(tmp_path / "demo", tree.SMALL, with_papers=False)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_rebuild_leaves_the_old_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "demo"
    old.mkdir()
    instance.write_mark(old, date(2026, 1, 1))
    (old / "youthwork.db").write_bytes(b"old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(builder.noticed, "tell", interrupt)
    with pytest.raises(KeyboardInterrupt):
        builder.build(old, tree.SMALL, with_papers=False)
    assert (old / "youthwork.db").read_bytes() == b"old"
    assert instance.built_on(old) == date(2026, 1, 1)


def test_a_folder_without_the_mark_is_no_demonstration_yet(tmp_path: Path) -> None:
    (tmp_path / "youthwork.db").write_bytes(b"")
    assert not instance.exists(tmp_path)
    instance.write_mark(tmp_path, date(2026, 1, 1))
    assert instance.exists(tmp_path)


def test_the_mark_tells_the_sign_in_page_whom_to_show(tmp_path: Path) -> None:
    instance.write_mark(tmp_path, date(2026, 1, 1))
    told = json.loads((tmp_path / instance.MARK).read_text(encoding="utf-8"))
    assert told["password"] == "demo"
    luo = next(each for each in told["cast"] if each["username"] == "luo")
    assert luo["name"] == "罗欣喆"
    assert luo["organization"] == "团青岚市委"
    assert luo["story"]


def test_the_demonstration_never_opens_the_sqlite_file_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "real.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{elsewhere}")
    with pytest.raises(Unacceptable, match="演示省的 SQLite 库放在自己的文件夹里。请去掉 DATABASE_URL"):
        builder.build(tmp_path / "demo", tree.SMALL)
    assert not elsewhere.exists() and not (tmp_path / "demo").exists()


def test_what_replaces_a_demonstration_replaces_it_whole(tmp_path: Path) -> None:
    old, new = tmp_path / "demo", tmp_path / ".demo-new"
    for place, word in ((old, "old"), (new, "new")):
        place.mkdir()
        sqlite3.connect(place / f"{word}.db").close()
    instance.put_in_place(new, old)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    assert [path.name for path in old.iterdir()] == ["new.db"]
