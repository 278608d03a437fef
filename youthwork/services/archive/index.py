"""检索索引: put a filing's tokens into the search table, and build the table anew.

The table holds nothing but tokens (FTS5, contentless); its rowid is the filing's id, so that order of rowid is
order of filing. PostgreSQL has no such table yet: there `matching.py` reads the texts themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import column, insert, select, table, text

from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import Filing, FilingScope
from youthwork.services.archive.masks import blot_phones
from youthwork.services.archive.tokens import (
    TOKENISER_VERSION,
    annex_mark,
    scope_mark,
    subject_mark,
    text_tokens,
    year_mark,
)

#: The search table; `filing_index` as a column of itself is how FTS5 is asked.
filing_index = table("filing_index", column("rowid"), column("tokens"), column("filing_index"))


class Searchable(Protocol):
    """What of a filing is searched: everything printed that is not personal data."""

    edition_key: str
    annex_key: str
    title: str
    heading: str | None
    filing_number: str
    machine_number: str
    owner_name: str
    organ_name: str
    department_name: str
    text: str


def searchable_text(filing: Searchable) -> str:
    """检索内容: the words of the filing with its title, numbers and names, a line each.

    Phones and birth months are left out when `filing.text` is written (`AnnexForm.texts`); a mobile number
    typed into a remark is blotted out here, so that no digit of one can be probed for (DESIGN §6). Names are
    those of the day of filing.
    """
    annex = find_annex(filing.edition_key, filing.annex_key)
    lines = (
        filing.title,
        annex.short_title,
        filing.heading,
        filing.filing_number,
        filing.machine_number,
        filing.owner_name,
        filing.organ_name,
        filing.department_name,
        blot_phones(filing.text),
    )
    return "\n".join(line for line in lines if line)


def add_to_index(filing: Filing) -> None:
    """入索引, within the deed that files; where there is no search table, nothing is needed."""
    if has_index():
        _insert([(filing, _scope([filing.id]).get(filing.id, []))])
    filing.tokeniser_version = TOKENISER_VERSION
    db.session.flush()


def reindex(from_id: int = 0, most: int = 500) -> int | None:
    """重建索引: index the next `most` filings from this id on; gives the id to go on with, None when done.

    Beginning at 0 empties the table first. Each call fits one deed, so it can be stopped and resumed.
    """
    if from_id == 0 and has_index():
        db.session.execute(text("INSERT INTO filing_index(filing_index) VALUES ('delete-all')"))
    filings = db.session.scalars(
        select(Filing).where(Filing.id >= from_id).order_by(Filing.id).limit(most)
    ).all()
    if has_index():
        scopes = _scope([filing.id for filing in filings])
        _insert([(filing, scopes.get(filing.id, [])) for filing in filings])
    for filing in filings:
        filing.tokeniser_version = TOKENISER_VERSION
    db.session.flush()
    return filings[-1].id + 1 if len(filings) == most else None


def has_index() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"


def _insert(rows: Sequence[tuple[Filing, Iterable[int]]]) -> None:
    if rows:
        db.session.execute(
            insert(filing_index),
            [{"rowid": filing.id, "tokens": " ".join(_tokens(filing, scope))} for filing, scope in rows],
        )


def _tokens(filing: Filing, scope: Iterable[int]) -> list[str]:
    marks = {annex_mark(filing.annex_key), year_mark(filing.year), *map(scope_mark, scope)}
    if filing.subject_id is not None:
        marks.add(subject_mark(filing.subject_id))
    return sorted(text_tokens(searchable_text(filing)) | marks)


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
