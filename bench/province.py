"""大省: a province of any size – seven levels of organizations, cadres with names – as rows to be loaded.

It grows round the tests' cast, so that the same people read it: su in the province, zhao in a prefecture, zhou in a
county. Everything is invented and the same for the same size.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product

from tests.factories import Cast
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import DepartmentFunction, OrganizationLevel, OrganizationType

#: At a million filings; smaller sizes have fewer of both.
ORGANIZATIONS, CADRES = 60_000, 100_000
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单解查仇翟"
)
_GIVEN = (
    "子轩雨桐喆堃祎梓涵一鸣思远玥嘉禾晓明志强丽娟文博海燕建国淑芬俊杰秀英宇航静怡浩然雪梅振华春兰立新晨曦佳琪国栋"
    "美玲天佑欣妍永康若曦瑞林婷玉霞景行乐凡可儿昊泽清远星辰安宁慧敏卓然舒展望舒青山长风"
)
_FIRST, _SECOND = (
    "青白云清望长平安永东西南北上下大新石双金龙凤松柳梅兰竹桂沙",
    "溪河泉山川岭坪桥湾塘沟寨岗坡井庄店营集口洼堡台湖江港城丰和",
)
_TYPE, _LEVEL = OrganizationType, OrganizationLevel


@dataclass(frozen=True)
class Unit:
    """组织, as far as a filing asks for it."""

    id: int
    parent: Unit | None
    path: str
    name: str
    full_name: str
    code: str = ""
    #: Its 组织部, which receives.
    department: int = 0

    @property
    def scope(self) -> list[int]:
        return [int(part) for part in self.path.strip("/").split("/")]


@dataclass(frozen=True)
class Cadre:
    """团干部."""

    id: int
    name: str
    unit: Unit


@dataclass
class Province:
    """大省: rows to be loaded, and the units and cadres filings are made of."""

    organizations: list[dict[str, object]] = field(default_factory=list)
    people: list[dict[str, object]] = field(default_factory=list)
    appointments: list[dict[str, object]] = field(default_factory=list)
    duties: list[dict[str, object]] = field(default_factory=list)
    organs: list[Unit] = field(default_factory=list)
    cadres: list[Cadre] = field(default_factory=list)
    villages: list[str] = field(default_factory=list)


def build(cast: Cast, filings: int, chance: random.Random) -> Province:
    """The rows of a province for so many filings, without those the cast already has."""
    share = min(1.0, filings / 1_000_000)
    province = Province()
    ids = iter(range(1_000, 10_000_000))
    names = [f"{first}{second}" for first, second in product(_FIRST, _SECOND)]
    chance.shuffle(names)
    top = _known(cast, "团示范省委", None, "示青", "团示范省委组织部")
    city = _known(cast, "团青岚市委", top, "岚青", "团青岚市委组织部")
    prefectures = [
        city,
        *(_organ(province, ids, top, f"{names.pop()}市", _LEVEL.PREFECTURE) for _ in range(17)),
    ]
    counties = [
        _known(cast, "团云溪县委", city, "云青", ""),
        _known(cast, "团白鹭县委", city, "鹭青", ""),
    ]
    for prefecture in prefectures:
        counties += [_organ(province, ids, prefecture, f"{names.pop()}县", _LEVEL.COUNTY) for _ in range(9)]
    # A quarter of the places are in towns of the same name elsewhere, as in life.
    towns = [
        _organ(province, ids, county, f"{chance.choice(names)}{at if at else ''}镇", _LEVEL.TOWN)
        for county in counties
        for at in range(max(1, round(14 * share)))
    ]
    left = int(ORGANIZATIONS * share) - len(province.organizations)
    for at in range(max(len(towns), left // 5)):
        _grassroots(province, ids, towns[at % len(towns)], names, chance, at)
    province.organs = [*prefectures, *counties, *towns]
    _people(province, max(600, int(CADRES * share)), prefectures, counties, towns, chance)
    return province


def name_of(chance: random.Random) -> str:
    """A name of two or three characters; one in forty is longer."""
    if chance.random() < 0.025:
        return f"{''.join(chance.sample('买提江古丽木沙热依曼', 4))}·{''.join(chance.sample('阿布都艾山吐尔逊', 3))}"
    given = chance.choice(_GIVEN) + (chance.choice(_GIVEN) if chance.random() < 0.8 else "")
    return chance.choice(SURNAMES) + given


def _known(cast: Cast, name: str, parent: Unit | None, code: str, department: str) -> Unit:
    row = cast.organizations[name]
    receiving = cast.organizations[department].id if department else row.id
    return Unit(row.id, parent, row.path, row.common_name, row.full_name, code, receiving)


def _organ(province: Province, ids: Iterator[int], above: Unit, place: str, level: OrganizationLevel) -> Unit:
    """A leading organ (or a town's committee) with its 组织部."""
    id, department = next(ids), next(ids)
    path = f"{above.path}{id}/"
    is_town = level is _LEVEL.TOWN
    common = f"{place}团委" if is_town else f"团{place}委"
    full = f"共青团{place}委员会"
    code = "" if is_town else f"{place[:2]}青{id}"
    kind = _TYPE.COMMITTEE if is_town else _TYPE.LEADING_ORGAN
    province.organizations.append(_organization(id, above.id, path, kind, level, full, common, code))
    if not is_town:
        province.organizations.append(
            _organization(
                department,
                id,
                f"{path}{department}/",
                _TYPE.DEPARTMENT,
                level,
                f"{full}组织部",
                f"{common}组织部",
                "",
            )
            | {"department_function": DepartmentFunction.ORGANIZATION.value}
        )
    return Unit(id, above, path, common, full, code, id if is_town else department)


def _grassroots(
    province: Province, ids: Iterator[int], town: Unit, names: list[str], chance: random.Random, at: int
) -> None:
    """A grassroots committee, its general branch and three branches: the last three of the seven levels."""
    place = f"{chance.choice(names)}村"
    above, path = town.id, town.path
    for kind, label in (
        (_TYPE.COMMITTEE, f"{place}{at}团委"),
        (_TYPE.GENERAL_BRANCH, f"{place}{at}团总支"),
        *((_TYPE.BRANCH, f"{place}{at}第{which}团支部") for which in "一二三"),
    ):
        id = next(ids)
        here = f"{path}{id}/"
        province.organizations.append(
            _organization(id, above, here, kind, _LEVEL.GRASSROOTS, f"共青团{label}", label, "")
        )
        if kind is not _TYPE.BRANCH:
            above, path = id, here
    province.villages.append(place)


def _organization(
    id: int,
    parent: int,
    path: str,
    kind: OrganizationType,
    level: OrganizationLevel,
    full: str,
    common: str,
    code: str,
) -> dict[str, object]:
    return {
        "id": id,
        "parent_id": parent,
        "path": path,
        "type": kind.value,
        "level": level.value,
        "full_name": full,
        "short_name": common,
        "common_name": common,
        "code": code or None,
        "department_function": None,
        "position": id,
        "established_on": date(2010, 5, 4),
        "closed_on": None,
        "successor_id": None,
    }


def _people(
    province: Province,
    many: int,
    prefectures: list[Unit],
    counties: list[Unit],
    towns: list[Unit],
    chance: random.Random,
) -> None:
    places = (prefectures, counties, counties, counties, towns)
    for at in range(many):
        id = 10_000 + at
        name = name_of(chance)
        unit = chance.choice(places[at % len(places)])
        province.cadres.append(Cadre(id, name, unit))
        province.people.append(
            {
                "id": id,
                "username": f"cadre{at}",
                "name": name,
                "phone": f"1380000{at % 10_000:04d}",
                "password_hash": "-",
                "created_at": datetime(2017, 3, 1),
            }
        )
        province.appointments.append(
            {
                "id": id,
                "user_id": id,
                "organization_id": unit.id,
                "title": "干事",
                "starts_on": date(2017, 3, 1),
            }
        )
        province.duties.append(
            {"id": id, "appointment_id": id, "duty": Duty.CADRE.value, "starts_on": date(2017, 3, 1)}
        )
    chance.shuffle(province.cadres)
