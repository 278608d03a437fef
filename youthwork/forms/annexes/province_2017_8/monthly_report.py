"""五个一月报: 做法、经验、存在问题、下步工作安排, every month by the 25th, to 组织部 from every kind of unit (H60).

The report is the calendar month's. Its figures come from the records and are never typed (H54): those of the day it is
submitted, frozen with it. The texts start as the records tell the month and are then the writer's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from youthwork.domain.annex_context import AnnexContext, Grade, KnownMonth, Problem
from youthwork.domain.calendar import long_date
from youthwork.domain.hierarchy import Unit
from youthwork.domain.monthly import TITLES
from youthwork.domain.recurrence import Recurrence
from youthwork.domain.sources import Derived, SourceKind
from youthwork.forms.annexes.base import Column, Fact, FactKind, Section
from youthwork.forms.annexes.comparing import same_texts
from youthwork.forms.annexes.deriving import owner_source
from youthwork.forms.annexes.prose import WrittenAnnex
from youthwork.forms.annexes.province_2017_8.addressees import is_of_the_four_kinds
from youthwork.forms.fields import Answers, LongText

#: The figures: key → label, in the order of the form; 本地 is the unit with all beneath it (“本地本单位”).
FIGURES: dict[str, str] = {
    "records": "活动记录（条）",
    "people": "参加（人次）",
    "local_records": "本地活动记录（条）",
    "local_people": "本地参加（人次）",
    "cadre_five": "“五个一”活动（次）",
    "organ_five": "机关集中活动（次）",
    "wishes_raised": "微心愿登记（个）",
    "wishes_fulfilled": "微心愿实现（个）",
}
#: Figures that are told by kinds too.
_BY_KINDS = {"cadre_five_kinds": "“五个一”各项", "organ_five_kinds": "机关集中活动各类"}
#: 做法、经验、存在问题、下步工作安排: input → label.
PARTS = dict(zip(("practice", "experience", "problems", "plans"), TITLES, strict=True))
_MOST = 6000
#: A report of more than four thousand characters is longer than a leader may speak.
_LONG = 4000
_NONE = "没有的写“无”"
#: What the composed text says of the figures (`domain/monthly.py`): pattern, figure, unit.
_COMPOSED = (
    (re.compile(r"记录直接联系青年活动(\d{1,9})次"), "records", "次"),
    (re.compile(r"记录直接联系青年活动[^。]{0,40}参加(\d{1,9})人次"), "people", "人次"),
)


def _text(name: str, hint: str, rows: int) -> LongText:
    return LongText(PARTS[name], required=True, most=_MOST, description=hint, render_kw={"rows": rows})


class MonthlyReport(WrittenAnnex):
    """五个一月报."""

    key = "monthly_report"
    title = "“五个一”工作落实情况月报"
    short_title = "五个一月报"
    named_after = "period"
    #: 组织部 for every kind, unlike the 汇总表 (H60).
    receiving = {}
    recurs = Recurrence(25)
    may_be_nil = True
    minutes = 10
    reads_cadres = False
    reads_links = False
    reads_month = True
    known_fields = {
        "unit": "填报单位",
        "period": "报告期",
        "as_of": "数据截至",
        **FIGURES,
        **_BY_KINDS,
    }
    sections = (
        Section("表头和数据", tuple(Column(name, label) for name, label in known_fields.items())),
        Section("落实情况", tuple(Column(name, label) for name, label in PARTS.items())),
    )
    spans = {"unit": 5, **dict.fromkeys(_BY_KINDS, 5)}
    #: Not what was done: last month's deeds are no answer for this one.
    carried = ("problems", "plans")

    practice = _text("practice", "做了什么：时间、形式、规模", 10)
    experience = _text("experience", f"哪些做法有效、为什么；{_NONE}", 6)
    problems = _text("problems", f"困难和青年反映的问题；{_NONE}", 6)
    plans = _text("plans", "下个月做什么", 6)

    @classmethod
    def asks_unit(cls, unit: Unit) -> bool:
        return is_of_the_four_kinds(unit)

    @classmethod
    def known(cls, context: AnnexContext) -> Answers:
        month = context.month
        found = {**dict.fromkeys(cls.known_fields, ""), "unit": context.owner.printed_name}
        if month is None:
            return found
        figures = {key: str(month.figures.get(key, 0)) for key in FIGURES}
        kinds = {name: month.kinds.get(name.removesuffix("_kinds"), "") or "无" for name in _BY_KINDS}
        return {**found, "period": month.words, "as_of": long_date(month.until), **figures, **kinds}

    @classmethod
    def prefill(cls, context: AnnexContext) -> Answers:
        return composed(context)

    @classmethod
    def derived(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Derived]:
        """The unit, and every record the figures count, by the people it counts."""
        yield owner_source("unit", context)
        for record in context.month.records if context.month else ():
            yield Derived(
                "known-records",
                SourceKind.ACTIVITY,
                record.id,
                "scale",
                record.scale,
                f"来自{record.words}",
                record.words,
            )

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        yield from same_texts(cls.narratives(answers))
        month = context.month
        if month is None:
            return
        if month.until < month.first_day:
            yield Problem("known-period", f"{month.words}还没有开始，到{long_date(month.first_day)}再报")
        elif not month.figures.get("records"):
            sentence = f"{month.words}没有一条活动记录；做了的请先补记，确实没有的可以零报告，否则请说明"
            yield Problem("practice", sentence, Grade.EXPLAIN)
        yield from _other_numbers(answers, month)
        length = sum(len(text) for _, _, text in cls.narratives(answers))
        if length > _LONG:
            yield Problem("practice", f"四段共 {length} 字，月报说清即可，请看能不能短些", Grade.HINT)

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        if answers["period"]:
            yield Fact(FactKind.PERIOD, answers["period"])
        for key in FIGURES:
            if str(answers[key]).isdecimal():
                yield Fact(FactKind.FIGURE, key, int(answers[key]))

    @classmethod
    def sample(cls) -> Answers:
        figures = dict(zip(FIGURES, ("18", "426", "203", "5108", "14", "3", "5", "4"), strict=True))
        return {
            "unit": "共青团青岚市委员会",
            "period": "2026年3月",
            "as_of": "2026年3月25日",
            **figures,
            "cadre_five_kinds": "与青年交流6、办一件实事4、谈心谈话2、讲团课1、加入公益组织1",
            "organ_five_kinds": "机关开放1、集中志愿服务1、“1+100”工作分享1",
            "practice": "2026年3月，团青岚市委9名团干部记录直接联系青年活动18次，参加426人次。\n"
            "1．3月5日，清河志愿服务，45人。\n2．3月18日，机关开放，60人。",
            "experience": "机关开放请联系的青年自己报题目，来的人比去年多一倍。",
            "problems": "夜间到快递站点走访，能坐下来谈的时间不足半小时。",
            "plans": "4月上旬与快递站点约定班后座谈；继续办理没有办完的1个微心愿。",
        }


def _other_numbers(answers: Mapping[str, Any], month: KnownMonth) -> Iterator[Problem]:
    """文字与数据不一致: the sentence the records composed, still saying what they said on another day."""
    for pattern, key, unit in _COMPOSED:
        found = pattern.search(answers["practice"])
        if found and int(found[1]) != month.figures.get(key, 0):
            sentence = (
                f"“做法”里写的是{found[1]}{unit}，记录现在是{month.figures.get(key, 0)}{unit}："
                "请换成记录现在写的，或者改过来；就是要这样写的，请说明"
            )
            yield Problem("practice", sentence, Grade.EXPLAIN)
            return


def composed(context: AnnexContext) -> Answers:
    """四段 as the records tell them now: input → text."""
    told = context.month.paragraphs if context.month else ()
    return dict(zip(PARTS, told, strict=False))
