"""通知 for pages: the sheet of a draft, its range in words and numbers, its days with what is to be said of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.blueprints.presenting_audience import audience_words
from youthwork.domain.calendar import WEEKDAYS, long_date, moment_phrase, month_words
from youthwork.domain.notice_words import mended_number
from youthwork.domain.notices import (
    LONG_BODY,
    NoticeGiven,
    NoticeState,
    due_hint,
    earliest_due,
    has_expired,
    is_short_notice,
    numbers_of,
)
from youthwork.domain.workdays import unarranged_words
from youthwork.domain.workflow import Actor
from youthwork.forms.annexes import EDITIONS, find_annex
from youthwork.forms.annexes.base import AnnexForm, FilledBy
from youthwork.forms.notices import NoticeForm
from youthwork.models import JobKind, Notice, NoticeAmendment, NoticeAnnex
from youthwork.services.jobs import queue, standing
from youthwork.services.jobs.standing import Standing
from youthwork.services.notices import audiences, contents, rights
from youthwork.services.notices.audiences import Choices


def state(notice: Notice) -> tuple[str, str]:
    """通知状态, word and tone."""
    if notice.state is NoticeState.DRAFT:
        return ("待签发", "wait") if notice.handed_in_at else ("拟稿", "draft")
    if notice.state is NoticeState.WITHDRAWN:
        return "已撤回", "back"
    if has_expired(notice.expires_on, clock.today()):
        return "已失效", "draft"
    return "已印发", "done"


def saved_words(notice: Notice) -> str:
    """谁什么时候存的."""
    if notice.saved_at is None:
        return ""
    who = f"{notice.saved_by.name} " if notice.saved_by else ""
    return f"{who}{moment_phrase(notice.saved_at, clock.now())} 保存"


def draft_row(notice: Notice) -> dict[str, Any]:
    """拟稿 in a list."""
    return {
        "title": notice.title or "（还没有标题）",
        "url": url_for("notice_drafts.draft", notice_id=notice.id),
        "issuer": notice.issuer.common_name,
        "state": state(notice),
        "saved": saved_words(notice),
        "is_passed_on": notice.passes_on_id is not None,
    }


def told(notice: Notice, given: NoticeGiven, choices: Choices | None = None) -> dict[str, Any]:
    """What the page says beside what is typed; brought up to date by every save."""
    counted = audiences.reach(given.audience, notice.issuer, choices)
    number = (given.typed.get("number") or [""])[0]
    return {
        "reach": [(level.value, count) for level, count in counted.by_level],
        "total": counted.total,
        "composed": audiences.addressees(given.audience, notice.issuer, counted),
        "lacking": contents.shortcomings_of(notice, given, counted.total),
        "number_note": mended_number(number)[1],
        "title_notes": contents.title_warnings(notice, given),
        "body_note": _body_note(given.body),
        "hints": dict(_hints(notice, given)),
    }


def _body_note(body: str) -> str:
    count = len("".join(body.split()))
    if count > LONG_BODY:
        return f"{count:,} 字，偏长：文件一般不超过 {LONG_BODY:,} 字"
    return f"{count:,} 字" if count else ""


def _hints(notice: Notice, given: NoticeGiven) -> Iterator[tuple[str, list[str]]]:
    """Annex → what is to be said of its days."""
    today = clock.today()
    for each in given.annexes:
        annex = find_annex(notice.edition_key, each.key)
        was = (given.typed.get(f"was-{each.key}") or [""])[0][:200]
        said = [was] if was else []
        if annex.recurs is not None:
            periods = contents.periods_of(notice.edition_key, each)
            if periods:
                said.append(f"共 {len(periods)} 个月，每月{annex.recurs.day}日24:00截止")
        elif each.due is not None:
            said.append(due_hint(each.due) or f"星期{WEEKDAYS[each.due.weekday()]}，工作日，当日24:00截止")
            if not_arranged := unarranged_words(each.due.year):
                said.append(not_arranged)
            said += [warning] if (warning := annex.due_warning(each.due)) else []
            if is_short_notice(today, each.due):
                said.append(
                    f"今天印发不足 5 个工作日，最早{long_date(earliest_due(today))}；急的请写紧急事由"
                )
        yield each.key, said


def annex_rows(notice: Notice, form: NoticeForm) -> list[dict[str, Any]]:
    """附件 of the edition, ticked or not, each with the fields of its days."""
    ticked = set(form.annexes.data or ())
    rows = []
    for annex in EDITIONS[notice.edition_key].annexes:
        names = ("first", "last") if annex.recurs is not None else ("opens", "due")
        rows.append(
            {
                "key": annex.key,
                "label": annex_label(annex),
                "title": annex.title,
                "who": filler_words(annex),
                "ticked": annex.key in ticked,
                "fields": [form[f"{name}-{annex.key}"] for name in names],
                "was": form[f"was-{annex.key}"],
                "recurs": annex.recurs.words if annex.recurs is not None else "",
                "is_voluntary": annex.is_voluntary,
            }
        )
    return rows


def annex_label(annex: type[AnnexForm]) -> str:
    return f"附件{annex.number}" if annex.number else "附件"


def filler_words(annex: type[AnnexForm]) -> str:
    """谁填报: 每个单位 or 每名团干部; 有则报 where nobody owes it."""
    who = "每个单位一份" if annex.filled_by is FilledBy.UNIT else "每名团干部一份"
    if annex.is_voluntary:
        return "有则报，没有不用报"
    return f"{who}，每月一次" if annex.recurs is not None else who


def number_rows(notice: Notice, form: NoticeForm) -> list[tuple[Any, str, str]]:
    """数量要求: field, unit, clause with what the notice as it was asks."""
    return [
        (form[f"asked-{each.key}"], each.unit, f"{each.clause}，原通知为 {each.default} {each.unit}")
        for each in numbers_of(notice.edition_key)
    ]


def number_words(notice: Notice) -> list[str]:
    """数量要求 as it was given, in sentences."""
    asked = notice.numbers or {}
    return [
        f"{each.word} {asked[each.key]} {each.unit}（{each.clause}）"
        for each in numbers_of(notice.edition_key)
        if each.key in asked
    ]


def whole(notice: Notice, reader: Actor) -> dict[str, Any]:
    """一份通知 in full, and what this reader may do with it."""
    draws_up = rights.may_draw_up(reader, notice.issuer_id)
    issued_by = notice.issued_by.name if notice.issued_by and draws_up else ""
    facts = [
        ("主送", notice.addressees),
        ("抄送", notice.copied_to),
        ("依据", notice.basis),
        ("有效至", long_date(notice.expires_on) if notice.expires_on else ""),
        ("联系人", " ".join(part for part in (notice.contact_name, notice.contact_phone) if part)),
        ("数量要求", "；".join(number_words(notice))),
        ("预留天数", f"下级转发时最多提前 {notice.reserve_days} 天" if notice.reserve_days else ""),
        ("签发", issued_by),
    ]
    is_being_laid = notice.state is NoticeState.ISSUED and notice.laid_at is None and draws_up
    return {
        "state": state(notice),
        "facts": [(name, words) for name, words in facts if words],
        "words": audience_words(notice),
        "expires": long_date(notice.expires_on) if notice.expires_on else "",
        "is_over": state(notice)[0] == "已失效",
        "laying": laying(notice) if is_being_laid else None,
        "withdrawn": _withdrawn(notice),
        "amendments": [amendment(each) for each in reversed(notice.amendments)],
        "may_draw_up": draws_up,
        "may_issue": rights.may_issue(reader, notice.issuer_id),
    }


def laying(notice: Notice) -> Standing:
    """下达情况: how far the worker is."""
    job = queue.newest(JobKind.DUTIES, str(notice.id))
    return standing.standing_of_work(job.id if job else None, notice.laid_at is not None, "已下达")


def _withdrawn(notice: Notice) -> dict[str, str] | None:
    if notice.withdrawn_at is None:
        return None
    return {
        "who": notice.withdrawn_by.name if notice.withdrawn_by else "",
        "when": moment_phrase(notice.withdrawn_at, clock.now()),
        "reason": notice.withdrawal_reason,
    }


def once_each(notice: Notice) -> list[tuple[NoticeAnnex, str]]:
    """附件 once each: of a monthly one the month that is next, with all of them in words."""
    rows: dict[str, list[NoticeAnnex]] = {}
    for row in notice.annexes:
        rows.setdefault(row.annex_key, []).append(row)
    today = clock.today()
    return [
        (next((row for row in each if row.due >= today), each[-1]), _months(each)) for each in rows.values()
    ]


def _months(rows: list[NoticeAnnex]) -> str:
    first, last = rows[0], rows[-1]
    if not first.period or first.period == last.period:
        return ""
    recurs = find_annex(first.notice.edition_key, first.annex_key).recurs
    every = f"{recurs.words}，" if recurs else ""
    return f"{every}{month_words(first.period)}至{month_words(last.period)}，共 {len(rows)} 次"


def issued_annexes(notice: Notice) -> list[dict[str, Any]]:
    """附件 with their windows; a monthly one in one line."""
    rows: dict[str, list[NoticeAnnex]] = {}
    for row in notice.annexes:
        rows.setdefault(row.annex_key, []).append(row)
    return [_window(notice, key, each) for key, each in rows.items()]


def _window(notice: Notice, key: str, rows: list[NoticeAnnex]) -> dict[str, Any]:
    annex = find_annex(notice.edition_key, key)
    first, last = rows[0], rows[-1]
    if annex.recurs is not None:
        when, hint = _months(rows) or f"{month_words(first.period)}，{long_date(first.due)}24:00截止", ""
    elif annex.is_voluntary:
        when, hint = f"{long_date(last.due)}以前，有则报", ""
    else:
        opens = f"{long_date(first.opens_on)}开始，" if first.opens_on else ""
        when = f"{opens}{long_date(last.due)}（星期{WEEKDAYS[last.due.weekday()]}）24:00截止"
        hint = due_hint(last.due)
        if notice.state is NoticeState.DRAFT and notice.passes_on_id is None:
            hint = "；".join(each for each in (hint, annex.due_warning(last.due)) if each)
    return {
        "label": annex_label(annex),
        "title": annex.title,
        "who": filler_words(annex),
        "when": when,
        "hint": hint,
        "short": "不足 5 个工作日，按紧急事由印发" if is_short_notice(notice.issued_on, first.due) else "",
    }


def amendment(each: NoticeAmendment) -> dict[str, Any]:
    """一次修改 with what stood before."""
    return {
        "who": each.by.name,
        "when": moment_phrase(each.at, clock.now()),
        "reason": each.reason,
        "changes": [(what, before, after) for what, (before, after) in each.changes.items()],
    }
