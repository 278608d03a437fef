"""推荐上报即为已报: a candidate that an organ reports upwards is the report it owed itself, as long as it is up there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from youthwork.domain.completeness import Reporting
from youthwork.domain.nominations import StageVerdict
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Notice, NoticeAnnex, ReportDuty, StageDecision, Submission
from youthwork.services.duties import keeping
from youthwork.services.duties.counting import HANDED_IN
from youthwork.services.path import stages


def follow(submission: Submission, organ_ids: Iterable[int]) -> None:
    """Let what these organs owed under the notice they passed on stand as their candidates do now."""
    chain = _chain(submission.notice)
    for organ_id in sorted(organ_ids):
        owed = (
            select(ReportDuty)
            .join(NoticeAnnex, ReportDuty.notice_annex_id == NoticeAnnex.id)
            .where(
                NoticeAnnex.notice_id.in_([each.id for each in chain]),
                NoticeAnnex.annex_key == submission.annex_key,
                ReportDuty.owner_id == organ_id,
                ReportDuty.subject_id.is_(None),
                ReportDuty.standing.in_((Reporting.MISSING, Reporting.REPORTED)),
            )
            .order_by(ReportDuty.id)
        )
        for duty in db.session.scalars(owed).all():
            own = keeping.outcome_now(duty)
            if own.standing in HANDED_IN:
                # With a paper of its own.
                continue
            reported = Reporting.REPORTED if _has_reported(organ_id, submission, chain[-1]) else own.standing
            if reported is not duty.standing:
                keeping.mark(duty, reported, paper=own.paper)


def take_back(submission: Submission) -> None:
    """The owner took the paper back: whoever had reported it upwards has not."""
    decided = select(StageDecision.organ_id).where(StageDecision.submission_id == submission.id)
    follow(submission, set(db.session.scalars(decided)))


def _has_reported(organ_id: int, submission: Submission, root: Notice) -> bool:
    """Whether a candidate that this organ reported upwards, under whoever's passing on, is still handed in."""
    upward = select(StageDecision.submission_id).where(
        StageDecision.organ_id == organ_id, StageDecision.verdict == StageVerdict.UPWARD
    )
    decided = select(Submission).where(
        Submission.id.in_(upward),
        Submission.annex_key == submission.annex_key,
        Submission.state != State.DRAFT,
    )
    papers = db.session.scalars(decided.order_by(Submission.id)).all()
    return any(
        each.organ_id == organ_id and each.verdict is StageVerdict.UPWARD
        for paper in papers
        if _chain(paper.notice)[-1] is root
        for each in stages.decisions_of(paper)
    )


def _chain(notice: Notice) -> list[Notice]:
    """The notice, what it passes on, and so on to the first."""
    found = [notice]
    while found[-1].passes_on is not None:
        found.append(found[-1].passes_on)
    return found
