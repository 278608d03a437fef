"""放假安排: read as it is published, or line by line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from youthwork.domain.day_arrangements import read
from youthwork.domain.workdays import BUILT_IN, Marked

PUBLISHED = """国务院办公厅关于2026年部分节假日安排的通知
经国务院批准，现将2026年元旦、春节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
2025年11月4日
"""


def test_the_published_text_gives_the_very_days_of_the_built_in_table() -> None:
    found = read(PUBLISHED, 2026)
    theirs = {day: each.is_workday for day, each in BUILT_IN.items() if day.year == 2026}
    assert {day: each.is_workday for day, each in found.days.items()} == theirs and not found.problems
    assert found.days[date(2026, 10, 10)] == Marked(True, "国庆节调休上班")


@pytest.mark.parametrize(
    "line",
    ["2027-10-01 至 2027-10-07 国庆节 放假", "国庆节 2027/10/1-2027/10/7 休", "国庆节：10月1日到7日放假"],
)
def test_plain_lines_are_read_too(line: str) -> None:
    first = date(2027, 10, 1)
    assert list(read(line, 2027).days) == [first + timedelta(days=day) for day in range(7)]


def test_new_year_may_begin_in_december() -> None:
    found = read("元旦：2026年12月31日至2027年1月2日放假", 2027)
    assert list(found.days) == [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("国庆节：10月1日至7日", "没有写放假还是上班"),
        ("国庆节：10月32日放假", "不是一个日期"),
        ("国庆节：10月7日至1日放假", "早于开始的一天"),
        ("国庆节：10月1日至31日放假", "假期太长"),
        ("10月1日放假", "没有写是什么节日"),
        ("国庆节：2026年10月1日放假", "不是2027年的日子"),
    ],
)
def test_what_cannot_be_read_is_said_sentence_by_sentence(line: str, words: str) -> None:
    found = read(f"{line}\n元旦：1月1日放假", 2027)
    assert words in found.problems[0] and date(2027, 1, 1) in found.days
