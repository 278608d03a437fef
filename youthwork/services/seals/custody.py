"""印章保管: hand a seal over before a witness, stop it, bring it back, report it lost, destroy it.

Stopping is easy, starting again is not: whoever answers for the seal may stop it at once, but only somebody
other than its keeper brings it back, and what was lost or destroyed never comes back.
"""

from __future__ import annotations

from collections.abc import Callable

from youthwork.documents.signing.authority import RevocationReason
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, StepNotAllowed, Unacceptable
from youthwork.domain.hierarchy import Unit
from youthwork.models import Seal, SealChange, SealMode, SealState, User
from youthwork.services import posts
from youthwork.services.keys import keys
from youthwork.services.seals import people
from youthwork.services.seals.registry import check_reason, lock, record, reject

_S = SealState
#: In which states each change is possible.
POSSIBLE: dict[SealChange, frozenset[SealState]] = {
    SealChange.CONFIRM: frozenset({_S.PENDING}),
    SealChange.REJECT: frozenset({_S.PENDING}),
    SealChange.HAND_OVER: frozenset({_S.ACTIVE, _S.SUSPENDED}),
    SealChange.SUSPEND: frozenset({_S.ACTIVE}),
    SealChange.RESUME: frozenset({_S.SUSPENDED}),
    SealChange.LOSE: frozenset({_S.ACTIVE, _S.SUSPENDED}),
    SealChange.DESTROY: frozenset({_S.ACTIVE, _S.SUSPENDED, _S.LOST}),
}
#: What only somebody other than the keeper may do; the rest is for whoever answers for the seal.
_OVERSEEN = frozenset(
    {SealChange.CONFIRM, SealChange.REJECT, SealChange.HAND_OVER, SealChange.RESUME, SealChange.DESTROY}
)


def changes_open_to(seal: Seal, user_id: int) -> list[SealChange]:
    """What this person may do with the seal as it is now, in the order of its life."""
    possible = [change for change, states in POSSIBLE.items() if seal.state in states]
    if not possible:
        return []
    organ = people.organ_of(seal)
    if user_id in people.overseers_of(seal, organ).ids:
        return possible
    answers = not _OVERSEEN.issuperset(possible) and _answers_for(user_id, seal, organ)
    return [change for change in possible if answers and change not in _OVERSEEN]


def check(seal: Seal, user: User, change: SealChange) -> None:
    """Refuse what the seal's state or the person's place in its custody forbids."""
    if seal.state not in POSSIBLE[change]:
        raise StepNotAllowed(f"这枚印章现在是“{seal.state.value}”，不能办理{change.value}")
    organ = people.organ_of(seal)
    overseers = people.overseers_of(seal, organ)
    if user.id in overseers.ids:
        return
    if change in _OVERSEEN:
        raise NotAllowed(f"“{change.value}”由{overseers.words()}办理，保管人除外")
    if not _answers_for(user.id, seal, organ):
        raise NotAllowed(f"“{change.value}”由保管人、{organ.name}的管理员，或{overseers.words()}办理")


def receivers(seal: Seal, witness: User) -> list[User]:
    """接收人可选: the organ's other 印章管理员; the witness takes nothing over."""
    apart = (seal.keeper_id, witness.id)
    return [user for user in people.keepers(people.organ_of(seal)) if user.id not in apart]


def hand_over(seal: Seal, witness: User, to_id: int | None, reason: str) -> None:
    """交接: from the present keeper to another 印章管理员; who enters it is the witness (监交人)."""
    lock(seal)
    check(seal, witness, SealChange.HAND_OVER)
    receiver = next((user for user in receivers(seal, witness) if user.id == to_id), None)
    if receiver is None:
        raise Unacceptable("接收人须是本单位的另一位印章管理员，不能是监交人本人，请重新选择")
    check_reason(reason)
    giver = seal.keeper
    told = f"移交人 {giver.name if giver else '（未指定）'}；接收人 {receiver.name}；监交人 {witness.name}"
    before = seal.keeper_id
    seal.keeper_id = receiver.id
    record(seal, witness, SealChange.HAND_OVER, reason, told, (before, receiver.id, witness.id))


def suspend(seal: Seal, user: User, reason: str) -> None:
    """停用: not pressed until it is brought back; its key stays."""
    _change(seal, user, SealChange.SUSPEND, SealState.SUSPENDED, reason)


def resume(seal: Seal, user: User, reason: str) -> None:
    """恢复使用, by somebody other than the keeper."""
    _change(seal, user, SealChange.RESUME, SealState.ACTIVE, reason)


def lose(seal: Seal, user: User, reason: str) -> None:
    """挂失: for good; what is signed with its key from now on is not genuine."""
    _change(seal, user, SealChange.LOSE, SealState.LOST, reason)
    _revoke(seal, RevocationReason.KEY_COMPROMISE)


def destroy(seal: Seal, user: User, reason: str) -> None:
    """缴销: for good, because the unit was renamed or closed or has a new seal."""
    _change(seal, user, SealChange.DESTROY, SealState.DESTROYED, reason)
    _revoke(seal, RevocationReason.CESSATION)


def _answers_for(user_id: int, seal: Seal, organ: Unit) -> bool:
    """Whether this person answers for the seal besides its overseers: as keeper or as the organ's 管理员."""
    return user_id == seal.keeper_id or user_id in posts.ids_with([Duty.ADMINISTRATOR], organ)


#: The changes that need nothing but a reason.
DEEDS: dict[SealChange, Callable[[Seal, User, str], None]] = {
    SealChange.REJECT: reject,
    SealChange.SUSPEND: suspend,
    SealChange.RESUME: resume,
    SealChange.LOSE: lose,
    SealChange.DESTROY: destroy,
}


def _change(seal: Seal, user: User, change: SealChange, state: SealState, reason: str) -> None:
    lock(seal)
    check(seal, user, change)
    check_reason(reason)
    seal.state = state
    record(seal, user, change, reason)


def _revoke(seal: Seal, because: RevocationReason) -> None:
    if seal.mode is SealMode.IMAGE:
        keys.revoke_seal_key(seal, because)
