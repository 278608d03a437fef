"""待办的上传文件: an uploaded file between reading it and taking it over.

It lies in the instance, readable by the service alone, under a name made of its content, whose it is and what
for; it goes when it was taken or given up, and after a day in any case. A session cookie would be too small
for it and would carry everybody's phone number.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from youthwork import clock
from youthwork.domain.errors import NotFound, StoreUnwritable

LIFETIME = timedelta(days=1)
_KEY = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(frozen=True)
class KeptUpload:
    """One upload: whose it is, what for (`purpose`, and the id it is about), and the answers given so far."""

    key: str
    filename: str
    user_id: int
    purpose: str
    about_id: int
    kept_at: datetime
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        try:
            return _file(self.key, ".xlsx").read_bytes()
        except FileNotFoundError as missing:
            raise gone() from missing


def keep(content: bytes, *, filename: str, user_id: int, purpose: str, about_id: int) -> KeptUpload:
    """Keep an upload, and let those go that nobody came back to. The same file again begins anew."""
    _sweep()
    whose = f"{purpose}/{user_id}/{about_id}/".encode()
    key = hashlib.sha256(whose + content).hexdigest()[:32]
    kept = KeptUpload(key, filename[-120:], user_id, purpose, about_id, clock.now())
    _write(_file(key, ".xlsx"), content)
    _write_facts(kept)
    return kept


def find(key: str, *, user_id: int, purpose: str) -> KeptUpload:
    """The upload of this key, if this person made it; raises `NotFound` when it is done, given up or old."""
    if not _KEY.match(key):
        raise gone()
    kept = _read_facts(_file(key, ".json"))
    if kept is None or (kept.user_id, kept.purpose) != (user_id, purpose) or _is_old(kept):
        raise gone()
    return kept


def keep_answers(kept: KeptUpload, answers: Mapping[str, str]) -> None:
    """Put the answers beside the file, in place of those before."""
    _write_facts(replace(kept, answers=dict(answers)))


def discard(kept: KeptUpload) -> None:
    for suffix in (".json", ".xlsx"):
        _file(kept.key, suffix).unlink(missing_ok=True)


def gone() -> NotFound:
    """What is said of an upload that is not there (any more)."""
    return NotFound("这份文件已经导入、放弃，或上传超过一天已清除。要导入请重新上传")


def _sweep() -> None:
    for path in _folder().glob("*.json"):
        kept = _read_facts(path)
        if kept is None or _is_old(kept):
            path.unlink(missing_ok=True)
            path.with_suffix(".xlsx").unlink(missing_ok=True)


def _is_old(kept: KeptUpload) -> bool:
    return clock.now() - kept.kept_at > LIFETIME


def _folder() -> Path:
    folder = Path(current_app.instance_path) / "uploads"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as refused:
        raise _unwritable(refused) from refused
    return folder


def _file(key: str, suffix: str) -> Path:
    return _folder() / (key + suffix)


def _write_facts(kept: KeptUpload) -> None:
    facts = {
        "filename": kept.filename,
        "user_id": kept.user_id,
        "purpose": kept.purpose,
        "about_id": kept.about_id,
        "kept_at": kept.kept_at.isoformat(),
        "answers": dict(kept.answers),
    }
    _write(_file(kept.key, ".json"), json.dumps(facts, ensure_ascii=False).encode())


def _read_facts(path: Path) -> KeptUpload | None:
    """None where there are none, or none of ours (an upload kept by the version before)."""
    try:
        facts = json.loads(path.read_bytes())
        return KeptUpload(**{**facts, "key": path.stem, "kept_at": datetime.fromisoformat(facts["kept_at"])})
    except (FileNotFoundError, TypeError):
        return None


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and for the owner's eyes from the first byte."""
    half = path.with_name(f"{path.name}.{os.getpid()}.half")
    try:
        half.touch(mode=0o600)
        half.write_bytes(content)
        half.replace(path)
    except OSError as refused:
        raise _unwritable(refused) from refused


def _unwritable(refused: OSError) -> StoreUnwritable:
    return StoreUnwritable(
        f"上传的文件存不进去（{refused.strerror}）。没有保存任何内容，请联系管理员查看磁盘空间"
    )
