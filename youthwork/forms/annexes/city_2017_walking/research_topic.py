"""调研选题: the one topic of the organ, or of one of its groups, and the state of affairs in three sections.

J16 asks to find out 难点、痛点、盲点 and the basic state of young people, League organizations and youth
organizations; J17 to settle on one direction. An organ whose groups each settle on their own hands in one for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from youthwork.domain.annex_context import AnnexContext, Problem
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.forms.annexes.base import Column, Fact, FactKind, Section
from youthwork.forms.annexes.comparing import same_texts
from youthwork.forms.annexes.prose import WrittenAnnex
from youthwork.forms.fields import Answers, Choice, LongText, TextLine

#: J16: 基层团工作发展的“难点”、青年需求“痛点”和团组织覆盖上的“盲点”.
POINTS = ("难点", "痛点", "盲点")
#: 基本状况: input → label.
STATES = {"youth": "青年基本状况", "league": "团组织基本状况", "societies": "青年组织基本状况"}
_MOST = 1500


def _state(name: str, hint: str) -> LongText:
    return LongText(STATES[name], required=True, most=_MOST, description=hint, render_kw={"rows": 4})


class ResearchTopic(WrittenAnnex):
    """调研选题."""

    key = "research_topic"
    title = "“凝青聚力 共建新功”专项调研选题表"
    short_title = "调研选题"
    named_after = "topic"
    may_repeat = True
    reads_cadres = False
    reads_links = False
    reads_topics = True
    minutes = 15
    known_fields = {"unit": "填报单位"}
    sections = (
        Section(
            "选定的调研方向",
            (
                Column("unit", "填报单位"),
                Column("topic", "调研方向"),
                Column("point", "选自"),
                Column("group", "调研组"),
            ),
        ),
        Section("基本状况", tuple(Column(name, label) for name, label in STATES.items())),
    )
    spans = {"unit": 5, "topic": 5}
    carried = tuple(STATES)

    topic = TextLine("调研方向", required=True, most=100, description="只选1个")
    point = Choice(
        "选自",
        [("", "—"), *((each, each) for each in POINTS)],
        default="",
        description="难点：基层团工作发展；痛点：青年需求；盲点：团组织覆盖",
    )
    group = TextLine("调研组", most=30, description="全机关一个方向的不填；分组的每组各报一件")
    youth = _state("youth", "数量、分布、主要需求")
    league = _state("league", "数量、覆盖、运转")
    societies = _state("societies", "有哪些、活动怎样、与团组织的联系")

    @classmethod
    def asks_unit(cls, unit: Unit) -> bool:
        """J20, J21: 团市委 and the leading organs below it."""
        return unit.type is OrganizationType.LEADING_ORGAN

    @classmethod
    def suggestions(cls, context: AnnexContext) -> Mapping[str, Sequence[str]]:
        return {"group": [f"第{numeral}调研组" for numeral in "一二三四五"]}

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        if not answers["point"]:
            yield Problem("point", "请选择选自难点、痛点，还是盲点")
        yield from _one_each(answers["group"], context)
        yield from same_texts(cls.narratives(answers))

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        yield Fact(FactKind.TOPIC, answers["topic"])

    @classmethod
    def sample(cls) -> Answers:
        return {
            "unit": "共青团云溪县委员会",
            "topic": "快递、外卖从业青年中的团组织覆盖",
            "point": "盲点",
            "group": "第一调研组",
            "youth": "全县14至35岁青年约6.2万人，快递、外卖从业青年近三年增加一倍。",
            "league": "基层团委31个、团支部412个，新兴行业里建立团组织的单位不到两成。",
            "societies": "登记的青年社会组织7个，常年开展活动的4个，与团组织有固定联系的3个。",
        }


def _one_each(group: str, context: AnnexContext) -> Iterator[Problem]:
    """选定1个调研方向: the organ one, or each group one; never the organ and a group of it."""
    for topic, other in context.topics:
        whose = other or "全机关"
        if group == other:
            sentence = f"{whose}已选定“{topic}”，只选1个方向；要换的请改那一件"
        elif not group or not other:
            sentence = f"{whose}已选定“{topic}”；分组选题的，每一件都写明调研组"
        else:
            continue
        yield Problem("group", sentence)
        return
