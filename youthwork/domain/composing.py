"""完成情况怎样由记录写成: the four parts of an entry of 任务表 from one record, by plain rules (H22, H68).

The same record gives the same words on any day: nothing here knows what year or whose turn it is. What a rule
writes is one line a cell takes as it is, so that a draft that was not touched still says what was composed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

#: 任务表的一次, part → its word and the most characters its cell takes.
PARTS: dict[str, tuple[str, int]] = {
    "time": ("时间", 40),
    "form": ("形式", 60),
    "scale": ("规模", 40),
    "effect": ("效果", 300),
}
#: 时间 of a record of another year than the notice's says its year.
TIME_WITH_YEAR = "time_with_year"
_SENTENCE_ENDS = "。！？；"
_ENDS = "。，；、.,; "


@dataclass(frozen=True)
class Told:
    """一条记录 as far as an entry tells of it; who was visited and what was asked are not told."""

    day: date
    topic: str
    form: str
    is_online: bool
    people: int
    linked_people: int | None
    effect: str


def parts_of(record: Told) -> dict[str, str]:
    """时间、形式、规模、效果, and 时间 once more with its year; 效果 is empty where the record says none."""
    day = f"{record.day.month}月{record.day.day}日"
    return {
        "time": day,
        TIME_WITH_YEAR: f"{record.day.year}年{day}",
        "form": _form(record),
        "scale": _scale(record),
        "effect": _shortened(one_line(record.effect).rstrip(_ENDS), PARTS["effect"][1]),
    }


def parts_of_entering(first: date, last: date, count: int, year: int) -> dict[str, str]:
    """录入“1+100”管理系统 (H22): nobody records it; the records entered between two days are it."""
    begun, ended = (
        f"{day.year}年" * (day.year != year) + f"{day.month}月{day.day}日" for day in (first, last)
    )
    return {
        "time": begun if begun == ended else f"{begun}至{ended}",
        "form": "逐条录入",
        "scale": f"{count}条活动记录",
        "effect": "均已录入系统",
    }


def part_of_time(day: date, year: int) -> str:
    """Which of the two 时间 an entry of a notice of this year takes."""
    return "time" if day.year == year else TIME_WITH_YEAR


def one_line(text: str) -> str:
    """The text in one line, as a cell keeps it: no doubled blanks, nothing that cannot be seen."""
    lines = [_visible(line) for line in text.splitlines()]
    return "；".join(line.rstrip(_ENDS) for line in lines if line)


def _visible(line: str) -> str:
    kept = (each for each in line if each == "\t" or unicodedata.category(each) not in ("Cc", "Cf"))
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def _form(record: Told) -> str:
    """集中学习：五四讲话; the form alone where both do not fit or say the same, the topic where no form was said."""
    form, topic = one_line(record.form), one_line(record.topic)
    most = PARTS["form"][1]
    online = "（线上）" if record.is_online and not re.search("线上|网络|网上", form + topic) else ""
    if form and form not in topic and topic not in form and len(f"{form}：{topic}{online}") <= most:
        return f"{form}：{topic}{online}"
    said = topic if not form or (form in topic and len(topic + online) <= most) else form
    return _shortened(said, most - len(online)) + online


def _scale(record: Told) -> str:
    if not record.people:
        return "本人"
    linked = f"（其中联系青年{record.linked_people}人）" if record.linked_people else ""
    return f"{record.people}人{linked}"


def _shortened(text: str, most: int) -> str:
    """The text, or its first whole sentences that fit; what is cut within a sentence ends in an ellipsis."""
    if len(text) <= most:
        return text
    end = max(text.rfind(mark, 0, most) for mark in _SENTENCE_ENDS)
    return text[:end].rstrip(_ENDS) if end >= most // 2 else f"{text[: most - 1].rstrip(_ENDS)}…"
