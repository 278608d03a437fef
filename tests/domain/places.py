"""A small province written by hand, as the rules see it. Nothing here touches a database.

团示范省委 ─ 组织部、学校部、城市部
  ├ 团青岚市委 ─ 组织部、学校部
  │   ├ 团云溪县委 ─ 办公室;  云溪镇团委
  │   └ 团白鹭县委
  ├ 团望川县委 (省直管县);  省直机关团工委 (直属单位);  示范大学团委 (省管高校)
"""

from youthwork.domain.hierarchy import (
    Department,
    DepartmentFunction,
    OrganizationLevel,
    OrganizationType,
    Unit,
)

_T, _L, _F = OrganizationType, OrganizationLevel, DepartmentFunction


def department_of(organ: Unit, id: int, name: str) -> Unit:
    return Unit(id, f"{organ.name}{name}", _T.DEPARTMENT, organ.level, organ)


PROVINCE = Unit(
    1,
    "团示范省委",
    _T.LEADING_ORGAN,
    _L.PROVINCE,
    departments=(
        Department(11, "团示范省委组织部", _F.ORGANIZATION),
        Department(12, "团示范省委学校部", _F.SCHOOLS),
        Department(13, "团示范省委城市部", _F.CITY),
    ),
)
PROVINCE_ORGANIZATION = department_of(PROVINCE, 11, "组织部")
PROVINCE_SCHOOLS = department_of(PROVINCE, 12, "学校部")

CITY = Unit(
    2,
    "团青岚市委",
    _T.LEADING_ORGAN,
    _L.PREFECTURE,
    PROVINCE,
    departments=(
        Department(21, "团青岚市委组织部", _F.ORGANIZATION),
        Department(22, "团青岚市委学校部", _F.SCHOOLS),
    ),
)
CITY_ORGANIZATION = department_of(CITY, 21, "组织部")
CITY_SCHOOLS = department_of(CITY, 22, "学校部")

COUNTY = Unit(3, "团云溪县委", _T.LEADING_ORGAN, _L.COUNTY, CITY)
COUNTY_OFFICE = department_of(COUNTY, 31, "办公室")
SISTER_COUNTY = Unit(4, "团白鹭县委", _T.LEADING_ORGAN, _L.COUNTY, CITY)
TOWN = Unit(5, "云溪镇团委", _T.COMMITTEE, _L.TOWN, COUNTY)

DIRECT_COUNTY = Unit(6, "团望川县委", _T.LEADING_ORGAN, _L.DIRECT_COUNTY, PROVINCE)
DIRECT_UNIT = Unit(7, "省直机关团工委", _T.WORKING_COMMITTEE, _L.DIRECT_UNIT, PROVINCE)
UNIVERSITY = Unit(8, "示范大学团委", _T.COMMITTEE, _L.UNIVERSITY, PROVINCE)
