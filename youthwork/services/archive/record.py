"""备案件的一页: one filing with its way, its paper and its answers, as this reader may see them.

Opening reads; only `ask_again` writes. What may be opened is said in `access.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

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
from youthwork.services.archive.versions import Versions, versions
from youthwork.services.jobs import asking, standing
from youthwork.services.jobs.standing import Standing
from youthwork.services.path import follow_ups
from youthwork.services.printing import papers, reading
from youthwork.services.scope import find_filing


@dataclass(frozen=True)
class FilingRecord:
    """备案件 as shown: `is_whole` says whether this reader sees phones and the filed copy."""

    filing: Filing
    submission: Submission
    annex: type[AnnexForm]
    paper: Paper
    impression: SealImpression | None
    sections: Sequence[reading.ShownSection]
    is_whole: bool
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

    @property
    def kept_until(self) -> int:
        """保管期限 counts from the year after filing (8号令)."""
        return self.filing.year + self.filing.retention_years


@dataclass(frozen=True)
class Download:
    """一个文件 out of the store: its bytes, their kind, and the name to save it under."""

    content: bytes
    media_type: str
    name: str


def open_record(actor: Actor, filing_id: int) -> FilingRecord:
    """备案件 with all its page shows; raises `NotFound` outside the reader's scope."""
    filing = find_filing(actor, filing_id)
    submission = _submission(filing)
    paper = _paper(filing)
    annex = find_annex(filing.edition_key, filing.annex_key)
    whole = reads_whole(actor, filing, submission.created_by_id)
    successor = follow_ups.successor_of(filing)
    return FilingRecord(
        filing=filing,
        submission=submission,
        annex=annex,
        paper=paper,
        impression=_impression(paper),
        sections=_sections(annex, filing, whole),
        is_whole=whole,
        may_ask_again=may_ask_for_paper(actor),
        versions=versions(actor, filing),
        successor=successor,
        possible=follow_ups.possible(filing, successor, actor),
    )


def _sections(annex: type[AnnexForm], filing: Filing, is_whole: bool) -> list[reading.ShownSection]:
    """填报内容; for who may not see phones, those typed into remarks are masked as well."""
    shown = reading.shown_sections(annex, filing.answers, is_whole)
    if is_whole:
        return shown
    return [each.with_texts(mask_phones) for each in shown]


def read_paper(actor: Actor, filing_id: int) -> Download:
    """成件 (PDF): the stored bytes; raises `NotAllowed`, `NotFound` before it is made, `StoreDamaged`."""
    filing, paper = _whole(actor, filing_id)
    if paper.state is not PaperState.READY:
        raise NotFound(f"这件备案的成件现在是“{paper.state.value}”，请在备案件页面重新出件")
    return Download(papers.read(paper), "application/pdf", f"{filing.machine_number}.pdf")


def read_page(actor: Actor, filing_id: int, number: int) -> Download:
    """成件的一页 as PNG, from page 1."""
    filing, paper = _whole(actor, filing_id)
    page = next((page for page in paper.pages if page.number == number), None)
    if page is None:
        raise NotFound(f"这件成件没有第 {number} 页")
    content = papers.store().get(page.sha256)
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
    return asking.ask_again(papers.of_filing(filing), user)


def _whole(actor: Actor, filing_id: int) -> tuple[Filing, Paper]:
    filing = find_filing(actor, filing_id)
    created_by = db.session.scalar(
        select(Submission.created_by_id).where(Submission.id == filing.submission_id)
    )
    check_reads_whole(actor, filing, created_by)
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
