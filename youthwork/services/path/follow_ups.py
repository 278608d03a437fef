"""后续办理: what may follow a filed paper, and what does; the questions behind `corrections.py`."""

from __future__ import annotations

from sqlalchemy import select

from youthwork.domain import corrections as rules
from youthwork.domain.corrections import FiledPaper, FollowUp, Successor
from youthwork.domain.duties import Duty
from youthwork.domain.errors import YouthworkError
from youthwork.domain.hierarchy import Unit
from youthwork.domain.routing import signing_unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, SealApplication, SealImpression, Submission
from youthwork.services import posts
from youthwork.services.tree import units_at


def check(filing: Filing, what: FollowUp, actor: Actor) -> FiledPaper:
    """The filing as the rules see it, once it is certain that this person may do this now."""
    paper = as_ruled(filing, successor_of(filing))
    refusal = _refusal(what, paper, actor)
    if refusal is not None:
        raise refusal
    return paper


def possible(filing: Filing, successor: Submission | None, actor: Actor) -> frozenset[FollowUp]:
    """What this person may do now: the buttons of the page."""
    holds = {Duty.CLERK, Duty.REVIEWER, Duty.SIGNER}
    if filing.subject_id != actor.user_id and not any(duty in holds for duty, _ in actor.posts):
        return frozenset()
    paper = as_ruled(filing, successor)
    return frozenset(what for what in FollowUp if _refusal(what, paper, actor) is None)


def _refusal(what: FollowUp, paper: FiledPaper, actor: Actor) -> YouthworkError | None:
    is_signer = any(duty is Duty.SIGNER for duty, _ in actor.posts)
    unit = voiding_unit(paper) if what is FollowUp.VOID and is_signer else paper.organ
    return rules.refusal(what, paper, actor, unit)


def voiding_unit(paper: FiledPaper) -> Unit | None:
    """作废单位: the organ, or its superior where every 签发人 of it filed or filled in this very paper."""
    own = {paper.filer_id, paper.submitter_id, paper.subject_id} - {None}
    return signing_unit(
        paper.organ,
        lambda unit: posts.ids_with([Duty.SIGNER], unit),
        frozenset(each for each in own if each is not None),
    )


def as_ruled(filing: Filing, successor: Submission | None) -> FiledPaper:
    """The filing as the rules see it, with what follows it."""
    receiver = filing.submission.receiver
    assert receiver is not None, "what is filed was received"
    units = units_at({filing.submission.owner.path, receiver.path})
    return FiledPaper(
        filing_number=filing.filing_number,
        version=filing.version,
        owner=units[filing.owner_id],
        organ=units[receiver.id].organ,
        department=units[receiver.id],
        filer_id=filing.filed_by_id,
        submitter_id=filing.submission.submitted_by_id,
        subject_id=filing.subject_id,
        is_voided=filing.voided_at is not None,
        later_version=filing.later_version,
        successor=_as_ruled(successor) if successor else None,
    )


def successor_of(filing: Filing) -> Submission | None:
    """后续件: the submission that corrects this filing or hands it in anew, filed or not; there is never a second."""
    return db.session.scalar(select(Submission).where(Submission.corrects_id == filing.id))


def _as_ruled(successor: Submission) -> Successor:
    return Successor(
        state=successor.state,
        was_sent=successor.first_sent_at is not None,
        was_asked_for=successor.correction_asked_by_id is not None,
    )


def is_in_seal_register(submission: Submission) -> bool:
    """Whether a seal was applied for or pressed on it: the register cannot lose an entry."""
    entries = (
        select(SealApplication.id).where(SealApplication.submission_id == submission.id),
        select(SealImpression.id).where(SealImpression.submission_id == submission.id),
    )
    return any(db.session.scalar(each.limit(1)) is not None for each in entries)
