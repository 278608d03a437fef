"""工作台: the first page after signing in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting
from youthwork.blueprints import presenting_completeness as shows
from youthwork.blueprints.web import Answer, actor, login_required, render, row_number, see_other, user
from youthwork.domain.calendar import WEEKDAYS, days_left, moment_phrase
from youthwork.domain.delegations import deputy_words
from youthwork.domain.duties import Duty
from youthwork.domain.workflow import ACTION_WORDS, Action, State
from youthwork.extensions import htmx
from youthwork.models import Submission, SubmissionEvent
from youthwork.services import standing
from youthwork.services.duties import waiting
from youthwork.services.notices import handing_in
from youthwork.services.path import desk
from youthwork.services.path import lacking as owed
from youthwork.services.path.desk import Waiting
from youthwork.services.path.lacking import Lacking
from youthwork.services.path.queues import REVIEW, SEALING, Queue
from youthwork.services.personnel import newcomers, shortages

blueprint = Blueprint("desk", __name__)


@blueprint.get("/")
@login_required
def index() -> Answer:
    shown = desk.desk_of(user(), actor())
    items = [_item(one) for one in shown.waiting]
    return render(
        "desk/index.html",
        heading=_heading(items),
        lead=_lead(items),
        items=items,
        asks_for_lacking=owed.may_lack(actor()),
        moving=[_moving(paper, shown) for paper in shown.moving],
        news=[_news(event, title) for event, title in shown.news],
        shortages=_shortages(),
        taken_over=newcomers.taken_over(actor()),
        to_issue=handing_in.waiting_for(actor()),
        is_cadre=any(duty is Duty.CADRE for duty, _ in actor().own),
    )


@blueprint.get("/lacking")
@login_required
def lacking() -> Answer:
    """还差谁: asked for by the desk once it stands there, so that the desk costs no query more; nothing where nobody
    owes anything."""
    if not htmx:
        return see_other(url_for("completeness.index"))
    rows = [_lacking(each) for each in owed.of_desk(actor(), clock.today())]
    asked = [
        (unit.name, count, url_for("answering.index", organization_id=unit.id))
        for unit, count in waiting.waiting_for(actor())
    ]
    return render("desk/_lacking.html", lacking=rows, asked=asked)


@blueprint.get("/more")
@login_required
def more() -> Answer:
    """更多: the rest of the navigation, for a phone."""
    return render("desk/more.html")


@blueprint.get("/sent")
@login_required
def sent() -> Answer:
    """我报送的: all of them."""
    papers = desk.sent_by(actor(), 31, request.args.get("before", type=row_number))
    filings = desk.filings_of(papers)
    older = url_for("desk.sent", before=papers[29].id) if len(papers) > 30 else None
    rows = [_row(paper, filings.get(paper.id)) for paper in papers[:30]]
    return render("desk/sent.html", rows=rows, older=older)


def _item(one: Waiting) -> dict[str, Any]:
    """要办的一行, whether a paper is there already or not."""
    if one.submission is None:
        return _asked(one)
    paper, queue = one.submission, one.queue
    assert queue is not None
    received = queue in REVIEW
    word, kind = presenting.status(paper)
    return {
        # A superior allows and presses seals for several units: there the unit comes first, as for a receiver.
        "title": presenting.list_title(paper, of_others=received or queue in SEALING),
        "url": _url(paper, queue),
        "note": _note(paper),
        "from": paper.owner.common_name if received else paper.notice.issuer.common_name,
        "due": presenting.due_words(standing.due_of(paper)),
        "left": days_left(standing.due_of(paper), clock.today()),
        "status": (word, kind),
        "as": _as(one),
        "deputed": one.capacity.principal if one.capacity else "",
        "holder": presenting.holder_words(paper),
        "day": presenting.day_words(paper),
        "action": queue.value if queue is not Queue.WRITE or paper.state is State.DRAFT else "修改",
    }


def _lacking(one: Lacking) -> dict[str, Any]:
    """还差谁的一行, leading to the names."""
    row = one.notice_annex
    return {
        "title": one.title,
        # Cadres are named by their own organ; further up it is a matter of numbers.
        "url": url_for(
            "completeness.annex" if shows.is_of_cadres(row) else "by_name.show",
            organization_id=one.organization_id,
            notice_annex_id=row.id,
        ),
        "due": presenting.due_words(one.due),
        "words": one.words,
    }


def _asked(one: Waiting) -> dict[str, Any]:
    assert one.obligation is not None
    row = one.obligation
    notice = row.notice_annex.notice
    number = f"{notice.number}附件{row.annex.number}" if notice.number and row.annex.number else notice.title
    whose = f"本单位 · {row.owner.name}" if row.subject_id is None else "由本人填报"
    return {
        "title": row.annex.titled(row.notice_annex.period),
        "url": url_for("notices.show", notice_id=notice.id),
        "note": f"{number} · {whose}",
        "from": notice.issuer.common_name,
        "due": presenting.asked_due(row),
        "left": days_left(row.due, clock.today()),
        "status": presenting.not_begun(row.is_voided),
        "as": _as(one),
        "deputed": one.capacity.principal if one.capacity else "",
        "action": "重新填报" if row.is_voided else "开始填报",
        "request": presenting.request_link(row),
        "start": {
            "notice_annex_id": row.notice_annex.id,
            "owner_id": row.owner.id,
            "subject_id": row.subject_id,
        },
    }


def _as(one: Waiting) -> str:
    """以哪个职务办: said to those who have posts, or 代理, in more than one place."""
    if one.capacity is None or len({unit.id for _, unit in actor().posts}) < 2:
        return ""
    return f"{one.capacity.unit.name} {one.capacity.duty.value}"


def _shortages() -> dict[str, Any]:
    """下级空缺: the worst of them, and how many there are."""
    found = shortages.below(actor())
    return {"rows": found[: shortages.SHOWN], "count": len(found)}


def _url(paper: Submission, queue: Queue) -> str:
    if queue is Queue.WRITE:
        return url_for("drafting.draft", submission_id=paper.id)
    return url_for("submissions.show", submission_id=paper.id)


def _note(paper: Submission) -> str:
    parts = [presenting.list_note(paper)]
    if paper.round_number > 1:
        parts.append(f"第 {paper.round_number} 次报送")
    if paper.state is State.SENT and paper.sent_at:
        parts.append(f"{moment_phrase(paper.sent_at, clock.now())} 收到")
    return " · ".join(parts)


def _moving(paper: Submission, shown: desk.Desk) -> dict[str, Any]:
    return _row(paper, shown.filed.get(paper.id))


def _row(paper: Submission, filing: Any) -> dict[str, Any]:
    url = (
        url_for("filing.show", filing_id=filing.id)
        if filing
        else url_for("submissions.show", submission_id=paper.id)
    )
    return {
        "title": paper.title,
        "note": presenting.list_note(paper),
        "url": url,
        "holder": presenting.holder_words(paper),
        "day": presenting.day_words(paper),
        "status": presenting.status(paper, filing),
    }


def _news(event: SubmissionEvent, title: str) -> dict[str, Any]:
    return {
        "who": deputy_words(event.actor_name, event.deputy_for),
        "what": f"{ACTION_WORDS[event.action]} {title}",
        "url": url_for("submissions.show", submission_id=event.submission_id),
        "when": f"{moment_phrase(event.at, clock.now())} · {event.acting_for}",
        # Why a receiving department passed it on is written for the department it went to.
        "words": "" if event.action is Action.REASSIGN else event.reason,
        "now": False,
    }


def _heading(items: list[dict[str, Any]]) -> str:
    if not items:
        return "今天没有要办的事"
    late = sum(item["left"] < 0 for item in items)
    return f"要办 {len(items)} 件" + (f"，{late} 件已逾期" if late else "")


def _lead(items: list[dict[str, Any]]) -> str:
    today = clock.today()
    words = f"{today.month}月{today.day}日 星期{WEEKDAYS[today.weekday()]}"
    coming = next((item for item in items if item["left"] >= 0), None)
    return f"{words} · 下一个截止：{coming['due']['date']} {coming['title']}" if coming else words
