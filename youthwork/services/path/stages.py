"""逐级意见: what each level decided about a candidate, kept with the step that carried it, and read again for the paper.

Those count that were given since the paper was last submitted and sent. The owner's own word is its 审签.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.nominations import (
    OWN,
    Opinion,
    StageVerdict,
    label_of,
    needs_words,
    printed,
    verdict_words,
    verdicts,
)
from youthwork.domain.workflow import EDITABLE, Action
from youthwork.extensions import db
from youthwork.models import Organization, StageDecision, Submission, SubmissionEvent, User
from youthwork.services.eligibility import gate
from youthwork.services.path.cases import annex_of
from youthwork.services.tree import find_organization, unit_of

MOST = 500
#: 审签 of the owner in the words of a recommendation.
_OWN_WORDS = "同意推荐。"


@dataclass(frozen=True)
class Decided:
    """本级意见 as given: the verdict and the words with it."""

    verdict: StageVerdict
    opinion: str = ""


def check(submission: Submission, decided: Decided | None) -> None:
    """Refuse a step upwards or to the file that lacks this level's decision, or that the candidate may not pass.

    Raises `StepNotAllowed`; an annex that is not decided by level passes as it is.
    """
    if not annex_of(submission).is_decided_by_level:
        return
    if decided is None:
        raise StepNotAllowed("这张表由各级写明意见：请在“本级意见”里选推荐上报、本级入选或不予推荐")
    assert submission.receiver_id is not None
    if decided.verdict not in offered(submission):
        raise StepNotAllowed(
            f"{unit_of(submission.receiver_id).organ.name}是这次推荐的最高一级，不能再推荐上报"
        )
    if needs_words(decided.verdict) and not decided.opinion.strip():
        raise StepNotAllowed("不予推荐要写明理由")
    if len(decided.opinion.strip()) > MOST:
        raise StepNotAllowed(f"意见最多 {MOST} 个字，现在 {len(decided.opinion.strip())} 个字")
    if decided.verdict is not StageVerdict.DECLINED:
        gate.check(submission)


def offered(submission: Submission) -> tuple[StageVerdict, ...]:
    """可选的本级意见 where the paper lies now: nothing goes above who asked for it in the first place."""
    assert submission.receiver_id is not None
    organ = unit_of(submission.receiver_id).organ
    return verdicts(organ.superior is not None and organ.id != first_issuer_id(submission))


def words_of(submission: Submission, verdict: StageVerdict) -> str:
    """本级意见 in the words of the level where the paper lies now."""
    return verdict_words(verdict, StageVerdict.UPWARD in offered(submission))


def first_issuer_id(submission: Submission) -> int:
    """最初的印发机关: a notice passed on is its superior's."""
    notice = submission.notice
    while notice.passes_on is not None:
        notice = notice.passes_on
    return notice.issuer_id


def keep(
    event: SubmissionEvent, submission: Submission, receiver_id: int, decided: Decided, by: User
) -> None:
    """记下本级意见 with the step just taken, in the name of the organ that received the paper."""
    unit = unit_of(receiver_id).organ
    organ: Organization = find_organization(unit.id)
    db.session.add(
        StageDecision(
            submission_id=submission.id,
            event_id=event.id,
            organ_id=organ.id,
            organ_name=organ.common_name,
            level=organ.level,
            verdict=decided.verdict,
            opinion=decided.opinion.strip(),
            decided_by_id=by.id,
            decided_by_name=by.name,
            decided_at=event.at,
        )
    )
    db.session.flush()


def decisions_of(submission: Submission) -> list[StageDecision]:
    """本级意见 in force, the lowest level first."""
    begun_anew = (
        select(func.coalesce(func.max(SubmissionEvent.id), 0))
        .where(
            SubmissionEvent.submission_id == submission.id,
            SubmissionEvent.action.in_((Action.SUBMIT, Action.SEND)),
        )
        .scalar_subquery()
    )
    rows = select(StageDecision).where(
        StageDecision.submission_id == submission.id, StageDecision.event_id > begun_anew
    )
    return list(db.session.scalars(rows.order_by(StageDecision.event_id)))


def opinions_of(submission: Submission) -> tuple[Opinion, ...]:
    """各级意见 as the paper prints them; empty where no level decides, and while the owner writes."""
    if not annex_of(submission).is_decided_by_level or submission.state in EDITABLE:
        return ()
    own, first = _own(submission), first_issuer_id(submission)
    above = (
        Opinion(
            label_of(each.level),
            printed(each.verdict, each.opinion, has_superior=each.organ_id != first),
            each.organ_name,
            each.decided_by_name,
            each.decided_at.date(),
        )
        for each in decisions_of(submission)
    )
    return (*([own] if own else []), *above)


def _own(submission: Submission) -> Opinion | None:
    """推荐单位意见: the sign-off of the present round."""
    if submission.signed_off_by_id is None:
        return None
    event = db.session.scalar(
        select(SubmissionEvent)
        .where(
            SubmissionEvent.submission_id == submission.id,
            SubmissionEvent.action == Action.SIGN_OFF,
            SubmissionEvent.round_number == submission.round_number,
        )
        .order_by(SubmissionEvent.id.desc())
        .limit(1)
    )
    if event is None:
        return None
    return Opinion(OWN, _OWN_WORDS, submission.owner.common_name, event.actor_name, event.at.date())
