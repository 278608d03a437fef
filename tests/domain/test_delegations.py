"""代理的规则: date edges, for any dates; and which duties can be deputised at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.delegations import (
    DELEGABLE,
    LONGEST_DAYS,
    check_duty,
    check_period,
    deputy_words,
    in_force,
    overlap,
)
from youthwork.domain.duties import Duty
from youthwork.domain.errors import Unacceptable
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType, Unit
from youthwork.domain.workflow import Actor, StandIn

DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
COUNTY = Unit(1, "团云溪县委", OrganizationType.LEADING_ORGAN, OrganizationLevel.COUNTY)


@given(DAYS, st.integers(0, 400), st.integers(-3, 403))
def test_a_delegation_holds_on_exactly_the_days_from_its_first_to_its_last(
    first: date, length: int, at: int
) -> None:
    last = first + timedelta(days=length)
    day = first + timedelta(days=at)
    assert in_force(first, last, day) == (0 <= at <= length)


@given(DAYS, st.integers(0, 40), DAYS, st.integers(0, 40))
def test_two_delegations_overlap_exactly_where_they_share_a_day(
    one: date, one_length: int, other: date, other_length: int
) -> None:
    days = {one + timedelta(days=at) for at in range(one_length + 1)}
    others = {other + timedelta(days=at) for at in range(other_length + 1)}
    last, other_last = one + timedelta(days=one_length), other + timedelta(days=other_length)
    assert overlap(one, last, other, other_last) == bool(days & others)


@given(DAYS, st.integers(-5, 5), st.integers(-2, LONGEST_DAYS + 2))
def test_a_period_is_accepted_exactly_from_today_on_in_order_and_up_to_a_year(
    today: date, ahead: int, length: int
) -> None:
    first = today + timedelta(days=ahead)
    fine = ahead >= 0 and 0 <= length < LONGEST_DAYS
    try:
        check_period(first, first + timedelta(days=length), today)
    except Unacceptable as refused:
        assert not fine and refused.sentence.startswith("代理")
    else:
        assert fine


@pytest.mark.parametrize(("duty", "words"), [(Duty.SEAL_KEEPER, "监交人"), (Duty.CADRE, "本人")])
def test_custody_and_ones_own_sheet_cannot_be_deputised(duty: Duty, words: str) -> None:
    assert duty not in DELEGABLE
    with pytest.raises(Unacceptable, match=words):
        check_duty(duty)


def test_an_own_duty_comes_before_the_one_held_for_another() -> None:
    stand_in = StandIn(Duty.SIGNER, COUNTY, 7, 2, "陈志远")
    assert Actor(1, (), (stand_in,)).stands_in((Duty.SIGNER,), COUNTY) is stand_in
    assert Actor(1, (), (stand_in,)).stands_in((Duty.CLERK,), COUNTY) is None
    both = Actor(1, ((Duty.SIGNER, COUNTY),), (stand_in,))
    assert both.stands_in((Duty.SIGNER,), COUNTY) is None
    assert both.has((Duty.SIGNER,), COUNTY)


def test_both_names_stand_where_one_acted_for_the_other() -> None:
    assert deputy_words("张岚", "陈志远") == "张岚（代陈志远）"
    assert deputy_words("张岚", "") == "张岚"
