"""组织树 of the demonstration province, as plain rows: the shape is the real one, the names are invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from youthwork.demo import places
from youthwork.domain.hierarchy import DepartmentFunction, OrganizationLevel, OrganizationType

_T, _L, _F = OrganizationType, OrganizationLevel, DepartmentFunction


@dataclass(frozen=True)
class Size:
    """规模: how much of the province is built. The story's units are there at any size."""

    prefectures: int = 18
    direct_counties: int = 10
    counties: tuple[int, int] = (6, 12)
    towns: tuple[int, int] = (4, 6)
    direct_units: int = 8
    universities: int = 12


FULL = Size()
#: Enough for every state and every kind of unit; for tests.
SMALL = Size(prefectures=3, direct_counties=2, counties=(2, 2), towns=(1, 2), direct_units=2, universities=3)


@dataclass
class Place:
    """一个团组织 on its way into the database."""

    id: int
    superior: Place | None
    type: OrganizationType
    level: OrganizationLevel
    full_name: str
    short_name: str
    name: str
    code: str | None
    function: DepartmentFunction | None
    position: int
    below: list[Place] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"{self.superior.path if self.superior else '/'}{self.id}/"

    def under(self) -> Iterator[Place]:
        """Everything beneath it, nearest first within each line."""
        for place in self.below:
            yield place
            yield from place.under()


