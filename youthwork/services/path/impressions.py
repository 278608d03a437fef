"""用印: press the unit's seal on a signed-off paper, and keep the register (用印登记簿)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.numbering import Series, impression_number, period_of
from youthwork.domain.workflow import Action, Actor, State
from youthwork.extensions import db
from youthwork.models import Organization, Paper, PaperKind, Seal, SealImpression, SealMode, Submission, User
from youthwork.services.numbers import next_number
from youthwork.services.path.cases import annex_of
from youthwork.services.path.steps import Step, check_open, take_step
from youthwork.services.tree import unit_of

#: Entries of the register on one page.
PAGE = 50


@dataclass(frozen=True)
class Scan:
    """盖章件扫描: the scan of a paper sealed by hand, already in the store."""

    sha256: str
    media_type: str


def seal_to_press(organization_id: int) -> Seal | None:
    """印章 the organ may use today; where none was ever registered, its seal of metal, pressed by hand.

    A new instance starts in mode 留白手盖 (decision 10), so an organ need not register anything to begin with.
    None where all its registered seals are out of use: a revoked seal is not replaced by silence.
    """
    usable = _usable_seal(organization_id)
    registered = select(Seal.id).where(Seal.organization_id == organization_id).limit(1)
    if usable is not None or db.session.scalar(registered) is not None:
        return usable
    organization = db.session.get_one(Organization, organization_id)
    # Not added to the session here: a page that only asks must not write.
    return Seal(
        organization_id=organization.id,
        name=organization.full_name,
        mode=SealMode.BY_HAND,
        diameter_mm=40,
        valid_from=clock.today(),
    )


def prints_to_press(submission: Submission, actor: Actor) -> bool:
    """Whether this person is to print the sheet and press a seal of metal on it: that sheet must be the whole one.

    On screen a keeper of another unit still sees its phones masked (DOMAIN §7.2).
    """
    if submission.state is not State.SIGNED_OFF or not annex_of(submission).has_seal_cell:
        return False
    unit = unit_of(submission.sealing_unit_id or submission.owner_id)
    if not actor.has((Duty.SEAL_KEEPER,), unit):
        return False
    seal = seal_to_press(unit.id)
    return seal is not None and seal.mode is SealMode.BY_HAND


def _usable_seal(organization_id: int) -> Seal | None:
    today = clock.today()
    return db.session.scalar(
        select(Seal)
        .where(
            Seal.organization_id == organization_id,
            Seal.valid_from <= today,
            (Seal.valid_until.is_(None)) | (Seal.valid_until >= today),
        )
        .order_by(Seal.id.desc())
        .limit(1)
    )


def press(
    submission: Submission, user: User, version: int | None, scan: Scan | None = None
) -> SealImpression:
    """用印: on complete, signed-off, frozen answers, by the third person (DOMAIN §5.3).

    In mode 留白手盖 the scan of the sealed sheet is kept beside the PDF; without it nothing was pressed.
    """
    check_open(submission, Action.PRESS, version)
    sealing_id = submission.sealing_unit_id or submission.owner_id
    seal = seal_to_press(sealing_id)
    if seal is None:
        raise StepNotAllowed("用印单位登记的印章都已停用，请联系其管理员登记新的印章")
    if seal.mode is SealMode.BY_HAND and scan is None:
        raise StepNotAllowed("这枚印章是留白手盖：请先打印盖章，再上传盖章件的扫描或照片")
    take_step(submission, user, Step(Action.PRESS, version, note=_note(seal, submission)))
    assert submission.submitted_by_id and submission.signed_off_by_id and submission.answers_sha256
    impression = SealImpression(
        seal=seal,
        organization_id=seal.organization_id,
        on_behalf_of_id=submission.owner_id if seal.organization_id != submission.owner_id else None,
        number=_number(seal),
        submission_id=submission.id,
        round_number=submission.round_number,
        attempt=_attempts(submission) + 1,
        purpose=f"{annex_of(submission).short_title}（第 {submission.round_number} 次报送）",
        at=clock.now(),
        applicant_id=submission.submitted_by_id,
        approver_id=submission.signed_off_by_id,
        keeper_id=user.id,
        answers_sha256=submission.answers_sha256,
        scan_sha256=scan.sha256 if scan else None,
        scan_media_type=scan.media_type if scan else None,
    )
    db.session.add(impression)
    db.session.flush()
    db.session.add(
        Paper(
            kind=PaperKind.SEALED,
            submission_id=submission.id,
            impression_id=impression.id,
            requested_at=clock.now(),
        )
    )
    db.session.flush()
    return impression


def current_impression(submission: Submission) -> SealImpression | None:
    """The impression that stands on the present round, if any."""
    return db.session.scalar(
        select(SealImpression)
        .where(SealImpression.submission_id == submission.id, SealImpression.unused_because == "")
        .order_by(SealImpression.id.desc())
        .limit(1)
    )


def mark_unused(submission: Submission, why: str) -> None:
    """未用于备案: the old impression stays in the register, marked (decision 6)."""
    impression = current_impression(submission)
    if impression is not None:
        impression.unused_because = why
        db.session.flush()


def registers(organization_ids: Collection[int], before_id: int | None = None) -> list[SealImpression]:
    """用印登记簿 of these organs, newest first: a page and one more, so that the page knows of the next."""
    query = select(SealImpression).where(SealImpression.organization_id.in_(organization_ids))
    if before_id is not None:
        query = query.where(SealImpression.id < before_id)
    people = [joinedload(getattr(SealImpression, who)) for who in ("keeper", "approver", "applicant")]
    return list(db.session.scalars(query.order_by(SealImpression.id.desc()).limit(PAGE + 1).options(*people)))


def _note(seal: Seal, submission: Submission) -> str:
    words = f"{seal.name}（{seal.mode.value}）"
    return f"{words}，代章" if seal.organization_id != submission.owner_id else words


def _number(seal: Seal) -> str:
    today = clock.today()
    number = next_number(seal.organization_id, Series.IMPRESSION, period_of(Series.IMPRESSION, today))
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
