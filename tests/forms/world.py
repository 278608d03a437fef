"""A written-down world for the checks of the annexes: organizations, cadres and links, without a database.

团青岚市委
  ├ 团云溪县委 ─ 云溪镇团委 ─ 白泉村团支部、柳林村团总支; 云溪县第一中学团委 ─ 高一（1）班团支部
  ├ 团白鹭县委 ─ 白鹭镇团委 ─ 青石村团支部
  └ 青岚市第一中学团委 (市属单位)
团丹霞市委 ─ 团霞浦县委 ─ 霞浦镇团委 (another city)
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from youthwork.domain.annex_context import (
    AnnexContext,
    Grade,
    KnownLink,
    KnownOrganization,
    KnownPerson,
    Problem,
)
from youthwork.domain.hierarchy import CadreNature, OrganizationLevel, OrganizationType
from youthwork.forms.annexes.base import AnnexForm

_T, _L = OrganizationType, OrganizationLevel


def _organization(id: int, name: str, type_: _T, level: _L, path: str) -> KnownOrganization:
    return KnownOrganization(id, f"共青团{name}", name, type_, level, path)


CITY = _organization(2, "团青岚市委", _T.LEADING_ORGAN, _L.PREFECTURE, "/1/2/")
COUNTY = _organization(3, "团云溪县委", _T.LEADING_ORGAN, _L.COUNTY, "/1/2/3/")
TOWN = _organization(31, "云溪镇团委", _T.COMMITTEE, _L.TOWN, "/1/2/3/31/")
VILLAGE = _organization(311, "白泉村团支部", _T.BRANCH, _L.GRASSROOTS, "/1/2/3/31/311/")
GENERAL_BRANCH = _organization(312, "柳林村团总支", _T.GENERAL_BRANCH, _L.GRASSROOTS, "/1/2/3/31/312/")
SCHOOL = _organization(32, "云溪县第一中学团委", _T.COMMITTEE, _L.GRASSROOTS, "/1/2/3/32/")
CLASS = _organization(321, "高一（1）班团支部", _T.BRANCH, _L.GRASSROOTS, "/1/2/3/32/321/")
SISTER = _organization(4, "团白鹭县委", _T.LEADING_ORGAN, _L.COUNTY, "/1/2/4/")
SISTER_TOWN = _organization(41, "白鹭镇团委", _T.COMMITTEE, _L.TOWN, "/1/2/4/41/")
SISTER_VILLAGE = _organization(411, "青石村团支部", _T.BRANCH, _L.GRASSROOTS, "/1/2/4/41/411/")
CITY_SCHOOL = _organization(5, "青岚市第一中学团委", _T.COMMITTEE, _L.GRASSROOTS, "/1/2/5/")
FOREIGN_COUNTY = _organization(7, "团霞浦县委", _T.LEADING_ORGAN, _L.COUNTY, "/1/6/7/")
#: Two places, one name.
TWINS = (
    _organization(33, "城关镇团委", _T.COMMITTEE, _L.TOWN, "/1/2/3/33/"),
    _organization(42, "城关镇团委", _T.COMMITTEE, _L.TOWN, "/1/2/4/42/"),
)
EVERYWHERE = (
    CITY,
    COUNTY,
    TOWN,
    VILLAGE,
    GENERAL_BRANCH,
    SCHOOL,
    CLASS,
    SISTER,
    SISTER_TOWN,
    SISTER_VILLAGE,
    CITY_SCHOOL,
    FOREIGN_COUNTY,
    *TWINS,
)


def person(user_id: int, name: str, title: str) -> KnownPerson:
    phone = f"138000000{user_id:02}"
    return KnownPerson(user_id, name, "女", "1993.05", phone, title, "团云溪县委", CadreNature.FULL_TIME)


ZHOU = person(21, "周可儿", "副书记")
LI = person(22, "李堃", "组织部部长")
MAI = person(23, "买买提江·阿布都", "干事")


def linked(who: KnownPerson, committee: KnownOrganization, branch: KnownOrganization | None) -> KnownLink:
    return KnownLink(who.user_id, committee, branch, date(2026, 3, 12))


def context(owner: KnownOrganization, cadres: Iterable[KnownPerson], **more: Any) -> AnnexContext:
    return AnnexContext(owner=owner, filler=ZHOU, today=date(2026, 4, 1), cadres=tuple(cadres), **more)


def looked_up(annex: type[AnnexForm], answers: dict[str, Any]) -> dict[str, tuple[KnownOrganization, ...]]:
    """What services/tree.find_by_names finds for the names that the form wants looked up."""
    found = {
        name: tuple(unit for unit in EVERYWHERE if unit.name == name) for name in annex.names_in(answers)
    }
    return {name: units for name, units in found.items() if units}


def by_field(problems: Iterable[Problem]) -> dict[str, tuple[str, Grade]]:
    listed = list(problems)
    found = {problem.field: (problem.message, problem.grade) for problem in listed}
    assert len(found) == len(listed), f"two findings at one input: {listed}"
    return found
