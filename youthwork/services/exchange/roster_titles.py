"""花名册栏目: the fields a roster has, and the many titles offices give them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from youthwork.services.exchange.cell_text import without_spaces


class Field(StrEnum):
    """栏目: what a roster column can hold; the value is the title we call it by."""

    INDEX = "序号"
    NAME = "姓名"
    GENDER = "性别"
    BIRTH = "出生年月"
    UNIT = "单位"
    UNIT_AND_TITLE = "单位及职务"
    TITLE = "职务"
    NATURE = "性质"
    PHONE = "手机号码"
    REMARK = "备注"


_AND = r"(?:及|和|与|、|/|,|\+|兼)?"
_KINDS = r"(?:[专挂兼]职?[/、,或|·\\-]*){2,3}"
# Where two columns fit one field, the earlier pattern wins: 团内职务 before 职务, 手机 before 联系电话.
_TITLES: Mapping[Field, Sequence[str]] = {
    Field.INDEX: (r"序号|编号|序|no\.?",),
    Field.NAME: (r"(?:团干部|干部|本人|人员|同志)?姓名",),
    Field.GENDER: (r"性别",),
    Field.BIRTH: (r"出生(?:年月日?|日期|时间|年份?|年[、/]月)?|生日",),
    Field.UNIT: (
        r"(?:所在|所属|任职)?(?:团组织|团委|团支部)(?:名称|全称)?",
        r"(?:所在|所属|任职|现任职|现)?(?:单位|组织)(?:名称|全称)?",
        r"(?:现)?工作单位(?:名称|全称)?",
    ),
    Field.UNIT_AND_TITLE: (
        rf"(?:现|所在|所属|工作|现工作|任职|现任)?(?:单位|团组织)(?:名称)?{_AND}(?:所任|现任|团内|担任)?职务",
    ),
    Field.TITLE: (
        r"(?:现任|担任|所任)?(?:团内|共青团|团)(?:职务|职位)(?:名称)?",
        r"(?:现任?|担任|所任|任)?(?:职务|职位)(?:名称|职级|/职级)?",
    ),
    Field.NATURE: (
        rf"{_KINDS}(?:情况|类别|性质|类型|干部|状态)?",
        r"(?:团干部|干部|人员|任职|职务|身份|岗位)?(?:性质|类别|类型)|任职(?:形式|方式)",
    ),
    Field.PHONE: (
        r"(?:本人|个人|联系|移动)?手机(?:号码?|电话)?|移动电话(?:号码)?|(?:联系)?(?:电话|方式)手机(?:号码?)?",
        r"(?:联系|本人)?电话(?:号码)?|联系(?:方式|号码)",
    ),
    Field.REMARK: (r"备注(?:说明)?|备考|说明",),
}
_PATTERNS = [
    (field_, rank, re.compile(pattern))
    for field_, patterns in _TITLES.items()
    for rank, pattern in enumerate(patterns)
]
# Columns to be ticked: a header 性质 over 专职 | 挂职 | 兼职, or 性别 over 男 | 女.
TICKED = {
    "专职": Field.NATURE,
    "挂职": Field.NATURE,
    "兼职": Field.NATURE,
    "男": Field.GENDER,
    "女": Field.GENDER,
}
ABBREVIATED = {"专": "专职", "挂": "挂职", "兼": "兼职"}
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


def title_key(text: str) -> str:
    """Reduce a header cell to what it says: no spaces, breaks, marks or colons, half-width, lower case."""
    return unicodedata.normalize("NFKC", without_spaces(text)).lower().strip("*★#:：.。")


def match_title(key: str) -> tuple[Field, int] | None:
    """The field a title means, and which of its patterns matched; None where it means none of ours."""
    # 性质(专职/挂职/兼职) is known by what stands before the bracket, (专职)挂职/兼职 only without it.
    for candidate in dict.fromkeys((key, re.sub(r"[()]", "", key), _BRACKETED.sub("", key).strip("*:"))):
        for field_, rank, pattern in _PATTERNS:
            if candidate and pattern.fullmatch(candidate):
                return field_, rank
    return None
