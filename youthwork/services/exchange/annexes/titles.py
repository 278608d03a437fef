"""栏目名称: the many titles offices give to the columns of an annex, by the official label.

A label that stands nowhere here is known by itself: a new annex is read without a line in this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from youthwork.services.exchange.roster_titles import title_key

_AND = r"(?:及|和|与|、|/|,|或)?"
_PHONES = (
    r"(?:本人|个人|联系|移动)?手机(?:号码?|电话)?|移动电话(?:号码)?|(?:联系)?(?:电话|方式)\(?手机(?:号码?)?\)?",
    r"(?:联系|本人|联络员|联系人)?电话(?:号码)?|联系(?:方式|号码)",
    r"(?:办公|单位|固定)(?:室)?电话|座机|固话",
)
_LINKED = r"联系(?:指导)?(?:的)?(?:基层)?"
#: Where two columns fit one label, the earlier pattern wins; the label itself always comes first.
_SYNONYMS: Mapping[str, Sequence[str]] = {
    "姓名": (r"(?:团干部|干部|同志|本人|人员)(?:姓名)?|名字",),
    "职务": (
        r"(?:现任|担任|所任)?(?:团内|共青团|团)(?:职务|职位)(?:名称)?",
        r"(?:现任?|担任|所任|任)?(?:职务|职位)(?:名称|职级|/职级)?",
        rf"(?:现|所在|所属|工作|任职)?(?:单位|团组织)(?:名称)?{_AND}(?:现任|团内|担任)?职务",
    ),
    "联系方式": _PHONES,
    "联系电话": _PHONES,
    "联系指导的团委": (
        rf"{_LINKED}团(?:委|组织)(?:\(团总支\))?(?:名称)?|指导(?:的)?团委|联系点(?:团委)?(?:名称)?",
    ),
    "组别": (r"(?:调研|走访|工作)?(?:组|小组)(?:名称?|次)?",),
    "带队领导": (r"(?:带队|牵头)(?:书记|人|领导)?|领队|组长|负责领导",),
    "成员": (r"(?:调研组|小组|其他)?(?:成员|组员)(?:姓名)?|参加人员",),
    "联系县(市、区)/市属单位": (
        r"(?:联系)?(?:的)?县\(?市?、?区?\)?(?:/|、|和|及)?(?:市属单位)?",
        r"联系(?:的)?(?:县区?|县市区|单位|地方|地区)",
    ),
    "联系的基层团委(团总支)": (
        rf"{_LINKED}团(?:委|组织)(?:\(团总支\)|、团总支)?(?:名称)?|基层团(?:委|组织)|联系点(?:名称)?",
    ),
    "全程参与的团支部": (r"(?:全程|联系)?(?:参与)?(?:的)?团支部(?:名称)?",),
    "联系点类型": (r"(?:联系点|单位)?(?:类型|类别|种类)",),
    "调研方向": (r"调研(?:主题|内容|课题|题目|重点)|(?:走访)?主题",),
    "计划走访时间或频次": (rf"(?:计划)?(?:走访|调研)?(?:时间|频次){_AND}(?:频次|安排)?",),
    "联络员": (r"联络人|联系人|(?:联络员|联系人)姓名",),
    "备注": (r"备注(?:说明)?|备考|说明",),
    "时间": (r"(?:活动|开展|完成|参与)?(?:时间|日期)",),
    "形式": (r"(?:活动|开展)?(?:形式|内容|名称)(?:名称|内容)?",),
    "规模": (r"(?:活动|参与|参加)?(?:规模|人数)",),
    "效果": (r"(?:活动|取得|主要)?(?:效果|成效)",),
    "目标任务": (r"(?:任务|项目|目标)(?:名称)?",),
    "序号": (r"编号|序|no\.?",),
}
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


class Titles:
    """栏目: finds which of these labels a title means."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._patterns = [
            (label, rank, re.compile(pattern))
            for label in labels
            for rank, pattern in enumerate(_SYNONYMS.get(title_key(label), ()), start=1)
        ]
        self._labels = {title_key(label): label for label in labels}

    def match(self, key: str) -> tuple[str, int] | None:
        """The label a title (as `title_key` reduces it) means, and how well it fits: 0 is the label itself."""
        for candidate in dict.fromkeys((key, _BRACKETED.sub("", key).strip("*:"))):
            if candidate in self._labels:
                return self._labels[candidate], 0
            found = [(rank, label) for label, rank, each in self._patterns if each.fullmatch(candidate)]
            if candidate and found:
                rank, label = min(found, key=lambda each: each[0])
                return label, rank
        return None
