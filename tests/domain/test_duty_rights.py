"""谁可以催报、准予例外: the organs between the unit and the issuer, and for a cadre's form only the nearest."""

from __future__ import annotations

import pytest

from youthwork.domain.actors import Actor
from youthwork.domain.duties import Duty
from youthwork.domain.duty_rights import Asked, answering, granting_unit, may_ask, urging_unit
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType, Unit

PROVINCE = Unit(1, "省", OrganizationType.LEADING_ORGAN, OrganizationLevel.PROVINCE)
CITY = Unit(2, "市", OrganizationType.LEADING_ORGAN, OrganizationLevel.PREFECTURE, PROVINCE)
OFFICE = Unit(3, "市委组织部", OrganizationType.DEPARTMENT, OrganizationLevel.PREFECTURE, CITY)
COUNTY = Unit(4, "县", OrganizationType.LEADING_ORGAN, OrganizationLevel.COUNTY, CITY)
SISTER = Unit(5, "邻县", OrganizationType.LEADING_ORGAN, OrganizationLevel.COUNTY, CITY)

OF_UNIT, OF_CADRE = Asked((1, 2, 4), 1, False), Asked((1, 2, 4), 1, True)


def who(*posts: tuple[Duty, Unit]) -> Actor:
    return Actor(9, posts)


@pytest.mark.parametrize("unit", [CITY, PROVINCE, OFFICE])
def test_an_organ_above_up_to_the_issuer_urges_and_excuses(unit: Unit) -> None:
    actor = who((Duty.REVIEWER, unit))
    assert urging_unit(actor, OF_UNIT) == granting_unit(actor, OF_UNIT) == unit.organ


@pytest.mark.parametrize("unit", [COUNTY, SISTER])
def test_neither_the_unit_itself_nor_one_beside_it_does(unit: Unit) -> None:
    actor = who(*((duty, unit) for duty in Duty))
    assert urging_unit(actor, OF_UNIT) is None and granting_unit(actor, OF_UNIT) is None


def test_nobody_above_the_issuer_does() -> None:
    asked = Asked((1, 2, 4), 2, False)
    assert granting_unit(who((Duty.SIGNER, PROVINCE)), asked) is None
    assert granting_unit(who((Duty.SIGNER, CITY)), asked) == CITY


def test_a_clerk_urges_but_excuses_nobody() -> None:
    actor = who((Duty.CLERK, CITY))
    assert urging_unit(actor, OF_UNIT) == CITY and granting_unit(actor, OF_UNIT) is None


@pytest.mark.parametrize("duty", [Duty.CADRE, Duty.ARCHIVIST, Duty.ADMINISTRATOR, Duty.SEAL_KEEPER])
def test_other_duties_do_neither(duty: Duty) -> None:
    actor = who((duty, CITY))
    assert urging_unit(actor, OF_UNIT) is None and granting_unit(actor, OF_UNIT) is None


def test_a_cadre_is_urged_by_the_own_organ_or_the_one_directly_above_and_nobody_further_up() -> None:
    assert urging_unit(who((Duty.CLERK, COUNTY)), OF_CADRE) == COUNTY
    assert urging_unit(who((Duty.CLERK, CITY)), OF_CADRE) == CITY
    assert urging_unit(who((Duty.SIGNER, PROVINCE)), OF_CADRE) is None


def test_what_an_organ_asks_of_itself_is_its_own_to_excuse() -> None:
    own = Asked((1,), 1, False)
    assert granting_unit(who((Duty.SIGNER, PROVINCE)), own) == PROVINCE


def test_of_two_organs_one_may_act_for_it_is_the_nearest() -> None:
    actor = who((Duty.SIGNER, PROVINCE), (Duty.SIGNER, CITY))
    assert granting_unit(actor, OF_UNIT) == CITY


@pytest.mark.parametrize("duty", list(Duty))
def test_the_units_clerk_and_signer_ask_for_it_and_no_other_duty(duty: Duty) -> None:
    assert may_ask(who((duty, COUNTY)), OF_UNIT, None) == (duty in (Duty.CLERK, Duty.SIGNER))
    assert not may_ask(who((duty, CITY)), OF_UNIT, None) and not may_ask(who((duty, SISTER)), OF_UNIT, None)


def test_a_cadre_asks_for_their_own_form_only() -> None:
    cadre = who((Duty.CADRE, COUNTY))
    assert may_ask(cadre, OF_CADRE, cadre.user_id) and not may_ask(cadre, OF_CADRE, cadre.user_id + 1)


def test_a_cadres_request_is_answered_by_the_organ_directly_above_alone() -> None:
    assert answering(OF_UNIT) == (CITY.id, PROVINCE.id)
    assert answering(OF_CADRE) == (CITY.id,)


def test_a_notice_from_outside_the_units_own_line_gives_nobody_a_right() -> None:
    assert urging_unit(who((Duty.CLERK, CITY)), Asked((1, 2, 4), 77, False)) is None
