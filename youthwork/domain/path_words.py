"""流程用语: the states of a paper and the actions upon it, with their official words and their nouns in URLs."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """报送件状态."""

    DRAFT = "draft"
    IN_SIGN_OFF = "in_sign_off"
    SIGNED_OFF = "signed_off"
    PRESSED = "pressed"
    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    FILED = "filed"


class Action(Enum):
    """办理动作."""

    SUBMIT = "submit"
    SIGN_OFF = "sign_off"
    SEND_BACK = "send_back"
    APPROVE_PRESS = "approve_press"
    PRESS = "press"
    SEND = "send"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"
    REASSIGN = "reassign"
    FORWARD = "forward"
    FILE = "file"


ACTION_WORDS: dict[Action, str] = {
    Action.SUBMIT: "提交审签",
    Action.SIGN_OFF: "审签同意",
    Action.SEND_BACK: "退回修改",
    Action.APPROVE_PRESS: "批准用印",
    Action.PRESS: "用印",
    Action.SEND: "报送",
    Action.WITHDRAW: "撤回",
    Action.ACCEPT: "签收",
    Action.RETURN: "退回补正",
    Action.REASSIGN: "转办",
    Action.FORWARD: "转报",
    Action.FILE: "予以备案",
}

STATE_WORDS: dict[State, str] = {
    State.DRAFT: "草稿",
    State.IN_SIGN_OFF: "待审签",
    State.SIGNED_OFF: "已审签",
    State.PRESSED: "已用印",
    State.SENT: "待签收",
    State.ACCEPTED: "审核中",
    State.RETURNED: "退回补正",
    State.FILED: "已备案",
}

#: The noun of each action in a URL: a step creates a thing (`POST …/sign-off`).
NOUNS: dict[Action, str] = {
    Action.SUBMIT: "submittal",
    Action.SIGN_OFF: "sign-off",
    Action.SEND_BACK: "send-back",
    Action.APPROVE_PRESS: "press-approval",
    Action.PRESS: "impression",
    Action.SEND: "sending",
    Action.WITHDRAW: "withdrawal",
    Action.ACCEPT: "acceptance",
    Action.RETURN: "return",
    Action.REASSIGN: "reassignment",
    Action.FORWARD: "forwarding",
    Action.FILE: "filing",
}
