"""图: a year drawn by the server, for who would rather look than read; the same numbers stand beside it as text.

Measures are in units of the drawing (`viewBox`), which is as wide as a phone, so that its letters stay readable.
"""

from __future__ import annotations

from collections import Counter as Tally
from typing import Any

from youthwork.blueprints.presenting_five_ones import fraction
from youthwork.domain.periods import Period
from youthwork.domain.progress import Progress
from youthwork.services.contact_work.counting.counting import CadreYear
from youthwork.services.contact_work.counting.counting_organs import OrganQuarter

WIDTH = 340
_LEFT, _BARS, _MONTH = 8, 84, 27
_LABELS, _COLUMN, _ROW, _HEAD = 132, 52, 27, 30


def months(year: CadreYear) -> dict[str, Any]:
    """每月次数: a bar a month, and beneath them the pairs or quarters with what is done in each."""
    counts = Tally(occasion.day.month for occasion in year.all_five.occasions)
    most = max(5, *counts.values()) if counts else 5
    bars = [_bar(month, counts[month], most) for month in range(1, 13)]
    brackets = [
        _bracket(period, progress)
        for strip in year.strips[:1]
        for period, progress in strip.cells
        if progress is not None and period.starts_on <= year.today
    ]
    told = "，".join(f"{month}月 {counts[month]} 次" for month in range(1, 13) if counts[month])
    return {
        "width": WIDTH,
        "height": _BARS + (62 if brackets else 40),
        "base": _BARS + 16,
        "bars": bars,
        "brackets": brackets,
        "title": f"{year.year}年每月“五个一”次数",
        "told": told or "全年还没有记录",
    }


def _bar(month: int, count: int, most: int) -> dict[str, Any]:
    height = round(_BARS * count / most, 1)
    x = _LEFT + (month - 1) * _MONTH
    return {
        "x": x + 5,
        "y": _BARS + 16 - height,
        "height": height,
        "middle": x + _MONTH / 2,
        "month": month,
        "count": count,
    }


def _bracket(period: Period, progress: Progress) -> dict[str, Any]:
    first, last = period.starts_on.month, period.ends_on.month
    left, right = _LEFT + (first - 1) * _MONTH + 4, _LEFT + last * _MONTH - 4
    return {"left": left, "right": right, "middle": (left + right) / 2, "words": fraction(progress)}


def coverage(found: OrganQuarter) -> dict[str, Any]:
    """五类覆盖: a row a kind, a column a quarter; how often, and a hollow ring where it has not been yet."""
    year = found.year
    kinds = year[0].counter.kinds
    columns = [
        {
            "middle": _LABELS + at * _COLUMN + _COLUMN / 2,
            "words": f"{'一二三四'[at]}季度",
            "done": fraction(progress) if progress.period.starts_on <= found.today else "",
        }
        for at, progress in enumerate(year)
    ]
    rows = [
        {
            "middle": _HEAD + at * _ROW + _ROW / 2,
            "word": word,
            "cells": [
                {"middle": column["middle"], "count": progress.kinds[key]}
                for column, progress in zip(columns, year, strict=True)
            ],
        }
        for at, (key, word) in enumerate(kinds)
    ]
    told = "；".join(
        f"{progress.period.words} {fraction(progress)}"
        + "".join(f"，{word} {progress.kinds[key]} 次" for key, word in kinds if progress.kinds[key])
        for progress in year
        if progress.period.starts_on <= found.today
    )
    return {
        "width": WIDTH,
        "height": _HEAD + _ROW * len(rows) + 26,
        "columns": columns,
        "rows": rows,
        "foot": _HEAD + _ROW * len(rows) + 17,
        "title": "各季度五类活动的覆盖",
        "told": told,
    }
