"""备案件的一页: one filing with its way, its paper and its answers, as this reader may see them.

Opening reads; only `ask_again` writes. What may be opened is said in `access.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from youthwork.documents.blotting import blotted
from youthwork.domain.calendar import long_date
from youthwork.domain.corrections import FollowUp
from youthwork.domain.errors import NotFound
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Filing, Job, Paper, PaperKind, PaperState, SealImpression, Submission, User
from youthwork.services.archive.access import (
    check_may_ask_for_paper,
    check_reads_whole,
    may_ask_for_paper,
    reads_whole,
)
from youthwork.services.archive.masks import mask_phones
from youthwork.services.archive.metadata import Element, describe
from youthwork.services.archive.reveal import sees_at_once
from youthwork.services.archive.versions import Versions, versions
from youthwork.services.jobs import asking, standing
from youthwork.services.jobs.standing import Standing
from youthwork.services.path import follow_ups
from youthwork.services.printing import papers, reading
from youthwork.services.scope import find_filing


@dataclass(frozen=True)
class FilingRecord:
    """备案件 as shown to one reader, at one moment."""

    filing: Filing
    submission: Submission
    annex: type[AnnexForm]
    paper: Paper
    impression: SealImpression | None
    sections: Sequence[reading.ShownSection]
    #: Whether this reader may open the filed copy, and whether phones are shown now: masked until revealed.
    is_whole: bool
    is_shown: bool
    may_ask_again: bool
    #: Every version this reader may find, what follows this one, and what they may do about it.
    versions: Versions
    successor: Submission | None
    possible: frozenset[FollowUp]

    @property
    def is_ready(self) -> bool:
        return self.paper.state is PaperState.READY

    @cached_property
    def standing(self) -> Standing:
        """出件情况: what became of the paper so far."""
        return standing.standing_of(self.paper)

    @cached_property
    def description(self) -> Sequence[Element]:
        """档案著录."""
        return describe(self.filing, self.paper)


@dataclass(frozen=True)
class Download:
    """一个文件 out of the store: its bytes, their kind, and the name to save it under."""

    content: bytes
    media_type: str
    name: str


def open_record(actor: Actor, filing_id: int, is_revealed: bool = False) -> FilingRecord:
    """备案件 with all its page shows, phones masked until they are revealed (`reveal.py`); raises `NotFound`
    outside the reader's scope."""
    filing = find_filing(actor, filing_id)
    submission = _submission(filing)
    paper = _paper(filing)
    annex = find_annex(filing.edition_key, filing.annex_key)
    whole = reads_whole(actor, filing, submission.created_by_id)
    is_shown = whole and (is_revealed or sees_at_once(actor, filing))
    successor = follow_ups.successor_of(filing)
    return FilingRecord(
        filing=filing,
        submission=submission,
        annex=annex,
        paper=paper,
        impression=_impression(paper),
        sections=_sections(annex, filing, is_shown),
        is_whole=whole,
        is_shown=is_shown,
        may_ask_again=may_ask_for_paper(actor),
        versions=versions(actor, filing),
        successor=successor,
        possible=follow_ups.possible(filing, successor, actor),
    )


def _sections(annex: type[AnnexForm], filing: Filing, is_shown: bool) -> list[reading.ShownSection]:
    """填报内容; where phones are masked, those typed into remarks are as well."""
    shown = reading.shown_sections(annex, filing.answers, is_shown)
    if is_shown:
        return shown
    return [each.with_texts(mask_phones) for each in shown]


def read_paper(actor: Actor, filing_id: int) -> Download:
    """成件 (PDF): the stored bytes; raises `NotAllowed`, `NotFound` before it is made, `StoreDamaged`."""
    filing, paper = _whole(actor, filing_id)
    if paper.state is not PaperState.READY:
        raise NotFound(f"这件备案的成件现在是“{paper.state.value}”，请在备案件页面重新出件")
    return Download(papers.read(paper), "application/pdf", f"{filing.machine_number}.pdf")


def read_page(actor: Actor, filing_id: int, number: int, is_revealed: bool = False) -> Download:
    """成件的一页 as PNG, from page 1; its phones covered until they are revealed."""
    filing, paper = _whole(actor, filing_id)
    page = next((page for page in paper.pages if page.number == number), None)
    if page is None:
        raise NotFound(f"这件成件没有第 {number} 页")
    content = papers.store().get(page.sha256)
    if not is_revealed and not sees_at_once(actor, filing):
        content = blotted(papers.read(paper), number, content)
    return Download(content, "image/png", f"{filing.machine_number}-{number}.png")


#: What a scan may be, and how its file is called.
_SCANS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def read_scan(actor: Actor, filing_id: int) -> Download:
    """盖章件扫描 of a paper sealed by hand (留白手盖), kept beside the PDF."""
    filing, paper = _whole(actor, filing_id)
    impression = _impression(paper)
    if impression is None or impression.scan_sha256 is None:
        raise NotFound("这件没有手工盖章的扫描件")
    media_type = impression.scan_media_type or ""
    if media_type not in _SCANS:
        media_type = "application/octet-stream"
    name = f"{filing.machine_number}-盖章件.{_SCANS.get(media_type, 'bin')}"
    return Download(papers.store().get(impression.scan_sha256), media_type, name)


def ask_again(actor: Actor, user: User, filing_id: int) -> Job | None:
    """重新出件: put it into the queue anew; None where the paper is there already."""
    filing = find_filing(actor, filing_id)
    check_may_ask_for_paper(actor)
    check_not_destroyed(filing)
    return asking.ask_again(papers.of_filing(filing), user)


def check_not_destroyed(filing: Filing) -> None:
    """Raises `NotFound` with when it was destroyed: its page stays, what it held is gone."""
    if filing.destroyed_at is not None:
        when = long_date(filing.destroyed_at.date())
        raise NotFound(f"{filing.filing_number}保管期满，已于{when}销毁，内容和成件不再保存")


def _whole(actor: Actor, filing_id: int) -> tuple[Filing, Paper]:
    filing = find_filing(actor, filing_id)
    created_by = db.session.scalar(
        select(Submission.created_by_id).where(Submission.id == filing.submission_id)
    )
    check_reads_whole(actor, filing, created_by)
    check_not_destroyed(filing)
    return filing, _paper(filing)


def _submission(filing: Filing) -> Submission:
    return db.session.scalars(
        select(Submission)
        .where(Submission.id == filing.submission_id)
        .options(selectinload(Submission.events))
    ).one()


def _paper(filing: Filing) -> Paper:
    return (
        db.session.scalars(
            select(Paper)
            .where(Paper.filing_id == filing.id, Paper.kind == PaperKind.FILED)
            .options(joinedload(Paper.pages))
        )
        .unique()
        .one()
    )


def _impression(paper: Paper) -> SealImpression | None:
    if paper.impression_id is None:
        return None
    return db.session.scalars(
        select(SealImpression)
        .where(SealImpression.id == paper.impression_id)
        .options(
            joinedload(SealImpression.keeper),
            joinedload(SealImpression.approver),
            joinedload(SealImpression.application),
        )
    ).one()
