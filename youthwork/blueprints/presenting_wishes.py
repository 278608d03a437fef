"""微心愿怎样显示: the words of rows, steps and charts; nothing is asked of the database here but what is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from youthwork.domain.calendar import moment_phrase, short_date
from youthwork.domain.standing import Tone
from youthwork.domain.wish_pictures import stages
from youthwork.domain.wishes import NOUNS, Step, WishAction, WishState
from youthwork.models import Wish, WishStep
from youthwork.services.contact_work.wishes.wish_lists import WishQuery, WishView
from youthwork.services.contact_work.wishes.wish_overview import WishOverview

_TONES = {
    WishState.REGISTERED: Tone.DRAFT,
    WishState.OWN: Tone.MOVE,
    WishState.POOL: Tone.WAIT,
    WishState.CLAIMED: Tone.MOVE,
    WishState.FULFILLED: Tone.DONE,
    WishState.FED_BACK: Tone.DONE,
    WishState.IMPOSSIBLE: Tone.DRAFT,
}
_NOUN_OF = {action: noun for noun, action in NOUNS.items()}
#: Pressed at once; every other step has a page for its words.
AT_ONCE = (WishAction.TAKE_ON, WishAction.CLAIM, WishAction.REMIND)
_LABELS = {
    WishAction.TAKE_ON: "我来办",
    WishAction.REMIND: "提醒办理人",
    WishAction.FULFIL: "实现了",
    WishAction.FEED_BACK: "已告诉青年",
    WishAction.GIVE_UP: "实现不了，写明原因",
}
#: What a step brings nearer, the page's one primary button.
_ONWARD = (WishAction.TAKE_ON, WishAction.CLAIM, WishAction.FULFIL, WishAction.FEED_BACK)


def row(wish: Wish, now: datetime, may_claim: bool = False) -> dict[str, Any]:
    """One line of a list."""
    return {
        "id": wish.id,
        "url": url_for("wishes.show", wish_id=wish.id),
        "text": wish.text,
        "whom": whom(wish),
        "status": status(wish.state),
        "holder": wish.owner.name if wish.owner else f"{wish.pool.common_name}心愿池",
        "from": wish.organization.common_name,
        "days": days_phrase(wish, now),
        "claim": {"url": step_url(wish, WishAction.CLAIM), "version": wish.version} if may_claim else None,
    }


def whom(wish: Wish) -> str:
    """小王 · 高校: the form of address and the field."""
    return " · ".join(each for each in (wish.of_whom, wish.field.value if wish.field else "") if each)


def status(state: WishState) -> tuple[str, str]:
    return state.value, _TONES[state].value


def days_phrase(wish: Wish, now: datetime) -> str:
    """已等 34 天, while it waits; 用了 12 天, once it is over."""
    end = wish.state_since if wish.state.is_over else now
    days = (end.date() - wish.raised_at.date()).days
    if wish.state.is_over:
        return f"用了 {days} 天" if days else "当天"
    return f"已等 {days} 天" if days else "今天登记"


def step_url(wish: Wish, action: WishAction) -> str:
    return url_for("wish_steps.show", wish_id=wish.id, noun=noun_of(action))


def noun_of(action: WishAction) -> str:
    return _NOUN_OF[action]


def buttons(wish: Wish, rows: Sequence[Step], was_reminded: bool) -> list[dict[str, Any]]:
    """What this person may do, what brings it nearer first."""
    shown = [each for each in rows if not (each.action is WishAction.REMIND and was_reminded)]
    shown.sort(key=lambda each: each.action not in _ONWARD)
    return [
        {
            "label": _LABELS.get(each.action, each.action.value),
            "kind": "primary" if at == 0 and each.action in _ONWARD else "plain",
            "url": step_url(wish, each.action),
            "at_once": each.action in AT_ONCE,
        }
        for at, each in enumerate(shown)
    ]


def strip(wish: Wish, now: datetime) -> list[dict[str, str]]:
    """路径: where the wish stands, and who stood at each stage when."""
    states = [step.state for step in wish.steps]
    pieces = stages(states)
    here = next(at for at, (_, within) in enumerate(pieces) if wish.state in within)
    drawn = []
    for at, (word, within) in enumerate(pieces):
        came = [step for step in wish.steps if step.state in within]
        reached = came[0] if came and at <= here else None
        standing = "now" if at == here and not wish.state.is_over else "past" if at <= here else "later"
        if standing == "past" and reached is None:
            standing = "later"
        drawn.append(
            {
                "word": word,
                "who": reached.by.name if reached else "",
                "when": short_date(reached.at.date(), now.date()) if reached else "",
                "status": standing,
            }
        )
    return drawn


def story(wish: Wish, now: datetime) -> list[dict[str, Any]]:
    """经过, newest first: who, what, when, in which words, and who answers for it since."""
    return [_event(step, now, at == 0) for at, step in enumerate(reversed(wish.steps))]


def _event(step: WishStep, now: datetime, is_last: bool) -> dict[str, Any]:
    handed = step.action is WishAction.HAND_OVER and step.owner is not None
    words = [step.words, f"青年说：{step.said}" if step.said else ""]
    return {
        "who": step.by.name,
        "what": step.action.value + (f"给{step.owner.name}" if handed and step.owner else ""),
        "when": moment_phrase(step.at, now),
        "words": "　".join(each for each in words if each),
        "now": is_last,
    }


def query_args(query: WishQuery) -> dict[str, Any]:
    """The query as an address asks it."""
    asked = {
        "view": query.view.name.lower() if query.view is not WishView.MINE else None,
        "state": query.state.name.lower() if query.state else None,
        "field": query.field.value if query.field else None,
        "pool": query.pool_id,
        "q": query.text or None,
        "after": query.after_id,
    }
    return {name: value for name, value in asked.items() if value is not None}


def states(query: WishQuery, counts: Mapping[WishState, int]) -> list[dict[str, Any]]:
    """The chips: what waits, then each state there is any in."""
    first = "池里的" if query.view is WishView.POOL else "还没办完的"
    chips = [_chip(first, query.but(state=None), query.state is None, None)]
    for state in WishState:
        is_first = query.view is WishView.POOL and state is WishState.POOL
        if not is_first and (counts.get(state) or query.state is state):
            is_here = query.state is state
            chips.append(_chip(state.value, query.but(state=state), is_here, counts.get(state, 0)))
    return chips


def _chip(label: str, query: WishQuery, is_current: bool, count: int | None) -> dict[str, Any]:
    url = url_for("wishes.index", **query_args(query))
    return {"label": label, "url": url, "is_current": is_current, "count": count}


def figures(found: WishOverview) -> list[tuple[str, str, str]]:
    """The numbers of an overview, each with what it means."""
    half = found.median_days
    return [
        ("登记", f"{found.registered} 个", f"{found.year} 年登记的"),
        ("实现", f"{found.fulfilled} 个", f"{found.year} 年实现的，不管哪年登记"),
        ("用时", f"{half:g} 天" if half is not None else "—", "从登记到实现，一半在这些天以内（中位数）"),
        (
            "还在等",
            f"{found.waiting} 个",
            f"等得最久的 {found.longest} 天" if found.longest is not None else "现在没有在等的",
        ),
        ("无法实现", f"{found.impossible_count} 个", f"{found.year} 年写明原因的"),
    ]
