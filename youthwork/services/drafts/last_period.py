"""上次: what the same unit or cadre filed of the same annex before, whatever edition or notice it was under."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from youthwork.domain.annex_context import KnownPeriod
from youthwork.domain.calendar import month_words
from youthwork.extensions import db
from youthwork.forms.annexes.base import FilledBy
from youthwork.models import Filing, Notice, Submission
from youthwork.services.path.cases import annex_of

_later = aliased(Filing)


def last_of(submission: Submission) -> KnownPeriod | None:
    """上次备案的一件: the newest in force under another notice; of a cadre's own form wherever the cadre worked.

    Of a report that recurs, the latest month before its own, whenever that was filed. A correction is compared with
    what it corrects, not with another period.
    """
    if submission.corrects_id is not None:
        return None
    annex = annex_of(submission)
    whose = Filing.owner_id == submission.owner_id
    if annex.filled_by is FilledBy.CADRE:
        whose = Filing.subject_id == submission.subject_id
    is_earlier = or_(Submission.notice_id != submission.notice_id, Submission.period != submission.period)
    if annex.recurs and submission.period:
        is_earlier = Submission.period < submission.period
    row = db.session.execute(
        select(
            Filing.id,
            Filing.submission_id,
            Filing.filed_at,
            Filing.answers,
            Notice.number,
            Notice.title,
            Submission.period,
        )
        .join(Submission, Filing.submission_id == Submission.id)
        .join(Notice, Submission.notice_id == Notice.id)
        .where(
            whose,
            Filing.annex_key == submission.annex_key,
            Filing.voided_at.is_(None),
            is_earlier,
            ~select(_later.id).where(_later.corrects_id == Filing.id).exists(),
        )
        .order_by(
            *([Submission.period.desc()] if annex.recurs else []), Filing.filed_at.desc(), Filing.id.desc()
        )
        .limit(1)
    ).first()
    if row is None:
        return None
    which = f"{month_words(row.period)}的" if annex.recurs and row.period else row.number or row.title
    words = f"{which}，{row.filed_at.year}年{row.filed_at.month}月备案"
    return KnownPeriod(row.id, row.submission_id, words, row.answers)
