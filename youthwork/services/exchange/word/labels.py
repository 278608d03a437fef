"""表头用语: which words of a table name which field of an annex, in all the ways offices write them.

Compared without spaces, line breaks, punctuation and a leading number; what else people call a field is listed
once, for all annexes. A word that is not known names nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from youthwork.forms.annexes.base import AnnexForm, Column
from youthwork.forms.fields import RowsField

_SEAL = re.compile(r"[（(]\s*(?:盖\s*章|签\s*章|公\s*章|章)\s*[）)]")
_ORDINAL = re.compile(
    r"^\s*(?:[（(]\s*\w{1,3}\s*[）)]|[\u2460-\u2473]|[\d一二三四五六七八九十]{1,3}\s*[.．、)）])\s*"
)

#: Official words (bare) → what offices write instead. Only what cannot mean another field of the same form.
_ALSO = {
    "姓名": ("团干部姓名", "干部姓名"),
    "职务": ("现任职务", "团内职务"),
    "联系方式": ("联系电话", "手机", "手机号", "手机号码", "电话", "电话号码", "联系手机"),
    "联系电话": ("联系方式", "手机", "手机号", "手机号码", "电话", "电话号码", "联系人电话", "联络员电话"),
    "联系指导的团委": ("联系指导的团委名称", "联系指导团委", "联系指导的基层团委", "联系指导的团委团总支"),
    "联系指导的团委名称": ("联系指导的团委", "联系指导团委名称", "联系指导团委", "联系指导的基层团委"),
    "全程参与的团支部名称": ("全程参与的团支部", "全程参与团支部名称", "全程参与团支部"),
    "全程参与的团支部": ("全程参与的团支部名称", "全程参与团支部"),
    "单位及职务": ("单位职务", "工作单位及职务", "单位和职务"),
    "出生年月": ("出生日期", "出生年月日"),
    "填报单位": ("报送单位", "单位名称"),
    "填表人": ("填报人", "制表人"),
    "联系县市区市属单位": (
        "联系县市区",
        "联系县市区及市属单位",
        "联系的县市区市属单位",
        "联系县区",
        "联系单位",
    ),
    "联系的基层团委团总支": ("联系的基层团委", "联系基层团委", "联系基层团委团总支", "联系的团委团总支"),
    "带队领导": ("带队人", "组长", "带队领导组长"),
    "成员": ("小组成员", "组员", "调研组成员"),
    "组别": ("调研组", "小组", "组次"),
    "联络员": ("联络人",),
    "计划走访时间或频次": ("计划走访时间", "走访时间", "走访时间或频次"),
    "录入1+100管理系统": ("录入1+100系统", "录入管理系统"),
    "创建团员先锋岗队": ("创建团员先锋岗", "创建团员先锋队"),
    "为团员讲一次主题团课": ("讲一次主题团课", "为团员讲主题团课"),
    "一起学习总书记讲话": ("学习总书记讲话", "一起学习习近平总书记讲话"),
    "参与网络主题团日活动": ("一起参与网络主题团日活动",),
    "其他活动": ("其它活动",),
}
#: Heads of any personnel table: alone they do not make it this annex's.
_OF_ANY_TABLE = (
    "姓名",
    "职务",
    "联系方式",
    "联系电话",
    "性别",
    "出生年月",
    "单位及职务",
    "备注",
    "填报单位",
    "填表人",
)
_ANYWHERE = {*_OF_ANY_TABLE, *(other for word in _OF_ANY_TABLE for other in _ALSO.get(word, ()))}

NUMBERING = {"序号", "编号", "no"}
TASK_HEAD, DONE_HEAD = "目标任务", "完成情况"


@cache
def bare(text: str) -> str:
    """A label without what differs from office to office: “1. 姓 名：” → 姓名."""
    plain = _ORDINAL.sub("", _SEAL.sub("", text)) if len(text) < 80 else text
    folded = unicodedata.normalize("NFKC", plain).lower()
    return "".join(each for each in folded if each == "+" or unicodedata.category(each)[0] in "LN")


@dataclass(frozen=True)
class Labels:
    """用语 of one annex: bare word → field, for single cells, columns of its one list, and its many lists."""

    singles: Mapping[str, str]
    columns: Mapping[str, str]
    lists: Mapping[str, str]
    #: Field, column or list → the official words.
    words: Mapping[str, str]
    #: The words by which the annex is told from any other table.
    telling: frozenset[str]

    @property
    def is_labelled(self) -> bool:
        """Whether the annex sets its lists beside labels (任务表) and not under one head."""
        return len(set(self.lists.values())) > 1


def labels_of(annex: type[AnnexForm]) -> Labels:
    """The words of an annex, from what it says of itself."""
    singles: list[tuple[str, str]] = []
    columns: list[tuple[str, str]] = []
    lists: list[tuple[str, str]] = []
    for section in annex.sections:
        cells = [(column.label, column.name) for column in section.columns]
        if section.rows_field:
            lists.append((section.title, section.rows_field))
            columns += cells
        else:
            singles += cells
    own = _named(lists if len(lists) > 1 else columns)
    return Labels(
        singles=_named(singles),
        columns=_named(columns),
        lists=_named(lists),
        words={field: label for label, field in reversed([*singles, *columns, *lists])},
        telling=frozenset({*own, *_named(singles)} - _ANYWHERE),
    )


def lists_of(annex: type[AnnexForm]) -> list[str]:
    """The annex's lists in order: their places are part of the row marks."""
    return [name for name, field in annex()._fields.items() if isinstance(field, RowsField)]


def columns_of(annex: type[AnnexForm], list_name: str) -> tuple[Column, ...]:
    return next(section.columns for section in annex.sections if section.rows_field == list_name)


def _named(fields: list[tuple[str, str]]) -> dict[str, str]:
    """Bare word → field; the official words go before what others call a field."""
    named = {bare(label): field for label, field in reversed(fields)}
    for label, field in fields:
        for other in _ALSO.get(bare(label), ()):
            named.setdefault(other, field)
    return named
