"""报送流程: the one table of who may move a submission from where to where.

Read TRANSITIONS from top to bottom: it is the path of a paper through two organs. Buttons on a page are
rows of this table; `services/path/steps.take_step` is the only door through it; `path_pictures.py` draws it for
people. Nothing here knows of a database: a `Case` holds what the rules need of a submission, an `Actor` what
they need of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from youthwork.domain.actors import Actor, StandIn
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import Unit
from youthwork.domain.path_words import ACTION_WORDS, NOUNS, STATE_WORDS, Action, State

__all__ = [
    "ACTION_WORDS",
    "EDITABLE",
    "NOUNS",
    "PRESS_APPROVERS",
    "STATE_WORDS",
    "TRANSITIONS",
    "WITH_RECEIVER",
    "Action",
    "Actor",
    "Case",
    "Need",
    "PassesTo",
    "Side",
    "StandIn",
    "State",
    "Transition",
    "allowed_steps",
    "find_transition",
    "refusal",
    "stand_in_for",
]


class Side(Enum):
    """Which organization the actor must act for: the paper's owner, or whoever holds it now."""

    OWNER = "填报单位"
    HOLDER = "当前经办"


class PassesTo(Enum):
    """Who holds the submission after the step."""

    SIGNING_UNIT = "审签单位"
    SEALING_UNIT = "用印单位"
    OWNER = "填报单位"
    RECEIVER = "接收单位"
    DEPARTMENT = "指定部门"
    NEXT_RECEIVER = "上一级接收单位"
    NOBODY = "无"


class Need(Enum):
    """A condition of a step, and the sentence that refuses it."""

    SUBJECT_CONFIRMS = "任务表须由团干部本人确认后提交"
    NOT_OWN = "不能审签本人填报的材料，请由另一位签发人审签"
    THIRD_PERSON = "填报、审签、备案须是三个不同的人，请由另一位同志办理备案"
    NOT_APPLICANT = "用印的申请和批准须是两个不同的人，请由另一位用印批准人或签发人批准"
    NOT_YET_APPROVED = "用印已经批准，不用再批"
    APPROVED = "用印还没有批准，请用印单位先批准"
    NOT_APPLICANT_OR_APPROVER = "用印的申请、批准、监印须是三个不同的人，请由另一位印章管理员用印"
    SEAL_CELL = "这个附件没有盖章栏，不用印"
    NO_SEAL_CELL = "这个附件有盖章栏，须先用印再报送"
    REASON = "请写明原因"
    LOCK = "这件由另一位同志签收，请由其办理，或待锁定期满后重新签收"
    CLIMBS = "这个附件报到上级团组织即备案，不再转报"
    VALID = "填报内容还有必须改的地方"
    STAFFED = "下一步没有人能办"
    TARGET = "请选择转给哪个部门"


@dataclass(frozen=True)
class Transition:
    """流程的一行: from a state, an action by a duty on one side, to a state and a new holder."""

    source: State
    action: Action
    target: State
    side: Side
    duties: tuple[Duty, ...]
    passes_to: PassesTo
    needs: tuple[Need, ...] = ()


