"""微心愿: from 登记 to 反馈, with somebody answering for it at every step (H30, H31).

Read STEPS from top to bottom: it is the path of a wish, and the only place that says who may move it from where to
where. Buttons on a page are rows of this table; `services/contact_work/wishes/wish_steps.take_step` is the only door through it;
`wish_pictures.py` draws it for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class WishState(Enum):
    """心愿状态."""

    REGISTERED = "已登记"
    OWN = "本人办理"
    POOL = "心愿池"
    CLAIMED = "已认领"
    FULFILLED = "已实现"
    FED_BACK = "已反馈"
    IMPOSSIBLE = "无法实现"

    @property
    def is_over(self) -> bool:
        return self in (WishState.FED_BACK, WishState.IMPOSSIBLE)


#: 已登记、本人办理: nobody but the raiser, the owner and the office need see it yet.
PRIVATE = frozenset({WishState.REGISTERED, WishState.OWN})
#: The young person waits.
WAITING = frozenset({state for state in WishState if not state.is_over})


class WishAction(Enum):
    """心愿的一步."""

    REGISTER = "登记"
    TAKE_ON = "本人办理"
    POOL = "转入心愿池"
    CLAIM = "认领"
    HAND_BACK = "退回心愿池"
    HAND_OVER = "移交"
    PASS_UP = "转上级心愿池"
    PASS_DOWN = "转下级心愿池"
    REMIND = "提醒"
    REWORD = "更正文字"
    FULFIL = "实现"
    FEED_BACK = "反馈"
    GIVE_UP = "无法实现"
    REOPEN = "重新办理"


class Part(Enum):
    """谁来办这一步."""

    #: Who wrote the wish down.
    RAISER = "登记人"
    #: Who answers for it now.
    OWNER = "办理人"
    #: Anyone of the organ whose pool it lies in, or of a unit beneath it.
    ORGAN = "心愿池所属机关及其下级的干部"
    #: 经办人 of that organ, who keep the pool moving.
    KEEPER = "心愿池管理人"


class Falls(Enum):
    """办了以后归谁办理."""

    ACTOR = "办这一步的人"
    CHOSEN = "选定的人"
    NOBODY = "没有人，在心愿池里"
    STAYS = "不变"


@dataclass(frozen=True)
class Step:
    """可办的一步: from where (None: from nowhere) to where, by whom, who answers for it then, whether words belong to it."""

    action: WishAction
    state: WishState | None
    to: WishState
    by: frozenset[Part]
    to_whom: Falls
    needs_words: bool = False


_A, _S, _P, _F = WishAction, WishState, Part, Falls
_RAISER, _OWNER = frozenset({_P.RAISER}), frozenset({_P.OWNER})
_ORGAN, _KEEPER = frozenset({_P.ORGAN}), frozenset({_P.KEEPER})
_IN_HAND = (_S.REGISTERED, _S.OWN, _S.CLAIMED)
_REACHED = (_S.FULFILLED, _S.FED_BACK, _S.IMPOSSIBLE)

STEPS: tuple[Step, ...] = (
    Step(_A.REGISTER, None, _S.REGISTERED, _RAISER, _F.ACTOR),
    Step(_A.TAKE_ON, _S.REGISTERED, _S.OWN, _OWNER, _F.STAYS),
    Step(_A.CLAIM, _S.POOL, _S.CLAIMED, _ORGAN, _F.ACTOR),
    Step(_A.FULFIL, _S.OWN, _S.FULFILLED, _OWNER, _F.STAYS, needs_words=True),
    Step(_A.FULFIL, _S.CLAIMED, _S.FULFILLED, _OWNER, _F.STAYS, needs_words=True),
    # Who wrote the wish down knows the young person; who fulfilled it may live in another county.
    Step(_A.FEED_BACK, _S.FULFILLED, _S.FED_BACK, _OWNER | _RAISER, _F.STAYS, needs_words=True),
    Step(_A.POOL, _S.REGISTERED, _S.POOL, _OWNER | _KEEPER, _F.NOBODY),
    Step(_A.POOL, _S.OWN, _S.POOL, _OWNER | _KEEPER, _F.NOBODY, needs_words=True),
    Step(_A.HAND_BACK, _S.CLAIMED, _S.POOL, _OWNER | _KEEPER, _F.NOBODY, needs_words=True),
    *(Step(_A.HAND_OVER, state, _S.CLAIMED, _OWNER | _KEEPER, _F.CHOSEN, True) for state in _IN_HAND),
    Step(_A.HAND_OVER, _S.POOL, _S.CLAIMED, _KEEPER, _F.CHOSEN, needs_words=True),
    Step(_A.HAND_OVER, _S.FULFILLED, _S.FULFILLED, _OWNER | _KEEPER, _F.CHOSEN, needs_words=True),
    Step(_A.PASS_UP, _S.POOL, _S.POOL, _KEEPER, _F.NOBODY, needs_words=True),
    Step(_A.PASS_DOWN, _S.POOL, _S.POOL, _KEEPER, _F.NOBODY, needs_words=True),
    *(
        Step(_A.REMIND, state, state, _KEEPER | _RAISER, _F.STAYS)
        for state in (_S.REGISTERED, _S.OWN, _S.CLAIMED, _S.FULFILLED)
    ),
    *(Step(_A.REWORD, state, state, _RAISER | _KEEPER, _F.STAYS) for state in WishState),
    *(Step(_A.GIVE_UP, state, _S.IMPOSSIBLE, _OWNER, _F.STAYS, True) for state in _IN_HAND),
    Step(_A.GIVE_UP, _S.POOL, _S.IMPOSSIBLE, _KEEPER, _F.ACTOR, needs_words=True),
    # A row above wins: who raised it takes it on again, who answered for it goes on, the keeper pools it.
    *(Step(_A.REOPEN, state, _S.OWN, _RAISER, _F.ACTOR, True) for state in _REACHED),
    *(Step(_A.REOPEN, state, _S.CLAIMED, _OWNER, _F.ACTOR, True) for state in _REACHED),
    *(Step(_A.REOPEN, state, _S.POOL, _KEEPER, _F.NOBODY, True) for state in _REACHED),
)


#: The noun of each step in its address.
NOUNS: dict[str, WishAction] = {
    "own": WishAction.TAKE_ON,
    "pooling": WishAction.POOL,
    "claim": WishAction.CLAIM,
    "hand-back": WishAction.HAND_BACK,
    "hand-over": WishAction.HAND_OVER,
    "pass-up": WishAction.PASS_UP,
    "pass-down": WishAction.PASS_DOWN,
    "reminder": WishAction.REMIND,
    "wording": WishAction.REWORD,
    "fulfilment": WishAction.FULFIL,
    "feedback": WishAction.FEED_BACK,
    "explanation": WishAction.GIVE_UP,
    "reopening": WishAction.REOPEN,
}


def find_step(state: WishState | None, action: WishAction, parts: frozenset[Part]) -> Step | None:
    """The first row of the table for this action from this state by somebody with these parts; None where none is."""
    return next((row for row in _rows(state, parts) if row.action is action), None)


def allowed_steps(state: WishState, parts: frozenset[Part]) -> tuple[Step, ...]:
    """What somebody with these parts may do now, in the order of the table; each action once."""
    found = {row.action: row for row in reversed(_rows(state, parts))}
    if Part.OWNER in parts:
        # Nobody needs reminding of what they press themselves.
        found.pop(WishAction.REMIND, None)
    return tuple(row for row in STEPS if found.get(row.action) is row)


def is_open(state: WishState, action: WishAction) -> bool:
    """Whether anybody at all may take this step from this state."""
    return any(row.state is state and row.action is action for row in STEPS)


def refusal(state: WishState, action: WishAction) -> str:
    """Why this step is not to be taken by this person now."""
    who = {part: None for row in STEPS if row.action is action and row.state is state for part in row.by}
    if not who:
        return f"这个心愿现在是“{state.value}”，不能“{action.value}”"
    # In the order of the enumeration: a set has none.
    words = "、".join(part.value for part in Part if part in who)
    return f"“{action.value}”由{words}办理"


def _rows(state: WishState | None, parts: frozenset[Part]) -> list[Step]:
    return [row for row in STEPS if row.state is state and row.by & parts]
