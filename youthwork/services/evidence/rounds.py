"""各次报送: which files went with which round. A round that was handed over keeps what was sent with it."""

from __future__ import annotations

from sqlalchemy import delete, select

from youthwork.extensions import db
from youthwork.models import Evidence, Submission


def in_round(submission_id: int, number: int) -> list[Evidence]:
    """佐证材料 of one round, in the order they were added."""
    return present_and_taken_out(submission_id, number)[0]


def present_and_taken_out(submission_id: int, number: int) -> tuple[list[Evidence], list[Evidence]]:
    """佐证材料 of one round; and 已移除 by it: what an earlier round was handed over with, or this round had itself."""
    every = db.session.scalars(
        select(Evidence)
        .where(Evidence.submission_id == submission_id, Evidence.added_in <= number)
        .order_by(Evidence.id)
    ).all()
    present = [each for each in every if each.removed_in is None or each.removed_in > number]
    gone = [
        each
        for each in every
        if each.removed_in is not None
        and each.removed_in <= number
        and (each.removed_in > each.added_in or each.removed_in == number)
    ]
    return present, gone


def copy_filed(filed: Submission, correction: Submission) -> None:
    """更正: the new draft starts with what was filed; the files themselves stay where they are."""
    for each in in_round(filed.id, filed.round_number):
        db.session.add(
            Evidence(
                submission_id=correction.id,
                field=each.field,
                name=each.name,
                caption=each.caption,
                sha256=each.sha256,
                media_type=each.media_type,
                size=each.size,
                thumbnail_sha256=each.thumbnail_sha256,
                added_in=correction.round_number,
                added_by_id=each.added_by_id,
                added_at=each.added_at,
            )
        )
    db.session.flush()


def forget(submission: Submission) -> None:
    """放弃更正: what stood beside the draft goes with it."""
    db.session.execute(delete(Evidence).where(Evidence.submission_id == submission.id))
