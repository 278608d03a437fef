"""五个一月报、实施方案、经验典型推荐: whom they ask, where they go, what stands against them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.forms import world
from tests.forms.every_annex import typed
from youthwork.domain.annex_context import AnnexContext, Grade, KnownMonth, KnownRecord
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType, Unit
from youthwork.domain.sources import SourceKind
from youthwork.forms.annexes.base import FactKind
from youthwork.forms.annexes.province_2017_8.implementation_plan import ImplementationPlan
from youthwork.forms.annexes.province_2017_8.monthly_report import FIGURES, PARTS, MonthlyReport
from youthwork.forms.annexes.province_2017_8.recommendation import Recommendation
from youthwork.forms.fields import DateLine, as_day, bind, problems_of

_T, _L = OrganizationType, OrganizationLevel
PROVINCE = Unit(1, "团示范省委", _T.LEADING_ORGAN, _L.PROVINCE)
MARCH = KnownMonth(
    period="2026-03",
    words="2026年3月",
    until=date(2026, 3, 25),
    figures={"records": 2, "people": 57, "local_records": 9, "local_people": 300, "cadre_five": 2},
    kinds={"cadre_five": "与青年交流1、讲团课1"},
    paragraphs=("做了两次。", "", "青年反映：周末活动少。", ""),
    records=(
        KnownRecord(7, "12人", "2026年3月5日的活动记录"),
        KnownRecord(8, "45人", "2026年3月12日的活动记录"),
    ),
)


def about(month: KnownMonth | None = MARCH, **more: Any) -> AnnexContext:
    return world.context(world.CITY, (world.ZHOU, world.LI), month=month, period="2026-03", **more)


def written(**changes: str) -> dict[str, Any]:
    return {**MonthlyReport.sample(), "practice": "到联系的团支部走访了两次。", **changes}


@pytest.mark.parametrize("annex", [MonthlyReport, ImplementationPlan])
def test_the_four_kinds_are_asked_and_nobody_beneath_or_above_them(annex: type[MonthlyReport]) -> None:
    asked = [
        Unit(2, "团青岚市委", _T.LEADING_ORGAN, _L.PREFECTURE, PROVINCE),
        Unit(3, "团望川县委", _T.LEADING_ORGAN, _L.DIRECT_COUNTY, PROVINCE),
        Unit(4, "省直机关团工委", _T.WORKING_COMMITTEE, _L.DIRECT_UNIT, PROVINCE),
        Unit(5, "示范大学团委", _T.COMMITTEE, _L.UNIVERSITY, PROVINCE),
    ]
    others = [
        PROVINCE,
        Unit(6, "团云溪县委", _T.LEADING_ORGAN, _L.COUNTY, asked[0]),
        Unit(7, "青岚市第一中学团委", _T.COMMITTEE, _L.GRASSROOTS, asked[0]),
        Unit(8, "示范大学文学院团委", _T.COMMITTEE, _L.UNIVERSITY, asked[3]),
        Unit(9, "省直机关某支部", _T.BRANCH, _L.DIRECT_UNIT, PROVINCE),
        Unit(10, "团青岚市委组织部", _T.DEPARTMENT, _L.PREFECTURE, asked[0]),
    ]
    assert [annex.asks_unit(unit) for unit in asked] == [True] * 4
    assert [unit.name for unit in others if annex.asks_unit(unit)] == []


def test_the_month_is_due_on_the_25th_and_nothing_may_be_said_in_one_tap() -> None:
    assert MonthlyReport.recurs is not None and MonthlyReport.recurs.words == "每月25日前"
    assert MonthlyReport.may_be_nil and not MonthlyReport.is_voluntary and not MonthlyReport.has_seal_cell
    assert MonthlyReport.titled("2026-03") == "五个一月报 · 2026年3月"
    assert MonthlyReport.headed("2026-03") == "“五个一”工作落实情况月报 · 2026年3月"
    assert MonthlyReport.paper_title(MonthlyReport.sample()) == MonthlyReport.titled("2026-03")


def test_no_figure_can_be_typed() -> None:
    """H54: a number only comes from records."""
    assert set(FIGURES) <= set(MonthlyReport.known_fields)
    assert set(MonthlyReport()._fields) == set(PARTS)
    assert typed(MonthlyReport, {"records": "999"}) == dict.fromkeys(PARTS, "")


def test_the_figures_are_those_of_the_month_to_the_day() -> None:
    known = MonthlyReport.known(about())
    assert known["records"] == "2" and known["people"] == "57" and known["local_records"] == "9"
    assert known["wishes_raised"] == "0"
    assert known["cadre_five_kinds"] == "与青年交流1、讲团课1" and known["organ_five_kinds"] == "无"
    assert known["period"] == "2026年3月" and known["as_of"] == "2026年3月25日"


def test_a_report_begins_as_the_records_tell_the_month() -> None:
    assert MonthlyReport.prefill(about()) == {
        "practice": "做了两次。",
        "experience": "",
        "problems": "青年反映：周末活动少。",
        "plans": "",
    }
    assert MonthlyReport.prefill(about(month=None)) == {}


def test_every_record_counted_is_a_source_of_the_figures() -> None:
    sources = [each for each in MonthlyReport.derived(written(), about()) if each.kind is SourceKind.ACTIVITY]
    assert [(each.field, each.record_id, each.text) for each in sources] == [
        ("known-records", 7, "12人"),
        ("known-records", 8, "45人"),
    ]


def test_a_sound_report_is_not_spoken_against() -> None:
    assert list(MonthlyReport.check(written(), about())) == []


def test_deeds_without_a_single_record_want_a_word() -> None:
    """决不允许虚报浮夸 the other way round: what was done leaves records."""
    [problem] = MonthlyReport.check(written(), about(replace(MARCH, figures={})))
    assert problem.grade is Grade.EXPLAIN and problem.field == "practice" and "零报告" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "团青岚市委9名团干部记录直接联系青年活动3次，参加57人次。",
        "团青岚市委9名团干部记录直接联系青年活动2次，参加50人次。",
    ],
)
def test_a_composed_sentence_that_the_records_have_overtaken_wants_a_word(text: str) -> None:
    [problem] = MonthlyReport.check(written(practice=text), about())
    assert problem.field == "practice" and problem.grade is Grade.EXPLAIN and "记录现在是" in problem.message
    right = "团青岚市委9名团干部记录直接联系青年活动2次，其中线上1次，参加57人次。"
    assert list(MonthlyReport.check(written(practice=right), about())) == []


def test_a_month_that_has_not_begun_cannot_be_reported() -> None:
    [problem] = MonthlyReport.check(written(), about(replace(MARCH, until=date(2026, 2, 20), figures={})))
    assert problem.grade is Grade.MUST and "还没有开始" in problem.message


def test_the_same_text_in_two_parts_wants_a_word() -> None:
    [problem] = MonthlyReport.check(written(plans=written()["problems"]), about())
    assert problem.field == "plans" and problem.grade is Grade.EXPLAIN


def test_a_very_long_report_is_only_hinted_at() -> None:
    [problem] = MonthlyReport.check(written(practice="长" * 4001), about())
    assert problem.grade is Grade.HINT


def test_what_is_empty_is_asked_for_by_its_official_word() -> None:
    form = bind(MonthlyReport, {})
    form.validate()
    assert [problem.message for problem in problems_of(form)] == [
        f"请填写{label}" for label in PARTS.values()
    ]


def test_figures_can_be_counted_later() -> None:
    facts = {fact.text: fact.number for fact in MonthlyReport.facts(MonthlyReport.sample())}
    assert facts["records"] == 18 and facts["local_people"] == 5108 and facts["2026年3月"] is None
    empty = {**MonthlyReport.sample(), **dict.fromkeys(MonthlyReport.known_fields, "")}
    assert list(MonthlyReport.facts(empty)) == []


def test_what_was_done_is_not_carried_over_from_last_month() -> None:
    assert set(MonthlyReport.carried) == {"problems", "plans"}


# the plan


def test_thirty_workdays_are_proposed_where_the_notice_names_no_day() -> None:
    assert ImplementationPlan.proposed_due(date(2026, 7, 6)) == date(2026, 8, 17)
    assert MonthlyReport.proposed_due(date(2026, 3, 10)) is None


def plan(**changes: str) -> dict[str, Any]:
    return {**ImplementationPlan.sample(), **changes}


def test_a_plan_without_its_file_wants_a_word() -> None:
    [problem] = ImplementationPlan.check(plan(), about())
    assert problem.grade is Grade.EXPLAIN and "方案全文" in problem.message
    assert list(ImplementationPlan.check(plan(), about(evidence=1))) == []


def test_a_plan_is_handed_in_after_it_was_passed() -> None:
    [problem] = ImplementationPlan.check(plan(passed_on="2026年4月2日"), about(evidence=1))
    assert problem.field == "passed_on" and problem.grade is Grade.MUST
    assert list(ImplementationPlan.check(plan(passed_on="2026年4月1日"), about(evidence=1))) == []


@pytest.mark.parametrize(
    ("typed_", "kept"),
    [
        ("2026-3-20", "2026年3月20日"),
        ("2026.03.20", "2026年3月20日"),
        ("２０２６年３月２０日", "2026年3月20日"),
        ("2026/3/20", "2026年3月20日"),
        ("", ""),
    ],
)
def test_a_day_is_kept_as_an_official_paper_writes_it(typed_: str, kept: str) -> None:
    form = bind(ImplementationPlan, {"passed_on": [typed_]})
    assert isinstance(form.passed_on, DateLine) and (form.passed_on.data or "") == kept


@pytest.mark.parametrize("text", ["3月20日", "2026年2月30日", "去年", "2026年13月1日"])
def test_what_is_no_day_is_refused_and_not_lost(text: str) -> None:
    form = bind(ImplementationPlan, {"passed_on": [text]})
    assert not form.validate() and as_day(text) is None
    assert any(text in problem.message for problem in problems_of(form) if problem.field == "passed_on")


# the recommendation


def recommendation(**changes: str) -> dict[str, Any]:
    return {**Recommendation.sample(), **changes}


def looked_up(answers: dict[str, Any]) -> AnnexContext:
    return world.context(world.COUNTY, (world.ZHOU, world.LI), named=world.looked_up(Recommendation, answers))


def test_nobody_owes_a_recommendation_and_one_may_send_many() -> None:
    assert Recommendation.is_voluntary and Recommendation.may_repeat and not Recommendation.may_be_nil
    assert Recommendation.titled("2") == "经验典型推荐（第2件）"


def test_a_collective_beneath_the_unit_is_recommended_without_a_word() -> None:
    answers = recommendation()
    assert list(Recommendation.check(answers, looked_up(answers))) == []


def test_a_collective_elsewhere_wants_a_word() -> None:
    answers = recommendation(collective="白鹭镇团委")
    [problem] = Recommendation.check(answers, looked_up(answers))
    assert problem.field == "collective" and problem.grade is Grade.EXPLAIN


def test_a_vanguard_team_that_is_no_organization_may_be_recommended() -> None:
    answers = recommendation(collective="云溪镇供电所青年先锋岗")
    assert list(Recommendation.check(answers, looked_up(answers))) == []


def test_a_person_is_not_recommended() -> None:
    answers = recommendation(collective="周可儿")
    [problem] = Recommendation.check(answers, looked_up(answers))
    assert problem.grade is Grade.MUST and "个人姓名" in problem.message


def test_a_kind_must_be_chosen() -> None:
    answers = recommendation(kind="")
    assert [problem.field for problem in Recommendation.check(answers, looked_up(answers))] == ["kind"]


def test_only_the_phone_of_the_contact_is_personal_and_nobody_is_found_by_it() -> None:
    personal = [each.name for section in Recommendation.sections for each in section.columns if each.personal]
    assert personal == ["contact_phone"]
    facts = list(Recommendation.facts(Recommendation.sample()))
    assert {fact.kind for fact in facts} == {FactKind.RECOMMENDED}


def test_the_linked_committee_and_branch_are_offered_first() -> None:
    context = world.context(
        world.COUNTY,
        (world.ZHOU,),
        links={world.ZHOU.user_id: world.linked(world.ZHOU, world.TOWN, world.VILLAGE)},
        linkable=(world.SCHOOL, world.TOWN),
    )
    assert list(Recommendation.suggestions(context)["collective"]) == [
        world.TOWN.name,
        world.VILLAGE.name,
        world.SCHOOL.name,
    ]
