"""印章怎样说: a seal's row, facts and history in words, and what each change of it is called and means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.domain.calendar import moment_phrase
from youthwork.models import Seal, SealChange, SealEvent, SealState
from youthwork.services.seals.printing import valid_words
from youthwork.services.seals.usable import why_not


@dataclass(frozen=True)
class Change:
    """一种变动: its noun in the URL, what the button says, what it means, and whether there is a way back."""

    noun: str
    kind: SealChange
    label: str
    meaning: str
    is_grave: bool = False


#: Noun in the URL → the change. Confirming and handing over have pages of their own.
CHANGES: dict[str, Change] = {
    change.noun: change
    for change in (
        Change(
            "rejection", SealChange.REJECT, "不予核准", "这次登记作罢，记录保留；可以改正后重新登记。", True
        ),
        Change(
            "suspension",
            SealChange.SUSPEND,
            "停用",
            "停用以后不能用印，已批准还没有用印的也不能；以后可由保管人以外的用印批准人、签发人恢复。",
        ),
        Change("resumption", SealChange.RESUME, "恢复使用", "恢复以后，由保管人照常用印。"),
        Change(
            "loss",
            SealChange.LOSE,
            "挂失",
            "挂失以后这枚印章再也不能使用，签名证书同时吊销；找回来的也只能缴销。请另登记新的印章。",
            True,
        ),
        Change(
            "destruction",
            SealChange.DESTROY,
            "缴销",
            "缴销以后这枚印章再也不能使用，签名证书同时吊销；以前盖过的件仍然有效。",
            True,
        ),
    )
}

_KINDS = {
    SealState.PENDING: "wait",
    SealState.ACTIVE: "done",
    SealState.SUSPENDED: "back",
    SealState.LOST: "back",
    SealState.DESTROYED: "draft",
    SealState.REJECTED: "draft",
}


def row_of(seal: Seal) -> dict[str, Any]:
    """台账的一行."""
    stopped = why_not(seal) if seal.state is SealState.ACTIVE else ""
    return {
        "id": seal.id,
        "url": url_for("seals.show", seal_id=seal.id),
        "name": seal.name,
        "organ": seal.organization.common_name,
        "mode": "演示章" if seal.is_demo else seal.mode.value,
        "size": f"直径 {seal.diameter_mm} 毫米",
        "state": ("不能使用", "back") if stopped else (seal.state.value, _KINDS[seal.state]),
        "stopped": stopped,
        "keeper": seal.keeper.name if seal.keeper else "本单位印章管理员",
        "valid": valid_words(seal),
        "authority": seal.authority or "—",
    }


def facts_of(seal: Seal) -> list[tuple[Any, ...]]:
    """印章的要素."""
    facts: list[tuple[Any, ...]] = [
        ("单位", seal.organization.full_name),
        ("印文", seal.name),
        ("用印方式", "内部印模（演示章）" if seal.is_demo else seal.mode.value),
        ("规格", f"直径 {seal.diameter_mm} 毫米"),
        ("制发文号", seal.authority or "—"),
        (
            "保管人",
            seal.keeper.name if seal.keeper else "未指定",
            "" if seal.keeper else "本单位任何一位印章管理员",
        ),
        ("有效期", valid_words(seal)),
    ]
    if seal.outside_code:
        facts.append(("印章编码", seal.outside_code))
    return facts


def story_of(seal: Seal) -> list[dict[str, Any]]:
    """印章变动, newest first."""
    return [_told(seal, event, at == 0) for at, event in enumerate(reversed(seal.events))]


def _told(seal: Seal, event: SealEvent, is_last: bool) -> dict[str, Any]:
    sheet = event.kind is SealChange.HAND_OVER
    return {
        "who": event.by_name,
        "what": f"{event.kind.value}{'：' + event.people if event.people else ''}",
        "when": moment_phrase(event.at, clock.now()),
        "words": event.reason,
        "url": url_for("seal_custody.hand_over_sheet", seal_id=seal.id, event_id=event.id) if sheet else None,
        "now": is_last,
    }
