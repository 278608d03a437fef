"""联系单位安排表: who leads, which counties are covered, and what lies beneath what (DOMAIN §2.5)."""

from dataclasses import replace
from typing import Any

import pytest

from tests.forms import world
from youthwork.domain.annex_context import AnnexContext, Grade
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType, Unit
from youthwork.forms.annexes.base import Fact, FactKind
from youthwork.forms.annexes.city_2017_walking.contact_units import ContactUnits, person_name, split_names
from youthwork.forms.fields import bind, posted_from

MENG = world.person(1, "孟繁星", "书记")
SHEN = world.person(2, "沈亦航", "副书记（挂职）")
CHENG = world.person(3, "程祎", "组织部干事")
LUO = world.person(4, "罗欣喆", "学校部副部长")
CONTEXT = world.context(
    world.CITY,
    (MENG, SHEN, CHENG, LUO),
    subordinates=(world.COUNTY, world.SISTER, world.CITY_SCHOOL),
    linkable=(world.TOWN, world.SISTER_TOWN),
)
FIRST = {
    "id": "g1",
    "group": "第一调研组",
    "leader": "孟繁星、书记",
    "members": "程祎（组织部）",
    "counties": "团云溪县委",
    "committee": "云溪镇团委",
    "branch": "白泉村团支部",
    "kind": "村",
    "topic": "",
    "schedule": "",
    "liaison": "周可儿",
    "liaison_phone": "13800000021",
    "remark": "",
}
SECOND = {
    **FIRST,
    "id": "g2",
    "group": "第二调研组",
    "leader": "沈亦航、副书记（挂职）",
    "members": "罗欣喆（学校部）",
    "counties": "团白鹭县委",
    "committee": "白鹭镇团委",
    "branch": "",
}


def answers(first: dict[str, str] | None = None, second: dict[str, str] | None = None) -> dict[str, Any]:
    """Both groups, with some cells changed."""
    return {"unit": "共青团青岚市委员会", "rows": [FIRST | (first or {}), SECOND | (second or {})]}


def found(filled: dict[str, Any], context: AnnexContext = CONTEXT) -> dict[str, tuple[str, Grade]]:
    known = replace(context, named=world.looked_up(ContactUnits, filled))
    return world.by_field(ContactUnits.check(filled, known))


def test_a_whole_table_has_nothing_against_it() -> None:
    assert found(answers()) == {}


def test_an_empty_table_is_refused() -> None:
    assert found({"unit": "", "rows": []}) == {"rows": ("表中还没有调研组，请添加一行", Grade.MUST)}


# leaders and members


@pytest.mark.parametrize("leader", ["程祎、组织部干事", "乌有先生、书记"])
def test_a_leader_outside_the_secretariat_is_refused_and_told_who_may(leader: str) -> None:
    message, grade = found(answers({"leader": leader}))["rows-g1-leader"]
    assert grade is Grade.MUST
    assert message == "第 1 行带队领导须是本单位书记班子成员（孟繁星、沈亦航）"


def test_without_any_secretary_on_the_roster_the_refusal_says_so() -> None:
    message, _ = found(answers(), replace(CONTEXT, cadres=(CHENG, LUO)))["rows-g1-leader"]
    assert message.endswith("（名册中还没有书记、副书记）")


@pytest.mark.parametrize(
    "leader", ["孟繁星", "孟繁星（书记）", "孟繁星(书记)", "孟繁星 书记", "孟繁星，书记"]
)
def test_a_leader_may_be_written_in_any_usual_way(leader: str) -> None:
    assert found(answers({"leader": leader})) == {}


def test_a_secretary_who_leads_no_group_wants_a_word() -> None:
    assert found(answers(second={"leader": "孟繁星、书记"})) == {
        "rows": ("书记班子成员沈亦航还没有带队", Grade.EXPLAIN)
    }


def test_a_member_who_is_no_cadre_of_the_unit_wants_a_word() -> None:
    assert found(answers({"members": "程祎（组织部）、白露（团白鹭县委）"})) == {
        "rows-g1-members": ("第 1 行成员白露不在本单位团干部名册中", Grade.EXPLAIN)
    }


def test_one_cadre_in_two_groups_wants_a_word() -> None:
    assert found(answers(second={"members": "罗欣喆、程祎"})) == {
        "rows": ("程祎在两个以上的调研组中", Grade.EXPLAIN)
    }


def test_a_name_written_twice_in_one_group_is_one_cadre() -> None:
    assert found(answers({"members": "程祎、程祎（组织部）"})) == {}


# counties


def test_a_county_left_out_wants_a_word_and_is_named() -> None:
    only_first = {"unit": "", "rows": [FIRST, SECOND | {"counties": "团云溪县委", "committee": "云溪镇团委"}]}
    assert found(only_first) == {"rows": ("还有 1 个县（市、区）没有安排联系：团白鹭县委", Grade.EXPLAIN)}


def test_a_unit_of_the_city_that_is_no_county_may_be_left_out() -> None:
    assert world.CITY_SCHOOL in CONTEXT.subordinates
    assert found(answers()) == {}


