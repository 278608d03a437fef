"""收进来以前: a file examined, shrunk where it is a picture, named, and put into the store by its content hash."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from youthwork.documents import apart
from youthwork.domain.errors import Unacceptable
from youthwork.services.evidence.kinds import Kind, kind_of
from youthwork.services.printing.papers import store

#: A request may have 20 MB, its other fields included.
MOST_BYTES = 18 * 1024 * 1024
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Kept:
    """收好的文件: in the store under `sha256`, not yet part of any paper."""

    name: str
    media_type: str
    size: int
    sha256: str
    thumbnail_sha256: str | None


def keep(content: bytes, filename: str) -> Kept:
    """验看并收存 one uploaded file; the same file comes to the same hash.

    Raises `Unacceptable` with what it is and what is taken, `StoreUnwritable` when the disk is full.
    """
    shown = tidy_name(filename)
    if len(content) > MOST_BYTES:
        raise Unacceptable(
            f"“{shown}”有 {len(content) / 1048576:.0f} MB，每个最多 {MOST_BYTES >> 20} MB："
            "照片请调小尺寸，文件请压缩或拆开后再传"
        )
    kind = kind_of(content, shown)
    try:
        made, thumbnail = _examined(kind, content)
    except Unacceptable as refused:
        raise Unacceptable(f"“{shown}”没有收下：{refused.sentence}") from refused
    return Kept(
        name=tidy_name(filename, kind.ending),
        media_type=kind.media_type,
        size=len(made),
        sha256=store().put(made),
        thumbnail_sha256=store().put(thumbnail) if thumbnail else None,
    )


def _examined(kind: Kind, content: bytes) -> tuple[bytes, bytes | None]:
    if kind.read_as == "office":
        # Examined while its kind was found: nothing of it is unpacked.
        return content, None
    taken = apart.examine(kind.read_as, content)
    return taken.content or content, taken.thumbnail


def tidy_name(filename: str, ending: str = "") -> str:
    """文件名 as it is shown and saved again: no folders, no characters that hide or turn around, the true ending."""
    last = re.split(r"[/\\]", filename)[-1]
    plain = "".join(
        "_" if each in '<>:"|?*' else each
        for each in last
        if unicodedata.category(each) not in ("Cc", "Cf", "Cs")
    )
    stem, dot, old = plain.strip(" .").rpartition(".")
    if not dot or len(old) > 5 or not (old.isascii() and old.isalnum()):
        stem, old = plain.strip(" ."), ""
    kept = stem.strip(" .")[:_LONGEST_NAME] or "材料"
    return kept + (ending or (f".{old}" if old else ""))
