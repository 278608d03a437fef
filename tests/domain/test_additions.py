"""不层层加码: what is refused on top of a superior's notice, with what is allowed, and what is not (H57, DOMAIN §10.12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.additions import (
    Addition,
    AdditionKind,
    AnnexTerms,
    NumberTerms,
    Terms,
    additions,
    clause_of,
    earliest_due,
)

DUE = date(2026, 4, 6)
TABLE = AnnexTerms("联系点汇总表", DUE, {"filler": "填表人"})
ISSUED = Terms(
    {"contact_points": TABLE},
    {"organ_five": NumberTerms("机关集中直接联系青年每季度", 5)},
    expires_on=date(2026, 12, 31),
    reserve_days=3,
)


def only(passed_on: Terms, issued: Terms = ISSUED) -> Addition:
    (found,) = additions(issued, passed_on)
    return found


def due_on(day: date) -> Terms:
    return replace(ISSUED, annexes={"contact_points": replace(TABLE, due=day)})


def test_the_same_terms_go_out() -> None:
    assert additions(ISSUED, ISSUED) == []


def test_six_a_quarter_where_five_are_asked_is_refused() -> None:
    """DOMAIN §10.12."""
    found = only(replace(ISSUED, numbers={"organ_five": NumberTerms("机关集中直接联系青年每季度", 6)}))
    assert (found.kind, found.input) == (AdditionKind.NUMBER, "asked-organ_five")
    assert found.sentence == "“机关集中直接联系青年每季度”上级通知要求 5 次，不能定为 6 次"


def test_quotation_marks_within_quotation_marks_are_the_inner_ones() -> None:
    issued = replace(ISSUED, numbers={"cadre_five": NumberTerms("团干部“五个一”每周期", 5)})
    mine = replace(issued, numbers={"cadre_five": NumberTerms("团干部“五个一”每周期", 12)})
    assert only(mine, issued).sentence == "“团干部‘五个一’每周期”上级通知要求 5 次，不能定为 12 次"


def test_less_may_be_asked() -> None:
    assert additions(ISSUED, replace(ISSUED, numbers={"organ_five": NumberTerms("", 4)})) == []
    assert additions(ISSUED, replace(ISSUED, annexes={})) == []


def test_a_number_of_ones_own_is_a_number_raised() -> None:
    visits = NumberTerms("夜访每年", 1)
    assert only(replace(ISSUED, numbers={"night_visits": visits})).sentence == (
        "“夜访每年”上级通知没有数量要求，不能定为 1 次"
    )


def test_the_minutes_of_a_visit_are_said_in_minutes() -> None:
    issued = replace(ISSUED, numbers={"night_minutes": NumberTerms("每次夜访", 60, "分钟")})
    mine = replace(issued, numbers={"night_minutes": NumberTerms("每次夜访", 90, "分钟")})
    assert only(mine, issued).sentence == "“每次夜访”上级通知要求 60 分钟，不能定为 90 分钟"


@pytest.mark.parametrize(
    ("day", "is_refused"), [(DUE, False), (date(2026, 4, 3), False), (date(2026, 4, 2), True)]
)
def test_a_due_day_may_be_earlier_by_the_reserve_and_not_a_day_more(day: date, is_refused: bool) -> None:
    assert bool(additions(ISSUED, due_on(day))) is is_refused


def test_the_refusal_of_an_earlier_day_says_the_earliest() -> None:
    found = only(due_on(date(2026, 4, 1)))
    assert (found.kind, found.annex, found.input) == (
        AdditionKind.EARLIER,
        "contact_points",
        "due-contact_points",
    )
    assert found.sentence == (
        "《联系点汇总表》上级通知2026年4月6日截止，留给下级汇总的时间至多 3 天：最早可定2026年4月3日，不能定2026年4月1日"
    )


def test_without_a_reserve_not_a_day_earlier() -> None:
    found = only(due_on(DUE - timedelta(days=1)), replace(ISSUED, reserve_days=0))
    assert "没有留提前的余地：最早可定2026年4月6日" in found.sentence


def test_a_form_more_is_refused() -> None:
    mine = replace(ISSUED, annexes={**ISSUED.annexes, "extra": AnnexTerms("情况统计表", DUE)})
    assert only(mine).sentence == "上级通知没有要报《情况统计表》，转发时不能增加表格"


def test_a_required_input_more_is_refused_and_one_less_is_not() -> None:
    more = replace(TABLE, required={**TABLE.required, "phone": "联系电话"})
    found = only(replace(ISSUED, annexes={"contact_points": more}))
    assert (found.kind, found.sentence) == (
        AdditionKind.FIELD,
        "《联系点汇总表》的“联系电话”上级通知没有要求必填，不能改为必填",
    )
    assert additions(ISSUED, replace(ISSUED, annexes={"contact_points": replace(TABLE, required={})})) == []


def test_units_beyond_the_range_are_named_some_and_counted() -> None:
    assert only(replace(ISSUED, beyond=("甲镇团委",))).sentence.startswith("甲镇团委不在上级通知的受文范围里")
    assert "甲、乙、丙等 5 个单位" in only(replace(ISSUED, beyond=tuple("甲乙丙丁戊"))).sentence


@pytest.mark.parametrize(
    ("ends", "is_refused"),
    [(date(2026, 12, 31), False), (date(2026, 6, 30), False), (date(2027, 1, 1), True), (None, True)],
)
def test_it_may_not_run_longer_than_the_superiors(ends: date | None, is_refused: bool) -> None:
    found = [each.kind for each in additions(ISSUED, replace(ISSUED, expires_on=ends))]
    assert found == ([AdditionKind.EXPIRY] if is_refused else [])


def test_a_notice_without_an_end_leaves_the_end_open() -> None:
    assert additions(replace(ISSUED, expires_on=None), replace(ISSUED, expires_on=None)) == []


@given(
    reserve=st.integers(0, 30),
    moved=st.integers(-60, 60),
    asked=st.integers(0, 20),
    most=st.integers(0, 20),
)
def test_what_goes_out_asks_for_no_more_and_not_earlier(
    reserve: int, moved: int, asked: int, most: int
) -> None:
    issued = Terms({"a": AnnexTerms("表", DUE)}, {"n": NumberTerms("次数", most)}, None, reserve)
    mine = Terms(
        {"a": AnnexTerms("表", DUE + timedelta(days=moved))}, {"n": NumberTerms("次数", asked)}, None, reserve
    )
    found = additions(issued, mine)
    assert (not found) == (asked <= most and mine.annexes["a"].due >= earliest_due(issued, "a"))


def test_every_edition_names_its_own_clause() -> None:
    assert "第六部分" in clause_of("province_2017_8")
    assert "不给基层增加负担" in clause_of("city_2017_walking")
    assert clause_of("some_other").startswith("转发不加码")
