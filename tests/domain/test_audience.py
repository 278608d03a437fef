"""受文范围: whom a notice reaches by subtree, type and level, with single units added or left out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.audience import Audience
from youthwork.domain.hierarchy import OrganizationLevel as L
from youthwork.domain.hierarchy import OrganizationType as T
from youthwork.domain.hierarchy import Unit

PROVINCE = Unit(1, "团示范省委", T.LEADING_ORGAN, L.PROVINCE)
CITY = Unit(2, "团青岚市委", T.LEADING_ORGAN, L.PREFECTURE, PROVINCE)
COUNTY = Unit(3, "团云溪县委", T.LEADING_ORGAN, L.COUNTY, CITY)
SCHOOL = Unit(4, "云溪县第一中学团委", T.COMMITTEE, L.GRASSROOTS, COUNTY)
OTHER_CITY = Unit(5, "团沧浪市委", T.LEADING_ORGAN, L.PREFECTURE, PROVINCE)
DEPARTMENT = Unit(6, "团青岚市委组织部", T.DEPARTMENT, L.PREFECTURE, CITY)
STRANGER = Unit(7, "团外省委", T.LEADING_ORGAN, L.PROVINCE)
ALL = (PROVINCE, CITY, COUNTY, SCHOOL, OTHER_CITY, DEPARTMENT, STRANGER)


def reached(audience: Audience) -> set[str]:
    return {unit.name for unit in audience.of(ALL)}


EVERYBODY = Audience(under=frozenset({PROVINCE.id}))


def test_a_subtree_is_reached_with_its_top_and_nobody_beside_it() -> None:
    assert reached(Audience(under=frozenset({CITY.id}))) == {"团青岚市委", "团云溪县委", "云溪县第一中学团委"}


def test_departments_are_never_asked_not_even_by_name() -> None:
    assert "团青岚市委组织部" not in reached(replace(EVERYBODY, also=frozenset({DEPARTMENT.id})))


def test_types_and_levels_narrow_it_together() -> None:
    leading = replace(EVERYBODY, types=frozenset({T.LEADING_ORGAN}))
    assert reached(leading) == {"团示范省委", "团青岚市委", "团云溪县委", "团沧浪市委"}
    assert reached(replace(leading, levels=frozenset({L.COUNTY}))) == {"团云溪县委"}


def test_what_is_left_out_takes_everything_beneath_it_along() -> None:
    assert reached(replace(EVERYBODY, but=frozenset({CITY.id}))) == {"团示范省委", "团沧浪市委"}


def test_a_single_unit_is_added_whatever_its_type_level_or_place() -> None:
    audience = replace(EVERYBODY, levels=frozenset({L.PREFECTURE}), but=frozenset({COUNTY.id}))
    assert "云溪县第一中学团委" not in reached(audience)
    assert "云溪县第一中学团委" in reached(replace(audience, also=frozenset({SCHOOL.id})))


def test_of_nobody_nobody_is_reached() -> None:
    assert reached(Audience()) == set()


def test_a_narrower_range_lies_within_a_wider_one_and_not_the_other_way_round() -> None:
    narrow = Audience(under=frozenset({CITY.id}))
    assert narrow.is_within(EVERYBODY, ALL)
    assert not EVERYBODY.is_within(narrow, ALL)


def test_what_no_notice_says_means_the_issuer_and_everybody_beneath() -> None:
    assert Audience.from_json(None, CITY.id) == Audience(under=frozenset({CITY.id}))


@given(
    st.builds(
        Audience,
        under=st.frozensets(st.integers(1, 9)),
        types=st.frozensets(st.sampled_from(T)),
        levels=st.frozensets(st.sampled_from(L)),
        but=st.frozensets(st.integers(1, 9)),
        also=st.frozensets(st.integers(1, 9)),
    )
)
def test_a_range_kept_and_read_again_is_the_same(audience: Audience) -> None:
    assert Audience.from_json(audience.as_json(), 1) == audience


def test_a_merged_unit_is_named_no_more_and_everybody_meant_stays_meant() -> None:
    """青岚 merges into 沧浪; its county moves over with everything beneath it."""
    heir = Unit(OTHER_CITY.id, OTHER_CITY.name, T.LEADING_ORGAN, L.PREFECTURE, PROVINCE)
    county = Unit(COUNTY.id, COUNTY.name, T.LEADING_ORGAN, L.COUNTY, heir)
    school = Unit(SCHOOL.id, SCHOOL.name, T.COMMITTEE, L.GRASSROOTS, county)
    after = (PROVINCE, heir, county, school)
    for audience, meant in (
        (Audience(under=frozenset({CITY.id})), {heir, county, school}),
        (Audience(under=frozenset({CITY.id}), levels=frozenset({L.COUNTY})), {county}),
        (Audience(under=frozenset({PROVINCE.id}), but=frozenset({CITY.id})), {PROVINCE, heir}),
        (Audience(also=frozenset({CITY.id})), {heir}),
        (Audience(also=frozenset({SCHOOL.id})), {school}),
    ):
        handed = audience.handed_over(CITY, OTHER_CITY.id, [COUNTY.id])
        assert set(handed.of(after)) == meant, audience
        assert CITY.id not in handed.under | handed.but | handed.also
