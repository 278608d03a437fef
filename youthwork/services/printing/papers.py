"""出件: make the PDF a deed asked for, after the deed is lasting. Idempotent: asked twice, made once.

The unit's sealed bytes come first and carry no number; at filing the receiving organ signs the same bytes, its
foot strip being the look of its signature (decision 9). What fails stays visible as 出件失败 and can be asked
for again. How a paper is put together is in `making.py`.
"""

from __future__ import annotations

from flask import current_app

from youthwork import clock
from youthwork.documents.images import page_images
from youthwork.documents.store import PaperStore
from youthwork.domain.errors import YouthworkError
from youthwork.extensions import db
from youthwork.models import Filing, Paper, PaperKind, PaperPage, PaperState, SealImpression
from youthwork.services.printing import making
from youthwork.services.printing.making import Made
from youthwork.services.transactions import deed


def store() -> PaperStore:
    return PaperStore(current_app.config["PAPER_STORE"])


def produce(paper_id: int) -> Paper:
    """出件: render, press, mark, store. Begins and ends its own deed; a failure is kept as a sentence."""
    paper = db.session.get(Paper, paper_id)
    assert paper is not None
    if paper.state is PaperState.READY:
        return paper
    try:
        made = _make(paper)
        pages = [store().put(image) for image in page_images(made.content)]
        digest = store().put(made.content)
    except YouthworkError as refused:
        return _fail(paper_id, refused.sentence)
    except Exception:
        # The filing itself is safe and must not look refused; the fault is logged whole and shown as a state.
        current_app.logger.exception("paper %s could not be made", paper_id)
        return _fail(paper_id, "出件时发生程序错误，已记入日志；请稍后重试或联系管理员")
    return _keep(paper_id, made, digest, pages)


def read(paper: Paper) -> bytes:
    """The stored bytes, with the time stamps appended since; raises `StoreDamaged` when they are gone or differ."""
    return store().get(newest_sha256(paper))


def newest_sha256(paper: Paper) -> str:
    """The hash of the paper as it is handed out: the newest rendition, or what was made first."""
    assert paper.sha256 is not None
    return paper.renditions[-1].sha256 if paper.renditions else paper.sha256


def _make(paper: Paper) -> Made:
    if paper.kind is PaperKind.SEALED:
        assert paper.impression_id is not None
        return making.sealed(paper, db.session.get_one(SealImpression, paper.impression_id))
    filing = db.session.get_one(Filing, paper.filing_id)
    return making.filed(filing, _sealed(paper) if paper.impression_id else making.face(paper))


def _sealed(filed: Paper) -> Made:
    """What the unit sent; made now if the press was so recent that they are not there yet."""
    sealed_id = db.session.scalar(
        db.select(Paper.id).where(Paper.impression_id == filed.impression_id, Paper.kind == PaperKind.SEALED)
    )
    assert sealed_id is not None
    sealed = produce(sealed_id)
    if sealed.state is not PaperState.READY:
        raise YouthworkError(f"盖章件还没有出成：{sealed.failure}")
    return Made(read(sealed), remark=sealed.remark)


def _keep(paper_id: int, made: Made, digest: str, pages: list[str]) -> Paper:
    with deed():
        paper = db.session.get(Paper, paper_id, with_for_update=True)
        assert paper is not None
        if paper.state is not PaperState.READY:
            paper.state = PaperState.READY
            paper.sha256 = digest
            paper.made_at = clock.now()
            paper.failure = ""
            paper.is_stamped = made.is_stamped
            paper.good_until = made.good_until
            paper.code_text = made.code_text
            paper.remark = made.remark
            paper.attempts += 1
            paper.pages = [
                PaperPage(number=number, sha256=page) for number, page in enumerate(pages, start=1)
            ]
    return paper


def _fail(paper_id: int, sentence: str) -> Paper:
    with deed():
        paper = db.session.get(Paper, paper_id, with_for_update=True)
        assert paper is not None
        # Another worker may have made it in between.
        if paper.state is not PaperState.READY:
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
