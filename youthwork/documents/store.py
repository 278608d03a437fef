"""成件库: papers by the SHA-256 of their bytes; what is stored is never written again.

The bytes of hash abcdef… lie at ab/cd/abcdef… below the root, whatever they are: papers, pictures of pages.
"""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from youthwork.domain.errors import StoreDamaged, StoreUnwritable

HASH = re.compile(r"[0-9a-f]{64}")
#: What is being written bears no hash yet.
_UNFINISHED = ".new-"
#: A transaction that has put bytes in and not yet written of them is over long before.
_FRESH_SECONDS = 24 * 3600


class PaperStore:
    """成件库: put bytes in, get the same bytes out or an error, never other bytes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, paper: bytes) -> str:
        """Store a paper and return its SHA-256 in hex; storing the same bytes again changes nothing.

        Once it returns, the bytes survive a power cut. Raises StoreUnwritable when folder or disk refuse.
        """
        name = hashlib.sha256(paper).hexdigest()
        target = self.path(name)
        if _freshen(target):
            self.get(name)
            return name
        try:
            self._write(target, paper)
        except OSError as error:
            raise self._unwritable(error) from error
        return name

    def get(self, sha256: str) -> bytes:
        """Return the paper of this hash; raise StoreDamaged when it is missing or not what was stored."""
        try:
            paper = self.path(sha256).read_bytes()
        except OSError as error:
            raise _missing(sha256) from error
        if hashlib.sha256(paper).hexdigest() != sha256:
            raise _changed(sha256)
        return paper

    def put_file(self, file: Path) -> str:
        """Move a finished file, too large to hold in memory, into the store; return its SHA-256.

        It lies below the root already (`workbench`), so that moving it copies nothing. Raises StoreUnwritable.
        """
        name = _hash_of(file)
        target = self.path(name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            file.chmod(0o440)
            os.replace(file, target)
            self._sync(target)
        except OSError as error:
            raise self._unwritable(error) from error
        return name

    def whole_file(self, sha256: str) -> Path:
        """Return where a large file lies, once it is sure that it is whole; raise StoreDamaged as `get` does."""
        path = self.path(sha256)
        try:
            found = _hash_of(path)
        except OSError as error:
            raise _missing(sha256) from error
        if found != sha256:
            raise _changed(sha256)
        return path

    @contextmanager
    def workbench(self) -> Iterator[Path]:
        """A name for a file being written, below the root; what is left of it at the end goes away."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=self.root, prefix=_UNFINISHED)
        except OSError as error:
            raise self._unwritable(error) from error
        os.close(descriptor)
        try:
            yield Path(temporary)
        except OSError as error:
            raise self._unwritable(error) from error
        finally:
            Path(temporary).unlink(missing_ok=True)

    def discard(self, sha256: str) -> bool:
        """清除 what nothing speaks of any more; False where there is none, or where it was put in within the day.

        It is taken aside before its age is read: whoever puts the same bytes in meanwhile either freshened the file
        before, and it goes back, or finds none and writes it anew.
        """
        target = self.path(sha256)
        aside = target.with_name(f"{_UNFINISHED}{sha256}")
        try:
            os.replace(target, aside)
        except FileNotFoundError:
            return False
        if time.time() - aside.stat().st_mtime < _FRESH_SECONDS:
            os.replace(aside, target)
            return False
        aside.unlink()
        return True

    def path(self, sha256: str) -> Path:
        """Return where the paper of this hash lies, or would lie."""
        if not HASH.fullmatch(sha256):
            raise ValueError(f"not a SHA-256 in hex: {sha256!r}")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def _write(self, target: Path, paper: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=_UNFINISHED)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(paper)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o440)
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        self._sync(target)

    def _sync(self, target: Path) -> None:
        """A file is found after a power cut only if its folders' entries are on the disk too."""
        for folder in (target.parent, target.parent.parent, self.root):
            _sync_folder(folder)

    def _unwritable(self, error: OSError) -> StoreUnwritable:
        reason = error.strerror or type(error).__name__
        return StoreUnwritable(
            f"成件写不进成件库 {self.root}（{reason}）：请检查磁盘空间和文件夹的写入权限，然后重试。"
        )


def _freshen(path: Path) -> bool:
    """Whether the file is there; from now on `discard` leaves it alone for a day."""
    if not path.exists():
        return False
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _missing(sha256: str) -> StoreDamaged:
    return StoreDamaged(f"成件库中找不到成件 {sha256[:12]}…：请从备份恢复，并报告管理员。")


def _changed(sha256: str) -> StoreDamaged:
    return StoreDamaged(f"成件 {sha256[:12]}… 的内容与入库时不一致，已停止使用：请从备份恢复，并报告管理员。")


def _hash_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