def test_several_counties_in_one_cell_are_each_covered() -> None:
    filled = answers({"counties": "团云溪县委、团白鹭县委"}, {"counties": "团白鹭县委；团云溪县委"})
    assert found(filled) == {}


def test_a_county_of_another_city_is_refused() -> None:
    assert found(answers({"counties": "团云溪县委、团霞浦县委"})) == {
        "rows-g1-counties": ("第 1 行“团霞浦县委”不是团青岚市委所属的单位", Grade.MUST)
    }


def test_a_county_nobody_knows_is_refused_with_its_name() -> None:
    message, grade = found(answers({"counties": "团云溪县委、团乌有县委"}))["rows-g1-counties"]
    assert grade is Grade.MUST and "“团乌有县委”不在组织树中" in message


# committees and branches


def test_a_committee_outside_the_counties_of_its_row_is_refused() -> None:
    assert found(answers({"committee": "白鹭镇团委", "branch": ""})) == {
        "rows-g1-committee": ("第 1 行联系的基层团委（团总支）“白鹭镇团委”不在团云溪县委之下", Grade.MUST)
    }


def test_a_unit_of_the_city_may_be_its_own_committee() -> None:
    assert (
        found(
            answers(
                {
                    "counties": "团云溪县委、青岚市第一中学团委",
                    "committee": "青岚市第一中学团委",
                    "branch": "",
                }
            )
        )
        == {}
    )


@pytest.mark.parametrize(("name", "kind"), [("白泉村团支部", "团支部"), ("团云溪县委", "领导机关")])
def test_only_a_grassroots_committee_or_general_branch_can_be_contacted(name: str, kind: str) -> None:
    message, grade = found(answers({"committee": name, "branch": ""}))["rows-g1-committee"]
    assert grade is Grade.MUST
    assert message.endswith(f"“{name}”是{kind}，只能是基层团委或团总支")


def test_an_ambiguous_committee_is_refused_until_it_is_whole() -> None:
    message, _ = found(answers({"committee": "城关镇团委", "branch": ""}))["rows-g1-committee"]
    assert message == "有 2 个组织都叫“城关镇团委”，请在第 1 行联系的基层团委（团总支）写全称"


@pytest.mark.parametrize("branch", ["青石村团支部", "柳林村团总支", "乌有村团支部"])
def test_what_is_no_branch_beneath_the_committee_is_refused(branch: str) -> None:
    assert found(answers({"branch": branch})) == {
        "rows-g1-branch": (f"第 1 行“{branch}”不是云溪镇团委之下的团支部", Grade.MUST)
    }


# what the form knows


def test_a_new_draft_has_a_group_for_every_secretary() -> None:
    assert ContactUnits.prefill(CONTEXT)["rows"] == [
        {"id": "g1", "group": "第一调研组", "leader": "孟繁星、书记"},
        {"id": "g2", "group": "第二调研组", "leader": "沈亦航、副书记（挂职）"},
    ]
    form = bind(ContactUnits, posted_from(ContactUnits, ContactUnits.prefill(CONTEXT)))
    assert [row["leader"] for row in form.rows.data] == ["孟繁星、书记", "沈亦航、副书记（挂职）"]


def test_leaders_counties_and_committees_are_offered() -> None:
    assert ContactUnits.suggestions(CONTEXT) == {
        "leader": ["孟繁星、书记", "沈亦航、副书记（挂职）"],
        "counties": ["团云溪县委", "团白鹭县委", "青岚市第一中学团委"],
        "committee": ["云溪镇团委", "白鹭镇团委"],
        "liaison": [],
    }


def test_every_name_in_the_table_is_looked_up_once_and_no_empty_one() -> None:
    assert ContactUnits.names_in(answers()) == {
        "团云溪县委",
        "团白鹭县委",
        "云溪镇团委",
        "白鹭镇团委",
        "白泉村团支部",
    }


def test_every_county_of_a_group_is_a_fact_of_its_row() -> None:
    facts = list(ContactUnits.facts(answers({"counties": "团云溪县委、团白鹭县委"})))
    assert facts[0] == Fact(FactKind.ROW_COUNT, "联系单位安排表", 2)
    counties = [(fact.text, fact.row_id) for fact in facts if fact.kind is FactKind.COUNTY]
    assert counties == [("团云溪县委", "g1"), ("团白鹭县委", "g1"), ("团白鹭县委", "g2")]
    assert Fact(FactKind.PERSON, "孟繁星", row_id="g1") in facts


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("团云溪县委、团白鹭县委", ["团云溪县委", "团白鹭县委"]),
        ("团云溪县委,团白鹭县委；\n 团青石县委 、", ["团云溪县委", "团白鹭县委", "团青石县委"]),
        ("", []),
        ("、、", []),
    ],
)
def test_names_in_one_cell_are_parted_at_every_usual_sign(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_a_name_with_a_middle_dot_stays_whole() -> None:
    assert person_name("买买提江·阿布都（学校部）") == "买买提江·阿布都"


def test_only_leading_organs_are_asked() -> None:
    asked = {
        type_
        for type_ in OrganizationType
        if ContactUnits.asks_unit(Unit(1, "", type_, OrganizationLevel.COUNTY))
    }
    assert asked == {OrganizationType.LEADING_ORGAN}
