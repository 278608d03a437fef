"""利用权限: who may read a filed paper whole, with the phones on it.

DOMAIN §7.2: lists and tables mask phones; “print shows full only in the filed copy; 附件1 phone column visible
to own organ and receiving department only”. So the filed copy itself – the PDF, its page images, the scan of a
sheet sealed by hand – is for those two, for the person it is about, and for the receiving organ's 档案员, who
keeps it, and 签发人, who acts for its departments. Everybody else in scope reads the answers with masked phones.
"""

from __future__ import annotations

from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed
from youthwork.domain.workflow import Actor
from youthwork.models import Filing
from youthwork.services.posts import office_units
from youthwork.services.scope import began_here, receiving_units


def reads_whole(actor: Actor, filing: Filing, created_by_id: int | None) -> bool:
    """Whether this person may open the filed copy. `created_by_id` is whoever began the submission."""
    if actor.user_id == filing.subject_id or began_here(actor, created_by_id, filing.owner_id):
        return True
    if filing.owner_id in office_units(actor) or filing.department_id in receiving_units(actor):
        return True
    return any(
        duty in (Duty.ARCHIVIST, Duty.SIGNER) and unit.organ.id == filing.organ_id
        for duty, unit in actor.posts
    )


def check_reads_whole(actor: Actor, filing: Filing, created_by_id: int | None) -> None:
    """Raises `NotAllowed` with who may."""
    if not reads_whole(actor, filing, created_by_id):
        raise NotAllowed(
            f"成件上印有联系电话，只供本人、填报单位（{filing.owner_name}）、"
            f"受理部门（{filing.department_name}）和备案机关的档案员打开；"
            "你可以在备案件页面查看隐去电话的填报内容"
        )


def may_ask_for_paper(actor: Actor) -> bool:
    """重新出件: anyone with an office's duty; a cadre alone asks their office."""
    return any(duty is not Duty.CADRE for duty, _ in actor.posts)


def check_may_ask_for_paper(actor: Actor) -> None:
    """Raises `NotAllowed` with who may."""
    if not may_ask_for_paper(actor):
        raise NotAllowed("重新出件由有经办、审核、签发、档案等职责的人办理，请联系本单位经办人")
