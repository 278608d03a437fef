"""排字: estimates that keep a name on its line and a sheet on its page."""

import pytest

from youthwork.services.printing import fitting


def test_letters_and_digits_are_about_half_a_chinese_character() -> None:
    assert fitting.ems("周可儿") == 3
    assert fitting.ems("13800000021") == pytest.approx(6, abs=0.5)


@pytest.mark.parametrize(
    ("characters", "size", "wanted"),
    [
        (10, 12, ""),
        (11, 12, "small"),
        (13, 12, "smaller"),
        (90, 12, "smaller"),
        (10, 10.5, ""),
        (11, 10.5, "smaller"),
    ],
)
def test_type_is_made_no_smaller_than_the_text_asks_for(characters: int, size: float, wanted: str) -> None:
    assert fitting.smaller("团" * characters, 10, size) == wanted


def test_a_task_sheet_is_set_tight_only_where_that_keeps_it_on_one_page() -> None:
    assert fitting.density([["团" * 20]] * 11) == ""
    assert fitting.density([["团" * 50]] * 11) == "tight"
    assert fitting.density([["团" * 500]] * 11) == ""


def test_only_a_row_too_high_for_half_a_page_may_break() -> None:
    assert not fitting.is_long([("团" * 100, 10), ("", 5)])
    assert fitting.is_long([("", 10), ("团" * 100, 5)])


def test_rows_are_numbered_through_in_groups_of_fifty() -> None:
    groups = list(fitting.batches([{"id": str(at)} for at in range(120)]))
    assert [len(group) for group in groups] == [50, 50, 20]
    assert [number for group in groups for number, _ in group] == list(range(1, 121))
