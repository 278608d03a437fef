"""名称与层级: what the naming guide calls wrong is warned about, what the tree cannot hold is refused."""

from __future__ import annotations

import pytest

from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.naming import naming_warnings, place_problem

_T, _L = OrganizationType, OrganizationLevel


@pytest.mark.parametrize(
    ("full_name", "short_name"),
    [
        ("中国共产主义青年团青岚市委员会", "共青团青岚市委员会"),
        ("中国共产主义青年团云溪县委员会", "团云溪县委"),
    ],
)
def test_right_names_of_an_organ_pass(full_name: str, short_name: str) -> None:
    assert naming_warnings(_T.LEADING_ORGAN, full_name, short_name) == []


@pytest.mark.parametrize("name", ["青岚团市委", "示范省团委", "示范大学校团委", "云溪团县委"])
@pytest.mark.parametrize("type_", [_T.COMMITTEE, _T.LEADING_ORGAN])
def test_wrong_orders_are_warned_about_in_both_official_names(type_: OrganizationType, name: str) -> None:
    assert len(naming_warnings(type_, name, name)) >= 2


@pytest.mark.parametrize("name", ["云溪镇团委", "云溪县第一中学团委", "共青团示范大学委员会", "白泉村团支部"])
def test_grassroots_names_pass(name: str) -> None:
    assert naming_warnings(_T.COMMITTEE, name, name) == []


@pytest.mark.parametrize(
    ("parent", "type_", "level"),
    [
        ((_T.LEADING_ORGAN, _L.PROVINCE), _T.LEADING_ORGAN, _L.PREFECTURE),
        ((_T.LEADING_ORGAN, _L.PROVINCE), _T.COMMITTEE, _L.UNIVERSITY),
        ((_T.LEADING_ORGAN, _L.PROVINCE), _T.WORKING_COMMITTEE, _L.DIRECT_UNIT),
        ((_T.LEADING_ORGAN, _L.PREFECTURE), _T.LEADING_ORGAN, _L.COUNTY),
        ((_T.LEADING_ORGAN, _L.COUNTY), _T.COMMITTEE, _L.TOWN),
        ((_T.GENERAL_BRANCH, _L.TOWN), _T.BRANCH, _L.GRASSROOTS),
    ],
)
def test_the_tree_of_the_field_can_be_built(
    parent: tuple[OrganizationType, OrganizationLevel], type_: OrganizationType, level: OrganizationLevel
) -> None:
    assert place_problem(parent, type_, level) is None


@pytest.mark.parametrize(
    ("parent", "type_", "level"),
    [
        ((_T.BRANCH, _L.GRASSROOTS), _T.BRANCH, _L.GRASSROOTS),
        ((_T.GENERAL_BRANCH, _L.GRASSROOTS), _T.COMMITTEE, _L.GRASSROOTS),
        ((_T.LEADING_ORGAN, _L.COUNTY), _T.LEADING_ORGAN, _L.PREFECTURE),
        ((_T.LEADING_ORGAN, _L.PREFECTURE), _T.COMMITTEE, _L.COUNTY),
        ((_T.LEADING_ORGAN, _L.PREFECTURE), _T.DEPARTMENT, _L.PREFECTURE),
        ((_T.DEPARTMENT, _L.PREFECTURE), _T.BRANCH, _L.GRASSROOTS),
    ],
)
def test_what_does_not_exist_in_the_field_is_refused(
    parent: tuple[OrganizationType, OrganizationLevel], type_: OrganizationType, level: OrganizationLevel
) -> None:
    assert place_problem(parent, type_, level)
