"""本级意见: one press that decides about a candidate and takes the step that follows from it.

推荐上报 is 转报; 本级入选 and 不予推荐 end the way here and are filed with what was said. A candidate reported upwards is the
report the organ itself owed.
"""

from __future__ import annotations

from sqlalchemy import select

from youthwork.domain.completeness import Reporting
from youthwork.domain.nominations import StageVerdict
from youthwork.domain.workflow import Action
from youthwork.extensions import db
from youthwork.models import Filing, NoticeAnnex, ReportDuty, Submission, User
from youthwork.services.duties import keeping
from youthwork.services.path import filing, review
from youthwork.services.path.stages import Decided
from youthwork.services.tree import unit_of

#: Which step carries which verdict.
STEPS = {
    StageVerdict.UPWARD: Action.FORWARD,
    StageVerdict.CHOSEN: Action.FILE,
    StageVerdict.DECLINED: Action.FILE,
}


def decide(submission: Submission, user: User, version: int | None, decided: Decided) -> Filing | None:
    """本级意见, within the caller's deed; gives the filing where the way ends here.

    Raises `StepNotAllowed` where a reason is lacking or the candidate may not be nominated, `AlreadyMoved` where
    somebody decided since the page was drawn.
    """
    if STEPS[decided.verdict] is Action.FILE:
        return filing.file(submission, user, version, decided)
    assert submission.receiver_id is not None
    organ_id = unit_of(submission.receiver_id).organ.id
    review.forward(submission, user, version, decided.opinion, decided)
    _report(submission, organ_id)
    return None


def _report(submission: Submission, organ_id: int) -> None:
    """What the organ owed under the notice it passed on, it has reported with this candidate."""
    notices = [submission.notice]
    while notices[-1].passes_on is not None:
        notices.append(notices[-1].passes_on)
    owed = (
        select(ReportDuty)
        .join(NoticeAnnex, ReportDuty.notice_annex_id == NoticeAnnex.id)
        .where(
            NoticeAnnex.notice_id.in_([each.id for each in notices]),
            NoticeAnnex.annex_key == submission.annex_key,
            ReportDuty.owner_id == organ_id,
            ReportDuty.subject_id.is_(None),
            ReportDuty.standing == Reporting.MISSING,
        )
    )
    for duty in db.session.scalars(owed).all():
        keeping.mark(duty, Reporting.REPORTED)
