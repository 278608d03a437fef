"""可见范围: what may this person see. One SELECT each; routes load through them, so out of sight is 404."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import WITH_RECEIVER, Actor, State
from youthwork.extensions import db
from youthwork.models import (
    DraftSave,
    Filing,
    FilingScope,
    Notice,
    NoticeAnnex,
    Organization,
    ReportDuty,
    Submission,
    SubmissionEvent,
)
from youthwork.services.posts import office_units
from youthwork.services.tree import absorbed_by


def visible_submissions(actor: Actor) -> Select[Submission]:
    """报送件 this person may read.

    The owner's office sees all of its own; a cadre the ones about or by them; the receiving side what has
    been sent to it; who signs or seals for a unit, while it is their turn; who acted once, always.
    """
    return select(Submission).where(_seen_by(actor.user_id, office_units(actor), receiving_units(actor)))


def _seen_by(mine: Any, acting: Any, receiving: Any) -> ColumnElement[bool]:
    return or_(
        Submission.subject_id == mine,
        Submission.created_by_id == mine,
        _in_or_under(Submission.owner_id, acting),
        and_(
            _in_or_under(Submission.receiver_id, receiving),
            Submission.state.in_(WITH_RECEIVER),
        ),
        and_(Submission.state == State.IN_SIGN_OFF, Submission.signing_unit_id.in_(acting)),
        and_(Submission.state == State.SIGNED_OFF, Submission.sealing_unit_id.in_(acting)),
        Submission.id.in_(select(SubmissionEvent.submission_id).where(SubmissionEvent.actor_id == mine)),
    )


def find_submission(actor: Actor, submission_id: int) -> Submission:
    """报送件 in this person's sight, or one they once typed in: a case's own people may always read it."""
    found: Submission = one_in_sight(one_submission(), actor, submission_id)[0]
    return found


def one_in_sight(query: Select[Any], actor: Actor, submission_id: int) -> tuple[Any, ...]:
    """What `one_submission`, or a query that asks more of the same paper, gives for this person; raises `NotFound`."""
    asked = {
        "id": submission_id,
        "mine": actor.user_id,
        "acting": list(office_units(actor)),
        "receiving": list(receiving_units(actor)),
    }
    found = db.session.execute(query, asked).unique().one_or_none()
    if found is None:
        raise NotFound("没有这件报送件，或它不在你的可见范围内")
    return tuple(found)


@cache
def one_submission() -> Select[Submission]:
    """Built once: every door to a paper asks it."""
    mine = bindparam("mine", type_=Integer)
    units = (bindparam(name, type_=Integer, expanding=True) for name in ("acting", "receiving"))
    typed = exists().where(DraftSave.submission_id == Submission.id, DraftSave.saved_by_id == mine)
    return select(Submission).where(
        Submission.id == bindparam("id", type_=Integer), or_(_seen_by(mine, *units), typed)
    )


def receiving_units(actor: Actor) -> set[int]:
    """The organizations for which this person receives: as their 审核人 or 签发人."""
    return {unit.id for duty, unit in actor.posts if duty in (Duty.REVIEWER, Duty.SIGNER)}


def visible_filings(actor: Actor) -> Select[Filing]:
    """备案件 this person may find: those of their organs' scope on the day of filing, and their own."""
    return select(Filing).where(found_by(actor))


def readable_filings(actor: Actor) -> Select[Filing]:
    """备案件 this person may open, asked of a few: what they find, and every case they once had a hand in.

    Each of the latter is looked up by the one case, so lists of the archive go by `visible_filings` alone.
    """
    mine, case = actor.user_id, Filing.submission_id
    hand = (
        exists().where(SubmissionEvent.submission_id == case, SubmissionEvent.actor_id == mine),
        exists().where(DraftSave.submission_id == case, DraftSave.saved_by_id == mine),
        exists().where(Submission.id == case, Submission.created_by_id == mine),
    )
    return select(Filing).where(or_(found_by(actor), *hand))


