"""检测结果: how much was looked at for each item, how much of it failed, and the findings a report prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from youthwork.models import ArchiveCheck, CheckStage
from youthwork.services.archive.checking.catalogue import BY_NUMBER, items_of

#: Findings that are kept whole; beyond them an item only counts, so that a broken archive cannot fill the memory.
MOST_KEPT = 500


@dataclass(frozen=True)
class Finding:
    """一个问题: which item, what is wrong in one sentence, and the filing it is about, where it is one."""

    item: str
    sentence: str
    filing_id: int | None = None
    number: str = ""

    @property
    def is_blocking(self) -> bool:
        return BY_NUMBER[self.item].is_blocking


class Tally:
    """累计: what a run has found so far; begun from what the record holds, and put back into it."""

    def __init__(self, check: ArchiveCheck) -> None:
        self._items = {item.number: [0, 0] for item in items_of(check.stage)}
        for row in check.items:
            self._items[row["number"]] = [row["checked"], row["failed"]]
        self._findings: list[dict[str, Any]] = list(check.findings)

    def asks(self, item: str) -> bool:
        """Whether this stage looks at the item."""
        return item in self._items

    def look(self, item: str, findings: Sequence[Finding] = (), count: int = 1) -> None:
        """记一次: `count` things were looked at for this item, and these were wrong."""
        if not self.asks(item):
            return
        self._items[item][0] += count
        self._items[item][1] += len(findings)
        room = MOST_KEPT - len(self._findings)
        self._findings += [asdict(each) for each in findings[:room]]

    def keep(self, check: ArchiveCheck) -> None:
        """Write it into the record, within the caller's deed."""
        check.items = [
            {"number": number, "checked": checked, "failed": failed}
            for number, (checked, failed) in self._items.items()
        ]
        check.findings = list(self._findings)
        failed_by = {number: failed for number, (_, failed) in self._items.items()}
        check.blocking = sum(count for number, count in failed_by.items() if BY_NUMBER[number].is_blocking)
        check.remarks = sum(count for number, count in failed_by.items() if not BY_NUMBER[number].is_blocking)


def findings_of(check: ArchiveCheck) -> list[Finding]:
    """The findings kept of a run, blocking ones first, in the order of the items."""
    found = [Finding(**row) for row in check.findings]
    return sorted(found, key=lambda each: (not each.is_blocking, each.item, each.filing_id or 0))


def stage_words(stage: CheckStage) -> str:
    """归档环节."""
    return f"{stage.value}环节"
