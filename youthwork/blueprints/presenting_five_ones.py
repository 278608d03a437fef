"""五个一进度 as pages say it: numbers with what counts as once, the standing in words, the records behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from youthwork.blueprints.web import actor, addresses_of
from youthwork.domain.calendar import short_date
from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.occasions import Record
from youthwork.domain.periods import Period, PeriodKind, Stretch
from youthwork.domain.progress import Progress, Standing
from youthwork.services.contact_work.counting.counted_rows import Row
from youthwork.services.contact_work.counting.counting import CadreYear
from youthwork.services.contact_work.counting.counting_cadre_rows import CadreCell, CadreRow
from youthwork.services.contact_work.counting.counting_organs import OrganQuarter

_KINDS = {Standing.MET: "done", Standing.SHORT: "back"}
#: Whose rhythm a strip is.
_WHOSE = {PeriodKind.TWO_MONTHS: "专职、挂职每两个月不少于 5 次", PeriodKind.QUARTER: "兼职每季度不少于 5 次"}

#: A record's address for this reader, or None where it is out of their sight.
Address = Callable[[Row], str | None]


def cadre_page(year: CadreYear, address: Address) -> dict[str, Any]:
    """一名团干部的一年."""
    lines = _Lines(year.rows, address, year.year)
    strips = [
        {
            "words": _WHOSE[strip.kind],
            "cells": [_cell(period, progress, year, lines) for period, progress in strip.cells],
        }
        for strip in year.strips
    ]
    return {
        "strips": strips,
        "once": year.all_five.counter.once,
        "clause": year.all_five.counter.clause,
        "visits": _counter(year.visits, year, lines),
        "tasks": _tasks(year.tasks, lines),
        "campaigns": [_counter(each, year, lines) for each in year.campaigns],
        "others": [] if strips else lines.of(year.all_five),
        "total": year.all_five.count,
    }


def post_words(year: CadreYear) -> str:
    """团云溪县委 副书记（专职）: the posts of the day, or that there is none."""
    held = year.posts.on(year.today)
    if not held:
        return "现在没有团干部任职"
    return "、".join(f"{each.organ_name} {each.title}（{_nature(each.nature)}）" for each in held)


def desk_line(progress: Progress) -> dict[str, str]:
    """本期进度 in one calm line: 3—4月 3/5; only the number where nothing is asked."""
    period = progress.period
    assert isinstance(period, Period), "the present one is a pair or a quarter"
    return {"period": period.short_words, "done": fraction(progress)}


def fraction(progress: Progress) -> str:
    """3/5, or 3 次 where nothing is asked."""
    if progress.standing is Standing.NOT_ASKED:
        return f"{progress.count} 次"
    return f"{progress.count}/{progress.counter.needed}"


def organ_page(
    found: OrganQuarter, organ_url: Callable[[int], str], cadre_url: Callable[[int], str]
) -> dict[str, Any]:
    """一个机关的一个季度."""
    lines = _Lines(found.rows, own_address(), found.quarter.starts_on.year)
    met = [each for each in found.beneath if each.five.standing is Standing.MET]
    return {
        "five": _counter(found.five, found, lines),
        "share": _counter(found.share, found, lines),
        "campaigns": [_counter(each, found, lines) for each in found.campaigns],
        "cadres": [_cadre(each, cadre_url, found.today) for each in found.cadres],
        "beneath": [
            {
                "name": each.organ.common_name,
                "url": organ_url(each.organ.id),
                "five": _brief(each.five, found.today),
                "kinds": "、".join(word for key, word in each.five.counter.kinds if key in each.five.covered),
                "share": _brief(each.share, found.today),
            }
            for each in found.beneath
        ],
        "sums": {
            "units": len(found.beneath),
            "asked": sum(each.five.standing is not Standing.NOT_ASKED for each in found.beneath),
            "met": len(met),
            "shared": sum(bool(each.share.count) for each in found.beneath),
            "events": sum(each.five.count for each in found.beneath),
        },
    }


def _cell(period: Period, progress: Progress | None, year: CadreYear, lines: _Lines) -> dict[str, Any]:
    if progress is None:
        return {"words": period.short_words, "held": False}
    return {"held": True, "now": year.today in period, **_counter(progress, year, lines, period.short_words)}


def _counter(
    progress: Progress, found: CadreYear | OrganQuarter, lines: _Lines, words: str = ""
) -> dict[str, Any]:
    counter = progress.counter
    return {
        **_brief(progress, found.today),
        "words": words or counter.word,
        "period": progress.period.words,
        "needed": counter.needed,
        "least_minutes": counter.least_minutes,
        "count": progress.count,
        "asked": progress.standing is not Standing.NOT_ASKED,
        "once": counter.once,
        "clause": counter.clause,
        "kinds": [(word, progress.kinds[key]) for key, word in counter.kinds],
        "covered": len(progress.covered),
        "lines": lines.of(progress),
        "uncounted": [lines.line(each) for each in progress.uncounted],
    }


def _brief(progress: Progress, today: date) -> dict[str, Any]:
    word, kind = _standing(progress.standing, progress.wanting, progress.period, today)
    return {"done": fraction(progress), "word": word, "kind": kind}


def _standing(standing: Standing, wanting: int, period: Stretch, today: date) -> tuple[str, str]:
    """The word and its colour; what has not begun is neither asked for nor late."""
    if standing is Standing.SHORT:
        return f"还差 {wanting} 次", _KINDS[standing]
    if standing is Standing.UNDER_WAY and period.starts_on > today:
        return "还没到", "draft"
    return standing.value, _KINDS.get(standing, "draft")


def _tasks(progress: Progress, lines: _Lines) -> dict[str, Any]:
    """任务表各项: which of its rows have a record behind them."""
    rows = [
        {
            "word": word,
            "lines": [lines.line(each) for each in progress.counted if key in each.purposes],
        }
        for key, word in progress.counter.kinds
    ]
    return {
        "rows": rows,
        "covered": sum(bool(row["lines"]) for row in rows),
        "of": len(rows),
        "once": progress.counter.once,
        "clause": progress.counter.clause,
    }


def _cadre(row: CadreRow, cadre_url: Callable[[int], str], today: date) -> dict[str, Any]:
    return {
        "url": cadre_url(row.posts.id) if row.is_here else None,
        "name": row.posts.name,
        "title": row.title,
        "nature": row.natures,
        "cells": [_cadre_cell(each, today) for each in row.cells],
    }


def _cadre_cell(cell: CadreCell, today: date) -> dict[str, Any]:
    progress = cell.progress
    period = progress.period
    assert isinstance(period, Period), "cadres are counted by pairs and quarters"
    whole = progress.count + cell.elsewhere
    word, kind = _standing(cell.standing, max(0, progress.counter.needed - whole), period, today)
    asked = f"/{progress.counter.needed}" if cell.standing is not Standing.NOT_ASKED else " 次"
    return {
        "words": period.short_words,
        "done": f"{progress.count}{asked}",
        "elsewhere": cell.elsewhere,
        "word": word,
        "kind": kind,
    }


class _Lines:
    """记录 as a list says them, each with its address where the reader may open it."""

    def __init__(self, rows: Mapping[int, Row], address: Address, year: int) -> None:
        self._rows, self._address, self._year = rows, address, year

    def of(self, progress: Progress) -> list[dict[str, Any]]:
        """The occasions behind a number, the latest first; several records of one stand together."""
        return [
            {"records": [self.line(each) for each in occasion.records], "same": occasion.may_be_several}
            for occasion in reversed(progress.occasions)
        ]

    def line(self, record: Record) -> dict[str, Any]:
        row = self._rows[record.id]
        url = self._address(row)
        is_kept = row.is_guarded and record.person_id != actor().user_id
        return {
            "day": _day_words(record, self._year),
            "topic": ("涉及保护对象的一条" if is_kept else row.topic) if url else "记在其他单位的一条",
            "url": url,
            "who": row.recorded_by,
            "place": row.place if url and not is_kept else "",
            "people": row.people,
            "minutes": int((record.ends_at - record.starts_at).total_seconds() // 60),
        }


def _day_words(record: Record, year: int) -> str:
    day = record.day
    return short_date(day, day.replace(year=year, day=1))


def own_address() -> Address:
    """Every record can be opened."""
    url = addresses_of("records.show", "activity_id")
    return lambda row: url(row.record.id)


def address_within(organ_ids: frozenset[int]) -> Address:
    """Records of these organs can be opened; of others the number counts and nothing is told."""
    url = addresses_of("records.show", "activity_id")
    return lambda row: url(row.record.id) if row.organization_id in organ_ids else None


def _nature(nature: CadreNature | None) -> str:
    return nature.value if nature else "性质未定"
