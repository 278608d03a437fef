"""算数的一件: of the papers handed in for one annex by one owner, the one that counts as its report.

A correction does not make a second report of it, and a voided paper none at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Filing, Submission

#: 通知、附件、报告期、填报单位、团干部: whose report, and of what.
Key = tuple[int, str, str, int, int | None]


def key_of(submission: Submission) -> Key:
    return (
        submission.notice_id,
        submission.annex_key,
        submission.period,
        submission.owner_id,
        submission.subject_id,
    )


@dataclass(frozen=True)
class Reports:
    """已报的: what counts for each report; and which were voided and have not been begun anew."""

    counted: Mapping[Key, Submission]
    voided: frozenset[Key]


def reports(*conditions: ColumnElement[bool]) -> Reports:
    """算数的一件 for each report, one query: the latest filed, else the newest on its way.

    What came before a voided paper counts no more than the paper itself: the report is owed again.
    """
    rows = db.session.execute(
        select(Submission, Filing.voided_at)
        .outerjoin(Filing, Filing.submission_id == Submission.id)
        .where(*conditions)
        .order_by(Submission.id)
    )
    counted: dict[Key, Submission] = {}
    voided: set[Key] = set()
    for paper, voided_at in rows:
        key = key_of(paper)
        before = counted.get(key)
        if voided_at is not None:
            counted.pop(key, None)
            voided.add(key)
        elif before is None or before.state is not State.FILED or paper.state is State.FILED:
            counted[key] = paper
            voided.discard(key)
    return Reports(counted, frozenset(voided))


def last_voided(*conditions: ColumnElement[bool]) -> Filing | None:
    """作废的一件: the newest voided filing among the papers that meet the conditions."""
    return db.session.scalar(
        select(Filing)
        .join(Submission, Filing.submission_id == Submission.id)
        .where(Filing.voided_at.is_not(None), *conditions)
        .order_by(Filing.id.desc())
        .limit(1)
    )
