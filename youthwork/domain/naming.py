"""名称与层级: how an organization is rightly called and where it may stand (DOMAIN §3.1, §3.2).

Names are warned about, never refused: an office knows its own approved name. Places in the tree are refused,
because routing and archives rest on them.
"""

from __future__ import annotations

import re

from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType

_T, _L = OrganizationType, OrganizationLevel

LEVELS_BELOW: dict[OrganizationLevel, tuple[OrganizationLevel, ...]] = {
    _L.PROVINCE: (_L.PREFECTURE, _L.DIRECT_COUNTY, _L.DIRECT_UNIT, _L.UNIVERSITY, _L.GRASSROOTS),
    _L.PREFECTURE: (_L.COUNTY, _L.TOWN, _L.GRASSROOTS),
    _L.DIRECT_COUNTY: (_L.TOWN, _L.GRASSROOTS),
    _L.COUNTY: (_L.TOWN, _L.GRASSROOTS),
    _L.TOWN: (_L.GRASSROOTS,),
    _L.GRASSROOTS: (_L.GRASSROOTS,),
    _L.DIRECT_UNIT: (_L.GRASSROOTS,),
    _L.UNIVERSITY: (_L.GRASSROOTS,),
}

_LEADING_LEVELS = frozenset({_L.PREFECTURE, _L.DIRECT_COUNTY, _L.COUNTY})
_COMMITTEES = (_T.COMMITTEE, _T.WORKING_COMMITTEE, _T.GENERAL_BRANCH, _T.BRANCH)
_TYPES_BELOW: dict[OrganizationType, tuple[OrganizationType, ...]] = {
    _T.LEADING_ORGAN: (_T.LEADING_ORGAN, *_COMMITTEES),
    _T.COMMITTEE: _COMMITTEES,
    _T.WORKING_COMMITTEE: _COMMITTEES,
    _T.GENERAL_BRANCH: (_T.BRANCH,),
}

_MIXED = re.compile(r"[\u4e00-\u9fff](团[省市县区旗]委)")
_REGION_FIRST = re.compile(r"[\u4e00-\u9fff]{2,}[省市县区旗]团委$")
_SCHOOL = re.compile(r"校团委$")
_FULL_LEADING = re.compile(r"(中国共产主义青年团|共青团).+委员会$")
_SHORT_LEADING = re.compile(r"(共青团.+委员会|团.+委)$")


def types_below(parent: OrganizationType) -> tuple[OrganizationType, ...]:
    """The types that may stand directly below an organization of this type; none below a 团支部."""
    return _TYPES_BELOW.get(parent, ())


def place_problem(
    parent: tuple[OrganizationType, OrganizationLevel], type_: OrganizationType, level: OrganizationLevel
) -> str | None:
    """Why an organization of this type and level cannot stand there, as a sentence; None when it can."""
    parent_type, parent_level = parent
    if type_ not in types_below(parent_type):
        return f"{parent_type.value}之下不能设{type_.value}"
    if level not in LEVELS_BELOW[parent_level]:
        allowed = "、".join(each.value for each in LEVELS_BELOW[parent_level])
        return f"{parent_level.value}级组织之下的层级只能是{allowed}"
    if (type_ is _T.LEADING_ORGAN) != (level in _LEADING_LEVELS):
        return "领导机关的层级是省辖市、省直管县或县；乡镇街道、基层、直属单位和高校请选团委、团工委、团总支或团支部"
    return None


def naming_warnings(type_: OrganizationType, full_name: str, short_name: str) -> list[str]:
    """What is unusual about the official names; 习惯称 is free."""
    warnings = []
    for what, name in (("全称", full_name), ("规范简称", short_name)):
        if found := _MIXED.search(name):
            word = found.group(1)
            warnings.append(
                f"{what}“{name}”用了“××{word}”的写法，正式文件中应写成“团××{word[1:]}”或“共青团××{word[1]}委员会”"
            )
        elif _REGION_FIRST.search(name):
            warnings.append(f"{what}“{name}”应写成“团××委”或“共青团××委员会”，区划名在“团”字之后")
        elif _SCHOOL.search(name):
            warnings.append(f"{what}“{name}”应写成“××大学团委”或“共青团××大学委员会”，不用“校团委”")
    if type_ is _T.LEADING_ORGAN:
        if not _FULL_LEADING.match(full_name):
            warnings.append("领导机关的全称一般是“中国共产主义青年团＋区划＋委员会”，印章上也是这样刻的")
        if not warnings and not _SHORT_LEADING.match(short_name):
            warnings.append("领导机关的规范简称一般是“共青团＋区划＋委员会”或“团＋区划＋委”")
    return warnings
