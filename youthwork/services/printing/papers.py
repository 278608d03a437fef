"""出件: make the PDF a deed asked for, after the deed is lasting. Idempotent: asked twice, made once.

The unit's sealed bytes come first and carry no number; at filing the receiving organ's foot strip is laid
on the same bytes (decision 9). What fails stays visible as 出件失败 and can be asked for again.
"""

from __future__ import annotations

from flask import current_app

from youthwork import clock
from youthwork.documents import pipeline
from youthwork.documents.codes import FilingMark
from youthwork.documents.images import page_images
from youthwork.documents.pdf import places
from youthwork.documents.seals import demo_seal_svg
from youthwork.documents.store import PaperStore
from youthwork.domain.errors import YouthworkError
from youthwork.extensions import db
from youthwork.models import (
    Filing,
    Organization,
    Paper,
    PaperKind,
    PaperPage,
    PaperState,
    SealImpression,
    SealMode,
    Submission,
)
from youthwork.services.path.cases import annex_of
from youthwork.services.path.filing import paper_heading
from youthwork.services.printing.faces import Marks, render_face
from youthwork.services.transactions import deed

#: A paper that failed so often will not come right by itself.
MOST_ATTEMPTS = 5


def store() -> PaperStore:
    return PaperStore(current_app.config["PAPER_STORE"])


def produce(paper_id: int) -> Paper:
    """出件: render, press, mark, store. Begins and ends its own deed; a failure is kept as a sentence."""
    paper = db.session.get(Paper, paper_id)
    assert paper is not None
    if paper.state is PaperState.READY:
        return paper
    try:
        content = _make(paper)
        pages = [store().put(image) for image in page_images(content)]
        digest = store().put(content)
    except YouthworkError as refused:
        return _fail(paper_id, refused.sentence)
    except Exception:
        # The filing itself is safe and must not look refused; the fault is logged whole and shown as a state.
        current_app.logger.exception("paper %s could not be made", paper_id)
        return _fail(paper_id, "出件时发生程序错误，已记入日志；请稍后重试或联系管理员")
    return _keep(paper_id, content, digest, pages)


def produce_pending(most: int = 100) -> int:
    """补出件: whatever was asked for and is not there yet, the least tried first. Gives how many were made.

    What failed `MOST_ATTEMPTS` times waits for a person to press 重新出件.
    """
    waiting = db.session.scalars(
        db.select(Paper.id)
        .where(Paper.state != PaperState.READY, Paper.attempts < MOST_ATTEMPTS)
        .order_by(Paper.attempts, Paper.id)
        .limit(most)
    ).all()
    return sum(produce(paper_id).state is PaperState.READY for paper_id in waiting)


def read(paper: Paper) -> bytes:
    """The stored bytes; raises `StoreDamaged` when they are gone or differ from their hash."""
    assert paper.sha256 is not None
    return store().get(paper.sha256)


def _make(paper: Paper) -> bytes:
    if paper.kind is PaperKind.SEALED:
        assert paper.impression_id is not None
        return _sealed(paper, _impression(paper.impression_id))
    filing = db.session.get(Filing, paper.filing_id)
    assert filing is not None
    content = _sealed_bytes(paper) if paper.impression_id else _face(paper)
    mark = FilingMark(
        filing_number=filing.filing_number,
        machine_number=filing.machine_number,
        organization=filing.organ_name,
        filed_on=filing.filed_at.date(),
        answers_sha256=filing.answers_sha256,
        is_demo=current_app.config["IS_DEMO"],
    )
    return pipeline.add_foot_strip(content, places(content)["foot-strip"], mark)


def _sealed_bytes(filed: Paper) -> bytes:
    """The bytes the unit sent; made now if the press was so recent that they are not there yet."""
    sealed_id = db.session.scalar(
        db.select(Paper.id).where(Paper.impression_id == filed.impression_id, Paper.kind == PaperKind.SEALED)
    )
    assert sealed_id is not None
    sealed = produce(sealed_id)
    if sealed.state is not PaperState.READY:
        raise YouthworkError(f"盖章件还没有出成：{sealed.failure}")
    return read(sealed)


def _sealed(paper: Paper, impression: SealImpression) -> bytes:
    content = _face(paper, on_behalf_of=impression.on_behalf_of_id is not None)
    seal = impression.seal
    if seal.mode is SealMode.BY_HAND:
        return content
    svg = demo_seal_svg(seal.name, seal.diameter_mm)
    return pipeline.press(
        content, places(content)["seal-place"], svg, seal.diameter_mm, pipeline.SEAL_DISCLAIMER
    )


def _face(paper: Paper, on_behalf_of: bool = False) -> bytes:
    submission = db.session.get(Submission, paper.submission_id)
    assert submission is not None and submission.answers is not None
    annex = annex_of(submission)
    html = render_face(
        submission.notice.edition_key,
        annex,
        submission.answers,
        paper_heading(submission),
        Marks(current_app.config["IS_DEMO"], on_behalf_of),
    )
    owner = db.session.get(Organization, submission.owner_id)
    assert owner is not None
    title = f"{owner.short_name} {submission.title}"
    return pipeline.face(html, title, submission.answers, paper.requested_at).pdf


def _impression(impression_id: int) -> SealImpression:
    impression = db.session.get(SealImpression, impression_id)
    assert impression is not None
    return impression


def _keep(paper_id: int, content: bytes, digest: str, pages: list[str]) -> Paper:
    with deed():
        paper = db.session.get(Paper, paper_id, with_for_update=True)
        assert paper is not None
        if paper.state is not PaperState.READY:
            paper.state = PaperState.READY
            paper.sha256 = digest
            paper.made_at = clock.now()
            paper.failure = ""
            paper.attempts += 1
            paper.pages = [
                PaperPage(number=number, sha256=page) for number, page in enumerate(pages, start=1)
            ]
    return paper


def _fail(paper_id: int, sentence: str) -> Paper:
    with deed():
        paper = db.session.get(Paper, paper_id, with_for_update=True)
        assert paper is not None
        paper.state = PaperState.FAILED
        paper.failure = sentence[:300]
        paper.attempts += 1
    return paper


def of_impression(impression: SealImpression) -> Paper:
    """盖章件 of an impression."""
    return db.session.scalars(
        db.select(Paper).where(Paper.impression_id == impression.id, Paper.kind == PaperKind.SEALED)
    ).one()


def of_filing(filing: Filing) -> Paper:
    """备案件 of a filing."""
    return db.session.scalars(db.select(Paper).where(Paper.filing_id == filing.id)).one()
