"""销毁: carry out an approved list. Killed at any moment, it is finished by running it again.

For each filing, in this order:
    1  the content leaves the database and the index, and the filing says 已销毁       (a deed)
    2  its files leave the store                                                      (no transaction)
    3  the rows that named those files go                                             (a deed)
and when no filing of the list is left, the list says 已销毁. What is left to do is read from the rows: a filing
without `destroyed_at` stands before 1, one that still names pages or evidence before 3.

What stays: the filing's row with its numbers, its 经过, the hashes in the 清册 and on the paper's row, by which
a copy in somebody's hand can still be told. What another paper keeps under the same hash stays in the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select, update

from youthwork import clock
from youthwork.domain.errors import StepNotAllowed
from youthwork.extensions import db
from youthwork.models import (
    ArchiveExport,
    Book,
    Comment,
    Disposal,
    DisposalState,
    Draft,
    DraftSave,
    Evidence,
    Filing,
    Paper,
    PaperPage,
    PaperRendition,
    SealImpression,
    Submission,
    SubmissionFact,
    SubmissionRound,
    SubmissionSource,
    User,
    Verdict,
)
from youthwork.services import audit
from youthwork.services.archive import exports, index
from youthwork.services.archive.checking.cases import named_by
from youthwork.services.archive.disposal.appraising import check_destroyable
from youthwork.services.archive.disposal.deciding import lock
from youthwork.services.evidence.sweeping import KEPT_UNDER
from youthwork.services.printing import papers
from youthwork.services.transactions import deed

#: Filings in one deed.
SLICE = 20


def carry_out(disposal_id: int, user: User) -> Disposal:
    """销毁 what the list says. Begins and ends its own deeds; raises `StepNotAllowed`, `Unacceptable`."""
    user_id = user.id
    with deed():
        disposal = lock(disposal_id)
        if disposal.state is not DisposalState.APPROVED:
            raise StepNotAllowed(f"这份清册现在是“{disposal.state.value}”，要批准以后才能销毁")
        check_destroyable(disposal)
        going = [item.filing_id for item in disposal.items if item.verdict is Verdict.DESTROY]
    held_back = 0
    for start in range(0, len(going), SLICE):
        ids = going[start : start + SLICE]
        with deed():
            _empty(ids)
        left = _remove_files(ids)
        held_back += left
        if not left:
            with deed():
                _forget_files(ids)
    if held_back:
        raise StepNotAllowed(
            f"内容已销毁；有 {held_back} 个佐证材料的文件一天之内又被存入过，可能正在被别的材料使用："
            "请明天再按“继续销毁”"
        )
    with deed():
        return _close(disposal_id, user_id, len(going))


def _empty(filing_ids: Sequence[int]) -> None:
    """1: answers, texts, names, drafts, rounds, comments and index entries of those that still have them."""
    filings = db.session.scalars(
        select(Filing)
        .where(Filing.id.in_(filing_ids), Filing.destroyed_at.is_(None))
        .order_by(Filing.id)
        .with_for_update(of=Filing)
    ).all()
    if not filings:
        return
    ids = [filing.id for filing in filings]
    submissions = [filing.submission_id for filing in filings]
    with index.renewing(ids):
        for filing in filings:
            filing.answers, filing.text, filing.names = {}, "", ""
            filing.destroyed_at = clock.now()
    db.session.execute(
        update(Submission).where(Submission.id.in_(submissions)).values(answers={}, reopened=None)
    )
    db.session.execute(
        update(SubmissionRound)
        .where(SubmissionRound.submission_id.in_(submissions))
        .values(answers={}, explanations={})
    )
    for model in (SubmissionFact, SubmissionSource, Comment, DraftSave, Draft):
        db.session.execute(delete(model).where(model.submission_id.in_(submissions)))
    _drop_copies(set(ids))


def _drop_copies(filing_ids: set[int]) -> None:
    """汇编 and exports are copies; one that holds a destroyed paper goes whole.

    Their files go before the deed is lasting: a copy that is lost can be made again, one that stays cannot be
    unseen.
    """
    rows = db.session.execute(select(Book.id, Book.sha256, Book.filing_ids).where(Book.sha256.is_not(None)))
    books = {book_id: sha256 for book_id, sha256, bound in rows if filing_ids & set(bound)}
    db.session.execute(delete(Book).where(Book.id.in_(books)))
    made = select(ArchiveExport.id, ArchiveExport.sha256).where(ArchiveExport.sha256.is_not(None))
    before = {export_id: sha256 for export_id, sha256 in db.session.execute(made)}
    exports.drop_with(filing_ids)
    left = {export_id for export_id, _ in db.session.execute(made)}
    gone = {*books.values(), *(sha256 for export_id, sha256 in before.items() if export_id not in left)}
    for sha256 in filter(None, gone):
        _unlink(sha256)


def _remove_files(filing_ids: Sequence[int]) -> int:
    """2: the files of these filings, but what something else still names. Done twice, it is done once.

    Gives how many had to be left for a day: the same upload may be in somebody else's hands just now.
    """
    own, shared = _own_files(filing_ids), _shared_files(filing_ids)
    kept = _named_elsewhere(sorted(own | shared))
    db.session.rollback()
    for sha256 in sorted(own - kept):
        _unlink(sha256)
    going = sorted(shared - own - kept)
    return sum(not papers.store().discard(each) and papers.store().path(each).exists() for each in going)


def _own_files(filing_ids: Sequence[int]) -> set[str]:
    """What we made for these filings alone: papers of both kinds, what was appended to them, pictures of pages."""
    own = select(Paper.id).where(Paper.submission_id.in_(_submissions(filing_ids)))
    return _hashes(
        select(Paper.sha256).where(Paper.id.in_(own)),
        select(PaperPage.sha256).where(PaperPage.paper_id.in_(own)),
        select(PaperRendition.sha256).where(PaperRendition.paper_id.in_(own)),
    )


def _shared_files(filing_ids: Sequence[int]) -> set[str]:
    """What people handed in, who may hand in the same elsewhere."""
    submissions = _submissions(filing_ids)
    return _hashes(
        select(SealImpression.scan_sha256).where(SealImpression.submission_id.in_(submissions)),
        select(Evidence.sha256).where(Evidence.submission_id.in_(submissions)),
        select(Evidence.thumbnail_sha256).where(Evidence.submission_id.in_(submissions)),
    )


def _submissions(filing_ids: Sequence[int]) -> Select[Any]:
    return select(Filing.submission_id).where(Filing.id.in_(filing_ids))


def _hashes(*statements: Select[Any]) -> set[str]:
    return {sha256 for each in statements for sha256 in db.session.scalars(each) if sha256}


def _named_elsewhere(hashes: Sequence[str]) -> set[str]:
    """Those of the hashes that a paper, an upload or a book of something not destroyed keeps too."""
    gone = select(Filing.submission_id).where(Filing.destroyed_at.is_not(None))
    own = select(Paper.id).where(Paper.submission_id.in_(gone))
    others = {
        Paper.sha256: Paper.id.not_in(own),
        PaperPage.sha256: PaperPage.paper_id.not_in(own),
        PaperRendition.sha256: PaperRendition.paper_id.not_in(own),
        SealImpression.scan_sha256: SealImpression.submission_id.not_in(gone),
        Evidence.sha256: Evidence.submission_id.not_in(gone),
        Evidence.thumbnail_sha256: Evidence.submission_id.not_in(gone),
    }
    kept: set[str] = set()
    for column, is_anothers in others.items():
        kept |= set(db.session.scalars(select(column).where(column.in_(hashes), is_anothers)))
    rest = [column for column in KEPT_UNDER if column not in others]
    return kept | named_by([each for each in hashes if each not in kept], rest)


def _unlink(sha256: str) -> None:
    papers.store().path(sha256).unlink(missing_ok=True)


def _forget_files(filing_ids: Sequence[int]) -> None:
    """3: the rows that named the files; the paper's own row keeps its hash, so that a copy can be told."""
    submissions = list(db.session.scalars(_submissions(filing_ids)))
    own = list(db.session.scalars(select(Paper.id).where(Paper.submission_id.in_(submissions))))
    db.session.execute(delete(PaperPage).where(PaperPage.paper_id.in_(own)))
    db.session.execute(delete(Evidence).where(Evidence.submission_id.in_(submissions)))


def _close(disposal_id: int, user_id: int, count: int) -> Disposal:
    disposal = lock(disposal_id)
    if disposal.state is not DisposalState.CARRIED_OUT:
        disposal.state = DisposalState.CARRIED_OUT
        disposal.carried_out_by_id, disposal.carried_out_at = user_id, clock.now()
        audit.record("disposal", f"第 {disposal.id} 号销毁清册执行完毕，销毁 {count} 件", user_id)
    db.session.flush()
    return disposal
