"""职责: what a person may do, where. Rights come only from a duty held somewhere between two dates."""

from __future__ import annotations

from enum import Enum

from youthwork.domain.hierarchy import Unit


class Duty(Enum):
    """职责 (DESIGN §2)."""

    CADRE = "团干部"
    CLERK = "经办人"
    REVIEWER = "审核人"
    SIGNER = "签发人"
    SEAL_APPROVER = "用印批准人"
    SEAL_KEEPER = "印章管理员"
    ARCHIVIST = "档案员"
    ADMINISTRATOR = "管理员"


#: Held in a department, these count for the whole organ: its seal lies in 办公室, its archive too.
ORGAN_WIDE = frozenset({Duty.CLERK, Duty.SEAL_APPROVER, Duty.SEAL_KEEPER, Duty.ARCHIVIST})

#: Who sees the papers of the organ, not only their own.
OFFICE = frozenset(Duty) - {Duty.CADRE}


def acts_for(duty: Duty, held_in: Unit, target: Unit) -> bool:
    """职责范围: whether a duty held in one organization lets its holder act for another.

    Exactly there: always. The organ's 签发人 also acts for its departments (the 分管副书记 files what
    组织部 itself hands in); 审核人 never spreads, because only the receiving department acts on a case.
    """
    if held_in.id == target.id:
        return True
    if duty in ORGAN_WIDE:
        return held_in.organ.id == target.organ.id
    if duty in (Duty.SIGNER, Duty.ADMINISTRATOR):
        return target.is_department and held_in.id == target.organ.id
    return False
