"""读懂的内容: what a filled Excel or Word file says, in the terms of an annex; nothing is taken over yet.

Both readers give this one shape, so that one page shows what was understood and one deed takes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from youthwork.domain.annex_context import Grade


@dataclass(frozen=True)
class UnderstoodRow:
    """一行: its columns and texts; a column the file does not have is absent, and will not be wiped.

    `row_id` is the hidden id the file brought along, "" for a row it does not know. `places` says where each
    text stood (`C5`, or 表1第3行第2列), `place` where the row did.
    """

    row_id: str
    cells: Mapping[str, str]
    place: str
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Remark:
    """读时的一句话 about one place of the file: what could not be read there, or was read with a doubt."""

    place: str
    sentence: str
    grade: Grade = Grade.MUST


@dataclass(frozen=True)
class Understood:
    """读懂的内容: single fields, lists of rows (a list the file does not have is absent), and the doubts.

    `unread` are texts of the file that belong to no field: shown to the person, so that nothing vanishes.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[UnderstoodRow, ...]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    unread: tuple[str, ...] = ()
    #: Single field → where it stood in the file.
    places: Mapping[str, str] = field(default_factory=dict)
