"""联系青年的人数: nothing small enough to point at somebody, not by adding up either."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.youth import FEWEST_SHOWN, YouthField, added_up, published

COUNTS = st.dictionaries(st.sampled_from(YouthField), st.integers(0, 9))


def test_two_are_not_shown_and_three_are() -> None:
    numbers = published({YouthField.UNIVERSITY: 2, YouthField.COMMUNITY: 3})
    assert numbers.shown == ((YouthField.COMMUNITY, 3),) and numbers.total == 3


@given(COUNTS)
def test_no_number_below_three_is_shown_and_no_total_gives_one_away(counts: dict[YouthField, int]) -> None:
    numbers = published(counts)
    assert all(number >= FEWEST_SHOWN for _, number in numbers.shown)
    assert numbers.total == sum(number for number in counts.values() if number >= FEWEST_SHOWN)


@given(st.lists(COUNTS, max_size=4), COUNTS)
def test_an_organ_too_small_to_show_changes_no_sum(
    organs: list[dict[YouthField, int]], small: dict[YouthField, int]
) -> None:
    hidden = {field: min(number, FEWEST_SHOWN - 1) for field, number in small.items()}
    assert added_up(map(published, [*organs, hidden])) == added_up(map(published, organs))
