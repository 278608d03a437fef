"""用印申请: opened when a paper is signed off, approved by another person, used by one press or lapsed.

The applicant is who submitted the paper; the workflow (`domain/workflow.py`) says who may approve and press.
"""

from __future__ import annotations

from sqlalchemy import func, select

from youthwork import clock
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.numbering import Series, period_of, press_approval_number
from youthwork.extensions import db
from youthwork.models import SealApplication, Submission, User
from youthwork.services.numbers import next_number

#: As the CHECK some_copies of the table.
MOST_COPIES = 99


def open_application(submission: Submission, purpose: str) -> SealApplication:
    """申请用印 of the submission's frozen answers, in the name of who submitted it."""
    assert submission.submitted_by_id is not None and submission.answers_sha256 is not None
    application = SealApplication(
        submission_id=submission.id,
        round_number=submission.round_number,
        attempt=_attempts(submission) + 1,
        organization_id=submission.sealing_unit_id or submission.owner_id,
        purpose=purpose,
        answers_sha256=submission.answers_sha256,
        applicant_id=submission.submitted_by_id,
        applied_at=clock.now(),
    )
    db.session.add(application)
    db.session.flush()
    return application


def current_application(submission: Submission) -> SealApplication | None:
    """The application that stands for the present round, if any."""
    return db.session.scalar(
        select(SealApplication)
        .where(
            SealApplication.submission_id == submission.id,
            SealApplication.round_number == submission.round_number,
            SealApplication.lapsed_because == "",
        )
        .order_by(SealApplication.id.desc())
        .limit(1)
    )


def mark_approved(application: SealApplication, user: User, copies: int, principal: str = "") -> None:
    """批准, with its number (YS-2017-0007) and the number of copies allowed; `principal` is who a deputy acts for."""
    if not 1 <= copies <= MOST_COPIES:
        raise StepNotAllowed(f"用印份数须在 1 到 {MOST_COPIES} 之间，现在写的是 {copies}")
    today = clock.today()
    period = period_of(Series.PRESS_APPROVAL, today)
    number = next_number(application.organization_id, Series.PRESS_APPROVAL, period)
    application.copies = copies
    application.approver_id = user.id
    application.approver_for = principal
    application.approved_at = clock.now()
    application.approval_number = press_approval_number(today.year, number)
    db.session.flush()


def lapse(submission: Submission, why: str) -> None:
    """失效: the paper was taken back or returned; a new round or attempt asks anew.

    A return has begun the next round by then, so the application is looked for in whichever round it was made.
    """
    standing = select(SealApplication).where(
        SealApplication.submission_id == submission.id, SealApplication.lapsed_because == ""
    )
    for application in db.session.scalars(standing):
        application.lapsed_because = why
    db.session.flush()


def _attempts(submission: Submission) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(SealApplication)
            .where(
                SealApplication.submission_id == submission.id,
                SealApplication.round_number == submission.round_number,
            )
        )
        or 0
    )
