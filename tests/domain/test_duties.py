"""职责: where a duty held in one organization counts, and where it does not."""

import pytest

from tests.domain import places
from youthwork.domain.duties import OFFICE, Duty, acts_for
from youthwork.domain.hierarchy import Unit

WHOLE_ORGAN = {Duty.CLERK, Duty.SEAL_APPROVER, Duty.SEAL_KEEPER, Duty.ARCHIVIST}


def spreading(held_in: Unit, target: Unit) -> set[Duty]:
    return {duty for duty in Duty if acts_for(duty, held_in, target)}


def test_every_duty_counts_where_it_is_held() -> None:
    for unit in (places.CITY, places.CITY_ORGANIZATION, places.TOWN):
        assert spreading(unit, unit) == set(Duty)


def test_a_duty_of_the_office_counts_for_the_whole_organ_wherever_its_holder_sits() -> None:
    assert spreading(places.CITY_SCHOOLS, places.CITY) == WHOLE_ORGAN
    assert spreading(places.CITY_SCHOOLS, places.CITY_ORGANIZATION) == WHOLE_ORGAN


def test_the_organs_signer_and_administrator_also_act_for_its_departments() -> None:
    assert spreading(places.CITY, places.CITY_ORGANIZATION) == WHOLE_ORGAN | {
        Duty.SIGNER,
        Duty.ADMINISTRATOR,
    }


def test_a_reviewer_never_acts_for_another_department_nor_for_the_organ() -> None:
    for held_in, target in [
        (places.CITY, places.CITY_ORGANIZATION),
        (places.CITY_ORGANIZATION, places.CITY),
        (places.CITY_ORGANIZATION, places.CITY_SCHOOLS),
    ]:
        assert not acts_for(Duty.REVIEWER, held_in, target)


@pytest.mark.parametrize(
    ("held_in", "target"),
    [
        (places.PROVINCE, places.CITY),
        (places.CITY, places.COUNTY),
        (places.COUNTY, places.CITY),
        (places.COUNTY, places.SISTER_COUNTY),
        (places.CITY_ORGANIZATION, places.COUNTY),
        (places.PROVINCE_ORGANIZATION, places.CITY_ORGANIZATION),
        (places.CITY, places.COUNTY_OFFICE),
    ],
)
def test_no_duty_reaches_into_another_organ(held_in: Unit, target: Unit) -> None:
    assert spreading(held_in, target) == set()


def test_only_a_plain_cadre_is_not_of_the_office() -> None:
    assert set(Duty) - OFFICE == {Duty.CADRE}
