"""印章的人: who registers a seal, who confirms and oversees it, who keeps it; always people apart from each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import Actor
from youthwork.models import Organization, Seal, SealState, User
from youthwork.services import posts
from youthwork.services.personnel import administration
from youthwork.services.tree import units_at

#: 核准、监交、恢复、缴销.
OVERSEERS = (Duty.SEAL_APPROVER, Duty.SIGNER)


@dataclass(frozen=True)
class Overseers:
    """监督的人: those of the organ, or of its superior where the organ has nobody else."""

    unit: Unit | None
    people: tuple[User, ...]

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(user.id for user in self.people)

    def words(self) -> str:
        """团青岚市委的用印批准人、签发人（孟繁星、江若澄）."""
        if self.unit is None:
            return "本单位和上级的用印批准人、签发人（现在没有这样的人，请联系管理员补上）"
        return f"{self.unit.name}的用印批准人、签发人（{names(self.people)}）"


def overseers(organ: Unit, apart: Collection[int | None]) -> Overseers:
    """Who oversees the organ's seals besides these people."""
    for unit in list(organ.chain)[:2]:
        found = tuple(user for user in posts.people_with(OVERSEERS, unit.organ) if user.id not in apart)
        if found:
            return Overseers(unit.organ, found)
    return Overseers(None, ())


def organ_of(seal: Seal) -> Unit:
    """The seal's owner as the rules see it."""
    return units_at([seal.organization.path])[seal.organization_id]


def overseers_of(seal: Seal, organ: Unit | None = None) -> Overseers:
    """Who oversees this seal: not its keeper; while it waits to be confirmed, not who registered it either."""
    apart = [seal.keeper_id]
    if seal.state is SealState.PENDING:
        apart.append(seal.registered_by_id)
    return overseers(organ or organ_of(seal), apart)


def keepers(organ: Unit) -> list[User]:
    """印章管理员 of the organ."""
    return posts.people_with([Duty.SEAL_KEEPER], organ)


def may_register(actor: Actor, organ: Unit) -> bool:
    """登记 is for the organ's 经办人 and whoever administers it."""
    return actor.has((Duty.CLERK,), organ) or administration.charge_of(organ).includes(actor)


def check_registers(actor: Actor, organization: Organization) -> Unit:
    """The organ as a unit, once it is sure that this person may register its seals."""
    unit = administration.unit_for(actor, organization)
    if unit.is_department:
        raise NotAllowed(f"{unit.name}是内设部门，印章由{unit.organ.name}登记")
    if not may_register(actor, unit):
        clerks = posts.people_with([Duty.CLERK], unit)
        told = administration.charge_of(unit).sentence()
        raise NotAllowed(f"登记印章由{unit.name}的经办人{names(clerks)}办理；没有经办人的，{told}")
    return unit


def names(people: Iterable[User]) -> str:
    return "、".join(user.name for user in people)
