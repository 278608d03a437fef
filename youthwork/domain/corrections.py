"""更正与作废: a filed paper is never altered. What may follow it, who may begin that, and how it is marked.

    更正      the owner hands the annex in anew; filed, it is the next version under the same 备案号
    请更正    the receiving side asks the owner for one
    作废      the receiving organ's 签发人 takes a number out of use; it stays in the list and is never given again
    重新填报  after 作废 the annex is owed again; filed, it has a number of its own

Only the latest version is corrected or voided. A correction that is under way when its original is voided goes
on as 重新填报: nothing typed is lost, and its number is decided when it is filed. Every function gives the
refusal to be raised, or None where nothing stands against the deed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, StepNotAllowed, YouthworkError
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import STATE_WORDS, Actor, State

#: 作废的原因 must say something: “错” is no reason.
SHORTEST_VOID_REASON = 5
LONGEST_REASON = 300


class FollowUp(Enum):
    """后续办理: what may follow a filed paper."""

    CORRECT = "申请更正"
    ASK = "请更正"
    WITHDRAW = "撤回请更正"
    VOID = "作废"
    REFILE = "重新填报"


class Validity(Enum):
    """效力 of a filed paper."""

    CURRENT = "现行"
    CORRECTED = "已更正"
    VOIDED = "作废"


@dataclass(frozen=True)
class Successor:
    """后续件: the submission that corrects a filing, or hands it in anew after 作废, as far as it has come."""

    state: State
    was_sent: bool = False
    was_asked_for: bool = False


@dataclass(frozen=True)
class FiledPaper:
    """What the rules need of one filing. Ids are user ids."""

    filing_number: str
    version: int
    owner: Unit
    #: The organ whose number it bears, and the department that took it in.
    organ: Unit
    department: Unit
    filer_id: int
    submitter_id: int | None
    subject_id: int | None = None
    is_voided: bool = False
    #: The version that stands in for it; 1 where it was voided and handed in anew; None: this is the latest.
    later_version: int | None = None
    successor: Successor | None = None


def validity(is_voided: bool, later_version: int | None) -> Validity:
    """效力, from what a filing says of itself."""
    if is_voided:
        return Validity.VOIDED
    return Validity.CORRECTED if later_version is not None else Validity.CURRENT


def marks(version: int, is_voided: bool, later_version: int | None) -> tuple[tuple[str, str], ...]:
    """标记 a list shows beside a filing, each a word and its colour kind; none on a first version in force."""
    found = []
    if version > 1:
        found.append((f"V{version} 更正", "move"))
    now = validity(is_voided, later_version)
    if now is Validity.VOIDED:
        found.append((now.value, "back"))
    elif now is Validity.CORRECTED:
        found.append((f"已由 V{later_version} 更正", "draft"))
    return tuple(found)


def remark(version: int) -> str:
    """成件上的更正说明, printed beside the number; nothing on a first version."""
    return f"更正件（第{version}版），代替第{version - 1}版" if version > 1 else ""


def correction_refusal(paper: FiledPaper, actor: Actor) -> YouthworkError | None:
    """申请更正: by the owner's 经办人, or by whom a 任务表 is about."""
    if not _writes(paper, actor):
        whose = "经办人或本人" if paper.subject_id is not None else "经办人"
        return NotAllowed(f"更正由填报单位（{paper.owner.name}）的{whose}申请")
    return _not_current(paper, "更正")


def asking_refusal(paper: FiledPaper, actor: Actor) -> YouthworkError | None:
    """请更正: by the 审核人 of the department that took the paper in, or a 签发人 of its organ."""
    if not actor.has((Duty.REVIEWER, Duty.SIGNER), paper.department):
        return NotAllowed(f"请更正由受理部门（{paper.department.name}）的审核人或本机关签发人提出")
    stale = _not_current(paper, "更正")
    if stale is None and paper.successor is not None:
        return StepNotAllowed(f"填报单位正在更正这件，现在是“{STATE_WORDS[paper.successor.state]}”，不用再请")
    return stale


def withdrawing_refusal(paper: FiledPaper, actor: Actor) -> YouthworkError | None:
    """撤回请更正: by the side that asked; what the owner has begun is then the owner's to go on with or not."""
    if not actor.has((Duty.REVIEWER, Duty.SIGNER), paper.department):
        return NotAllowed(f"请更正由受理部门（{paper.department.name}）的审核人或本机关签发人撤回")
    successor = paper.successor
    if successor is None or not successor.was_asked_for:
        return StepNotAllowed("现在没有等着填报单位办理的更正请求")
    if successor.was_sent:
        return StepNotAllowed("填报单位已报送更正件，请直接审核；不需要更正的，退回并写明")
    return None


