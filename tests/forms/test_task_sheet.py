"""附件2 任务表: the sheet of one cadre, prefilled from person and link, checked against the tree."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.forms import world
from youthwork.domain.annex_context import AnnexContext, Grade
from youthwork.domain.hierarchy import CadreNature, OrganizationLevel, OrganizationType, Unit
from youthwork.forms.annexes.base import Fact, FactKind
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS, TaskSheet, compose
from youthwork.forms.fields import bind, posted_from, problems_of

CONTEXT = world.context(
    world.COUNTY,
    (world.ZHOU, world.LI),
    subject=world.ZHOU,
    links={world.ZHOU.user_id: world.linked(world.ZHOU, world.TOWN, world.VILLAGE)},
    branches=(world.VILLAGE,),
)
ENTRY = {"id": "e1", "time": "3月5日", "form": "清河志愿服务", "scale": "45人", "effect": "清理河道2公里"}


def answers(**changes: Any) -> dict[str, Any]:
    """A sheet with something under every task, with some answers changed."""
    return {
        **TaskSheet.known(CONTEXT),
        "committee": "云溪镇团委",
        "branch": "白泉村团支部",
        **{key: [dict(ENTRY)] for key in TASKS},
        **changes,
    }


def found(filled: dict[str, Any], context: AnnexContext = CONTEXT) -> dict[str, tuple[str, Grade]]:
    known = replace(context, named=world.looked_up(TaskSheet, filled))
    return world.by_field(TaskSheet.check(filled, known))


def test_a_full_sheet_has_nothing_against_it() -> None:
    assert found(answers()) == {}


def test_the_five_known_cells_come_from_the_cadre_and_not_from_who_types() -> None:
    context = replace(CONTEXT, filler=world.LI)
    assert TaskSheet.known(context) == {
        "name": "周可儿",
        "gender": "女",
        "birth_month": "1993.05",
        "unit_and_title": "团云溪县委 副书记",
        "phone": "13800000021",
    }


def test_the_places_come_from_the_link_and_say_so_until_they_are_changed() -> None:
    assert TaskSheet.prefill(CONTEXT) == {"committee": "云溪镇团委", "branch": "白泉村团支部"}
    assert words_of({"committee": "云溪镇团委", "branch": "别的"}, CONTEXT) == {
        "committee": "来自联系关系（3月12日建立）"
    }
    assert TaskSheet.suggestions(CONTEXT) == {"committee": ["云溪镇团委"], "branch": ["白泉村团支部"]}


def test_without_a_link_nothing_is_prefilled_and_nothing_offered() -> None:
    context = replace(CONTEXT, links={})
    assert TaskSheet.prefill(context) == {}
    assert words_of({"committee": "云溪镇团委"}, context) == {}
    assert TaskSheet.suggestions(context)["committee"] == []


def test_a_link_to_a_committee_alone_leaves_the_branch_open() -> None:
    link = world.linked(world.ZHOU, world.TOWN, None)
    context = replace(CONTEXT, links={world.ZHOU.user_id: link})
    assert TaskSheet.prefill(context) == {"committee": "云溪镇团委", "branch": ""}
    assert words_of({"branch": ""}, context) == {}


def words_of(typed: dict[str, str], context: AnnexContext) -> dict[str, str]:
    return {each.field: each.words for each in TaskSheet.derived(typed, context)}


@pytest.mark.parametrize(
    ("known", "label"),
    [
        ("name", "姓名"),
        ("gender", "性别"),
        ("birth_month", "出生年月"),
        ("unit_and_title", "单位及职务"),
        ("phone", "联系方式"),
    ],
)
def test_a_missing_known_cell_is_refused_and_says_where_it_is_kept(known: str, label: str) -> None:
    assert found(answers(**{known: ""})) == {
        f"known-{known}": (f"{label}还没有登记：请先在“我的信息”中补上", Grade.MUST)
    }


# the two places


def test_a_branch_outside_the_linked_committee_is_refused() -> None:
    for branch in ("青石村团支部", "高一（1）班团支部", "乌有村团支部"):
        assert found(answers(branch=branch)) == {
            "branch": (f"“{branch}”不在云溪镇团委之下，请从它下属的团支部中选择", Grade.MUST)
        }


def test_a_committee_cannot_stand_where_a_branch_belongs() -> None:
    assert found(answers(branch="柳林村团总支")) == {
        "branch": ("“柳林村团总支”是团总支；全程参与的须是一个团支部", Grade.MUST)
    }


def test_the_committee_itself_is_not_beneath_itself() -> None:
    assert found(answers(branch="云溪镇团委"))["branch"][1] is Grade.MUST


@pytest.mark.parametrize(("name", "kind"), [("白泉村团支部", "团支部"), ("团云溪县委", "领导机关")])
def test_only_a_grassroots_committee_or_general_branch_can_be_guided(name: str, kind: str) -> None:
    assert found(answers(committee=name)) == {
        "committee": (f"“{name}”是{kind}；联系指导的只能是基层团委或团总支", Grade.MUST)
    }


def test_an_unknown_and_an_ambiguous_committee_are_refused() -> None:
    message, grade = found(answers(committee="乌有镇团委"))["committee"]
    assert grade is Grade.MUST and "“乌有镇团委”不在组织树中" in message
    message, grade = found(answers(committee="城关镇团委"))["committee"]
    assert grade is Grade.MUST and message.startswith("有 2 个组织都叫“城关镇团委”")


def test_a_committee_other_than_the_linked_one_wants_a_word() -> None:
    message, grade = found(answers(committee="白鹭镇团委", branch="青石村团支部"))["committee"]
    assert grade is Grade.EXPLAIN
    assert message.startswith("与你的联系关系（云溪镇团委）不同")


def test_empty_places_are_left_to_their_fields() -> None:
    assert found(answers(committee="", branch="")) == {}
    assert TaskSheet.names_in(answers(branch="")) == {"云溪镇团委"}


# the eleven tasks


def test_a_sheet_without_any_entry_is_refused() -> None:
    assert found(answers(**{key: [] for key in TASKS})) == {
        "study_speeches": ("十一项目标任务都还没有完成情况，至少填写一项", Grade.MUST)
    }


def test_tasks_left_out_are_only_hinted_at_and_named() -> None:
    assert found(answers(renew_oath=[], other_activities=[])) == {
        "renew_oath": ("还有 2 项没有填写：一起重温誓词、其他活动", Grade.HINT)
    }


def entries(**cells: str) -> dict[str, Any]:
    return answers(renew_oath=[{**ENTRY, "id": "e9", **cells}])


@pytest.mark.parametrize(
    ("time", "grade", "words"),
    [
        ("3月5日", None, ""),
        ("2026年3月5日上午", None, ""),
        ("三月上旬", None, ""),
        ("2月3日", Grade.HINT, "不在本通知期间（3月1日至9月30日）"),
        ("2025.3.5", Grade.HINT, "不在本通知期间"),
        ("2月30日", Grade.HINT, "没有这一天"),
        ("5月4日", Grade.EXPLAIN, "还没有到"),
        ("12月1日", Grade.EXPLAIN, "还没有到"),
    ],
)
def test_a_day_out_of_the_notices_time_is_hinted_at_and_one_to_come_wants_a_word(
    time: str, grade: Grade | None, words: str
) -> None:
    context = replace(CONTEXT, window=(date(2026, 3, 1), date(2026, 9, 30)))
    problems = found(entries(time=time), context)
    if grade is None:
        assert problems == {}
    else:
        message, given = problems["renew_oath-e9-time"]
        assert given is grade and words in message and f"“{time}”" in message


def test_the_same_long_text_under_two_tasks_wants_a_word_and_a_short_one_does_not() -> None:
    long = "提出本支部改进措施六条，已逐条落实到人"
    twice = answers(
        renew_oath=[{**ENTRY, "id": "a", "effect": long}],
        other_activities=[{**ENTRY, "id": "b", "effect": f" {long}。"}],
    )
    message, grade = found(twice)["other_activities-b-effect"]
    assert grade is Grade.EXPLAIN
    assert message.startswith("“其他活动”第 1 次的效果与“一起重温誓词”第 1 次的效果一字不差")
    assert found(entries(effect="参加")) == {}


@pytest.mark.parametrize("part", ["time", "form", "scale", "effect"])
def test_an_entry_with_a_missing_part_is_refused_at_that_part(part: str) -> None:
    words = {"time": "时间", "form": "形式", "scale": "规模", "effect": "效果"}
    form = bind(TaskSheet, posted_from(TaskSheet, answers(renew_oath=[{**ENTRY, part: ""}])))
    assert not form.validate()
    assert [(problem.field, problem.message) for problem in problems_of(form)] == [
        (f"renew_oath-e1-{part}", f"一起重温誓词第 1 行：请填写{words[part]}")
    ]


def test_several_entries_under_one_task_are_counted() -> None:
    facts = list(TaskSheet.facts(answers(renew_oath=[{**ENTRY, "id": "a"}, {**ENTRY, "id": "b"}])))
    assert Fact(FactKind.TASK, "renew_oath", 2) in facts
    assert Fact(FactKind.PERSON, "周可儿") in facts
    assert Fact(FactKind.BRANCH, "白泉村团支部") in facts
    assert len([fact for fact in facts if fact.kind is FactKind.TASK]) == 11


def test_the_paper_is_called_after_its_cadre() -> None:
    assert TaskSheet.paper_title(answers()) == "任务表 · 周可儿"
    assert TaskSheet.paper_title({}) == "任务表"


# who is asked (H7)

COUNTY = Unit(1, "团云溪县委", OrganizationType.LEADING_ORGAN, OrganizationLevel.COUNTY)
TOWN = Unit(2, "云溪镇团委", OrganizationType.COMMITTEE, OrganizationLevel.TOWN)
UNIVERSITY = Unit(3, "示范大学团委", OrganizationType.COMMITTEE, OrganizationLevel.UNIVERSITY)


@pytest.mark.parametrize(
    ("unit", "asked"),
    [
        (COUNTY, {CadreNature.FULL_TIME, CadreNature.SECONDED, CadreNature.PART_TIME}),
        (UNIVERSITY, {CadreNature.FULL_TIME, CadreNature.SECONDED, CadreNature.PART_TIME}),
        (TOWN, {CadreNature.FULL_TIME}),
    ],
    ids=["leading organ", "university", "town"],
)
def test_full_time_cadres_are_asked_everywhere_others_only_where_the_notice_says(
    unit: Unit, asked: set[CadreNature]
) -> None:
    assert {nature for nature in CadreNature if TaskSheet.asks_cadre(unit, nature)} == asked
    assert not TaskSheet.asks_cadre(unit, None)


# the printed sentence


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("3月5日", "清河志愿服务", "45人", "清理河道2公里"), "3月5日，清河志愿服务，45人，清理河道2公里。"),
        (
            ("3月5日，", "清河志愿服务。", "45人；", "清理河道2公里。"),
            "3月5日，清河志愿服务，45人，清理河道2公里。",
        ),
        (("3月5日", "清河志愿服务", "45人", "清理河道2公里."), "3月5日，清河志愿服务，45人，清理河道2公里。"),
        (("3月5日", "", " ", "清理河道2公里"), "3月5日，清理河道2公里。"),
        (("3月5日", "。", "45人", ""), "3月5日，45人。"),
        (
            ("4月1日", "集中学习；讨论", "32人", "体会12篇，建议3条"),
            "4月1日，集中学习；讨论，32人，体会12篇，建议3条。",
        ),
        (("4月1日", "大合唱", "200人", "气氛热烈！"), "4月1日，大合唱，200人，气氛热烈！"),
        (
            ("4月1日", "集中学习（线上）", "32人", "学习“两个先锋”"),
            "4月1日，集中学习（线上），32人，学习“两个先锋”。",
        ),
        (("", "", "", ""), ""),
    ],
)
def test_an_entry_reads_as_one_sentence_with_one_full_stop(parts: tuple[str, ...], sentence: str) -> None:
    assert compose(dict(zip(("time", "form", "scale", "effect"), parts, strict=True))) == sentence


def test_an_entry_that_lacks_a_part_altogether_still_reads() -> None:
    assert compose({"time": "3月5日"}) == "3月5日。"
    assert compose({}) == ""


def test_the_face_gets_the_eleven_tasks_even_from_an_empty_sheet() -> None:
    extras = TaskSheet.print_extras({})
    assert extras["tasks"] == TASKS
    assert extras["sentences"] == {key: [] for key in TASKS}
