"""成件库: papers by the SHA-256 of their bytes; what is stored is never written again.

The bytes of hash abcdef… lie at ab/cd/abcdef… below the root, whatever they are: papers, pictures of pages.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from youthwork.domain.errors import StoreDamaged, StoreUnwritable

HASH = re.compile(r"[0-9a-f]{64}")


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
        if target.exists():
            self.get(name)
            return name
        try:
            self._write(target, paper)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise StoreUnwritable(
                f"成件写不进成件库 {self.root}（{reason}）：请检查磁盘空间和文件夹的写入权限，然后重试。"
            ) from error
        return name

    def get(self, sha256: str) -> bytes:
        """Return the paper of this hash; raise StoreDamaged when it is missing or not what was stored."""
        try:
            paper = self.path(sha256).read_bytes()
        except OSError as error:
            raise StoreDamaged(f"成件库中找不到成件 {sha256[:12]}…：请从备份恢复，并报告管理员。") from error
        if hashlib.sha256(paper).hexdigest() != sha256:
            raise StoreDamaged(
                f"成件 {sha256[:12]}… 的内容与入库时不一致，已停止使用：请从备份恢复，并报告管理员。"
            )
        return paper

    def path(self, sha256: str) -> Path:
        """Return where the paper of this hash lies, or would lie."""
        if not HASH.fullmatch(sha256):
            raise ValueError(f"not a SHA-256 in hex: {sha256!r}")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def _write(self, target: Path, paper: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
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
        # A file is found after a power cut only if its folders' entries are on the disk too.
        for folder in (target.parent, target.parent.parent, self.root):
            _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