_S, _A, _D, _N, _P = State, Action, Duty, Need, PassesTo
_OWNERS = (_D.CADRE, _D.CLERK)
_RECEIVERS = (_D.REVIEWER, _D.SIGNER)
#: 批准用印 at the sealing unit.
PRESS_APPROVERS = (_D.SEAL_APPROVER, _D.SIGNER)
_SUBMIT_NEEDS = (_N.SUBJECT_CONFIRMS, _N.VALID, _N.STAFFED)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_S.DRAFT, _A.SUBMIT, _S.IN_SIGN_OFF, Side.OWNER, _OWNERS, _P.SIGNING_UNIT, _SUBMIT_NEEDS),
    Transition(_S.RETURNED, _A.SUBMIT, _S.IN_SIGN_OFF, Side.OWNER, _OWNERS, _P.SIGNING_UNIT, _SUBMIT_NEEDS),
    Transition(
        _S.IN_SIGN_OFF, _A.SIGN_OFF, _S.SIGNED_OFF, Side.HOLDER, (_D.SIGNER,), _P.SEALING_UNIT, (_N.NOT_OWN,)
    ),
    Transition(_S.IN_SIGN_OFF, _A.SEND_BACK, _S.DRAFT, Side.HOLDER, (_D.SIGNER,), _P.OWNER, (_N.REASON,)),
    Transition(
        _S.SIGNED_OFF,
        _A.APPROVE_PRESS,
        _S.SIGNED_OFF,
        Side.HOLDER,
        PRESS_APPROVERS,
        _P.SEALING_UNIT,
        (_N.SEAL_CELL, _N.NOT_YET_APPROVED, _N.NOT_APPLICANT),
    ),
    Transition(
        _S.SIGNED_OFF,
        _A.PRESS,
        _S.PRESSED,
        Side.HOLDER,
        (_D.SEAL_KEEPER,),
        _P.OWNER,
        (_N.SEAL_CELL, _N.APPROVED, _N.NOT_APPLICANT_OR_APPROVER),
    ),
    Transition(
        _S.SIGNED_OFF,
        _A.SEND,
        _S.SENT,
        Side.OWNER,
        (_D.CLERK,),
        _P.RECEIVER,
        (_N.NO_SEAL_CELL, _N.STAFFED),
    ),
    Transition(_S.PRESSED, _A.SEND, _S.SENT, Side.OWNER, (_D.CLERK,), _P.RECEIVER, (_N.STAFFED,)),
    Transition(_S.IN_SIGN_OFF, _A.WITHDRAW, _S.DRAFT, Side.OWNER, _OWNERS, _P.OWNER),
    Transition(_S.SIGNED_OFF, _A.WITHDRAW, _S.DRAFT, Side.OWNER, _OWNERS, _P.OWNER),
    Transition(_S.PRESSED, _A.WITHDRAW, _S.DRAFT, Side.OWNER, _OWNERS, _P.OWNER),
    Transition(_S.SENT, _A.WITHDRAW, _S.DRAFT, Side.OWNER, _OWNERS, _P.OWNER),
    Transition(_S.SENT, _A.ACCEPT, _S.ACCEPTED, Side.HOLDER, _RECEIVERS, _P.RECEIVER),
    Transition(_S.ACCEPTED, _A.RETURN, _S.RETURNED, Side.HOLDER, _RECEIVERS, _P.OWNER, (_N.REASON, _N.LOCK)),
    Transition(
        _S.ACCEPTED,
        _A.REASSIGN,
        _S.ACCEPTED,
        Side.HOLDER,
        _RECEIVERS,
        _P.DEPARTMENT,
        (_N.TARGET, _N.LOCK),
    ),
    Transition(
        _S.ACCEPTED,
        _A.FORWARD,
        _S.SENT,
        Side.HOLDER,
        (_D.SIGNER,),
        _P.NEXT_RECEIVER,
        (_N.CLIMBS, _N.STAFFED),
    ),
    Transition(
        _S.ACCEPTED, _A.FILE, _S.FILED, Side.HOLDER, _RECEIVERS, _P.NOBODY, (_N.THIRD_PERSON, _N.LOCK)
    ),
)

#: The states in which the owner may still write.
EDITABLE = frozenset({State.DRAFT, State.RETURNED})

#: The states in which the receiving side may see the paper.
WITH_RECEIVER = frozenset({State.SENT, State.ACCEPTED, State.RETURNED, State.FILED})


@dataclass(frozen=True)
class Case:
    """What the rules need of one submission. Ids are user ids, or None where nobody has acted yet."""

    state: State
    owner: Unit
    holder: Unit | None
    has_seal_cell: bool
    climbs: bool = False
    subject_id: int | None = None
    submitter_id: int | None = None
    signer_id: int | None = None
    #: The applicant for the seal is the submitter; this is who approved it.
    press_approver_id: int | None = None
    accepted_by_id: int | None = None
    accepted_until: datetime | None = None

    def state_at(self, now: datetime) -> State:
        """An acceptance whose lock has run out counts as 待签收 again; no clock has to tick for it."""
        if self.state is State.ACCEPTED and self.accepted_until is not None and now >= self.accepted_until:
            return State.SENT
        return self.state