def found_by(actor: Actor) -> ColumnElement[bool]:
    """Whether this person finds a filing, asked of one filing at a time: a whole scope may hold a million."""
    scope = exists().where(
        FilingScope.filing_id == Filing.id, FilingScope.organization_id.in_(archive_units(actor))
    )
    return or_(scope, Filing.subject_id == actor.user_id)


def archive_units(actor: Actor) -> set[int]:
    """The organs whose archive this person reads, with those merged into them; a department's people read their organ's."""
    own = {unit.organ.id for duty, unit in actor.posts if duty is not Duty.CADRE}
    return own | absorbed_by(own) if actor.has_absorbed and own else own


def find_filing(actor: Actor, filing_id: int) -> Filing:
    found = db.session.scalar(readable_filings(actor).where(Filing.id == filing_id))
    if found is None:
        raise NotFound("没有这件备案件，或它不在你的可查范围内")
    return found


def visible_notices(actor: Actor) -> Select[Notice]:
    """通知 issued by any organ above this person's, or by their own, and whatever asks something of them.

    A draft has its own door.
    """
    above = {unit.id for _, held_in in actor.posts for unit in held_in.chain}
    # What a unit owes it takes along, wherever it is put.
    asks_us = (
        select(NoticeAnnex.notice_id)
        .join(ReportDuty, ReportDuty.notice_annex_id == NoticeAnnex.id)
        .where(ReportDuty.owner_id.in_({unit.organ.id for _, unit in actor.posts}))
    )
    return (
        select(Notice)
        .where(or_(Notice.issuer_id.in_(above), Notice.id.in_(asks_us)), Notice.state != NoticeState.DRAFT)
        .order_by(Notice.issued_on.desc(), Notice.id.desc())
    )


def find_notice(actor: Actor, notice_id: int) -> Notice:
    found = db.session.scalar(visible_notices(actor).where(Notice.id == notice_id))
    if found is None:
        raise NotFound("没有这份通知，或它没有发给你的单位")
    return found


def sees_personal_data(actor: Actor, submission: Submission) -> bool:
    """Full phones are for the person, the own organ's office, and the receiving department (DOMAIN §7.2)."""
    if actor.user_id == submission.subject_id or began_here(
        actor, submission.created_by_id, submission.owner_id
    ):
        return True
    if submission.owner_id in office_units(actor):
        return True
    if submission.state is State.IN_SIGN_OFF and submission.signing_unit_id in office_units(actor):
        # A superior signing for a small unit answers for every cell of it.
        return True
    if submission.state not in WITH_RECEIVER:
        return False
    if submission.receiver_id in receiving_units(actor):
        return True
    # The organ's 签发人 acts for its departments (`duties.acts_for`).
    organ_id = submission.receiver.parent_id if submission.receiver else None
    return any(duty is Duty.SIGNER and unit.id == organ_id for duty, unit in actor.posts)


def shows_personal_data(actor: Actor, submission: Submission) -> bool:
    """Whether a page shows them without being asked: once it is filed, only one's own; see `archive/reveal.py`."""
    if submission.state is State.FILED and submission.subject_id != actor.user_id:
        return False
    return sees_personal_data(actor, submission)


def began_here(actor: Actor, created_by_id: int | None, owner_id: int) -> bool:
    """Whether this person began the paper and still works where it comes from; who left reads it masked."""
    return actor.user_id == created_by_id and any(unit.organ.id == owner_id for _, unit in actor.posts)


def _in_or_under(column: InstrumentedAttribute[Any], ids: Any) -> ColumnElement[bool]:
    """The column names one of these organizations, or a department of one of them."""
    departments = select(Organization.id).where(
        Organization.parent_id.in_(ids), Organization.department_function.is_not(None)
    )
    return or_(column.in_(ids), column.in_(departments))
