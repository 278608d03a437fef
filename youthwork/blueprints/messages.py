"""消息: the inbox. Looking changes nothing: opening and 标为已读 are posts, and lead on to the thing itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    local_url,
    login_required,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.calendar import WEEKDAYS, long_date, moment_phrase
from youthwork.domain.duties import Duty
from youthwork.domain.standing import Tone
from youthwork.models import Digest, MessageKind
from youthwork.services.messages import inbox, mailing
from youthwork.services.messages.inbox import Shown

blueprint = Blueprint("messages", __name__, url_prefix="/messages")

_TONES = {
    MessageKind.RETURNED: Tone.BACK,
    MessageKind.OVERDUE: Tone.BACK,
    MessageKind.DUE_TODAY: Tone.WAIT,
    MessageKind.DUE_SOON: Tone.WAIT,
    MessageKind.TO_DO: Tone.MOVE,
    MessageKind.PROGRESS: Tone.DRAFT,
    MessageKind.FILED: Tone.DONE,
    MessageKind.CORRECTION: Tone.WAIT,
    MessageKind.POST: Tone.MOVE,
    MessageKind.WISH: Tone.MOVE,
    MessageKind.PROBLEM: Tone.MOVE,
    MessageKind.NOTICE: Tone.MOVE,
    MessageKind.URGING: Tone.WAIT,
    MessageKind.ADDITION: Tone.WAIT,
}


@blueprint.get("")
@login_required
def index() -> Answer:
    """消息, by day, newest first; the unread ones unless all are asked for."""
    kind = _asked_kind()
    shows_all = "all" in request.args or kind is not None
    before = request.args.get("before", type=row_number)
    found = inbox.inbox_of(user(), actor(), only_unread=not shows_all, kind=kind, before_id=before)
    return render(
        "messages/index.html",
        days=_by_day(found.rows),
        unread=found.unread,
        heading=_heading(found.unread),
        filters=_filters(kind, shows_all, found.unread),
        shows_all=shows_all,
        newest_id=found.rows[0].message.id if found.rows else 0,
        here=request.full_path,
        older=url_for("messages.index", before=found.older, **_kept(kind, shows_all))
        if found.older
        else None,
        mail_trouble=mailing.trouble() if _is_administrator() else None,
    )


@blueprint.get("/digests")
@login_required
def digests() -> Answer:
    """每日汇总, newest first."""
    found = inbox.digests_of(user(), request.args.get("before", type=row_number), 8)
    older = url_for("messages.digests", before=found[6].id) if len(found) > 7 else None
    return render("messages/digests.html", digests=[_digest(each) for each in found[:7]], older=older)


@blueprint.post("/<int:message_id>/opening")
@login_required
@commits
def open_(message_id: int) -> Answer:
    """打开: it is read, and one is where it leads."""
    message = inbox.find_message(user(), message_id)
    inbox.read(message)
    return see_other(local_url(message.url, url_for("messages.index")))


@blueprint.post("/<int:message_id>/reading")
@login_required
@commits
def read(message_id: int) -> Answer:
    """标为已读."""
    inbox.read(inbox.find_message(user(), message_id))
    return see_other(local_url(request.form.get("back"), url_for("messages.index")))


@blueprint.post("/reading")
@login_required
@commits
def read_all() -> Answer:
    """全部标为已读, as far as the page showed."""
    count = inbox.read_all(user(), request.form.get("until", 0, row_number))
    flash(f"已标为已读 {count} 条" if count else "没有未读的消息", "done")
    return see_other(url_for("messages.index"))


def _asked_kind() -> MessageKind | None:
    asked = request.args.get("kind", "")
    return next((kind for kind in MessageKind if kind.name.lower() == asked), None)


def _kept(kind: MessageKind | None, shows_all: bool) -> dict[str, Any]:
    if kind is not None:
        return {"kind": kind.name.lower()}
    return {"all": "1"} if shows_all else {}


def _filters(kind: MessageKind | None, shows_all: bool, unread: int) -> list[dict[str, Any]]:
    """未读, 全部, and each kind."""
    rows: list[tuple[str, dict[str, Any], bool]] = [
        ("未读" + (f" {_count(unread)}" if unread else ""), {}, not shows_all)
    ]
    rows.append(("全部", {"all": "1"}, shows_all and kind is None))
    rows += [(each.value, {"kind": each.name.lower()}, kind is each) for each in MessageKind]
    return [
        {"label": label, "url": url_for("messages.index", **values), "is_current": current}
        for label, values, current in rows
    ]


def _heading(unread: int) -> str:
    return f"消息，{_count(unread)} 条未读" if unread else "消息"


def _count(unread: int) -> str:
    return f"{inbox.MOST_COUNTED}+" if unread > inbox.MOST_COUNTED else str(unread)


def _by_day(rows: list[Shown]) -> list[tuple[str, list[dict[str, Any]]]]:
    days: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        days.setdefault(_day(row), []).append(_row(row))
    return list(days.items())


def _day(row: Shown) -> str:
    day, today = row.message.at.date(), clock.today()
    near = {0: "今天", 1: "昨天"}.get((today - day).days)
    date = f"{day.month}月{day.day}日" if day.year == today.year else long_date(day)
    return (
        f"{near} · {date} 星期{WEEKDAYS[day.weekday()]}" if near else f"{date} 星期{WEEKDAYS[day.weekday()]}"
    )


def _row(row: Shown) -> dict[str, Any]:
    message = row.message
    return {
        "id": message.id,
        "kind": (message.kind.value, _TONES[message.kind].value),
        "title": message.title,
        "sender": message.sender or "系统",
        "when": moment_phrase(message.at, clock.now()),
        "lines": [line for line in message.words.splitlines() if line.strip()] if not row.is_closed else [],
        "due": presenting.due_words(message.due) if message.due and message.settled_at is None else None,
        "standing": row.standing,
        "status": (row.standing.word, row.standing.tone.value) if row.standing else None,
        "is_unread": message.read_at is None,
        "is_settled": message.settled_at is not None,
        "is_closed": row.is_closed,
        "leads_on": bool(message.url) and not row.is_closed,
    }


def _digest(digest: Digest) -> dict[str, Any]:
    return {
        "day": f"{long_date(digest.day)} 星期{WEEKDAYS[digest.day.weekday()]}",
        "text": digest.text,
        "mailed": moment_phrase(digest.mailed_at, clock.now()) if digest.mailed_at else "",
    }


def _is_administrator() -> bool:
    return any(duty is Duty.ADMINISTRATOR for duty, _ in actor().posts)
