"""附件1 联系点汇总表: compiled from the unit's links, and checked against its cadres and the tree."""

from dataclasses import replace
from typing import Any

import pytest

from tests.forms import world
from youthwork.domain.annex_context import AnnexContext, Grade
from youthwork.forms.annexes.base import Fact, FactKind
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.fields import answers_of, bind, posted_from

LINKS = {
    world.ZHOU.user_id: world.linked(world.ZHOU, world.TOWN, world.VILLAGE),
    world.LI.user_id: world.linked(world.LI, world.GENERAL_BRANCH, None),
    world.MAI.user_id: world.linked(world.MAI, world.SCHOOL, world.CLASS),
}
CONTEXT = world.context(
    world.COUNTY,
    (world.ZHOU, world.LI, world.MAI),
    links=LINKS,
    linkable=(world.TOWN, world.GENERAL_BRANCH, world.SCHOOL),
)


def answers(**changes: dict[str, str]) -> dict[str, Any]:
    """The table as compiled from the links, with some cells changed: row id → column → text."""
    rows = [row | changes.pop(row["id"], {}) for row in ContactPoints.compile(CONTEXT)]
    rows += [
        {"id": row_id, "name": "", "title": "", "phone": "", "committee": "", **cells}
        for row_id, cells in changes.items()
    ]
    return {"unit": "共青团云溪县委员会", "filler": "周可儿", "filler_phone": "13800000021", "rows": rows}


def found(filled: dict[str, Any], context: AnnexContext = CONTEXT) -> dict[str, tuple[str, Grade]]:
    known = replace(context, named=world.looked_up(ContactPoints, filled))
    return world.by_field(ContactPoints.check(filled, known))


def test_a_table_compiled_from_the_links_has_nothing_against_it() -> None:
    assert found(answers()) == {}


def test_the_compiled_table_has_every_cadre_once_and_its_row_ids_stay() -> None:
    rows = ContactPoints.compile(CONTEXT)
    assert [(row["id"], row["name"], row["committee"]) for row in rows] == [
        ("u21", "周可儿", "云溪镇团委"),
        ("u22", "李堃", "柳林村团总支"),
        ("u23", "买买提江·阿布都", "云溪县第一中学团委"),
    ]
    assert ContactPoints.compile(CONTEXT) == rows


def test_a_cadre_without_a_link_stands_in_the_table_with_an_empty_committee() -> None:
    without = replace(CONTEXT, links={})
    assert [row["committee"] for row in ContactPoints.compile(without)] == ["", "", ""]
    form = bind(ContactPoints, posted_from(ContactPoints, ContactPoints.prefill(without)))
    assert not form.validate()
    assert len(form.rows.data) == 3


def test_a_new_draft_knows_its_unit_its_filler_and_its_rows() -> None:
    assert ContactPoints.known(CONTEXT) == {"unit": "共青团团云溪县委"}
    form = bind(ContactPoints, posted_from(ContactPoints, ContactPoints.prefill(CONTEXT)))
    assert form.validate()
    typed = answers_of(form)
    assert (typed["filler"], typed["filler_phone"]) == ("周可儿", "13800000021")
    assert len(typed["rows"]) == 3


def test_a_committee_from_a_link_says_so_until_it_is_changed() -> None:
    changed = {**ContactPoints.prefill(CONTEXT), **answers(u22={"committee": "云溪镇团委"})}
    words = {each.field: each.words for each in ContactPoints.derived(changed, CONTEXT)}
    assert words["rows-u21-committee"] == words["rows-u23-committee"] == "来自联系关系（3月12日建立）"
    assert "rows-u22-committee" not in words


def test_every_known_cell_names_its_record_until_it_is_typed_over() -> None:
    whole = {**ContactPoints.prefill(CONTEXT), "filler": "周可儿"}
    before = {each.field: each for each in ContactPoints.derived(whole, CONTEXT)}
    assert before["rows-u22-phone"].words == "来自人员信息" and before["rows-u22-phone"].record_id == 22
    assert before["filler_phone"].record == "周可儿的人员信息，登记为“13800000021”"
    assert before["known-unit"].text == CONTEXT.owner.printed_name
    typed = {**whole, "rows": answers(u22={"phone": "13800009999"})["rows"]}
    assert set(before) - {each.field for each in ContactPoints.derived(typed, CONTEXT)} == {"rows-u22-phone"}


def test_linked_committees_are_offered_first_and_each_once() -> None:
    assert ContactPoints.suggestions(CONTEXT)["committee"] == [
        "云溪镇团委",
        "柳林村团总支",
        "云溪县第一中学团委",
    ]


# the checks


