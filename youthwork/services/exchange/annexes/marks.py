"""暗记: what an exported sheet carries for its way back: row ids, and a hidden sheet that says what it is.

A row id stands in a hidden column beside the table, as `128.u12`: submission and row. So it moves along when
rows are sorted, inserted or copied, and says by itself whether it belongs to the draft it comes back to.
Nothing here gives a right; whoever edits it only makes the import know the rows by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from youthwork.services.exchange.spreadsheet import Sheet

MARK_SHEET = "youthwork"
ROW_ID_TITLE = "行标识（请勿改动）"
_ROW_ID = re.compile(r"(\d{1,10})\.([A-Za-z0-9_]{1,40})")


@dataclass(frozen=True)
class Mark:
    """导出标记: which annex of which submission, whose, and at which revision of the draft (0: a sent paper)."""

    annex: str
    edition: str
    submission: int
    owner: int
    owner_name: str
    revision: int
    exported: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in asdict(self).items()]


def read_mark(rows: Sequence[Sequence[object]]) -> Mark | None:
    """The mark in the rows of the hidden sheet; None where somebody spoiled it."""
    found: Mapping[str, str] = {
        str(row[0]): str(row[1]) for row in rows[: len(fields(Mark)) + 1] if len(row) > 1
    }
    try:
        numbers = {name: int(found[name]) for name in ("submission", "owner", "revision")}
        words = {name: found[name] for name in ("annex", "edition", "owner_name", "exported")}
    except (KeyError, ValueError):
        return None
    return Mark(**numbers, **words)  # type: ignore[arg-type]  # the numbers and the words are told apart above


def find_mark(sheets: Iterable[Sheet]) -> Mark | None:
    """The mark of a workbook that was exported here; None for any other."""
    return next((read_mark(sheet.rows) for sheet in sheets if sheet.name == MARK_SHEET), None)


def row_mark(submission_id: int, row_id: str) -> str:
    return f"{submission_id}.{row_id}"


def is_row_mark(text: str) -> bool:
    return _ROW_ID.fullmatch(text.strip()) is not None


def row_id_in(text: str, submission_id: int) -> str:
    """The row of this submission that a hidden cell names, else ""."""
    match = _ROW_ID.fullmatch(text.strip())
    return match[2] if match and int(match[1]) == submission_id else ""


def is_row_id_title(text: str) -> bool:
    return text.replace("(", "（").replace(")", "）") == ROW_ID_TITLE
