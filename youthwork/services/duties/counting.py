"""怎样计数: how one duty is counted, what its change means for the kept figures, and which paths lie beneath an organ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func

from youthwork.domain.completeness import Reporting
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.models.organization import subtree_range

COLUMNS = {
    Reporting.MISSING: "missing",
    Reporting.REPORTED: "sent",
    Reporting.FILED: "filed",
    Reporting.NIL: "nil",
    Reporting.EXEMPT: "exempt",
}
#: Of those reported, on time, is counted besides.
NAMES = (*COLUMNS.values(), "on_time")
#: The standings that count as reported.
HANDED_IN = frozenset({Reporting.REPORTED, Reporting.FILED, Reporting.NIL})

#: (notice annex, path of the owner, day, column) → how many more.
Changes = Counter[tuple[int, str, date, str]]


@dataclass(frozen=True)
class Counted:
    """How one duty is counted; `standing` None: not at all."""

    standing: Reporting | None = None
    is_on_time: bool = False

    def columns(self) -> Iterable[str]:
        if self.standing is not None:
            yield COLUMNS[self.standing]
        if self.is_on_time:
            yield "on_time"


def changed(annex_id: int, path: str, day: date, before: Counted, after: Counted) -> Changes:
    """What one duty's change on that day means for its owner, at this path, and every organ above."""
    changes: Changes = Counter()
    for column in before.columns():
        changes[annex_id, path, day, column] -= 1
    for column in after.columns():
        changes[annex_id, path, day, column] += 1
    return changes


def next_step(path: Any, organ: Organization) -> ColumnElement[str]:
    """The id, as text, of the direct subordinate through which a path leads; empty where it is the organ's own."""
    # Both take (text, what is looked for).
    find = {"sqlite": func.instr, "postgresql": func.strpos}[db.engine.dialect.name]
    rest = func.substr(path, len(organ.path) + 1).op("||")("/")
    step: ColumnElement[str] = func.substr(rest, 1, find(rest, "/") - 1)
    return step


def beneath(path: Any, organ: Organization) -> ColumnElement[bool]:
    """Whether a path lies in the organ's subtree, itself included."""
    low, high = subtree_range(organ.path)
    return (path >= low) & (path < high)


def end_of(day: date) -> datetime:
    """24:00 of the day: what is before it counts."""
    return datetime.combine(day, time()) + timedelta(days=1)
