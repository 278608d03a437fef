"""索引条目: what of a filing is searched – its words, the parts they stand in, and the marks beside them.

A document is the filing's words, a line a part: 题名、文号、备案号、档号、填报单位、人名 are the first six in this order,
empty ones too; what else is printed follows. A word never reaches over a line, so a part is compared by its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm, FactKind
from youthwork.models import Filing, FilingScope, Organization
from youthwork.services.archive.marks import (
    annex_mark,
    day_marks,
    department_mark,
    field_tokens,
    keeping_mark,
    later_superior_mark,
    name_marks,
    on_time_mark,
    retention_mark,
    scope_mark,
    standing_mark,
    subject_mark,
    year_mark,
)
from youthwork.services.archive.masks import blot_phones
from youthwork.services.archive.query import Field, Keeping, Standing
from youthwork.services.archive.tokens import fold, text_tokens
from youthwork.services.tree import ancestor_ids

#: Which line of a document holds which part.
LINES = {
    Field.TITLE: 0,
    Field.DOCUMENT: 1,
    Field.NUMBER: 2,
    Field.ARCHIVAL: 3,
    Field.UNIT: 4,
    Field.PERSON: 5,
}
#: Filings read at a time.
_SLICE = 500
_later = aliased(Filing)
#: What a document is made of; `full_name` … are the 填报单位's names today.
WORDS = (
    Filing.edition_key,
    Filing.annex_key,
    Filing.title,
    Filing.heading,
    Filing.filing_number,
    Filing.machine_number,
    Filing.archival_number,
    Filing.owner_name,
    Organization.full_name,
    Organization.short_name,
    Organization.common_name,
    Filing.names,
    Filing.organ_name,
    Filing.department_name,
    Filing.text,
)
_MARKED = (
    Filing.year,
    Filing.department_id,
    Filing.subject_id,
    Filing.filed_at,
    Filing.was_on_time,
    Filing.retention_years,
    Filing.voided_at,
    Filing.destroyed_at,
    Organization.path,
    exists().where(_later.corrects_id == Filing.id).label("is_followed"),
)


class Worded(Protocol):
    """A row of `WORDS`."""

    edition_key: str
    annex_key: str
    title: str
    heading: str | None
    filing_number: str
    machine_number: str
    archival_number: str | None
    owner_name: str
    full_name: str
    short_name: str
    common_name: str
    names: str
    organ_name: str
    department_name: str
    text: str


def names_in(annex: type[AnnexForm], answers: Mapping[str, Any]) -> str:
    """人名 of a paper, a line each, for `Filing.names`."""
    people = (fact.text.strip() for fact in annex.facts(answers) if fact.kind is FactKind.PERSON)
    return "\n".join(dict.fromkeys(name.replace("\n", " ") for name in people if name))


def document_of(row: Worded) -> str:
    """检索内容: the words of the filing, a line a part.

    Phones and birth months are left out when `filing.text` is written (`AnnexForm.texts`); a mobile number
    typed into a remark is blotted out here, so that no digit of one can be probed for (DESIGN §6). The unit's
    names are that of the day of filing and those of today, so that a renamed unit is found by either.
    """
    units = dict.fromkeys((row.owner_name, row.full_name, row.short_name, row.common_name))
    lines = (
        row.title,
        row.heading or "",
        f"{row.filing_number} {row.machine_number}",
        row.archival_number or "",
        " ".join(units),
        " ".join(row.names.splitlines()),
    )
    others = (
        find_annex(row.edition_key, row.annex_key).short_title,
        row.organ_name,
        row.department_name,
        blot_phones(row.text),
    )
    return "\n".join((*(line.replace("\n", " ") for line in lines), *others))


def line_of(document: str, field: Field) -> str:
    """The part of a document, folded or not, that a search in this field looks at."""
    return document if field is Field.ANYWHERE else document.split("\n", LINES[field] + 1)[LINES[field]]


@dataclass(frozen=True)
class Entry:
    """索引条目 of one filing; its tokens are cut when they are wanted."""

    id: int
    document: str
    marks: frozenset[str]

    @cached_property
    def folded(self) -> str:
        return fold(self.document)

    @property
    def tokens(self) -> set[str]:
        found = text_tokens(self.document)
        lines = self.document.split("\n", len(LINES))
        for field, at in LINES.items():
            found |= field_tokens(field, [lines[at]])
        found |= name_marks(lines[LINES[Field.PERSON]].split())
        return found | self.marks


def entries_of(filing_ids: Iterable[int]) -> list[Entry]:
    """The entries of these filings as the database has them now, by id; two queries for every 500."""
    ids = sorted(set(filing_ids))
    if ids:
        db.session.flush()
    return [entry for at in range(0, len(ids), _SLICE) for entry in _read(ids[at : at + _SLICE])]


def _read(ids: Sequence[int]) -> Iterator[Entry]:
    rows = db.session.execute(
        select(Filing.id, *WORDS, *_MARKED)
        .join(Organization, Filing.owner_id == Organization.id)
        .where(Filing.id.in_(ids))
        .order_by(Filing.id)
    ).all()
    scopes = _scope(ids)
    return (Entry(row.id, document_of(row), marks_of(row, scopes.get(row.id, []))) for row in rows)


def marks_of(row: Any, scope: Sequence[int]) -> frozenset[str]:
    """检索标记 of a filing that the organs of `scope` may find."""
    superiors = set(ancestor_ids(row.path)) - set(scope)
    marks = {
        annex_mark(row.annex_key),
        year_mark(row.year),
        department_mark(row.department_id),
        *day_marks(row.filed_at.date()),
        on_time_mark(row.was_on_time),
        retention_mark(row.retention_years),
        standing_mark(_standing(row)),
        keeping_mark(_keeping(row)),
        *map(scope_mark, scope),
        *map(later_superior_mark, superiors),
    }
    if row.subject_id is not None:
        marks.add(subject_mark(row.subject_id))
    return frozenset(marks)


def _standing(row: Any) -> Standing:
    if row.voided_at is not None:
        return Standing.VOIDED
    return Standing.CORRECTED if row.is_followed else Standing.CURRENT


def _keeping(row: Any) -> Keeping:
    if row.destroyed_at is not None:
        return Keeping.DESTROYED
    return Keeping.ARCHIVED if row.archival_number is not None else Keeping.OPEN


def _scope(filing_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = db.session.execute(
        select(FilingScope.filing_id, FilingScope.organization_id).where(
            FilingScope.filing_id.in_(filing_ids)
        )
    )
    for filing_id, organization_id in rows:
        found.setdefault(filing_id, []).append(organization_id)
    return found
