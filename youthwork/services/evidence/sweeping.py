"""清理佐证材料: what was taken out before anybody was handed it leaves the records and the store.

A file that went out with any round stays, whoever removed it later; so does what another paper, another draft or a
finished paper keeps under the same hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, delete, or_, select

from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    ActivityPhoto,
    ArchiveExport,
    Book,
    Evidence,
    Paper,
    PaperPage,
    PaperRendition,
    Seal,
    SealImpression,
    Submission,
)
from youthwork.services.printing.papers import store

_AT_ONCE = 100

#: Everything that lies in the store under its hash.
KEPT_UNDER = (
    Evidence.sha256,
    Evidence.thumbnail_sha256,
    Paper.sha256,
    PaperPage.sha256,
    PaperRendition.sha256,
    Book.sha256,
    ArchiveExport.sha256,
    Seal.authority_sha256,
    SealImpression.scan_sha256,
    ActivityPhoto.sha256,
    ActivityPhoto.thumbnail_sha256,
)


def sweep(_day: date, after: int) -> int | None:
    """清理一批, by id beyond `after`; gives the last one, None when there are no more. Within the caller's deed.

    Whoever looks at the paper sees no difference: these entries can neither be opened nor put back any more.
    """
    gone = db.session.execute(
        select(Evidence.id, Evidence.sha256, Evidence.thumbnail_sha256)
        .join(Submission, Submission.id == Evidence.submission_id)
        .where(Evidence.id > after, _is_forgotten())
        .order_by(Evidence.id)
        .limit(_AT_ONCE)
    ).all()
    if not gone:
        return None
    db.session.execute(delete(Evidence).where(Evidence.id.in_([row.id for row in gone])))
    discard_unspoken({sha256 for row in gone for sha256 in (row.sha256, row.thumbnail_sha256) if sha256})
    return int(gone[-1].id)


def _is_forgotten() -> ColumnElement[bool]:
    """Added and removed in one round, which is over: as long as it is open, it may be put back."""
    is_over = or_(Submission.round_number > Evidence.removed_in, Submission.state == State.FILED)
    return (Evidence.removed_in == Evidence.added_in) & is_over


def discard_unspoken(hashes: Iterable[str]) -> None:
    """Off the disk what nothing speaks of any more; within the deed that forgot it."""
    left = set(hashes)
    for column in KEPT_UNDER:
        left -= set(db.session.scalars(select(column).where(column.in_(left))))
    for sha256 in sorted(left):
        store().discard(sha256)
