"""放假安排, as the State Council prints it or as plain lines, read into days.

五、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
2027-10-01 至 2027-10-07 国庆节 放假
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from youthwork.domain.workdays import Marked

#: A holiday with 调休 lasts nine days at most; a longer span was read wrongly.
LONGEST = 15
MOST_CHARACTERS = 5000

_ISO = re.compile(r"(20\d\d)[-./](\d{1,2})[-./](\d{1,2})日?", re.ASCII)
_DAY = re.compile(r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日")
_REMARK = re.compile(r"[（(][^）)]*[）)]")
_TO = re.compile(r"\s*(?:至|到|-|—+|~|～)\s*\Z")
_HEAD = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|\d+[.、])?\s*")
_NAME = re.compile(r"元旦|春节|清明节?|劳动节|端午节?|中秋节?|国庆节|[\u4e00-\u9fff]{1,8}节")
_WORKED, _OFF = re.compile(r"上班|工作日|补班"), re.compile(r"放假|休息|调休|公休|休")


@dataclass(frozen=True)
class Arrangement:
    """读出的安排: the days in order, and the sentences that could not be read."""

    days: dict[date, Marked]
    problems: tuple[str, ...]


def read(text: str, year: int) -> Arrangement:
    """The days of `year` that a text arranges, with those of December before that belong to 元旦."""
    days: dict[date, Marked] = {}
    problems: list[str] = []
    name = ""
    for line in text[:MOST_CHARACTERS].splitlines():
        plain = _ISO.sub(r"\1年\2月\3日", line.strip())
        if not re.search(r"\d\s*日", plain):
            continue
        found = _NAME.search(plain)
        name = found[0] if found else name
        for sentence in filter(None, re.split(r"[。；;]", _HEAD.sub("", plain))):
            try:
                days.update(_sentence(sentence, name, year))
            except ValueError as wrong:
                problems.append(f"“{sentence.strip()[:40]}”{wrong}")
    return Arrangement(dict(sorted(days.items())), tuple(problems))


def _sentence(sentence: str, name: str, year: int) -> Iterator[tuple[date, Marked]]:
    plain = _REMARK.sub("", sentence)
    if not _DAY.sub("", plain).strip():
        # The day the notice was signed.
        return
    is_worked = bool(_WORKED.search(plain))
    if not is_worked and not _OFF.search(plain):
        raise ValueError("没有写放假还是上班")
    if not name:
        raise ValueError("没有写是什么节日")
    for day in _days(plain, year):
        if day.year != year and not (day.year == year - 1 and day.month == 12):
            raise ValueError(f"里的{day.isoformat()}不是{year}年的日子")
        yield day, Marked(is_worked, f"{name}调休上班" if is_worked else name)


def _days(plain: str, year: int) -> Iterator[date]:
    """Each day named, and the days between two that are joined by 至."""
    before: date | None = None
    end = 0
    for found in _DAY.finditer(plain):
        month = int(found[2]) if found[2] else before.month if before else 0
        day_year = int(found[1]) if found[1] else before.year if before else year
        try:
            day = date(day_year, month, int(found[3]))
        except ValueError:
            raise ValueError(f"里的“{found[0]}”不是一个日期") from None
        if before is not None and _TO.match(plain[end : found.start()]):
            if not 0 < (day - before).days < LONGEST:
                raise ValueError(f"里的“{found[0]}”早于开始的一天，或假期太长，请核对")
            yield from (before + timedelta(days=step) for step in range(1, (day - before).days))
        yield day
        before, end = day, found.end()
