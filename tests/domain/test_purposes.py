"""用途的名称: what a record is called where nobody named it."""

from __future__ import annotations

import pytest

from youthwork.domain.purposes import BY_KEY, PURPOSES, named_by


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ((), ""),
        (("no_such_thing",), ""),
        (("talk",), "与青年交流"),
        (("lesson", "talk"), "与青年交流、讲团课"),
        (("night_visit", "lesson", "talk"), "与青年交流、讲团课等"),
    ],
)
def test_it_is_called_by_its_first_ticks_in_the_order_of_the_table(keys: tuple[str, ...], name: str) -> None:
    assert named_by(keys) == name


def test_any_ticks_make_a_name_that_fits() -> None:
    longest = sorted(PURPOSES, key=lambda each: len(each.word))[-3:]
    assert 0 < len(named_by(each.key for each in longest)) < 60
    assert all(named_by([key]) for key in BY_KEY)
