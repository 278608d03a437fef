"""去向: who receives a paper and why, who signs it off and seals it where a unit is small (decisions 1 and 5)."""

from dataclasses import replace

import pytest

from tests.domain import places
from youthwork.domain.hierarchy import (
    Department,
    DepartmentFunction,
    OrganizationLevel,
    OrganizationType,
    Unit,
)
from youthwork.domain.routing import Route, Staffing, route, sealing_unit, signing_unit
from youthwork.forms.annexes.city_2017_walking.contact_units import ContactUnits
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TaskSheet


def roll_up(owner: Unit, issuer: Unit = places.PROVINCE) -> Route:
    """附件1 of this owner."""
    return route(ContactPoints.receiving, owner, paper=ContactPoints.short_title, issuer_id=issuer.id)


def sheet(owner: Unit, works_in: Unit | None = None) -> Route:
    """附件2 of a cadre of this organ."""
    return route(
        TaskSheet.receiving,
        owner,
        paper=TaskSheet.short_title,
        issuer_id=places.PROVINCE.id,
        subject_unit=works_in,
    )


@pytest.mark.parametrize(
    ("owner", "receiver", "reason"),
    [
        (places.CITY, "团示范省委组织部", "上级团组织是团示范省委；联系点汇总表由其组织部受理"),
        (places.DIRECT_COUNTY, "团示范省委组织部", "上级团组织是团示范省委；联系点汇总表由其组织部受理"),
        (
            places.DIRECT_UNIT,
            "团示范省委城市部",
            "上级团组织是团示范省委；直属单位的联系点汇总表由其城市部受理",
        ),
        (
            places.UNIVERSITY,
            "团示范省委学校部",
            "上级团组织是团示范省委；省管高校的联系点汇总表由其学校部受理",
        ),
        (places.COUNTY, "团青岚市委组织部", "上级团组织是团青岚市委；联系点汇总表由其组织部受理"),
        (places.TOWN, "团云溪县委", "上级团组织是团云溪县委；团云溪县委没有组织部，由其直接受理"),
    ],
    ids=["city", "direct county", "direct unit", "university", "county", "town"],
)
def test_the_roll_up_goes_where_the_notice_says(owner: Unit, receiver: str, reason: str) -> None:
    found = roll_up(owner)
    assert (found.receiver_name, found.reason) == (receiver, reason)


@pytest.mark.parametrize("owner", [places.CITY, places.DIRECT_COUNTY, places.DIRECT_UNIT, places.UNIVERSITY])
def test_a_task_sheet_goes_to_the_superiors_organization_department_from_every_level(owner: Unit) -> None:
    assert sheet(owner).receiver_id == places.PROVINCE_ORGANIZATION.id


def test_the_receiver_is_named_by_the_id_of_the_department_that_bears_the_name() -> None:
    assert roll_up(places.UNIVERSITY).receiver_id == places.PROVINCE_SCHOOLS.id


def province_after_the_merge() -> Unit:
    """城市部 has been merged into 青年发展部 (A8)."""
    heir = Department(14, "团示范省委青年发展部", DepartmentFunction.YOUTH_DEVELOPMENT)
    merged = Department(13, "团示范省委城市部", DepartmentFunction.CITY, successor=heir)
    return replace(places.PROVINCE, departments=(*places.PROVINCE.departments[:2], merged, heir))


def test_after_a_merge_the_successor_receives_and_the_reason_says_so() -> None:
    found = roll_up(replace(places.DIRECT_UNIT, superior=province_after_the_merge()))
    assert (found.receiver_id, found.receiver_name) == (14, "团示范省委青年发展部")
    assert found.reason == "上级团组织是团示范省委；直属单位的联系点汇总表由其城市部（已并入青年发展部）受理"


def test_a_merge_of_the_merged_is_followed_to_the_end() -> None:
    last = Department(15, "团示范省委青年工作部", DepartmentFunction.YOUTH_DEVELOPMENT)
    heir = Department(14, "团示范省委青年发展部", DepartmentFunction.YOUTH_DEVELOPMENT, successor=last)
    merged = Department(13, "团示范省委城市部", DepartmentFunction.CITY, successor=heir)
    province = replace(places.PROVINCE, departments=(merged, heir, last))
    assert roll_up(replace(places.DIRECT_UNIT, superior=province)).receiver_id == 15


def test_a_missing_special_department_leaves_the_paper_to_the_organ_and_says_which_one_is_missing() -> None:
    province = replace(places.PROVINCE, departments=places.PROVINCE.departments[:1])
    found = roll_up(replace(places.UNIVERSITY, superior=province))
    assert found.receiver_id == province.id
    assert found.reason == "上级团组织是团示范省委；团示范省委没有学校部，由其直接受理"


