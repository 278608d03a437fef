"""撤并前: what a unit consists of, and what has to be done before it can be merged."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select

from youthwork import clock
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Appointment, Organization, Seal, SealState, Submission
from youthwork.services.personnel.dated import still_open

_ON_THEIR_WAY = (State.IN_SIGN_OFF, State.SIGNED_OFF, State.PRESSED)
_WITH_SUPERIOR = (State.SENT, State.ACCEPTED, State.RETURNED)


def obstacles(organ: Organization) -> list[str]:
    """还不能撤并的原因: each a sentence that says what to do first."""
    places = places_of(organ)
    found = []
    own = count(Submission, Submission.owner_id.in_(places), Submission.state.in_(_ON_THEIR_WAY))
    if own:
        found.append(f"还有 {own} 件已提交审签、没有报送，请先报送或撤回")
    sent = count(Submission, Submission.owner_id.in_(places), Submission.state.in_(_WITH_SUPERIOR))
    if sent:
        found.append(f"还有 {sent} 件已报送、上级没有办结，请等备案；还没有签收的可以先撤回")
    correcting = count(
        Submission,
        Submission.owner_id.in_(places),
        Submission.corrects_id.is_not(None),
        Submission.state == State.DRAFT,
    )
    if correcting:
        found.append(f"还有 {correcting} 件更正没有办完，请先报送或放弃更正")
    holding = or_(
        Submission.receiver_id.in_(places),
        Submission.signing_unit_id.in_(places),
        Submission.sealing_unit_id.in_(places),
    )
    received = count(
        Submission,
        holding,
        Submission.owner_id.not_in(places),
        Submission.state.not_in((State.FILED, State.DRAFT)),
    )
    if received:
        found.append(f"还有下级报来的 {received} 件由它审签、用印或受理，请先办结")
    seals = count(
        Seal, Seal.organization_id.in_(places), Seal.state.in_((SealState.PENDING, SealState.ACTIVE))
    )
    if seals:
        found.append(f"还有 {seals} 枚印章在用或待核准，请先在印章台账办理缴销或停用")
    return found


def departments_of(organ: Organization) -> list[Organization]:
    return list(
        db.session.scalars(
            select(Organization)
            .where(
                Organization.parent_id == organ.id,
                Organization.department_function.is_not(None),
                still_open(),
            )
            .order_by(Organization.position.desc(), Organization.id.desc())
        )
    )


def units_of(organ: Organization) -> list[Organization]:
    """直接下级组织 that are open, in their order."""
    return list(
        db.session.scalars(
            select(Organization)
            .where(
                Organization.parent_id == organ.id, Organization.department_function.is_(None), still_open()
            )
            .order_by(Organization.position, Organization.id)
        )
    )


def places_of(organ: Organization) -> list[int]:
    rows = select(Organization.id).where(
        or_(
            Organization.id == organ.id,
            (Organization.parent_id == organ.id) & Organization.department_function.is_not(None),
        )
    )
    return list(db.session.scalars(rows))


def posts_of(organ: Organization) -> list[Appointment]:
    """任职 that hold today or begin later, of the unit and its departments."""
    return list(
        db.session.scalars(
            select(Appointment)
            .where(
                Appointment.organization_id.in_(places_of(organ)),
                or_(Appointment.ends_on.is_(None), Appointment.ends_on >= clock.today()),
            )
            .order_by(Appointment.position, Appointment.id)
        )
    )


def count(model: type[Submission | Seal], *conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
