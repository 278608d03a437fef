"""上次: what the same unit or cadre filed of the same annex before, whatever edition or notice it was under."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased

from youthwork.domain.annex_context import KnownPeriod
from youthwork.extensions import db
from youthwork.forms.annexes.base import FilledBy
from youthwork.models import Filing, Notice, Submission
from youthwork.services.path.cases import annex_of

_later = aliased(Filing)


def last_of(submission: Submission) -> KnownPeriod | None:
    """上次备案的一件: the newest in force under another notice; of a cadre's own form wherever the cadre worked.

    A correction is compared with what it corrects, not with another period.
    """
    if submission.corrects_id is not None:
        return None
    whose = Filing.owner_id == submission.owner_id
    if annex_of(submission).filled_by is FilledBy.CADRE:
        whose = Filing.subject_id == submission.subject_id
    row = db.session.execute(
        select(Filing.id, Filing.submission_id, Filing.filed_at, Filing.answers, Notice.number, Notice.title)
        .join(Submission, Filing.submission_id == Submission.id)
        .join(Notice, Submission.notice_id == Notice.id)
        .where(
            whose,
            Filing.annex_key == submission.annex_key,
            Filing.voided_at.is_(None),
            Submission.notice_id != submission.notice_id,
            ~select(_later.id).where(_later.corrects_id == Filing.id).exists(),
        )
        .order_by(Filing.filed_at.desc(), Filing.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    filed = f"{row.filed_at.year}年{row.filed_at.month}月备案"
    words = f"{row.number or row.title}，{filed}"
    return KnownPeriod(row.id, row.submission_id, words, row.answers)
