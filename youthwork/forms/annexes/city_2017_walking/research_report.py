"""调研报告 on a topic settled before: what is, what was found, what is proposed (J17). The full text goes along as
佐证材料 where there is one; a unit with several groups reports on each topic by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from youthwork.domain.annex_context import AnnexContext, Grade, Problem
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.forms.annexes.base import Column, Fact, FactKind, Section
from youthwork.forms.annexes.comparing import same_texts
from youthwork.forms.annexes.prose import WrittenAnnex
from youthwork.forms.fields import Answers, LongText, TextLine

#: 报告的三段: input → (label, hint).
PARTS = {
    "situation": ("现状", "查了哪些地方、问了多少人，看到什么"),
    "findings": ("发现的问题", "最要紧的几个问题和原因"),
    "proposals": ("对策建议", "谁、做什么、什么时候"),
}
_MOST = 5000


def _part(name: str) -> LongText:
    label, hint = PARTS[name]
    return LongText(label, required=True, most=_MOST, description=hint, render_kw={"rows": 8})


class ResearchReport(WrittenAnnex):
    """调研报告."""

    key = "research_report"
    title = "“凝青聚力 共建新功”专项调研报告"
    short_title = "调研报告"
    named_after = "topic"
    may_repeat = True
    reads_cadres = False
    reads_links = False
    reads_topics = True
    reads_evidence = True
    minutes = 20
    known_fields = {"unit": "填报单位"}
    sections = (
        Section(
            "报告",
            (
                Column("unit", "填报单位"),
                Column("topic", "调研方向"),
                Column("group", "调研组"),
            ),
        ),
        Section("内容", tuple(Column(name, label) for name, (label, _) in PARTS.items())),
    )
    spans = {"unit": 5, "topic": 5, "group": 5}

    topic = TextLine("调研方向", required=True, most=100, description="与已报的调研选题一致")
    group = TextLine("调研组", most=30, description="全机关一个方向的不填")
    situation = _part("situation")
    findings = _part("findings")
    proposals = _part("proposals")

    @classmethod
    def asks_unit(cls, unit: Unit) -> bool:
        return unit.type is OrganizationType.LEADING_ORGAN

    @classmethod
    def prefill(cls, context: AnnexContext) -> Answers:
        if len(context.topics) != 1:
            return {}
        topic, group = context.topics[0]
        return {"topic": topic, "group": group}

    @classmethod
    def suggestions(cls, context: AnnexContext) -> Mapping[str, Sequence[str]]:
        return {
            "topic": [topic for topic, _ in context.topics],
            "group": [group for _, group in context.topics if group],
        }

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        settled = [topic for topic, _ in context.topics]
        if answers["topic"] and not settled:
            yield Problem("topic", "本单位还没有报调研选题，请先报；已在别处报过的请说明", Grade.EXPLAIN)
        elif answers["topic"] and answers["topic"] not in settled:
            sentence = f"与已报的调研选题（{'；'.join(settled)}）不同，换了方向的请说明"
            yield Problem("topic", sentence, Grade.EXPLAIN)
        if not context.evidence:
            yield Problem("proposals", "报告另有全文的，可以作为佐证材料附上", Grade.HINT)
        yield from same_texts(cls.narratives(answers))

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        yield Fact(FactKind.TOPIC, answers["topic"])

    @classmethod
    def sample(cls) -> Answers:
        return {
            "unit": "共青团云溪县委员会",
            "topic": "快递、外卖从业青年中的团组织覆盖",
            "group": "第一调研组",
            "situation": "走访站点14个，与骑手座谈9次，收回问卷312份。\n团员占两成，知道团组织在哪里的不到半数。",
            "findings": "一是流动快，组织关系跟不上；二是站点没有固定的活动时间；三是行业协会没有团组织。",
            "proposals": "4月底前在行业协会建立团工委；每个站点确定一名联络员；活动放在班后九点。",
        }
