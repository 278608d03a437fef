"""每张表上的一行: about how many minutes, on what basis, until when; and how much filling in a notice asks for."""

from __future__ import annotations

from typing import Any

from flask import url_for

from youthwork.domain.calendar import long_date
from youthwork.domain.notices import LEAST_WORKDAYS, NoticeState
from youthwork.models import Notice, NoticeAnnex
from youthwork.services.notices.burden import Burden
from youthwork.services.notices.ledger import Month
from youthwork.services.notices.minutes import Estimate, estimates
from youthwork.services.notices.terms import root_of

_HOUR = 60


def asked_line(notice: Notice, estimate: Estimate) -> str:
    """约 8 分钟（估计） · 依据 示青字〔2026〕8号 · 有效至 2026年12月31日."""
    return " · ".join([estimate.words, *terms_words(notice)])


def terms_words(notice: Notice) -> list[str]:
    """依据 and 有效至; the notice itself is the basis where it names none."""
    basis = notice.basis or notice.number or f"《{notice.title}》"
    said = [f"依据 {basis}"]
    return [*said, f"有效至 {long_date(notice.expires_on)}"] if notice.expires_on else said


def blank_line(row: NoticeAnnex) -> str:
    """空白表上的一行: as on every form, and 紧急事由 where there is one; in the foot, which a blank form has to spare."""
    form = row.notice.edition_key, row.annex_key
    line = asked_line(row.notice, estimates([form])[form])
    urgent = urgent_words(row.notice)
    return f"{line} · {urgent}" if urgent else line


def urgent_words(notice: Notice) -> str:
    """紧急事由, as everybody reads it; '' where there was time enough."""
    if not notice.urgent_reason:
        return ""
    return f"紧急事由：{notice.urgent_reason}（从印发到截止不足 {LEAST_WORKDAYS} 个工作日）"


def burden_of(found: Burden) -> dict[str, Any]:
    """负担: a line an annex, and the sums."""
    about = "约 " if found.is_reckoned else ""
    return {
        "lines": [
            {
                "name": each.name,
                "inputs": each.inputs,
                "reports": f"{about}{each.reports:,}",
                "who": "名团干部" if each.is_of_cadres else "个单位",
                "periods": each.periods,
                "each": each.estimate.words,
                "total": hours(each.minutes),
            }
            for each in found.lines
        ],
        "reports": f"{about}{found.reports:,}",
        "inputs": f"{about}{found.inputs:,}",
        "total": hours(found.minutes),
    }


def months(found: list[Month]) -> list[dict[str, Any]]:
    return [
        {
            "words": each.words,
            "reports": f"{each.reports:,}",
            "units": f"{each.units:,}",
            "total": hours(each.minutes),
            "a_unit": hours(each.minutes_a_unit),
        }
        for each in found
    ]


def hours(minutes: int) -> str:
    """45 分钟, 12.5 小时, 1,240 小时."""
    if minutes < 2 * _HOUR:
        return f"{minutes} 分钟"
    found = minutes / _HOUR
    said = f"{found:,.0f}" if found >= 100 else f"{found:.1f}".removesuffix(".0")
    return f"{said} 小时"


def needless_url(notice: Notice, annex_key: str = "") -> str:
    """这张表没必要／重复了: where it is said, with what it is about filled in."""
    return url_for("suggestions.index", notice=notice.id, annex=annex_key or None)


def above(notice: Notice) -> dict[str, str] | None:
    """转发的上级通知: its number or title, and where it stands; None where nothing is passed on."""
    if notice.passes_on is None:
        return None
    theirs = notice.passes_on
    name = f"{theirs.issuer.common_name}{theirs.number or f'《{theirs.title}》'}"
    first = root_of(notice)
    withdrawn = "已撤回" if NoticeState.WITHDRAWN in (theirs.state, first.state) else ""
    return {"name": name, "url": url_for("notices.show", notice_id=theirs.id), "withdrawn": withdrawn}
