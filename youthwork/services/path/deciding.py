"""本级意见: one press that decides about a candidate and takes the step that follows from it.

推荐上报 is 转报; 本级入选 and 不予推荐 end the way here and are filed with what was said. A candidate reported upwards is the
report the organ itself owed.
"""

from __future__ import annotations

from youthwork.domain.nominations import StageVerdict
from youthwork.domain.workflow import Action
from youthwork.models import Filing, Submission, User
from youthwork.services.path import filing, reported_upwards, review
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
    assert submission.receiver_id is not None
    organ_id = unit_of(submission.receiver_id).organ.id
    filed = None
    if STEPS[decided.verdict] is Action.FILE:
        filed = filing.file(submission, user, version, decided)
    else:
        review.forward(submission, user, version, decided.opinion, decided)
    reported_upwards.follow(submission, {organ_id})
    return filed
