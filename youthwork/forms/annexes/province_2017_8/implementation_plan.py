"""“1+100”工作实施方案: each of the four kinds of units makes one (H59).

The notice names no day: thirty workdays after it went out are proposed. The plan itself goes along as 佐证材料.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from youthwork.domain.annex_context import AnnexContext, Grade, Problem
from youthwork.domain.calendar import add_workdays, long_date
from youthwork.domain.hierarchy import Unit
from youthwork.forms.annexes.base import Column, Fact, FactKind, Section
from youthwork.forms.annexes.comparing import same_texts
from youthwork.forms.annexes.prose import WrittenAnnex
from youthwork.forms.annexes.province_2017_8.addressees import is_of_the_four_kinds
from youthwork.forms.fields import Answers, DateLine, LongText, TextLine, as_day

_WORKDAYS = 30
_MOST = 3000
#: 要点: input → label, and what to write.
PARTS = {
    "goals": ("工作目标", "今年联系青年要做到什么"),
    "division": ("职责分工", "谁牵头、各部门做什么"),
    "steps": ("实施步骤", "分几步、各到什么时候"),
    "safeguards": ("保障措施", "时间、经费、协调怎样保证"),
}


def _text(name: str) -> LongText:
    label, hint = PARTS[name]
    return LongText(label, required=True, most=_MOST, description=hint, render_kw={"rows": 6})


class ImplementationPlan(WrittenAnnex):
    """实施方案."""

    key = "implementation_plan"
    title = "“1+100”工作实施方案备案表"
    short_title = "实施方案"
    minutes = 15
    reads_cadres = False
    reads_links = False
    reads_evidence = True
    known_fields = {"unit": "制定单位"}
    sections = (
        Section(
            "方案",
            (
                Column("unit", "制定单位"),
                Column("plan_title", "方案名称"),
                Column("passed_by", "审议通过的会议"),
                Column("passed_on", "通过日期"),
            ),
        ),
        Section("要点", tuple(Column(name, label) for name, (label, _) in PARTS.items())),
    )
    spans = {"unit": 5, "plan_title": 5}
    #: Last year's plan is where this year's begins; who passed it is not.
    carried = tuple(PARTS)

    plan_title = TextLine("方案名称", required=True, most=100)
    passed_by = TextLine("审议通过的会议", required=True, most=60, description="如：团市委书记办公会")
    passed_on = DateLine("通过日期", required=True)
    goals = _text("goals")
    division = _text("division")
    steps = _text("steps")
    safeguards = _text("safeguards")

    @classmethod
    def asks_unit(cls, unit: Unit) -> bool:
        return is_of_the_four_kinds(unit)

    @classmethod
    def proposed_due(cls, issued_on: date) -> date | None:
        return add_workdays(issued_on, _WORKDAYS)

    @classmethod
    def prefill(cls, context: AnnexContext) -> Answers:
        return {"plan_title": f"{context.owner.printed_name}“1+100”工作实施方案"}

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        day = as_day(answers["passed_on"])
        if day and day > context.today:
            yield Problem("passed_on", f"通过日期{long_date(day)}还没有到；方案审议通过后再报备案")
        if not context.evidence:
            sentence = "还没有附方案全文（PDF 或 Word，加在“佐证材料”里）；全文已写在下面四段里的，请说明"
            yield Problem("plan_title", sentence, Grade.EXPLAIN)
        yield from same_texts(cls.narratives(answers))

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        yield Fact(FactKind.PLAN, answers["plan_title"])

    @classmethod
    def sample(cls) -> Answers:
        return {
            "unit": "共青团青岚市委员会",
            "plan_title": "共青团青岚市委员会“1+100”工作实施方案",
            "passed_by": "团青岚市委书记办公会",
            "passed_on": "2026年3月20日",
            "goals": "机关干部人人直接联系青年，联系点覆盖全部县（市、区）。\n不另定数量，以通知为准。",
            "division": "组织部牵头，负责联系点和月报；学校部联系学校，青年发展部联系企业和社会组织。",
            "steps": "4月上旬确定联系点；4月至9月开展工作；10月总结。",
            "safeguards": "每周留出半天下基层；困难由书记办公会协调。",
        }
