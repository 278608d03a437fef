"""印章的规格: diameters by level, the text of a seal, and the number an approval gets."""

import pytest

from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.domain.numbering import press_approval_number
from youthwork.domain.seals import LARGEST_MM, SMALLEST_MM, name_problem, usual_diameter


@pytest.mark.parametrize("level", OrganizationLevel)
def test_a_province_has_44_mm_and_everybody_below_it_40(level: OrganizationLevel) -> None:
    assert usual_diameter(level) == (44 if level is OrganizationLevel.PROVINCE else 40)
    assert SMALLEST_MM <= usual_diameter(level) <= LARGEST_MM


@pytest.mark.parametrize(
    "name", ["共青团云溪县委员会", "中国共产主义青年团云溪县委", "中国共产主义青年团云溪县委员会 ", ""]
)
def test_the_text_of_a_seal_is_the_full_name_to_the_letter(name: str) -> None:
    full = "中国共产主义青年团云溪县委员会"
    assert name_problem(full, full) == ""
    assert full in name_problem(name, full)


def test_an_approval_is_numbered_within_the_year() -> None:
    assert press_approval_number(2017, 7) == "YS-2017-0007"
