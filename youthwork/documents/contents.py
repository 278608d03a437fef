"""成件内容: what a paper carries besides its picture, and how to read it back from the bytes alone.

A paper names its places (where the seal goes, where the foot strip is) and holds its answers as answers.json:
whoever has the file needs no record beside it.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

DATA_NAME = "answers.json"


@dataclass(frozen=True)
class Anchor:
    """版面位置: a rectangle in points from the lower left corner of a page; `page` counts from 0."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom


def canonical_json(data: Mapping[str, Any]) -> bytes:
    """Write `data` as JSON in the one form whose SHA-256 stands in the code and on the foot strip.

    Keys sorted, no spaces, UTF-8; it is also the exact content of answers.json.
    """
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def data_sha256(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 in hex of `data` in canonical form: 数据摘要 on the strip and in the code."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def attached_data(paper: bytes) -> Any:
    """Read the answers back from a paper; None when it carries none."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        if DATA_NAME not in pdf.attachments:
            return None
        return json.loads(pdf.attachments[DATA_NAME].get_file().read_bytes())


def places(paper: bytes) -> dict[str, Anchor]:
    """Read the named places back from a paper, whoever sealed or filed it since."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        page_numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        root: Any = pdf.Root
        names = root.Names.Dests.Names if "/Names" in root and "/Dests" in root.Names else []
        found = {}
        for name, (page, _, *rectangle) in zip(names[0::2], names[1::2], strict=True):
            found[str(name)] = Anchor(page_numbers[page.objgen], *(float(number) for number in rectangle))
        return found


def title_of(paper: bytes) -> str:
    """Read the title of a paper."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        return str(pdf.docinfo.get("/Title", ""))


def is_signed(paper: bytes) -> bool:
    """Whether any signature field of the paper is filled."""
    return any(signed for _, signed in _fields(paper))


def has_field(paper: bytes, name: str) -> bool:
    """Whether the paper has a signature field of this name, filled or not."""
    return any(found == name for found, _ in _fields(paper))


def _fields(paper: bytes) -> list[tuple[str, bool]]:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        root: Any = pdf.Root
        fields = root.AcroForm.Fields if "/AcroForm" in root else []
        return [(str(field.get("/T", "")), "/V" in field) for field in fields]