def find_transition(case: Case, action: Action, now: datetime) -> Transition | None:
    """The row of the table for this action from the present state, or None."""
    state = case.state_at(now)
    rows = [row for row in TRANSITIONS if row.source is state and row.action is action]
    for row in rows:
        if _structural_refusal(row, case) is None:
            return row
    return rows[0] if rows else None


def allowed_steps(case: Case, actor: Actor, now: datetime) -> tuple[Transition, ...]:
    """The rows this person may take now; what only the posting can show (reason, target) is left open."""
    state = case.state_at(now)
    return tuple(row for row in TRANSITIONS if row.source is state and refusal(row, case, actor) is None)


def refusal(row: Transition, case: Case, actor: Actor) -> str | None:
    """Why this person may not take this row: a sentence, or None when nothing stands against it."""
    sentence = _structural_refusal(row, case)
    if sentence is not None:
        return sentence
    unit = case.owner if row.side is Side.OWNER else case.holder
    if unit is None or not _holds_duty(row, case, actor, unit):
        words = "、".join(duty.value for duty in row.duties if duty is not Duty.CADRE or case.subject_id)
        where = unit.name if unit else row.side.value
        return f"“{ACTION_WORDS[row.action]}”由{where}的{words}办理"
    return _personal_refusal(row, case, actor, unit)


def stand_in_for(row: Transition, case: Case, actor: Actor) -> StandIn | None:
    """The 代理 by which this person takes the row; None where they take it in their own right."""
    unit = case.owner if row.side is Side.OWNER else case.holder
    if unit is None or (Duty.CADRE in row.duties and case.subject_id == actor.user_id):
        return None
    duties = (Duty.CLERK,) if Duty.CADRE in row.duties else row.duties
    return actor.stands_in(duties, unit)


def _structural_refusal(row: Transition, case: Case) -> str | None:
    if Need.SEAL_CELL in row.needs and not case.has_seal_cell:
        return Need.SEAL_CELL.value
    if Need.NO_SEAL_CELL in row.needs and case.has_seal_cell:
        return Need.NO_SEAL_CELL.value
    if Need.CLIMBS in row.needs and not case.climbs:
        return Need.CLIMBS.value
    return None


def _holds_duty(row: Transition, case: Case, actor: Actor, unit: Unit) -> bool:
    if Duty.CADRE not in row.duties:
        return actor.has(row.duties, unit)
    if case.subject_id is not None and actor.user_id == case.subject_id:
        return True
    return actor.has((Duty.CLERK,), unit)


def _personal_refusal(row: Transition, case: Case, actor: Actor, unit: Unit) -> str | None:
    me = actor.user_id
    if Need.SUBJECT_CONFIRMS in row.needs and case.subject_id not in (None, me):
        return Need.SUBJECT_CONFIRMS.value
    if Need.NOT_OWN in row.needs and me in (case.submitter_id, case.subject_id):
        return Need.NOT_OWN.value
    if Need.NOT_YET_APPROVED in row.needs and case.press_approver_id is not None:
        return Need.NOT_YET_APPROVED.value
    if Need.NOT_APPLICANT in row.needs and me == case.submitter_id:
        return Need.NOT_APPLICANT.value
    if Need.APPROVED in row.needs and case.press_approver_id is None:
        return f"{Need.APPROVED.value}（{unit.name}的用印批准人、签发人）"
    if Need.NOT_APPLICANT_OR_APPROVER in row.needs and me in (case.submitter_id, case.press_approver_id):
        return Need.NOT_APPLICANT_OR_APPROVER.value
    if Need.THIRD_PERSON in row.needs and me in (case.submitter_id, case.subject_id, case.signer_id):
        return Need.THIRD_PERSON.value
    if Need.LOCK in row.needs and me != case.accepted_by_id and not actor.has((Duty.SIGNER,), unit):
        return Need.LOCK.value
    return None
