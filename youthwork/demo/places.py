"""地名: invented names of prefectures, counties, towns and villages. None of them is on a real map of China."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

#: 省辖市, 青岚 first: the story is told there. The one character is its 机关代字.
PREFECTURES: tuple[tuple[str, str], ...] = (
    ("青岚", "岚"),
    ("霁川", "霁"),
    ("晴屿", "屿"),
    ("雁浦", "雁"),
    ("松隐", "隐"),
    ("荻川", "荻"),
    ("澜桥", "澜"),
    ("枫泽", "枫"),
    ("朔望", "朔"),
    ("桐影", "桐"),
    ("琅岭", "琅"),
    ("槐川", "槐"),
    ("沐原", "沐"),
    ("麦陵", "麦"),
    ("沧岩", "沧"),
    ("栾野", "栾"),
    ("鹤汀", "汀"),
    ("珩山", "珩"),
)

#: 省直管县（市）, 望川 first: a secretary with one clerk.
DIRECT_COUNTIES: tuple[tuple[str, str], ...] = (
    ("望川", "县"),
    ("岚汀", "县"),
    ("芷湾", "市"),
    ("柏坞", "县"),
    ("鹿屿", "县"),
    ("苇港", "市"),
    ("砚溪", "县"),
    ("楠坪", "县"),
    ("澄坞", "市"),
    ("雪桥", "县"),
)

#: Counties of 青岚市: the cast works in the first four.
QINGLAN_COUNTIES: tuple[tuple[str, str], ...] = (
    ("云溪", "县"),
    ("白鹭", "县"),
    ("白泉", "县"),
    ("枕江", "区"),
    ("石屏山", "区"),
    ("柳汀", "县"),
    ("听松", "县"),
    ("麓湖", "市"),
)

_COUNTY_FIRST = "霁荻苇菱蘅栎杉璟翊旻晟曦峦汐鹭枫楠棠屿淞"
_COUNTY_SECOND = "川溪泉原陵浦岭洲湾桥野坞"
_COUNTY_KINDS = ("县", "县", "县", "区", "市")
_TOWN_FIRST = "柳石青白双三清东西南北大小长龙凤马牛羊竹梅兰桃杏梨枣槐杨榆松柏红黄金银铁花草高古新"
_TOWN_SECOND = "河桥店集庄岗坡沟湾渡口井塘堰滩峪坪沙林窑寨营园"
_VILLAGES = (
    *("柳林", "前营", "后营", "东岗", "西岗", "石桥", "槐树", "大堰"),
    *("小河", "新庄", "老店", "南坡", "北坡", "杏园", "桃园", "双井"),
)

#: 直属单位: name as said, 全称 after 中国共产主义青年团, 规范简称 after 共青团.
DIRECT_UNITS: tuple[tuple[str, str, str], ...] = (
    ("省直机关团工委", "示范省直属机关工作委员会", "示范省直属机关工作委员会"),
    ("示范能源集团团委", "示范能源集团有限公司委员会", "示范能源集团委员会"),
    ("示范交通投资集团团委", "示范交通投资集团有限公司委员会", "示范交通投资集团委员会"),
    ("省国资系统团工委", "示范省国有资产系统工作委员会", "示范省国资系统工作委员会"),
    ("省卫生健康系统团工委", "示范省卫生健康系统工作委员会", "示范省卫生健康系统工作委员会"),
    ("示范铁路局集团团委", "示范铁路局集团有限公司委员会", "示范铁路局集团委员会"),
    ("示范银行团委", "示范银行股份有限公司委员会", "示范银行委员会"),
    ("省地质勘查系统团工委", "示范省地质勘查系统工作委员会", "示范省地质勘查系统工作委员会"),
)

UNIVERSITIES: tuple[str, ...] = (
    "示范大学",
    "示范理工大学",
    "示范师范大学",
    "示范农业大学",
    "示范医科大学",
    "示范财经大学",
    "青岚学院",
    "霁川工学院",
    "雁浦师范学院",
    "示范艺术学院",
    "示范交通职业技术学院",
    "示范水利职业学院",
)
COLLEGES: tuple[str, ...] = ("文学院", "数学学院", "机械工程学院", "经济管理学院", "外国语学院")


def counties(random: Random) -> Iterator[tuple[str, str]]:
    """县（市、区）: invented names with their kinds, each once."""
    names = [first + second for first, second in product(_COUNTY_FIRST, _COUNTY_SECOND)]
    random.shuffle(names)
    for name in names:
        yield name, random.choice(_COUNTY_KINDS)


def towns(random: Random) -> Iterator[str]:
    """乡镇、街道 without the last word; each once in the province, so that a name means one place."""
    names = [first + second for first, second in product(_TOWN_FIRST, _TOWN_SECOND)]
    random.shuffle(names)
    yield from names


def villages(random: Random, count: int) -> list[str]:
    return [f"{name}村" for name in random.sample(_VILLAGES, count)]
