"""批准: by the organ's 签发人, never by who proposed; and who may do what with a list."""

from __future__ import annotations

from enum import Enum

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Disposal, DisposalState, User
from youthwork.services import audit
from youthwork.services.archive.disposal.appraising import check_destroyable


class Deed(Enum):
    """可办的事: what the page offers."""

    JUDGE = "鉴定"
    DECIDE = "批准"
    CARRY_OUT = "销毁"
    WITHDRAW = "撤回"


def possible(disposal: Disposal, actor: Actor) -> frozenset[Deed]:
    """What this person may do with the list now."""
    held = {duty for duty, unit in actor.posts if unit.organ.id == disposal.organization_id}
    deeds: set[Deed] = set()
    if Duty.ARCHIVIST in held:
        if disposal.state is DisposalState.APPRAISING:
            deeds |= {Deed.JUDGE, Deed.WITHDRAW}
        elif disposal.state is DisposalState.PROPOSED:
            deeds.add(Deed.WITHDRAW)
        elif disposal.state is DisposalState.APPROVED:
            deeds.add(Deed.CARRY_OUT)
    if disposal.state is DisposalState.PROPOSED and _may_decide(disposal, actor):
        deeds.add(Deed.DECIDE)
    return frozenset(deeds)


def _may_decide(disposal: Disposal, actor: Actor) -> bool:
    is_signer = any(duty is Duty.SIGNER and unit.id == disposal.organization_id for duty, unit in actor.posts)
    return is_signer and actor.user_id != disposal.proposed_by_id


def check(disposal: Disposal, actor: Actor, deed: Deed) -> None:
    """Raises `StepNotAllowed` where the list stands elsewhere, `NotAllowed` with who may."""
    if deed in possible(disposal, actor):
        return
    if deed is Deed.DECIDE and disposal.state is DisposalState.PROPOSED:
        if actor.user_id == disposal.proposed_by_id:
            raise NotAllowed("鉴定和批准须是两个不同的人：请由本机关另一位签发人批准")
        raise NotAllowed("销毁清册由本机关的签发人批准")
    if not any(
        duty in (Duty.ARCHIVIST, Duty.SIGNER) and unit.organ.id == disposal.organization_id
        for duty, unit in actor.posts
    ):
        raise NotAllowed("鉴定、销毁由本机关的档案员办理")
    raise StepNotAllowed(f"这份清册现在是“{disposal.state.value}”，不能{deed.value}")


def approve(disposal: Disposal, user: User, opinion: str) -> None:
    """批准, within the caller's deed; looked at once more, because something may refer to a filing since."""
    check_destroyable(disposal)
    disposal.state = DisposalState.APPROVED
    disposal.approved_by_id, disposal.approved_at = user.id, clock.now()
    disposal.opinion = (opinion.strip() or "同意")[:500]
    audit.record("disposal", f"{user.name}批准第 {disposal.id} 号销毁清册：{disposal.opinion}", user.id)
    db.session.flush()


def give_back(disposal: Disposal, user: User, opinion: str) -> None:
    """退回鉴定, with the reason."""
    if not opinion.strip():
        raise Unacceptable("请写明退回的原因，档案员据此重新鉴定")
    disposal.state = DisposalState.APPRAISING
    disposal.opinion = opinion.strip()[:500]
    audit.record("disposal", f"{user.name}退回第 {disposal.id} 号销毁清册：{disposal.opinion}", user.id)
    db.session.flush()


def lock(disposal_id: int) -> Disposal:
    """The list as it is now, behind its row's lock: of two presses at once the second sees the first."""
    return db.session.get_one(Disposal, disposal_id, with_for_update=True, populate_existing=True)
