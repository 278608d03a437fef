"""活动记录的筛选: what an address asks for, and the filters as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from youthwork.blueprints.web import actor, row_number
from youthwork.domain.calendar import long_date
from youthwork.domain.purposes import BY_KEY, PURPOSES
from youthwork.services.contact_work.records import record_list
from youthwork.services.contact_work.records.record_list import Before, Wanted


@dataclass(frozen=True)
class Question:
    """问的是什么: the conditions, and where the page begins."""

    wanted: Wanted
    before: Before | None


def wanted(asked: Mapping[str, str]) -> Question:
    """An address as people keep and mistype it: what cannot be read is not asked.

    Who holds an office and no post as 团干部 has no records of their own: the office's come first.
    """
    purpose = asked.get("purpose", "")
    is_cadre = bool(actor().cadre_in)
    whose = asked.get("of") or ("mine" if is_cadre or not record_list.offices(actor()) else "office")
    return Question(
        Wanted(
            is_mine=whose != "office",
            unit_id=_row(asked.get("unit", "")),
            purpose=purpose if purpose in BY_KEY else "",
            first=_day(asked.get("from", "")),
            last=_day(asked.get("to", "")),
        ),
        _before(asked.get("before", "")),
    )


def filters_of(question: Question, older: Before | None) -> dict[str, Any]:
    """The filters as they stand, what each is taken off by, and the next page."""
    asked = question.wanted
    kept = {
        "of": "" if asked.is_mine else "office",
        "unit": "" if asked.is_mine or asked.unit_id is None else str(asked.unit_id),
        "purpose": asked.purpose,
        "from": asked.first.isoformat() if asked.first else "",
        "to": asked.last.isoformat() if asked.last else "",
    }
    units = [] if asked.is_mine else record_list.units_of(actor())
    words = {
        "unit": dict(units).get(asked.unit_id or 0, ""),
        "purpose": BY_KEY[asked.purpose].word if asked.purpose else "",
        "from": f"{long_date(asked.first)}起" if asked.first else "",
        "to": f"到{long_date(asked.last)}" if asked.last else "",
    }
    before = f"{older.starts_at:%Y%m%dT%H%M%S%f}-{older.id}" if older else None
    return {
        "kept": kept,
        "units": [(str(id_), name) for id_, name in units],
        "purposes": [(each.key, each.word) for each in PURPOSES],
        "chips": [
            {"label": word, "remove_url": _url({**kept, name: ""})} for name, word in words.items() if word
        ],
        "clear_url": _url({"of": kept["of"]}),
        "older_url": _url({**kept, "before": before}) if before else None,
        "newest_url": _url(kept) if question.before else None,
    }


def _url(asked: Mapping[str, str]) -> str:
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return url_for("records.index", **given)


def _row(text: str) -> int | None:
    try:
        return row_number(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1980 <= day.year <= 2100 else None


def _before(text: str) -> Before | None:
    at, _, id_ = text.partition("-")
    try:
        return Before(datetime.strptime(at, "%Y%m%dT%H%M%S%f"), row_number(id_))
    except ValueError:
        return None
