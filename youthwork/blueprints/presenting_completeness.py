"""怎样显示报送情况: figures with a bar beside them, notices and months as lines, names with where their paper lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.blueprints import presenting
from youthwork.domain.actors import Actor
from youthwork.domain.calendar import long_date, short_date
from youthwork.domain.completeness import Figures, Reporting
from youthwork.domain.duty_rights import Asked, granting_unit, may_ask, urging_unit
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import FilledBy
from youthwork.models import NoticeAnnex, Organization
from youthwork.services.combining.sight import may_combine
from youthwork.services.duties.completeness import Line
from youthwork.services.duties.day_tallies import Kind
from youthwork.services.duties.named import Named
from youthwork.services.duties.names import Shown
from youthwork.services.duties.sheets import HEADS, numbers
from youthwork.services.duties.sight import office_organs
from youthwork.services.tree import ancestor_ids

#: The parts of a bar from the left, as the stylesheet colours them; what is missing is the empty rest.
_PARTS = ("filed", "sent", "nil", "exempt")
_WIDE = 100


def annex_title(row: NoticeAnnex) -> str:
    """附件1 指导参与…汇总表, with its period where it has one."""
    annex = find_annex(row.notice.edition_key, row.annex_key)
    return f"附件{annex.number} {annex.titled(row.period)}" if annex.number else annex.titled(row.period)


def figures(found: Figures, names_url: Callable[[Shown], str] | None = None) -> dict[str, Any]:
    """数字 in their order, 未报 leading to the names; and the bar that says the same."""
    counts = dict(zip(HEADS, numbers(found), strict=True))
    leads = {"未报": Shown.MISSING, "免报": Shown.EXEMPT, "零报告": Shown.NIL} if names_url else {}
    return {
        "cells": [
            (head, count, names_url(leads[head]) if names_url and count and head in leads else None)
            for head, count in counts.items()
        ],
        "bar": bar(found),
        "told": "，".join(f"{head} {count}" for head, count in counts.items()),
        "done": f"{found.reported}/{found.expected}",
        "missing": found.missing,
        "is_complete": found.is_complete,
    }


def bar(found: Figures) -> list[dict[str, Any]]:
    """条: the parts with where each begins and how wide it is, of a hundred."""
    parts = (found.filed, found.reported - found.filed - found.nil, found.nil, found.exempt)
    shown, x = [], 0.0
    for name, count in zip(_PARTS, parts, strict=True):
        width = _WIDE * count / found.expected if found.expected else 0
        if width:
            shown.append({"name": name, "x": round(x, 2), "width": round(width, 2)})
        x += width
    return shown


class Addresses:
    """Where the pages of one organ lie, of the present or a past day."""

    def __init__(self, organ: Organization, on: date | None, actor: Actor) -> None:
        self.organ = organ
        self._on, self._offices = on, {unit.id for unit in office_organs(actor)}

    def annex(self, row: NoticeAnnex, organ: Organization | None = None) -> str:
        return url_for(
            "completeness.annex",
            organization_id=(organ or self.organ).id,
            notice_annex_id=row.id,
            on=self._on,
        )

    def names(self, row: NoticeAnnex, organ: Organization | None = None) -> Callable[[Shown], str] | None:
        """To the names; to none of a past day, nor to cadres' further down than directly below."""
        place = organ or self.organ
        is_near = bool({place.id, place.parent_id} & self._offices)
        if self._on is not None or not (is_near or not is_of_cadres(row)):
            return None
        return lambda shown: names_url(place, row, shown)


def names_url(place: Organization, row: NoticeAnnex, shown: Shown, **more: Any) -> str:
    """名单 of one standing."""
    return url_for(
        "by_name.show",
        organization_id=place.id,
        notice_annex_id=row.id,
        shown=None if shown is Shown.MISSING else shown.name.lower(),
        **more,
    )


def combined_url(place: Organization, row: NoticeAnnex, actor: Actor) -> str | None:
    """汇总表 of the organ, where the annex is a table and the reader stands no higher than its issuer."""
    is_within = row.notice.issuer_id in ancestor_ids(place.path)
    if not is_within or may_combine(actor, row) is None:
        return None
    return url_for("combined.show", notice_annex_id=row.id, organ=place.id)


def is_of_cadres(row: NoticeAnnex) -> bool:
    """Whether the annex is each cadre's own."""
    return find_annex(row.notice.edition_key, row.annex_key).filled_by is FilledBy.CADRE


def notices(lines: Iterable[Line], at: Addresses, seen_issuers: set[int], day: date) -> list[dict[str, Any]]:
    """通知 with a line for each annex; of an annex asked every month the month it is now, and all as a strip."""
    found = []
    for notice, of_notice in groupby(lines, lambda line: line.notice_annex.notice):
        rows = []
        for _, several in groupby(of_notice, lambda line: line.notice_annex.annex_key):
            of_annex = list(several)
            here = present(of_annex, day)
            rows.append(line_row(here, at) | {"months": months(of_annex, here.notice_annex.id, at)})
        found.append(
            {
                "title": notice.title,
                "number": notice.number or "无文号",
                "url": url_for("notices.show", notice_id=notice.id)
                if notice.issuer_id in seen_issuers
                else None,
                "issued": f"{notice.signatory.common_name} {long_date(notice.issued_on)}印发",
                "expires": f"有效至 {long_date(notice.expires_on)}" if notice.expires_on else "",
                "lines": rows,
            }
        )
    return found


