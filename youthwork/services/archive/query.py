"""检索条件: what a reader asks of the archive, as plain data; it travels in the URL and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from youthwork.forms.annexes import EDITIONS
from youthwork.services.archive.tokens import LONGEST_QUERY, Term, terms_of

#: 附件 key → the words lists show it by; of two editions with the same annex, the later names it.
ANNEX_WORDS: dict[str, str] = {
    annex.key: annex.short_title for edition in EDITIONS.values() for annex in edition.annexes
}


@dataclass(frozen=True)
class ArchiveQuery:
    """检索条件: a text, and what narrows the list. None: not asked."""

    text: str = ""
    year: int | None = None
    department_id: int | None = None
    annex: str | None = None
    organization_id: int | None = None
    on_time: bool | None = None
    #: 只看现行: leave out what a later version stands in for, and what is voided.
    current: bool | None = None

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return terms_of(self.text)

    @property
    def asks_nothing(self) -> bool:
        """A text was typed, and none of it can be looked up: blanks, quotes, punctuation only."""
        return bool(self.text.strip()) and not self.terms

    @property
    def is_too_long(self) -> bool:
        return len(self.text) > LONGEST_QUERY

    @property
    def is_narrowed(self) -> bool:
        return any(value is not None for value in self._narrowing())

    def _narrowing(self) -> tuple[object, ...]:
        return (
            self.year,
            self.department_id,
            self.annex,
            self.organization_id,
            self.on_time,
            self.current,
        )

    def but(self, **changes: Any) -> ArchiveQuery:
        return replace(self, **changes)

    @property
    def without_tree(self) -> ArchiveQuery:
        """The same question before the tree at the left narrowed it: what its counts are counted over."""
        return self.but(year=None, department_id=None, annex=None)

    def parameters(self) -> Mapping[str, str]:
        """The query as a URL writes it; what is not asked is left out."""
        words = {True: "yes", False: "no", None: ""}
        given = {
            "q": self.text[:LONGEST_QUERY].strip(),
            "year": self.year,
            "department": self.department_id,
            "annex": self.annex,
            "organization": self.organization_id,
            "on_time": words[self.on_time],
            "current": "yes" if self.current else "",
        }
        return {name: str(value) for name, value in given.items() if value}


@dataclass(frozen=True)
class Cursor:
    """翻页位置: the filing a page ends before (older) or begins after (newer); neither: the newest page."""

    before: int | None = None
    after: int | None = None


NEWEST = Cursor()
