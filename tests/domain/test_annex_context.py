"""附件填报背景: the small questions the forms ask of people and places."""

import pytest

from youthwork.domain.annex_context import KnownOrganization, KnownPerson
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType


def with_title(title: str) -> KnownPerson:
    return KnownPerson(1, "孟繁星", "男", "1985.01", "13800000001", title, "团青岚市委")


@pytest.mark.parametrize(
    "title", ["书记", "副书记", "挂职副书记", "副书记（挂职）", "副书记、办公室主任", "副书记兼组织部部长"]
)
def test_a_secretary_is_of_the_secretariat_however_the_title_is_written(title: str) -> None:
    assert with_title(title).is_secretariat


@pytest.mark.parametrize("title", ["", "办公室主任", "书记助理", "组织部部长（原副书记）", "常委"])
def test_nobody_else_is_of_the_secretariat(title: str) -> None:
    assert not with_title(title).is_secretariat


def test_unit_and_title_are_printed_together_and_without_a_title_the_unit_alone() -> None:
    assert with_title("书记").unit_and_title == "团青岚市委 书记"
    assert with_title("").unit_and_title == "团青岚市委"


def organization(id: int, path: str) -> KnownOrganization:
    return KnownOrganization(
        id, "", f"组织{id}", OrganizationType.COMMITTEE, OrganizationLevel.GRASSROOTS, path
    )


def test_an_organization_lies_under_its_ancestors_only() -> None:
    county, town, sister = organization(3, "/1/3/"), organization(31, "/1/3/31/"), organization(31, "/1/31/")
    assert town.lies_under(county)
    assert not county.lies_under(town)
    assert not county.lies_under(county)
    assert not sister.lies_under(county), "the 3 of /1/31/ is not the 3 of /1/3/"
