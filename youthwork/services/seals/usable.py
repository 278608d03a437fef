"""可用的印章: which seals an organ may press today, and in whose keeping they are."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed
from youthwork.extensions import db
from youthwork.models import Organization, Seal, SealMode, SealState, User

#: A seal that was never in use says nothing about what the organ presses.
_NEVER_IN_USE = (SealState.PENDING, SealState.REJECTED)

_STOPPED = {
    SealState.SUSPENDED: "已停用：请由用印批准人、签发人恢复使用，或登记新的印章",
    SealState.LOST: "已挂失：请登记新的印章",
    SealState.DESTROYED: "已缴销：请登记新的印章",
    SealState.PENDING: "还没有核准：请由用印批准人、签发人核准后再用",
    SealState.REJECTED: "没有核准，不能使用",
}


def seals_to_press(organization_id: int) -> list[Seal]:
    """The seals the organ may press today, newest first; where none was ever in use, its seal of metal.

    A new instance starts in mode 留白手盖 (decision 10), so an organ need not register anything to begin with.
    None where all of them are out of use: a revoked seal is not replaced by silence.
    """
    usable = list(
        db.session.scalars(
            select(Seal).where(Seal.organization_id == organization_id, _usable()).order_by(Seal.id.desc())
        )
    )
    return usable or ([] if _newest(organization_id) is not None else [_of_metal(organization_id)])


def choose(organization_id: int, seal_id: int | None, user: User) -> Seal:
    """The seal this person is to press: the one they chose, else the newest in their keeping.

    Raises a refusal that says why there is none, or whose it is to press.
    """
    seals = seals_to_press(organization_id)
    if seal_id is not None:
        return _kept_by(user, _chosen(organization_id, seal_id, seals))
    if not seals:
        newest = _newest(organization_id)
        assert newest is not None
        raise StepNotAllowed(why_not(newest))
    return _kept_by(user, next((seal for seal in seals if seal.keeper_id in (None, user.id)), seals[0]))


def hold(seal: Seal, user: User) -> None:
    """Take the chosen seal for this deed: one stopped or handed over since it was chosen is not pressed."""
    if seal.id is not None:
        db.session.refresh(seal, with_for_update={"of": Seal})
        _kept_by(user, seal)


def why_not(seal: Seal) -> str:
    """Why a seal is not pressed today; empty where nothing stands against it."""
    whose = f"{seal.organization.common_name}的印章"
    today = clock.today()
    if seal.state is not SealState.ACTIVE:
        return whose + _STOPPED[seal.state]
    if seal.valid_from > today:
        return f"{whose}不在有效期：自{long_date(seal.valid_from)}起才可使用"
    if seal.valid_until is not None and seal.valid_until < today:
        return f"{whose}不在有效期：到{long_date(seal.valid_until)}为止，请登记新的印章"
    if seal.mode is not SealMode.BY_HAND and seal.name != seal.organization.full_name:
        return f"{whose}印文是“{seal.name}”，与现在的全称不一致：请缴销后登记新的印章"
    return ""


def pressers(organization_id: int, holders: frozenset[int]) -> frozenset[int]:
    """Of the 印章管理员 of an organ (`holders`), those in whose keeping a seal of today's is."""
    keepers = set(
        db.session.scalars(select(Seal.keeper_id).where(Seal.organization_id == organization_id, _usable()))
    )
    return holders if not keepers or None in keepers else holders & {each for each in keepers if each}


def kept_by_others(column: InstrumentedAttribute[int | None], user_id: int) -> ColumnElement[bool]:
    """The condition that the organ named by this column has seals today, and none in this person's keeping."""
    of_the_organ = and_(Seal.organization_id == column, _usable())
    mine = or_(Seal.keeper_id.is_(None), Seal.keeper_id == user_id)
    return and_(exists().where(of_the_organ), ~exists().where(of_the_organ, mine))


def is_kept_by_others(organization_id: int, user_id: int) -> bool:
    """The same of one organ."""
    return not pressers(organization_id, frozenset({user_id}))


def in_keeping_of(user_id: int, organization_id: int) -> list[Seal]:
    """The organ's seals this person would leave behind without a hand-over."""
    kept = (SealState.PENDING, SealState.ACTIVE, SealState.SUSPENDED)
    return list(
        db.session.scalars(
            select(Seal)
            .where(Seal.organization_id == organization_id, Seal.keeper_id == user_id, Seal.state.in_(kept))
            .order_by(Seal.id)
        )
    )


def _usable() -> ColumnElement[bool]:
    today = clock.today()
    return and_(
        Seal.state == SealState.ACTIVE,
        Seal.valid_from <= today,
        or_(Seal.valid_until.is_(None), Seal.valid_until >= today),
    )


def _newest(organization_id: int) -> Seal | None:
    """The newest seal that was ever in use."""
    return db.session.scalar(
        select(Seal)
        .where(Seal.organization_id == organization_id, Seal.state.not_in(_NEVER_IN_USE))
        .order_by(Seal.id.desc())
        .limit(1)
    )


def _of_metal(organization_id: int) -> Seal:
    organization = db.session.get_one(Organization, organization_id)
    # Not added to the session here: a page that only asks must not write.
    return Seal(
        organization_id=organization.id,
        name=organization.full_name,
        mode=SealMode.BY_HAND,
        diameter_mm=40,
        state=SealState.ACTIVE,
        valid_from=clock.today(),
    )


def _chosen(organization_id: int, seal_id: int, seals: list[Seal]) -> Seal:
    for seal in seals:
        if seal.id == seal_id:
            return seal
    found = db.session.get(Seal, seal_id)
    if found is None or found.organization_id != organization_id:
        raise NotFound("用印单位没有这枚印章，请重新选择")
    raise StepNotAllowed(why_not(found))


def _kept_by(user: User, seal: Seal) -> Seal:
    if seal.id is not None and (sentence := why_not(seal)):
        raise StepNotAllowed(sentence)
    if seal.keeper is not None and seal.keeper_id != user.id:
        raise NotAllowed(
            f"这枚印章由保管人{seal.keeper.name}保管，请由{seal.keeper.name}用印；换人保管的，请先办理交接"
        )
    return seal
