"""检索条件: what a reader asks of the archive, as plain data; it travels in the URL and nowhere else.

    ArchiveQuery(text="清河 志愿")                                     every word, anywhere in the paper
    query.within("云溪")                                               在结果中检索: every word of this as well
    ArchiveQuery(conditions=(Condition(Join.ANY, Field.PERSON, "王晓明 lm"),))

A condition is a 与/或/非, a field and some words. All words of every 与 must be there, at least one word of all the
或 together, and none of the words of a 非. What narrows (年度, 部门, 附件 …) is always 与.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import parse_qs

from youthwork.forms.annexes import EDITIONS
from youthwork.services.archive.tokens import LONGEST_QUERY, Term, terms_of

#: 附件 key → the words lists show it by; of two editions with the same annex, the later names it.
ANNEX_WORDS: dict[str, str] = {
    annex.key: annex.short_title for edition in EDITIONS.values() for annex in edition.annexes
}
#: More rows than anybody fills in; what a longer address says beyond them is left out.
MOST_CONDITIONS = 8
#: Characters of one condition; longer ones are cut there.
LONGEST_CONDITION = 60


class Join(Enum):
    """与、或、非."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


class Field(Enum):
    """检索项: which part of a filing the words must stand in."""

    ANYWHERE = "text"
    TITLE = "title"
    DOCUMENT = "document"
    NUMBER = "number"
    ARCHIVAL = "archival"
    UNIT = "unit"
    PERSON = "person"


class Standing(Enum):
    """版本: in force, replaced by a later version, or voided."""

    CURRENT = "current"
    CORRECTED = "corrected"
    VOIDED = "voided"


class Keeping(Enum):
    """归档情况. What was destroyed counts as neither archived nor not yet archived."""

    ARCHIVED = "archived"
    OPEN = "open"
    DESTROYED = "destroyed"


JOIN_WORDS = {Join.ALL: "并且含", Join.ANY: "或者含", Join.NONE: "不含"}
FIELD_WORDS = {
    Field.ANYWHERE: "全文",
    Field.TITLE: "题名",
    Field.DOCUMENT: "文号",
    Field.NUMBER: "备案号",
    Field.ARCHIVAL: "档号",
    Field.UNIT: "填报单位",
    Field.PERSON: "人名",
}
STANDING_WORDS = {Standing.CURRENT: "现行", Standing.CORRECTED: "已更正", Standing.VOIDED: "作废"}
KEEPING_WORDS = {Keeping.ARCHIVED: "已归档", Keeping.OPEN: "未归档", Keeping.DESTROYED: "已销毁"}


@dataclass(frozen=True)
class Condition:
    """检索条件的一行: 与/或/非, a field, the words."""

    join: Join
    field: Field
    text: str

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return terms_of(self.text[:LONGEST_CONDITION])