def test_an_empty_table_is_refused_and_says_how_to_fill_it() -> None:
    empty = {**answers(), "rows": []}
    assert found(empty) == {"rows": ("表中还没有人：请按“由联系关系汇编”，或添加一行", Grade.MUST)}


def test_a_committee_nobody_knows_is_refused_with_row_and_name() -> None:
    message, grade = found(answers(u22={"committee": "乌有镇团委"}))["rows-u22-committee"]
    assert grade is Grade.MUST
    assert message.startswith("第 2 行联系指导的团委“乌有镇团委”不在组织树中")


def test_a_name_that_two_committees_bear_is_refused_until_it_is_whole() -> None:
    assert found(answers(u22={"committee": "城关镇团委"})) == {
        "rows-u22-committee": (
            "有 2 个组织都叫“城关镇团委”，请在第 2 行联系指导的团委写全称",
            Grade.MUST,
        )
    }


@pytest.mark.parametrize(("name", "kind"), [("白泉村团支部", "团支部"), ("团云溪县委", "领导机关")])
def test_only_a_grassroots_committee_or_general_branch_can_be_linked(name: str, kind: str) -> None:
    assert found(answers(u21={"committee": name})) == {
        "rows-u21-committee": (
            f"第 1 行联系指导的团委“{name}”是{kind}，只能是基层团委或团总支",
            Grade.MUST,
        )
    }


def test_a_committee_other_than_the_linked_one_wants_a_word_even_outside_the_unit() -> None:
    message, grade = found(answers(u21={"committee": "白鹭镇团委"}))["rows-u21-committee"]
    assert grade is Grade.EXPLAIN and "与周可儿的联系关系（云溪镇团委）不同" in message


def test_what_differs_from_the_roster_is_only_hinted_at_and_no_number_is_said() -> None:
    problems = found(answers(u22={"phone": "13800009999", "title": "副部长"}))
    assert {grade for _, grade in problems.values()} == {Grade.HINT}
    assert "任职登记的“组织部部长”" in problems["rows-u22-title"][0]
    assert "138" not in problems["rows-u22-phone"][0]


def test_two_people_with_one_phone_want_a_word() -> None:
    message, grade = found(answers(u23={"phone": "13800000021"}))["rows-u23-phone"]
    assert grade is Grade.EXPLAIN and "第 3 行买买提江·阿布都与第 1 行周可儿的号码相同" in message


def test_an_empty_committee_is_left_to_its_field() -> None:
    filled = answers(u21={"committee": ""})
    assert found(filled) == {}
    assert ContactPoints.names_in(filled) == {"柳林村团总支", "云溪县第一中学团委"}


def test_the_same_person_twice_is_refused_naming_both_rows() -> None:
    again = {"name": "周可儿", "title": "副书记", "phone": "13800000021", "committee": "云溪镇团委"}
    assert found(answers(x1=again)) == {"rows-x1-name": ("第 4 行与第 1 行是同一人，请删去一行", Grade.MUST)}


def test_two_people_of_one_name_are_two_people() -> None:
    namesake = {"name": "周可儿", "title": "干事", "phone": "13800000099", "committee": "云溪镇团委"}
    assert found(answers(x1=namesake)) == {}


def test_a_stranger_to_the_unit_wants_a_word() -> None:
    stranger = {"name": "白露", "title": "书记", "phone": "13800000041", "committee": "云溪镇团委"}
    message, grade = found(answers(x1=stranger))["rows-x1-name"]
    assert grade is Grade.EXPLAIN
    assert message.startswith("第 4 行白露不在本单位团干部名册中")


def test_many_strangers_want_one_word_together_and_are_all_named() -> None:
    strangers = {
        f"x{at}": {
            "name": f"外人{at}",
            "title": "干事",
            "phone": f"1380000005{at}",
            "committee": "云溪镇团委",
        }
        for at in range(4)
    }
    assert found(answers(**strangers)) == {
        "rows-x0-name": (
            "4 人不在本单位团干部名册中；汇总表只报本单位团干部：外人0、外人1、外人2、外人3",
            Grade.EXPLAIN,
        )
    }


def test_cadres_left_out_are_named_and_want_a_word() -> None:
    only_one = {**answers(), "rows": answers()["rows"][:1]}
    assert found(only_one) == {
        "rows": ("本单位还有 2 名团干部不在表中：李堃、买买提江·阿布都", Grade.EXPLAIN)
    }


def test_every_row_yields_its_person_and_its_committee() -> None:
    facts = list(ContactPoints.facts(answers()))
    assert facts[0] == Fact(FactKind.ROW_COUNT, "联系点汇总表", 3)
    assert Fact(FactKind.PERSON, "买买提江·阿布都", row_id="u23") in facts
    assert Fact(FactKind.COMMITTEE, "柳林村团总支", row_id="u22") in facts
    assert len(facts) == 7