def present(lines: Sequence[Line], day: date) -> Line:
    """The period it is now: the last that has begun, else the first to come."""
    begun = [line for line in lines if (line.notice_annex.opens_on or date.min) <= day]
    return begun[-1] if begun else lines[0]


def line_row(line: Line, at: Addresses) -> dict[str, Any]:
    row = line.notice_annex
    return {
        "title": annex_title(row),
        "url": at.annex(row),
        "due": _due(line),
        "opens": opens_words(row),
        **figures(line.figures, at.names(row)),
    }


def _due(line: Line) -> dict[str, str | None]:
    """期限; where everybody has reported nothing is late any more."""
    due = presenting.due_words(line.due)
    return {**due, "words": None, "state": None} if line.figures.is_complete else due


def opens_words(row: NoticeAnnex) -> str:
    today = clock.today()
    return (
        f"{short_date(row.opens_on, today)}起填报"
        if row.opens_on is not None and row.opens_on > today
        else ""
    )


def months(lines: Sequence[Line], here_id: int, at: Addresses) -> list[dict[str, Any]]:
    """各报告期 as a strip; none where there is only one."""
    if len(lines) < 2:
        return []
    return [
        {
            "month": f"{int(line.notice_annex.period[5:])}月"
            if "-" in line.notice_annex.period
            else line.notice_annex.period,
            "url": at.annex(line.notice_annex),
            "current": line.notice_annex.id == here_id,
            "begun": not opens_words(line.notice_annex),
            **figures(line.figures),
        }
        for line in lines
    ]


def units(
    below: Sequence[tuple[Organization, Figures]], row: NoticeAnnex, at: Addresses
) -> list[dict[str, Any]]:
    """直接下级 in their order."""
    return [
        {
            "name": unit.common_name,
            "url": at.annex(row, unit),
            "closed": unit.closed_on is not None,
            **figures(found, at.names(row, unit)),
        }
        for unit, found in below
    ]


def kind_rows(found: dict[Kind, Figures]) -> list[dict[str, Any]]:
    """按单位类别."""
    return [
        {"name": f"{level.value} · {type_.value}", "url": None, **figures(each)}
        for (level, type_), each in found.items()
    ]


def level_sums(below: Sequence[tuple[Organization, Figures]]) -> list[tuple[str, str]]:
    """四类单位的小计 of the direct subordinates; none where they are all of one level."""
    sums: dict[str, Figures] = {}
    for unit, found in below:
        sums[unit.level.value] = sums.get(unit.level.value, Figures()) + found
    if len(sums) < 2:
        return []
    return [(level, f"{each.reported}/{each.expected}") for level, each in sums.items()]


def tabs(whole: Figures, shown: Shown, place: Organization, row: NoticeAnnex) -> list[dict[str, Any]]:
    """名单 one may look at, with how many where the figures say it."""
    counts = {
        Shown.MISSING: whole.missing,
        Shown.FILED: whole.filed,
        Shown.NIL: whole.nil,
        Shown.EXEMPT: whole.exempt,
    }
    return [
        {
            "word": each.value,
            "count": counts.get(each),
            "url": names_url(place, row, each),
            "current": each is shown,
        }
        for each in Shown
        if counts.get(each, 1) or each is shown
    ]


def name_row(row: Named, annex: NoticeAnnex, actor: Actor, *, of_several: bool = False) -> dict[str, Any]:
    """名单的一行. `of_several`: of a list over several annexes each says which."""
    asked = Asked(tuple(ancestor_ids(row.path)), annex.notice.issuer_id, bool(row.subject))
    today = clock.today()
    word, tone = row.word
    return {
        "id": row.duty_id,
        "name": row.subject or row.owner,
        "note": row.owner if row.subject else row.superior,
        "annex": annex_title(annex) if of_several else "",
        "due": presenting.due_words(row.due),
        "own_due": row.due != annex.due,
        "word": (word, tone.value),
        "since": short_date(row.since.date(), today) if row.since else "",
        "words": row.nil_words,
        "reported": short_date(row.reported_at.date(), today) if row.reported_at else "",
        "is_late": row.reported_at is not None and not row.is_on_time,
        "people": "、".join(row.people),
        "is_person": bool(row.subject),
        "urged": _urged(row, today),
        "exception": _exception(row, today),
        "request": _request(row, actor, asked, today),
        "may_urge": urging_unit(actor, asked) is not None,
        "may_grant": granting_unit(actor, asked) is not None,
    }


def _urged(row: Named, today: date) -> str:
    if row.urged_at is None:
        return ""
    times = f"催过 {row.times_urged} 次，最近 " if row.times_urged > 1 else "催过，"
    return f"{times}{short_date(row.urged_at.date(), today)}（{row.urged_by}）"


def _request(row: Named, actor: Actor, asked: Asked, today: date) -> dict[str, str] | None:
    """申请: what waits for an answer, and to whom it is open to ask."""
    url = url_for("asking.show", duty_id=row.duty_id) if may_ask(actor, asked, None) else None
    if row.request is not None:
        kind, until = row.request
        words = f"已申请{kind.value}{f'至{short_date(until, today)}' if until else ''}，待答复"
        return {"word": words, "url": url or ""}
    return {"word": "申请延期或免报", "url": url} if url and row.standing is Reporting.MISSING else None


def _exception(row: Named, today: date) -> str:
    if row.exception is None:
        return ""
    kind, until, reason = row.exception
    return f"{kind.value}{f'至{short_date(until, today)}' if until else ''}：{reason}"