@dataclass(frozen=True)
class ArchiveQuery:
    """检索条件: a text, conditions on parts of the paper, and what narrows the list. None: not asked."""

    text: str = ""
    conditions: tuple[Condition, ...] = ()
    #: 年度 of the filing number; the tree narrows by it, by the department and by the annex.
    year: int | None = None
    department_id: int | None = None
    annex: str | None = None
    #: 填报单位及所属, by id: today's subtree and that of the day of filing.
    organization_id: int | None = None
    #: 备案日期, both days included.
    filed_from: date | None = None
    filed_to: date | None = None
    on_time: bool | None = None
    #: 保管期限 in years; 0: 永久.
    retention_years: int | None = None
    standing: Standing | None = None
    keeping: Keeping | None = None

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The words of the box."""
        return terms_of(self.text)

    @cached_property
    def asked_conditions(self) -> tuple[Condition, ...]:
        """The conditions that ask for something: neither empty nor punctuation only."""
        return tuple(each for each in self.conditions if each.terms)

    def shown_terms(self, *fields: Field) -> tuple[Term, ...]:
        """The words to mark in a text of these fields: those asked for anywhere, and those asked for there."""
        asked = (each for each in self.asked_conditions if each.join is not Join.NONE)
        found = [
            *self.terms,
            *(term for each in asked if each.field in (Field.ANYWHERE, *fields) for term in each.terms),
        ]
        return tuple(dict.fromkeys(found))

    @property
    def asks_words(self) -> bool:
        return bool(self.terms or self.asked_conditions)

    @property
    def words(self) -> str:
        """What is asked for, to be read: the box and the conditions, without what must not be there."""
        wanted = (each.text for each in self.conditions if each.join is not Join.NONE)
        return " ".join(filter(None, (self.text, *wanted)))

    @property
    def asks_nothing(self) -> bool:
        """Words were typed, and none of them can be looked up: blanks, quotes, punctuation only."""
        typed = [self.text, *(each.text for each in self.conditions)]
        return not self.asks_words and any(text.strip() for text in typed)

    @property
    def is_too_long(self) -> bool:
        return len(self.text) > LONGEST_QUERY or any(
            len(each.text) > LONGEST_CONDITION for each in self.conditions
        )

    @property
    def is_narrowed(self) -> bool:
        return self != ArchiveQuery(self.text, self.conditions)

    @property
    def is_narrowed_beyond_tree(self) -> bool:
        return self.without_tree.is_narrowed

    def but(self, **changes: Any) -> ArchiveQuery:
        return replace(self, **changes)

    def within(self, text: str) -> ArchiveQuery:
        """在结果中检索: the same, and every word of this text too."""
        return self.but(conditions=(*self.conditions, Condition(Join.ALL, Field.ANYWHERE, text)))

    @property
    def without_tree(self) -> ArchiveQuery:
        """The same question before the tree at the left narrowed it: what its counts are counted over."""
        return self.but(year=None, department_id=None, annex=None)

    def parameters(self) -> dict[str, str | list[str]]:
        """The query as a URL writes it, lists as parameters that come again; what is not asked is left out.

        `url_for(…, **query.parameters())` and a form's fields use the same names; `from_parameters` reads them.
        """
        rows = [each for each in self.conditions if each.text.strip()][:MOST_CONDITIONS]
        given: dict[str, object] = {
            "q": self.text[:LONGEST_QUERY].strip(),
            "join": [each.join.value for each in rows],
            "field": [each.field.value for each in rows],
            "words": [each.text[:LONGEST_CONDITION].strip() for each in rows],
            "year": self.year,
            "department": self.department_id,
            "annex": self.annex,
            "organization": self.organization_id,
            "from": self.filed_from,
            "to": self.filed_to,
            "on_time": {True: "yes", False: "no", None: None}[self.on_time],
            "retention": self.retention_years,
            "standing": self.standing.value if self.standing else None,
            "keeping": self.keeping.value if self.keeping else None,
        }
        return {
            name: value if isinstance(value, list) else str(value)
            for name, value in given.items()
            if value not in (None, "", [])
        }

    def address(self) -> str:
        """The query string to keep: as people read it, only what would part it escaped; `from_address` reads it."""
        pairs = [
            (name, value)
            for name, values in self.parameters().items()
            for value in (values if isinstance(values, list) else [values])
        ]
        return "&".join(f"{name}={value.translate(_ESCAPED)}" for name, value in pairs)

    @classmethod
    def from_address(cls, address: str) -> ArchiveQuery:
        return cls.from_parameters(parse_qs(address, keep_blank_values=True))

    @classmethod
    def from_parameters(cls, given: Mapping[str, Sequence[str]]) -> ArchiveQuery:
        """The query a URL or a form asks: `request.args.to_dict(flat=False)`. It refuses nothing: what is not
        understood is left out of the question."""

        def first(name: str) -> str:
            return next(iter(given.get(name, ())), "")

        standing = first("standing") or ("current" if first("current") == "yes" else "")
        return cls(
            text=first("q"),
            conditions=tuple(_conditions(given)),
            year=_number(first("year")),
            department_id=_number(first("department")),
            annex=first("annex") or None,
            organization_id=_number(first("organization")),
            filed_from=_day(first("from")),
            filed_to=_day(first("to")),
            on_time={"yes": True, "no": False}.get(first("on_time")),
            retention_years=_number(first("retention")),
            standing=_word(Standing, standing),
            keeping=_word(Keeping, first("keeping")),
        )


#: What parts a query string, and what a line or a blank would break.
_ESCAPED = {ord(sign): f"%{ord(sign):02X}" for sign in "%&+=#;? \r\n\t\0"}
_Word = TypeVar("_Word", bound=Enum)


def _conditions(given: Mapping[str, Sequence[str]]) -> Iterator[Condition]:
    rows = zip(given.get("join", ()), given.get("field", ()), given.get("words", ()), strict=False)
    asked = [(join, field, words) for join, field, words in rows if words.strip()]
    for join, field, words in asked[:MOST_CONDITIONS]:
        yield Condition(_word(Join, join) or Join.ALL, _word(Field, field) or Field.ANYWHERE, words)


def _word(kind: type[_Word], value: str) -> _Word | None:
    return next((each for each in kind if each.value == value), None)


def _number(text: str) -> int | None:
    """A number as our own pages write it; anything else (a longer one too) they did not ask for."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if len(text.strip()) == 10 else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Cursor:
    """翻页位置: the filing a page ends before (older) or begins after (newer); neither: the newest page."""

    before: int | None = None
    after: int | None = None


NEWEST = Cursor()
