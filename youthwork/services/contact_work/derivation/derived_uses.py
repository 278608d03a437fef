"""记录用在了哪里: the papers whose rows were drawn from a record, and telling who writes one that its record was mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select

from youthwork.domain.calendar import long_date
from youthwork.domain.sources import SourceKind
from youthwork.domain.workflow import EDITABLE, STATE_WORDS, Actor
from youthwork.extensions import db
from youthwork.models import (
    Activity,
    Draft,
    Filing,
    MessageKind,
    Submission,
    SubmissionRound,
    SubmissionSource,
    User,
)
from youthwork.services import scope
from youthwork.services.contact_work.derivation.derived_rows import row_name
from youthwork.services.messages.events import owners_people
from youthwork.services.messages.telling import tell


def uses_of(activity_id: int, actor: Actor | None = None) -> list[tuple[str, str]]:
    """用到这条记录的材料: words and address, oldest first; `actor` narrows them to what that person may read."""
    found = []
    for submission, filing in _papers(activity_id, actor):
        if filing is not None:
            word = f"备案号 {filing.filing_number}"
            found.append((f"{filing.title}（{word}）", f"/filings/{filing.id}"))
        else:
            word = STATE_WORDS[submission.state]
            found.append((f"{submission.title}（{word}）", f"/submissions/{submission.id}"))
    return found


def tell_corrected(activity: Activity, by: User, deed: str = "更正") -> None:
    """来源已更正: who writes a draft drawn from the record learns of it, within the deed that mends it; once each time."""
    day = long_date(activity.starts_at.date())
    for submission, _ in _papers(activity.id, None):
        if submission.state not in EDITABLE:
            continue
        tell(
            owners_people(submission),
            MessageKind.CORRECTION,
            once=f"source:{submission.id}:{activity.id}:{activity.version}",
            title=f"来源已{deed}：{submission.title}",
            words=f"{day}的活动记录已{deed}。草稿里由它写成的一行没有跟着变，打开草稿可以逐行换成更正后的。",
            url=f"/submissions/{submission.id}/draft",
            submission=submission,
            sender=by.name,
            but=by,
        )


def _papers(activity_id: int, actor: Actor | None) -> Iterator[tuple[Submission, Filing | None]]:
    """Drafts that still have the row, and papers whose last round was drawn from the record; two queries."""
    asked = scope.visible_submissions(actor) if actor else select(Submission)
    drawn = select(SubmissionSource.submission_id).where(*_from(activity_id))
    rows = db.session.execute(
        asked.where(Submission.id.in_(drawn))
        .outerjoin(Draft, Draft.submission_id == Submission.id)
        .outerjoin(Filing, Filing.submission_id == Submission.id)
        .add_columns(Draft.fields, Filing)
        .order_by(Submission.id)
    ).all()
    frozen = _last_rounds(activity_id) if rows else set()
    for submission, fields, filing in rows:
        is_used = _has_row(fields or {}, activity_id)
        if is_used if submission.state in EDITABLE else submission.id in frozen:
            yield submission, filing


def _from(activity_id: int) -> tuple[Any, Any]:
    return SubmissionSource.kind == SourceKind.ACTIVITY, SubmissionSource.record_id == activity_id


def _last_rounds(activity_id: int) -> set[int]:
    """The papers whose round submitted last was drawn from the record."""
    last = (
        select(func.max(SubmissionRound.number))
        .where(SubmissionRound.submission_id == SubmissionSource.submission_id)
        .scalar_subquery()
    )
    found = select(SubmissionSource.submission_id).where(
        *_from(activity_id), SubmissionSource.round_number == last
    )
    return set(db.session.scalars(found))


def _has_row(fields: Mapping[str, list[str]], activity_id: int) -> bool:
    return any(
        f"a{activity_id}" in rows and f"{row_name(name, activity_id)}-time" in fields
        for name, rows in fields.items()
    )
