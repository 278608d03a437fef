"""团组织: an organ, its chain, and what may be linked to."""

from tests.domain import places
from youthwork.domain.hierarchy import LINKABLE_TYPES, OrganizationType


def test_the_organ_of_a_department_is_the_organ_it_belongs_to() -> None:
    assert places.CITY_SCHOOLS.organ == places.CITY
    assert places.department_of(places.CITY_SCHOOLS, 99, "一科").organ == places.CITY


def test_a_committee_is_its_own_organ_even_below_another() -> None:
    assert places.TOWN.organ == places.TOWN


def test_the_chain_runs_from_the_unit_to_the_top() -> None:
    assert list(places.TOWN.chain) == [places.TOWN, places.COUNTY, places.CITY, places.PROVINCE]


def test_only_grassroots_committees_and_general_branches_may_be_linked_to() -> None:
    assert set(OrganizationType) - LINKABLE_TYPES == {
        OrganizationType.LEADING_ORGAN,
        OrganizationType.BRANCH,
        OrganizationType.DEPARTMENT,
    }
