"""导航: the rail and the tab bar, with what waits behind each; only doors this person may open."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user

from youthwork.blueprints.web import actor, user
from youthwork.domain.duties import Duty
from youthwork.services.messages.inbox import MOST_COUNTED
from youthwork.services.path import queues
from youthwork.services.seals.sight import SEAL_DUTIES


def prepare(app: Flask) -> None:
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    common = {"instance_name": current_app.config["INSTANCE_NAME"], "is_demo": current_app.config["IS_DEMO"]}
    if not current_user.is_authenticated or request.endpoint is None:
        return {**common, "nav": [], "large_text": request.cookies.get("large") == "1"}
    waiting = queues.counts(actor())
    return {
        **common,
        "nav": navigation(waiting),
        "bell": _bell(waiting.unread),
        "duty_line": _duty_line(),
        "large_text": user().large_text,
    }


def _bell(unread: int) -> dict[str, Any]:
    """消息: the bell in the bar, with how many are unread."""
    count = f"{MOST_COUNTED}+" if unread > MOST_COUNTED else str(unread or "")
    return {"url": url_for("messages.index"), "count": count}


def navigation(waiting: queues.Counts) -> list[dict[str, Any]]:
    """Groups of items for the rail; 更多 on a phone shows the same."""
    duties = {duty for duty, _ in actor().posts}
    work = [
        _item("工作台", "desk.index", "desk"),
        _item("通知与填报", "notices.index", "fill", waiting.drafting),
    ]
    if duties & {Duty.CLERK, Duty.REVIEWER, Duty.SIGNER}:
        work.append(_item("报送情况", "completeness.index", "check"))
    if duties & {Duty.SIGNER, Duty.CLERK, Duty.SEAL_KEEPER, Duty.SEAL_APPROVER}:
        work.append(_item("审签与报送", "dispatch.index", "sign", waiting.dispatch))
    if duties & {Duty.REVIEWER, Duty.SIGNER}:
        work.append(_item("审核", "review.index", "review", waiting.review))
    work.append(_item("日历", "calendar.index", "calendar"))
    work.append(_item("备案档案", "archive.index", "archive"))
    groups: list[dict[str, Any]] = [{"label": None, "items": work}]
    groups.append({"label": "联系工作", "items": _contact_work(duties)})
    own = []
    if duties - {Duty.CADRE}:
        own.append(_item("组织与人员", "organizations.index", "people"))
    if duties & SEAL_DUTIES:
        own.append(_item("印章", "seals.index", "seal", waiting.seals))
    own.append(_item("我的信息", "account.me", "user"))
    groups.append({"label": "本单位", "items": own})
    return groups


def _contact_work(duties: set[Duty]) -> list[dict[str, Any]]:
    items = [_item("活动记录", "records.index", "log")]
    if Duty.CADRE in duties:
        items.insert(0, _item("记一条", "records.new", "write"))
    items.append(_item("五个一进度", "five_ones.index", "chart"))
    items.append(_item("夜访", "visits.index", "moon"))
    items.append(_item("微心愿", "wishes.index", "heart"))
    items.append(_item("联系关系", "links.index", "link"))
    items.append(_item("联系青年", "contacts.index", "user"))
    items.append(_item("小组与下沉", "groups.index", "people"))
    if duties & {Duty.CLERK, Duty.REVIEWER, Duty.SIGNER}:
        items.append(_item("候选人", "candidates.index", "user"))
    if Duty.CLERK in duties:
        items.append(_item("月报素材", "monthly.index", "calendar"))
    return items


#: Pages without an entry of their own belong to one: the first part of the endpoint → the entry.
_HOMES = {
    "by_name": "completeness.index",
    "duty_exceptions": "completeness.index",
    "answering": "completeness.index",
    "asking": "notices.index",
    "nil_reports": "notices.index",
    "drafting": "notices.index",
    "notice_drafts": "notices.index",
    "notice_issuing": "notices.index",
    "passing_on": "notices.index",
    "submitting": "notices.index",
    "exchange": "notices.index",
    "contact_points": "notices.index",
    "contact_units": "notices.index",
    "task_sheets": "notices.index",
    "carrying": "notices.index",
    "deriving": "notices.index",
    "activity_news": "notices.index",
    "evidence": "notices.index",
    "record_photos": "records.index",
    "signal_settings": "records.index",
    "wish_steps": "wishes.index",
    "secretaries": "links.index",
    "group_proposals": "groups.index",
    "postings": "groups.index",
    "batches": "dispatch.index",
    "returning": "review.index",
    "comments": "review.index",
    "disqualifications": "organizations.index",
    "seal_custody": "seals.index",
    "seal_register": "seals.index",
    "filing": "archive.index",
    "books": "archive.index",
    "archive_checks": "archive.index",
    "disposals": "archive.index",
    "transfers": "archive.index",
    "archive_saved": "archive.index",
    "archive_exports": "archive.index",
    "archiving": "archive.index",
    "fonds": "archive.index",
    "retention": "archive.index",
    "archive_uses": "archive.index",
    "visit_problems": "visits.index",
    "roster": "organizations.index",
    "people": "organizations.index",
    "appointments": "organizations.index",
    "delegations": "organizations.index",
    "handovers": "organizations.index",
}

#: Entries that share a blueprint are current on their own page only.
_ALONE = ("account.me", "records.new")


def _item(label: str, endpoint: str, icon: str, count: int = 0) -> dict[str, Any]:
    return {
        "label": label,
        "url": url_for(endpoint),
        "icon": icon,
        "current": _home() == endpoint,
        "count": count,
        "due": count > 0,
    }


def _home() -> str:
    """The entry the present page belongs to."""
    here = request.endpoint or ""
    if here in _ALONE:
        return here
    if "home" in g:
        return str(g.home)
    door = here.split(".")[0]
    return _HOMES.get(door, f"{door}.index")


def belongs_to(endpoint: str) -> None:
    """Say of the present page which entry it belongs to, where the address alone does not tell."""
    g.home = endpoint


def _duty_line() -> str:
    """团青岚市委 · 经办人: the first organization and what the person does there."""
    held = actor().posts
    if not held:
        return "暂无任职"
    first = held[0][1]
    words = list(dict.fromkeys(duty.value for duty, unit in held if unit.id == first.id))
    shown = [word for word in words if word != Duty.CADRE.value] or words
    return f"{first.name} · {'、'.join(shown[:2])}"