def test_an_owner_below_a_department_is_received_by_the_organ_of_that_department() -> None:
    committee = Unit(
        40,
        "市直机关团委",
        OrganizationType.COMMITTEE,
        OrganizationLevel.GRASSROOTS,
        places.CITY_SCHOOLS,
    )
    # The rules take departments from the organ that the chain leads to.
    assert roll_up(committee).receiver_id == places.CITY_ORGANIZATION.id


# an organ's own


def test_a_department_files_with_the_organization_department_of_its_own_organ() -> None:
    found = roll_up(places.CITY_SCHOOLS)
    assert found.receiver_id == places.CITY_ORGANIZATION.id
    assert found.reason == "团青岚市委学校部是团青岚市委的内设部门；由本级组织部受理"


def test_the_organization_department_never_receives_its_own_paper() -> None:
    found = roll_up(places.CITY_ORGANIZATION)
    assert found.receiver_id == places.CITY.id
    assert found.reason == (
        "团青岚市委组织部是团青岚市委的内设部门；组织部自己的联系点汇总表不由本部门受理，由分管副书记名下备案"
    )


def test_a_department_of_an_organ_without_an_organization_department_files_with_the_organ() -> None:
    found = roll_up(places.COUNTY_OFFICE)
    assert found.receiver_id == places.COUNTY.id
    assert found.reason.endswith("团云溪县委没有组织部，由分管副书记名下备案")


def test_the_province_files_its_own_cadres_sheets_internally() -> None:
    found = sheet(places.PROVINCE, works_in=places.PROVINCE_SCHOOLS)
    assert found.receiver_id == places.PROVINCE_ORGANIZATION.id
    assert found.reason == "团示范省委在本系统中没有上级团组织；由本级组织部受理"


def test_a_cadre_of_the_provinces_organization_department_is_filed_under_the_organ() -> None:
    found = sheet(places.PROVINCE, works_in=places.PROVINCE_ORGANIZATION)
    assert found.receiver_id == places.PROVINCE.id
    assert "组织部自己的任务表不由本部门受理" in found.reason


def test_below_the_province_the_department_a_cadre_works_in_changes_nothing() -> None:
    assert sheet(places.CITY, works_in=places.CITY_ORGANIZATION) == sheet(places.CITY)


def contact_units(owner: Unit) -> Route:
    return route(ContactUnits.receiving, owner, paper=ContactUnits.short_title, issuer_id=places.CITY.id)


def test_the_issuers_own_contact_units_stay_in_its_own_house() -> None:
    found = contact_units(places.CITY)
    assert found.receiver_id == places.CITY_ORGANIZATION.id
    assert found.reason == "通知由团青岚市委印发，本级材料在本级备案；由本级组织部受理"


def test_the_counties_contact_units_go_to_the_issuers_organization_department() -> None:
    found = contact_units(places.COUNTY)
    assert found.receiver_id == places.CITY_ORGANIZATION.id
    assert found.reason == "上级团组织是团青岚市委；联系单位安排表由其组织部受理"


# who signs and who seals


def staff(**people: set[int]) -> Staffing:
    """Who holds the duty: organ name → user ids."""
    return lambda unit: frozenset(people.get(unit.name, ()))


@pytest.mark.parametrize("climb", [signing_unit, sealing_unit])
def test_the_own_organ_signs_and_seals_where_somebody_else_can(climb) -> None:
    found = climb(places.COUNTY, staff(团云溪县委={1, 2}, 团青岚市委={3}), frozenset({1}))
    assert found == places.COUNTY


@pytest.mark.parametrize("climb", [signing_unit, sealing_unit])
def test_where_only_the_filler_could_it_climbs_one_level(climb) -> None:
    people = staff(团云溪县委={1}, 团青岚市委={1, 3})
    assert climb(places.COUNTY, people, frozenset({1})) == places.CITY


@pytest.mark.parametrize("climb", [signing_unit, sealing_unit])
def test_it_never_climbs_two_levels(climb) -> None:
    assert climb(places.COUNTY, staff(团青岚市委={1}, 团示范省委={3}), frozenset({1})) is None


@pytest.mark.parametrize("climb", [signing_unit, sealing_unit])
def test_above_the_top_there_is_nobody(climb) -> None:
    assert climb(places.PROVINCE, staff(团示范省委={1}), frozenset({1})) is None


def test_a_department_counts_as_its_organ_when_the_signer_is_looked_for() -> None:
    below = replace(places.TOWN, superior=places.COUNTY_OFFICE)
    assert signing_unit(below, staff(团云溪县委={3}), frozenset()) == places.COUNTY
