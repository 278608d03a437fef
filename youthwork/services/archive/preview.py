"""预览: what a reader sees of one filing beside the list, without opening it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import func, select

from youthwork.domain.corrections import marks
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import Filing, Paper, PaperKind, PaperPage, PaperState, Submission
from youthwork.services.archive.access import reads_whole
from youthwork.services.archive.extracts import extract, highlight, names_meant
from youthwork.services.archive.masks import mask_phones
from youthwork.services.archive.query import ArchiveQuery, Field
from youthwork.services.scope import find_filing

#: Characters of the beginning, shown where no word was looked for.
_BEGINNING = 160


@dataclass(frozen=True)
class Preview:
    """预览: the filing, the words found in it, and whether this reader may open the filed copy."""

    filing: Filing
    title: Markup
    annex: str
    extract: Markup
    is_whole: bool
    state: PaperState
    page_count: int
    #: 更正件、已更正、作废: words with their colours.
    marks: Sequence[tuple[str, str]]

    @property
    def has_pictures(self) -> bool:
        return self.is_whole and self.state is PaperState.READY and self.page_count > 0


def open_preview(actor: Actor, filing_id: int, query: ArchiveQuery) -> Preview:
    """预览 of a filing in this reader's sight, with the words of their question marked; raises `NotFound`."""
    filing = find_filing(actor, filing_id)
    created_by, state, pages = db.session.execute(
        select(Submission.created_by_id, Paper.state, func.count(PaperPage.number))
        .select_from(Submission)
        .outerjoin(Paper, (Paper.filing_id == filing.id) & (Paper.kind == PaperKind.FILED))
        .outerjoin(PaperPage, PaperPage.paper_id == Paper.id)
        .where(Submission.id == filing.submission_id)
        .group_by(Submission.created_by_id, Paper.state)
    ).one()
    return Preview(
        filing=filing,
        title=highlight(filing.title, query.shown_terms(Field.TITLE)),
        annex=find_annex(filing.edition_key, filing.annex_key).short_title,
        extract=_extract(filing, query),
        is_whole=reads_whole(actor, filing, created_by),
        state=state or PaperState.PENDING,
        page_count=pages,
        marks=marks(filing.version, filing.voided_at is not None, filing.later_version),
    )


def _extract(filing: Filing, query: ArchiveQuery) -> Markup:
    """Where the words stand; where none does (or none was asked), how the text begins."""
    text = mask_phones(filing.text)
    terms = query.shown_terms(Field.PERSON)
    found = extract(text, [*terms, *names_meant(terms, filing.names)])
    if found is not None:
        return found
    beginning = text[:_BEGINNING].replace("\n", "，")
    return Markup("{}{}").format(beginning, "…" if len(text) > _BEGINNING else "")
