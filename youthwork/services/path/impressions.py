"""用印: press the unit's seal on a signed-off paper whose pressing was approved; each press is an entry of the register."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.documents.contents import data_sha256
from youthwork.domain.duties import Duty
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.numbering import Series, impression_number, period_of
from youthwork.domain.workflow import Action, Actor, Need, State
from youthwork.extensions import db
from youthwork.models import (
    Paper,
    PaperKind,
    Seal,
    SealApplication,
    SealImpression,
    SealMode,
    Submission,
    User,
)
from youthwork.services.jobs import asking
from youthwork.services.numbers import next_number
from youthwork.services.path.cases import annex_of
from youthwork.services.path.steps import Step, check_allowed, take_step
from youthwork.services.seals import asked, chain, usable
from youthwork.services.tree import unit_of


@dataclass(frozen=True)
class Scan:
    """盖章件扫描: the scan of a paper sealed by hand, already in the store."""

    sha256: str
    media_type: str


def prints_to_press(submission: Submission, actor: Actor) -> bool:
    """Whether this person is to print the sheet and press a seal of metal on it: that sheet must be the whole one.

    On screen a keeper of another unit still sees its phones masked (DOMAIN §7.2).
    """
    if submission.state is not State.SIGNED_OFF or not annex_of(submission).has_seal_cell:
        return False
    unit = unit_of(submission.sealing_unit_id or submission.owner_id)
    if not actor.has((Duty.SEAL_KEEPER,), unit):
        return False
    return any(seal.mode is SealMode.BY_HAND for seal in usable.seals_to_press(unit.id))


def press(
    submission: Submission,
    user: User,
    version: int | None,
    scan: Scan | None = None,
    seal_id: int | None = None,
) -> SealImpression:
    """用印: on complete, signed-off, frozen and approved answers, by the keeper, the third person (DOMAIN §5.3).

    In mode 留白手盖 the scan of the sealed sheet is kept beside the PDF; without it nothing was pressed.
    `seal_id` chooses where the organ has several seals in use.
    """
    check_allowed(submission, user, Step(Action.PRESS, version))
    sealing_id = submission.sealing_unit_id or submission.owner_id
    seal = usable.choose(sealing_id, seal_id, user)
    assert seal.organization_id == sealing_id, "a seal is pressed for its owner only"
    if seal.mode is SealMode.BY_HAND and scan is None:
        raise StepNotAllowed("这枚印章是留白手盖：请先打印盖章，再上传盖章件的扫描或照片")
    application = _approved(submission)
    usable.hold(seal, user)
    take_step(submission, user, Step(Action.PRESS, version, note=_note(seal, submission)))
    impression = SealImpression(
        seal=seal,
        application_id=application.id,
        organization_id=sealing_id,
        on_behalf_of_id=submission.owner_id if sealing_id != submission.owner_id else None,
        number=_number(sealing_id),
        submission_id=submission.id,
        round_number=submission.round_number,
        attempt=_attempts(submission) + 1,
        purpose=application.purpose,
        copies=application.copies,
        at=clock.now(),
        applicant_id=application.applicant_id,
        approver_id=application.approver_id,
        keeper_id=user.id,
        answers_sha256=application.answers_sha256,
        scan_sha256=scan.sha256 if scan else None,
        scan_media_type=scan.media_type if scan else None,
    )
    db.session.add(impression)
    db.session.flush()
    chain.add_to_chain(impression)
    paper = Paper(
        kind=PaperKind.SEALED,
        submission_id=submission.id,
        impression_id=impression.id,
        requested_at=clock.now(),
    )
    db.session.add(paper)
    db.session.flush()
    asking.ask_for(paper, user)
    return impression


def _approved(submission: Submission) -> SealApplication:
    """The approved application, once it is sure that what is sealed is what was approved."""
    application = asked.current_application(submission)
    if application is None or application.approver_id is None:
        raise StepNotAllowed(Need.APPROVED.value)
    if not application.answers_sha256 == submission.answers_sha256 == data_sha256(submission.answers or {}):
        raise StepNotAllowed("内容与批准用印时不一致，不能用印：请填报单位撤回，核对后重新提交审签")
    return application


#: What a page says of an impression.
_SHOWN = (SealImpression.application, SealImpression.approver, SealImpression.keeper)


def current_impression(submission: Submission) -> SealImpression | None:
    """The impression that stands on the present round, if any."""
    return db.session.scalar(
        select(SealImpression)
        .where(SealImpression.submission_id == submission.id, SealImpression.unused_because == "")
        .order_by(SealImpression.id.desc())
        .limit(1)
        .options(*(joinedload(each) for each in _SHOWN))
    )


def mark_unused(submission: Submission, why: str) -> None:
    """未用于备案: the old impression stays in the register, marked (decision 6); its application lapses."""
    asked.lapse(submission, why)
    impression = current_impression(submission)
    if impression is not None:
        impression.unused_because = why
        db.session.flush()


def _note(seal: Seal, submission: Submission) -> str:
    words = f"{seal.name}（{seal.mode.value}）"
    return f"{words}，代章" if seal.organization_id != submission.owner_id else words


def _number(organization_id: int) -> str:
    today = clock.today()
    number = next_number(organization_id, Series.IMPRESSION, period_of(Series.IMPRESSION, today))
    return impression_number(today.year, number)


def _attempts(submission: Submission) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(SealImpression)
            .where(
                SealImpression.submission_id == submission.id,
                SealImpression.round_number == submission.round_number,
            )
        )
        or 0
    )
