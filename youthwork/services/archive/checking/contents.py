"""成件库的检测: does the store hold only what a record names, and may only its own account write there (4-2、4-3)?

The store is walked folder by folder (ab/cd), so that a run can be stopped and goes on with the next folder.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from youthwork.documents.store import HASH
from youthwork.extensions import db
from youthwork.services.archive.checking.findings import Finding, Tally
from youthwork.services.evidence.sweeping import KEPT_UNDER
from youthwork.services.printing import papers

#: A deed that has put bytes in and not yet written of them is over within the day (`documents/store.py`).
_FRESH_SECONDS = 24 * 3600


def check_root(tally: Tally) -> None:
    """The store itself: its own folder, and what lies beside the folders it makes."""
    root = papers.store().root
    if not root.exists():
        return
    tally.look("4-3", list(_permissions(root, root)))
    tally.look("4-2", [_foreign(each, root) for each in root.iterdir() if not _is_ours(each)], 0)


def folders() -> list[str]:
    """The first two digits of everything stored, in order."""
    root = papers.store().root
    if not root.exists():
        return []
    return sorted(each.name for each in root.iterdir() if each.is_dir() and _is_ours(each))


def check_folder(name: str, tally: Tally) -> int:
    """检测一个文件夹 (256 of them hold everything); gives the bytes in it."""
    root, size, named = papers.store().root, 0, _named_below(name)
    for file in _files(root / name, root, tally):
        tally.look("4-2")
        size += (bytes_ := file.stat().st_size)
        if file.name not in named and not _is_fresh(file):
            words = f"{file.relative_to(root)}（{bytes_:,} 字节）没有任何记录提到它"
            tally.look("4-2", [Finding("4-2", words, number=file.name[:12])], 0)
    return size


def _named_below(name: str) -> set[str]:
    """The hashes that begin so and that some record names: a 256th of all, whatever has an index and what has not."""
    end = f"{int(name, 16) + 1:02x}" if name != "ff" else "g"
    return {
        sha256
        for column in KEPT_UNDER
        for sha256 in db.session.scalars(select(column).where(column >= name, column < end))
        if sha256
    }


def _files(folder: Path, root: Path, tally: Tally) -> Iterator[Path]:
    """The stored files below a folder; what else lies there is told."""
    for place, names, files in os.walk(folder):
        here = Path(place)
        tally.look("4-3", list(_permissions(here, root)))
        for name in files:
            file = here / name
            tally.look("4-3", list(_permissions(file, root)))
            if HASH.fullmatch(name) and papers.store().path(name) == file:
                yield file
            elif not _is_fresh(file):
                tally.look("4-2", [_foreign(file, root)])
        for name in list(names):
            if here != folder or len(name) != 2:
                tally.look("4-2", [_foreign(here / name, root)])
                names.remove(name)


def _is_ours(entry: Path) -> bool:
    """A folder of the store, or a file still being written below its root."""
    if entry.is_dir():
        return len(entry.name) == 2 and all(letter in "0123456789abcdef" for letter in entry.name)
    return _is_fresh(entry)


def _foreign(entry: Path, root: Path) -> Finding:
    what = "文件夹" if entry.is_dir() else "文件"
    return Finding("4-2", f"{entry.relative_to(root)} 不是成件库的{what}", number=entry.name[:40])


def _is_fresh(file: Path) -> bool:
    return time.time() - file.lstat().st_mtime < _FRESH_SECONDS


def _permissions(entry: Path, root: Path) -> Iterator[Finding]:
    mode = entry.lstat().st_mode
    name = str(entry.relative_to(root)) if entry != root else "成件库"
    if stat.S_ISLNK(mode):
        yield Finding("4-3", f"{name} 是一个链接，不是文件", number=entry.name[:40])
    elif mode & stat.S_IWOTH:
        yield Finding("4-3", f"{name} 任何账户都能写", number=entry.name[:40])