class Tree:
    """组织树 while it grows; ids are given in order, so that paths are known before anything is written."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.by_name: dict[str, Place] = {}

    def add(
        self,
        superior: Place | None,
        type_: OrganizationType,
        level: OrganizationLevel,
        names: tuple[str, str, str],
        code: str | None = None,
        function: DepartmentFunction | None = None,
    ) -> Place:
        position = len(superior.below) + 1 if superior else 1
        place = Place(len(self.places) + 1, superior, type_, level, *names, code, function, position)
        assert place.name not in self.by_name, f"{place.name} would mean two places"
        self.places.append(place)
        self.by_name[place.name] = place
        if superior:
            superior.below.append(place)
        return place

    def rows(self, established_on: date, counted_on: date) -> list[dict[str, Any]]:
        """The rows of the table `organization`; branches have counted their members on a day."""
        return [
            {
                "id": place.id,
                "parent_id": place.superior.id if place.superior else None,
                "path": place.path,
                "type": place.type,
                "level": place.level,
                "full_name": place.full_name,
                "short_name": place.short_name,
                "common_name": place.name,
                "code": place.code,
                "department_function": place.function,
                "position": place.position,
                "established_on": established_on,
                **_members(place, counted_on),
            }
            for place in self.places
        ]


def _members(place: Place, counted_on: date) -> dict[str, Any]:
    """团员人数 of a branch: a class has more than a village. The communities of the streets have not said."""
    if place.type is not _T.BRANCH or "社区" in place.name:
        return {"members": None, "members_as_of": None}
    base, spread = (38, 14) if "班" in place.name else (16, 30)
    return {"members": base + place.id * 7 % spread, "members_as_of": counted_on}


def grow(size: Size, random: Random) -> Tree:
    """示范省: prefectures with their counties, directly administered counties, 直属单位, 省管高校."""
    tree = Tree()
    county_names, town_names = places.counties(random), places.towns(random)
    province = tree.add(None, _T.LEADING_ORGAN, _L.PROVINCE, _organ("示范省"), "示青")
    for name, function in _PROVINCE_DEPARTMENTS:
        _department(tree, province, name, function)
    for name, code in places.PREFECTURES[: size.prefectures]:
        prefecture = tree.add(province, _T.LEADING_ORGAN, _L.PREFECTURE, _organ(f"{name}市"), f"{code}青")
        for department, function in _PREFECTURE_DEPARTMENTS:
            _department(tree, prefecture, department, function)
        count = random.randint(*size.counties)
        own = places.QINGLAN_COUNTIES if name == "青岚" else [next(county_names) for _ in range(count)]
        for county, kind in own:
            _county(tree, prefecture, _L.COUNTY, county, kind, size, random, town_names)
    for county, kind in places.DIRECT_COUNTIES[: size.direct_counties]:
        _county(tree, province, _L.DIRECT_COUNTY, county, kind, size, random, town_names)
    for at, unit in enumerate(places.DIRECT_UNITS[: size.direct_units]):
        _direct_unit(tree, province, unit, at)
    for at, university in enumerate(places.UNIVERSITIES[: size.universities]):
        _university(tree, province, university, at)
    return tree


_PROVINCE_DEPARTMENTS = (
    ("组织部", _F.ORGANIZATION),
    ("宣传部", _F.OTHER),
    ("学校部", _F.SCHOOLS),
    ("城市部", _F.CITY),
    ("青年发展部", _F.YOUTH_DEVELOPMENT),
    ("统战部", _F.OTHER),
    ("权益部", _F.OTHER),
    ("少年部", _F.OTHER),
    ("办公室", _F.OFFICE),
)
_PREFECTURE_DEPARTMENTS = (("组织部", _F.ORGANIZATION), ("学校部", _F.SCHOOLS), ("办公室", _F.OFFICE))


def _organ(region: str) -> tuple[str, str, str]:
    """全称, 规范简称, 习惯称 of a leading organ (DOMAIN §3.1)."""
    return _committee_names(f"{region}委员会", f"团{region}委")


def _committee_names(body: str, common: str) -> tuple[str, str, str]:
    return f"中国共产主义青年团{body}", f"共青团{body}", common


def _department(tree: Tree, organ: Place, name: str, function: DepartmentFunction) -> None:
    names = tuple(f"{each}{name}" for each in (organ.full_name, organ.short_name, organ.name))
    tree.add(organ, _T.DEPARTMENT, organ.level, (names[0], names[1], names[2]), function=function)


def _county(
    tree: Tree,
    superior: Place,
    level: OrganizationLevel,
    name: str,
    kind: str,
    size: Size,
    random: Random,
    town_names: Iterator[str],
) -> None:
    code = "云青" if name == "云溪" else f"{name}青"
    county = tree.add(superior, _T.LEADING_ORGAN, level, _organ(f"{name}{kind}"), code)
    region = f"{name}{kind}"
    if name == "云溪":
        _yunxi(tree, county, region)
    # Half of the counties have an office, none has more (DOMAIN §3.3).
    elif random.random() < 0.5:
        _department(tree, county, "办公室", _F.OFFICE)
    for at in range(random.randint(*size.towns)):
        # The seat bears the county's name, unless a town of that name is elsewhere (白泉镇 lies in 云溪县).
        is_seat = at == 0 and f"{name}镇团委" not in tree.by_name
        town = f"{name}镇" if is_seat else f"{next(town_names)}{random.choice('镇镇乡')}"
        _town(tree, county, region, town, places.villages(random, 2))
    _street(tree, county, region, f"{next(town_names)}街道")
    if name != "云溪":
        _school(tree, county, f"{region}第一中学", ("高一（1）班", "高二（3）班"))


def _yunxi(tree: Tree, county: Place, region: str) -> None:
    """云溪县 as the sample roster has it."""
    yunxi = _town(tree, county, region, "云溪镇", ["柳林村", "石桥村", "前营村"])
    office = tree.add(
        yunxi,
        _T.GENERAL_BRANCH,
        _L.GRASSROOTS,
        _committee_names("云溪镇机关总支部委员会", "云溪镇机关团总支"),
    )
    _branches(tree, office, "云溪镇机关", ("第一", "第二"))
    baiquan = _town(tree, county, region, "白泉镇", ["泉上村", "泉下村"])
    _school(tree, baiquan, "白泉镇初级中学", ("八年级（1）班", "八年级（2）班"))
    _street(tree, county, region, "清河街道")
    _school(tree, county, "云溪县第一中学", ("高一（1）班", "高一（2）班", "高二（1）班", "高二（3）班"))


def _town(tree: Tree, county: Place, region: str, town: str, villages: list[str]) -> Place:
    names = (f"中国共产主义青年团{region}{town}委员会", f"共青团{town}委员会", f"{town}团委")
    place = tree.add(county, _T.COMMITTEE, _L.TOWN, names)
    _branches(tree, place, town, villages)
    return place


def _street(tree: Tree, county: Place, region: str, street: str) -> None:
    names = (
        f"中国共产主义青年团{region}{street}工作委员会",
        f"共青团{street}工作委员会",
        f"{street}团工委",
    )
    place = tree.add(county, _T.WORKING_COMMITTEE, _L.TOWN, names)
    _branches(tree, place, street, ("第一社区", "第二社区"))


def _school(tree: Tree, superior: Place, school: str, classes: tuple[str, ...]) -> Place:
    place = tree.add(
        superior, _T.COMMITTEE, _L.GRASSROOTS, _committee_names(f"{school}委员会", f"{school}团委")
    )
    _branches(tree, place, school, classes)
    return place


def _direct_unit(tree: Tree, province: Place, unit: tuple[str, str, str], at: int) -> None:
    name, full, short = unit
    kind = _T.WORKING_COMMITTEE if name.endswith("团工委") else _T.COMMITTEE
    place = tree.add(
        province,
        kind,
        _L.DIRECT_UNIT,
        (f"中国共产主义青年团{full}", f"共青团{short}", name),
        f"直{'甲乙丙丁戊己庚辛'[at]}青",
    )
    body = name.removesuffix("团工委").removesuffix("团委")
    for part in ("第一", "第二", "第三"):
        _school(tree, place, f"{body}{part}分部", ("业务一科", "业务二科"))


def _university(tree: Tree, province: Place, university: str, at: int) -> None:
    code = f"{university.removeprefix('示范')[:2]}青"
    place = tree.add(
        province,
        _T.COMMITTEE,
        _L.UNIVERSITY,
        _committee_names(f"{university}委员会", f"{university}团委"),
        code,
    )
    for college in places.COLLEGES:
        _school(tree, place, f"{university}{college}", (f"{22 + at % 3}级1班", f"{22 + at % 3}级2班"))


def _branches(tree: Tree, superior: Place, body: str, names: list[str] | tuple[str, ...]) -> None:
    for name in names:
        tree.add(
            superior,
            _T.BRANCH,
            _L.GRASSROOTS,
            _committee_names(f"{body}{name}支部委员会", f"{body}{name}团支部"),
        )
