"""成件库: what goes in comes out, or an error; never other bytes."""

import errno
import hashlib
import os
import time
from pathlib import Path

import pytest

from youthwork.documents.store import PaperStore
from youthwork.domain.errors import StoreDamaged, StoreUnwritable


def test_it_works(tmp_path: Path) -> None:
    store = PaperStore(tmp_path / "papers")
    name = store.put("岚青备〔2026〕18号".encode())
    assert name == hashlib.sha256("岚青备〔2026〕18号".encode()).hexdigest()
    assert store.get(name) == "岚青备〔2026〕18号".encode()
    assert store.path(name) == tmp_path / "papers" / name[:2] / name[2:4] / name


def test_storing_the_same_bytes_again_writes_nothing(tmp_path: Path) -> None:
    store = PaperStore(tmp_path)
    path = store.path(store.put(b"paper"))
    before = path.stat()
    store.put(b"paper")
    after = path.stat()
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)


def test_a_stored_paper_cannot_be_written_to_by_its_mode(tmp_path: Path) -> None:
    store = PaperStore(tmp_path)
    assert store.path(store.put(b"paper")).stat().st_mode & 0o222 == 0


def test_changed_bytes_are_refused_when_read_and_when_stored_again(tmp_path: Path) -> None:
    store = PaperStore(tmp_path)
    name = store.put(b"paper")
    store.path(name).chmod(0o600)
    store.path(name).write_bytes(b"forged")
    with pytest.raises(StoreDamaged, match=name[:12]):
        store.get(name)
    with pytest.raises(StoreDamaged):
        store.put(b"paper")


def test_a_missing_paper_is_damage_not_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="找不到"):
        PaperStore(tmp_path).get("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_hash_names_a_paper(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        PaperStore(tmp_path).path(name)


def test_a_folder_that_cannot_be_made_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("a file stands where the folder should be")
    with pytest.raises(StoreUnwritable, match="磁盘空间和文件夹的写入权限"):
        PaperStore(tmp_path / "papers").put(b"paper")


def test_a_full_disk_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnwritable, match="No space left"):
        PaperStore(tmp_path).put(b"paper")
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_only_what_was_not_put_in_within_the_day_is_discarded(tmp_path: Path) -> None:
    store = PaperStore(tmp_path / "papers")
    name = store.put(b"paper")
    assert not store.discard(name)
    assert store.get(name) == b"paper"
    two_days_ago = time.time() - 2 * 86400
    os.utime(store.path(name), (two_days_ago, two_days_ago))
    assert store.put(b"paper") == name
    assert not store.discard(name), "put in again, it is fresh again"
    os.utime(store.path(name), (two_days_ago, two_days_ago))
    assert store.discard(name)
    assert not store.discard(name)
    assert not [each for each in (tmp_path / "papers").rglob("*") if each.is_file()]
