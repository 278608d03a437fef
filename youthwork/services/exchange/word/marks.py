"""行标记: the hidden bookmarks that lead a row of a Word table back to the row it was written from.

Word, WPS and LibreOffice all keep a bookmark with the text it stands at: cut and moved with it, gone with it, not
doubled when the text is copied. A name that begins with an underscore is not listed to the person. It names the
paper too, so that a row brought over from another paper is not taken for one of this.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: What Word allows for a bookmark's name.
_MOST = 40
#: The list (its place among the annex's lists), the part (its place among the columns; none: the whole row), the
#: paper in hexadecimal, the row id.
_NAME = re.compile(r"_y(\d{2})([0-9a-z]?)_([0-9a-f]{1,8})_([A-Za-z0-9_]{1,40})\Z")
_PARTS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Named(NamedTuple):
    """What a bookmark of ours names."""

    list_at: int
    part_at: int | None
    paper_id: int
    row_id: str


def name_of(paper_id: int, list_at: int, row_id: str, part_at: int | None = None) -> str:
    """The bookmark's name; "" where the id is too long to be one, and the row will come back as a new one."""
    part = "" if part_at is None else _PARTS[part_at]
    name = f"_y{list_at:02}{part}_{paper_id:x}_{row_id}"
    return name if row_id and len(name) <= _MOST else ""


def read_name(name: str) -> Named | None:
    """What a bookmark's name says; None for a bookmark that is not ours."""
    found = _NAME.match(name)
    if found is None:
        return None
    return Named(int(found[1]), _PARTS.index(found[2]) if found[2] else None, int(found[3], 16), found[4])