def voiding_refusal(paper: FiledPaper, actor: Actor, voiding_unit: Unit | None) -> YouthworkError | None:
    """作废: by a 签发人 of the organ (or its superior, where it has no other), never by who filed or filled it in."""
    stale = _not_current(paper, "作废")
    if actor.has((Duty.SIGNER,), paper.organ):
        if actor.user_id == paper.filer_id:
            return NotAllowed("备案人不能作废自己备案的件，请由另一位签发人办理")
        if actor.user_id in (paper.submitter_id, paper.subject_id):
            return NotAllowed("不能作废本人填报的件，请由另一位签发人办理")
    if voiding_unit is None:
        return stale or StepNotAllowed(f"{paper.organ.name}及其上级都没有别的签发人，请先由管理员补上再作废")
    if not actor.has((Duty.SIGNER,), voiding_unit):
        return NotAllowed(f"作废由{voiding_unit.name}的签发人办理")
    return stale


def refiling_refusal(paper: FiledPaper, actor: Actor) -> YouthworkError | None:
    """重新填报 after 作废: by who writes for the owner."""
    if not _writes(paper, actor):
        whose = "经办人或本人" if paper.subject_id is not None else "经办人"
        return NotAllowed(f"重新填报由填报单位（{paper.owner.name}）的{whose}办理")
    if not paper.is_voided:
        return StepNotAllowed(f"{paper.filing_number}没有作废，不用重新填报；要改内容请申请更正")
    if paper.later_version is not None:
        return StepNotAllowed(f"{paper.filing_number}作废后已重新填报，并已予以备案")
    return None


def giving_up_refusal(paper: FiledPaper, actor: Actor, is_in_seal_register: bool) -> YouthworkError | None:
    """放弃更正: a draft nobody outside the owner has seen, no register names, and nobody asked for."""
    if not _writes(paper, actor):
        return NotAllowed(f"更正件由填报单位（{paper.owner.name}）的经办人或本人放弃")
    successor = paper.successor
    assert successor is not None
    if successor.was_asked_for and not paper.is_voided:
        return StepNotAllowed(
            f"这次更正是{paper.department.name}请求的，不能自行放弃；认为不需要更正的，请联系其撤回请求"
        )
    if successor.was_sent:
        return StepNotAllowed("更正件报送过，经过要保留，不能放弃；请改好后再报")
    if successor.state is not State.DRAFT:
        return StepNotAllowed(f"更正件现在是“{STATE_WORDS[successor.state]}”，请先撤回到草稿再放弃")
    if is_in_seal_register:
        return StepNotAllowed("更正件申请过用印，登记簿里留有这一笔，不能放弃；请接着办理")
    return None


def moved_refusal(paper: FiledPaper, receiving_organ: Unit) -> YouthworkError | None:
    """A number is its organ's: what another organ would receive today cannot be the next version of it."""
    if receiving_organ.id == paper.organ.id:
        return None
    return StepNotAllowed(
        f"{paper.owner.name}的材料现在由{receiving_organ.name}受理，而{paper.filing_number}是{paper.organ.name}的编号："
        f"请{paper.organ.name}作废后重新填报，由{receiving_organ.name}另行编号"
    )


def refusal(
    what: FollowUp, paper: FiledPaper, actor: Actor, voiding_unit: Unit | None
) -> YouthworkError | None:
    """What stands against this follow-up; `voiding_unit` matters to 作废 alone."""
    if what is FollowUp.VOID:
        return voiding_refusal(paper, actor, voiding_unit)
    return _RULES[what](paper, actor)


_RULES = {
    FollowUp.CORRECT: correction_refusal,
    FollowUp.ASK: asking_refusal,
    FollowUp.WITHDRAW: withdrawing_refusal,
    FollowUp.REFILE: refiling_refusal,
}


def _writes(paper: FiledPaper, actor: Actor) -> bool:
    if paper.subject_id is not None and actor.user_id == paper.subject_id:
        return True
    return actor.has((Duty.CLERK,), paper.owner)


def _not_current(paper: FiledPaper, verb: str) -> YouthworkError | None:
    if paper.is_voided:
        then = "已经作废" if verb == "作废" else "已作废，不能再更正；请重新填报"
        return StepNotAllowed(f"{paper.filing_number}{then}")
    if paper.later_version is not None:
        return StepNotAllowed(
            f"这是第{paper.version}版，已由第{paper.later_version}版更正；要{verb}请到第{paper.later_version}版办理"
        )
    return None
