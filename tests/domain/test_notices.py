"""通知的拟发: what must be there, how a number is written, where a day moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.domain.notice_words import NUMBER, a_year_later, addressees, mended_number, title_warnings
from youthwork.domain.notices import (
    LEAST_WORKDAYS,
    NUMBERS,
    AnnexDue,
    Draft,
    due_hint,
    earliest_due,
    is_short_notice,
    numbers_of,
    shortcomings,
)
from youthwork.domain.progress import COUNTERS

#: A Wednesday.
TODAY = date(2026, 4, 1)
ANNEX = AnnexDue("contact_points", "联系点汇总表", None, date(2026, 4, 20))
DRAFT = Draft(
    title="关于做好联系点工作的通知",
    number="示青字〔2026〕8号",
    body="现通知如下。",
    issued_on=TODAY,
    expires_on=date(2026, 12, 31),
    basis="工作要点第三部分",
    urgent_reason="",
    annexes=[ANNEX],
    units=3,
    contact_name="顾言",
    contact_phone="13800000001",
)


def said(**changes: object) -> dict[str, str]:
    return dict(shortcomings(replace(DRAFT, **changes)))


def test_nothing_is_lacking_where_all_is_given() -> None:
    assert said() == {}
    assert said(number="") == {}, "a notice may bear no number"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"body": "\n"}, "body"),
        ({"basis": ""}, "basis"),
        ({"expires_on": None}, "expires_on"),
        ({"contact_phone": ""}, "contact_name"),
        ({"units": 0}, "audience"),
        ({"annexes": []}, "annexes"),
        ({"number": "示青字8号"}, "number"),
        ({"expires_on": date(2026, 4, 19)}, "expires_on"),
        ({"expires_on": date(2026, 3, 31)}, "expires_on"),
    ],
)
def test_what_is_lacking_is_named_at_its_field(change: dict[str, object], field: str) -> None:
    assert list(said(**change)) == [field]


def test_an_annex_needs_a_due_day_that_is_not_before_it_opens() -> None:
    assert "due-contact_points" in said(annexes=[replace(ANNEX, due=None)])
    assert "opens-contact_points" in said(annexes=[replace(ANNEX, opens_on=date(2026, 4, 21))])
    assert said(annexes=[replace(ANNEX, opens_on=date(2026, 4, 20))]) == {}
    assert said(annexes=[replace(ANNEX, due=None, is_voluntary=True)]) == {}


def test_a_day_that_is_over_is_no_due_day_however_urgent_it_is() -> None:
    yesterday = replace(ANNEX, due=date(2026, 3, 31))
    assert "已经过去" in said(annexes=[yesterday], urgent_reason="防汛")["due-contact_points"]
    assert said(annexes=[replace(ANNEX, due=TODAY)], urgent_reason="防汛") == {}
    months = replace(ANNEX, recurs=True, first="2026-03", last="2026-06", due=date(2026, 3, 25), periods=4)
    assert "3月的截止日期" in said(annexes=[months], urgent_reason="防汛")["first-contact_points"]


def test_a_monthly_annex_needs_its_first_and_its_last_month() -> None:
    monthly = AnnexDue("monthly_report", "五个一月报", None, date(2026, 4, 25), recurs=True)
    assert list(said(annexes=[monthly])) == ["first-monthly_report"]
    turned = replace(monthly, first="2026-05", last="2026-04", periods=0, due=None)
    assert list(said(annexes=[turned])) == ["last-monthly_report"]
    whole = replace(monthly, first="2026-04", last="2026-12", last_month_due=date(2026, 12, 25))
    assert said(annexes=[whole]) == {}
    assert "五个一月报" in said(annexes=[whole], expires_on=date(2026, 12, 24))["expires_on"]


def test_the_least_notice_is_counted_in_workdays_to_the_day() -> None:
    earliest = earliest_due(TODAY)
    assert not is_short_notice(TODAY, earliest)
    day_before = replace(ANNEX, due=date.fromordinal(earliest.toordinal() - 1))
    assert said(annexes=[replace(ANNEX, due=earliest)]) == {}
    sentence = said(annexes=[day_before])["due-contact_points"]
    assert f"不足 {LEAST_WORKDAYS} 个工作日" in sentence and f"{earliest.month}月{earliest.day}日" in sentence
    assert said(annexes=[day_before], urgent_reason="防汛应急") == {}


@pytest.mark.parametrize(
    "typed",
    [
        "示青字[2026]8号",
        "示青字【2026】8号",
        "示青字（2026）第8号",
        "示青字(2026)08",
        " 示青字〔２０２６〕 ８ 号 ",
    ],
)
def test_a_number_is_mended_and_it_is_said(typed: str) -> None:
    mended, sentence = mended_number(typed)
    assert mended == "示青字〔2026〕8号" and NUMBER.match(mended)
    assert "〔〕" in sentence and mended in sentence


def test_a_number_that_is_right_or_none_at_all_is_left_alone() -> None:
    assert mended_number("示青字〔2026〕8号") == ("示青字〔2026〕8号", "")
    assert mended_number("第八号") == ("第八号", "") and not NUMBER.match("第八号")


def test_a_due_day_on_a_day_off_stays_and_is_said() -> None:
    saturday, friday = date(2026, 4, 18), date(2026, 4, 17)
    assert due_hint(friday) == ""
    assert "星期六" in due_hint(saturday) and "仍在当日24:00截止" in due_hint(saturday)
    assert "2026年4月20日" in due_hint(saturday)


def test_a_year_later_falls_on_a_workday() -> None:
    assert a_year_later(date(2025, 4, 17), 1) == (date(2026, 4, 17), "原为2025年4月17日")
    moved, hint = a_year_later(date(2025, 4, 18), 1)
    assert moved == date(2026, 4, 20) and "顺延到2026年4月20日" in hint
    assert a_year_later(date(2024, 2, 29), 1)[0] == date(2025, 2, 28)


def test_a_title_is_warned_of_and_never_refused() -> None:
    assert title_warnings("关于做好2026年工作的通知", [], 2026) == []
    assert len(title_warnings("关于做好2025年工作。", [], 2026)) == 3
    assert title_warnings("团青岚市委关于工作的通知", ["团青岚市委"], 2026) == [
        "红头上已有发文机关，标题里可以不再写机关名称"
    ]


def test_those_addressed_are_named_by_kind_in_the_order_of_a_notice() -> None:
    levels = [OrganizationLevel.UNIVERSITY, OrganizationLevel.PREFECTURE, OrganizationLevel.DIRECT_COUNTY]
    assert addressees(levels, [], True) == ("团各省辖市委，各省直管县（市）团委，各省管高校团委，机关各部门")
    assert addressees(levels, ["团青岚市委", "团望川县委"], False) == "团青岚市委，团望川县委"


def test_every_number_asked_is_counted_somewhere_and_asked_by_its_form() -> None:
    counted = {each.key: each.needed for each in COUNTERS}
    for key, number in NUMBERS.items():
        if key != "night_minutes":
            assert counted[key] == number.default, key
        assert number in numbers_of(number.edition)
