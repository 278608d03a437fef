"""评定不合格、撤销、准予参评: by whose 签发人, with a reason, told to the person; never worked out from points."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.actors import Actor
from youthwork.domain.duties import Duty
from youthwork.domain.errors import AlreadyMoved, NotAllowed, Unacceptable
from youthwork.domain.hierarchy import Unit
from youthwork.extensions import db
from youthwork.models import Disqualification, EligibilityOverride, MessageKind, Organization, User
from youthwork.services import audit, posts
from youthwork.services.eligibility import sight
from youthwork.services.messages.telling import tell
from youthwork.services.tree import unit_of

MOST = 300


def organs_for(actor: Actor, person: User) -> list[Unit]:
    """谁来评定: of the organs this person signs for, those directly above one of the cadre's; never one's own case.

    At the top of the tree, where nobody is above, the organ itself.
    """
    if actor.user_id == person.id:
        return []
    deciding: dict[int, Unit] = {}
    for appointment in posts.current_appointments(person):
        organ = unit_of(appointment.organization_id).organ
        above = organ.superior.organ if organ.superior is not None else organ
        deciding[above.id] = above
    return [organ for organ in deciding.values() if actor.has((Duty.SIGNER,), organ)]


def years() -> tuple[int, ...]:
    """可评定的年度: this one and the last."""
    this = clock.today().year
    return this, this - 1


def disqualify(
    actor: Actor, by: User, person: User, organ_id: int, year: int, reason: str
) -> Disqualification:
    """评定不合格 for a year, within the caller's deed.

    Raises `NotAllowed` for who does not sign for the cadre's superior, `AlreadyMoved` where it stands already.
    """
    if organ_id not in {organ.id for organ in organs_for(actor, person)}:
        raise NotAllowed(f"评定{person.name}由其所在单位的上级团组织签发人办理；本人的由别的签发人办理")
    if year not in years():
        raise Unacceptable(f"年度只能是{'、'.join(f'{each}年' for each in years())}")
    reason = _given(reason, "评定理由")
    # Two signers at once: the second is told, not failed by the index.
    db.session.execute(select(User.id).where(User.id == person.id).with_for_update())
    standing = db.session.scalar(
        select(Disqualification).where(
            Disqualification.person_id == person.id,
            Disqualification.year == year,
            Disqualification.withdrawn_at.is_(None),
        )
    )
    if standing is not None:
        raise AlreadyMoved(f"{standing.decided_for.common_name}已评定{person.name}{year}年不合格，不用再评")
    decided = Disqualification(
        person_id=person.id,
        year=year,
        reason=reason,
        decided_for_id=organ_id,
        decided_by_id=by.id,
        decided_at=clock.now(),
    )
    db.session.add(decided)
    db.session.flush()
    _note(decided, "评定不合格", by)
    _tell([person], decided, "decided", "有一项关于你的评定，请看；有异议可以反映", by)
    return decided


def withdraw(actor: Actor, by: User, decided: Disqualification, reason: str) -> None:
    """撤销评定, by the organ that decided or one above it; it stays on record with both reasons."""
    if not may_withdraw(actor, decided):
        raise NotAllowed(f"撤销由{decided.decided_for.common_name}或其上级团组织的签发人办理")
    reason = _given(reason, "撤销理由")
    db.session.refresh(decided, with_for_update={"of": Disqualification})
    _check_stands(decided)
    decided.withdrawn_at = clock.now()
    decided.withdrawn_by_id = by.id
    decided.withdrawal_reason = reason
    db.session.flush()
    _note(decided, "撤销不合格评定", by)
    _tell([decided.person, decided.decided_by], decided, "withdrawn", "一项评定已经撤销，请看", by)


def lift(
    actor: Actor, by: User, decided: Disqualification, organ_id: int, reason: str
) -> EligibilityOverride:
    """准予参评 by an organ above the one that decided; the decision itself stands."""
    if organ_id not in {organ.id for organ in lifting_organs(actor, decided)}:
        raise NotAllowed(f"准予参评由{decided.decided_for.common_name}的上级团组织签发人办理")
    reason = _given(reason, "准予参评的理由")
    db.session.refresh(decided, with_for_update={"of": Disqualification})
    _check_stands(decided)
    if sight.is_lifted([decided]):
        raise AlreadyMoved("已经准予参评，不用再办")
    lifted = EligibilityOverride(
        disqualification_id=decided.id,
        reason=reason,
        granted_for_id=organ_id,
        granted_by_id=by.id,
        granted_at=clock.now(),
    )
    db.session.add(lifted)
    db.session.flush()
    _note(decided, "准予参评", by)
    _tell([decided.person, decided.decided_by], decided, "lifted", "一项评定之外准予参评，请看", by)
    return lifted


def may_withdraw(actor: Actor, decided: Disqualification) -> bool:
    """Not one's own case, whoever one signs for."""
    if decided.withdrawn_at is not None or actor.user_id == decided.person_id:
        return False
    return any(actor.has((Duty.SIGNER,), organ.organ) for organ in unit_of(decided.decided_for_id).chain)


def lifting_organs(actor: Actor, decided: Disqualification) -> list[Unit]:
    """The organs above the one that decided for which this person may let the cadre be nominated."""
    if decided.withdrawn_at is not None or actor.user_id == decided.person_id:
        return []
    above = list(unit_of(decided.decided_for_id).chain)[1:]
    return [organ for organ in above if actor.has((Duty.SIGNER,), organ)]


def _check_stands(decided: Disqualification) -> None:
    if decided.withdrawn_at is not None:
        raise AlreadyMoved("这项评定已经撤销，不用再办")


def _given(text: str, what: str) -> str:
    text = text.strip()
    if not text:
        raise Unacceptable(f"请写明{what}")
    if len(text) > MOST:
        raise Unacceptable(f"{what}最多 {MOST} 个字，现在 {len(text)} 个字")
    return text


def _note(decided: Disqualification, what: str, by: User) -> None:
    """Whom it is about is read with the decision itself, by those who may."""
    organ = db.session.get_one(Organization, decided.decided_for_id)
    audit.record(what, f"{what}：{organ.common_name}第 {decided.id} 号评定，{decided.year}年", by.id)


def _tell(people: Iterable[User], decided: Disqualification, what: str, title: str, by: User) -> None:
    """Neither the word nor the reason stands in a message: they are read where only these people read them."""
    tell(
        people,
        MessageKind.PROGRESS,
        once=f"disqualification:{decided.id}:{what}",
        title=title,
        url=f"/disqualifications/{decided.id}",
        but=by,
    )
