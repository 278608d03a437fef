"""最美青春故事候选人推荐表: one person, found from below, whom every level on the way up speaks about (H40, H41).

No notice gives it a form; it asks for what the notice names and nothing more. What the levels say is no answer of the
unit's: it is printed as a fact of the path, beneath what the unit signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from youthwork.domain.annex_context import AnnexContext, Grade, Problem
from youthwork.domain.calendar import long_date
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.domain.nominations import LABELS, Nominee
from youthwork.forms.annexes import prose
from youthwork.forms.annexes.base import Column, Fact, FactKind, Section
from youthwork.forms.annexes.prose import WrittenAnnex
from youthwork.forms.fields import Answers, Choice, LongText, TextLine

CADRE, YOUNG = "团干部", "青年"
#: H40's forms of sharing.
MEDIA = ("分享会", "演讲", "征文", "微视频", "H5页面")
MOST_OF_STORY = 1500


class StoryCandidate(WrittenAnnex):
    """最美青春故事候选人推荐表."""

    key = "story_candidate"
    title = "“最美青春故事”候选人推荐表"
    short_title = "最美青春故事候选人推荐表"
    climbs = True
    is_decided_by_level = True
    only_directly_beneath = True
    may_be_nil = True
    reads_links = False
    minutes = 15
    known_fields = {"unit": "推荐单位"}
    sections = (
        Section(
            "候选人",
            (
                Column("unit", "推荐单位"),
                Column("name", "候选人姓名"),
                Column("kind", "候选人类别"),
                Column("work_unit", "工作单位"),
                Column("post", "职务"),
                Column("media", "分享形式"),
            ),
        ),
        Section("事迹", (Column("story", "青春故事"),)),
    )
    spans = {"unit": 5, "work_unit": 5}

    name = TextLine("候选人姓名", required=True, most=50)
    kind = Choice("候选人类别", [("", "—"), (CADRE, CADRE), (YOUNG, YOUNG)], default="")
    work_unit = TextLine(
        "工作单位", required=True, most=100, description="团干部写所在团组织，青年写单位或学校"
    )
    post = TextLine("职务", most=60, description="没有职务的不填")
    media = Choice("分享形式", [("", "—"), *((each, each) for each in MEDIA)], default="")
    story = LongText(
        "青春故事",
        required=True,
        most=MOST_OF_STORY,
        description=f"在直接联系青年中做了什么、青年有什么变化；最多 {MOST_OF_STORY} 个字",
        render_kw={"rows": 12},
    )

    @classmethod
    def asks_unit(cls, unit: Unit) -> bool:
        """H41: 省辖市、直管县、直属单位、省管高校 as the province's; their own units where they pass it on."""
        return unit.type is not OrganizationType.BRANCH and not unit.is_department

    @classmethod
    def proposed_due(cls, issued_on: date) -> date | None:
        """H41 says 11月中旬: the 15th, of the next year where it has passed. Nothing keeps anybody from being earlier."""
        due = date(issued_on.year, 11, 15)
        return due if issued_on < due else due.replace(year=due.year + 1)

    @classmethod
    def due_warning(cls, due: date) -> str:
        """H41: 中旬, the 11th to the 20th."""
        if date(due.year, 11, 11) <= due <= date(due.year, 11, 20):
            return ""
        return (
            f"通知第三部分第3项写的是11月中旬（11月11日至20日）报送候选人，{long_date(due)}不在其间，请核对"
        )

    @classmethod
    def suggestions(cls, context: AnnexContext) -> Mapping[str, Sequence[str]]:
        return {
            "name": [person.name for person in context.cadres],
            "work_unit": list(dict.fromkeys([context.owner.name, *(unit.name for unit in context.linkable)])),
            "post": list(dict.fromkeys(person.title for person in context.cadres if person.title)),
        }

    @classmethod
    def names_in(cls, answers: Mapping[str, Any]) -> set[str]:
        return {answers["work_unit"]} - {""}

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        if not answers["kind"]:
            yield Problem("kind", "请选择候选人类别：团干部，或青年")
        if not answers["media"]:
            yield Problem("media", f"请选择分享形式：{'、'.join(MEDIA)}")
        if answers["kind"] != CADRE or not answers["work_unit"]:
            return
        found = context.named.get(answers["work_unit"], ())
        if not found:
            sentence = f"“{answers['work_unit']}”不在组织树中；团干部请写所在团组织的名称，确实没有的请说明"
            yield Problem("work_unit", sentence, Grade.EXPLAIN)
        elif not any(unit.id == context.owner.id or unit.lies_under(context.owner) for unit in found):
            sentence = f"“{answers['work_unit']}”不在{context.owner.name}之下；确由本单位推荐的，请说明"
            yield Problem("work_unit", sentence, Grade.EXPLAIN)

    @classmethod
    def nominee(cls, answers: Mapping[str, Any]) -> Nominee | None:
        return Nominee(str(answers.get("name") or ""), str(answers.get("work_unit") or ""), "name")

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        """A cadre is found by name; a young person's stands on the paper alone."""
        if answers["kind"] == CADRE:
            yield Fact(FactKind.PERSON, answers["name"])
        if answers["media"]:
            yield Fact(FactKind.MEDIA, answers["media"])

    @classmethod
    def texts(cls, answers: Mapping[str, Any]) -> Iterator[str]:
        if answers.get("kind") == CADRE:
            yield from super().texts(answers)
        else:
            # A young person's name is in no index; the story may hold it wherever it is written.
            hidden = {"name": "", "story": ""}
            yield from super().texts({**answers, **hidden})

    @classmethod
    def paper_title(cls, answers: Mapping[str, Any]) -> str:
        """题名 stands in lists and messages: of a young person it says nothing."""
        is_named = answers.get("kind") == CADRE and answers.get("name")
        return f"{cls.short_title} · {answers['name']}" if is_named else cls.short_title

    @classmethod
    def print_extras(cls, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            "lines": prose.lines_of_cells(cls, answers),
            # One chapter alone bears no number.
            "chapters": [replace(each, heading="青春故事") for each in prose.chapters(cls, answers)],
            "stages": LABELS,
        }

    @classmethod
    def sample(cls) -> Answers:
        return {
            "unit": "共青团青岚市委员会",
            "name": "罗欣喆",
            "kind": CADRE,
            "work_unit": "团青岚市委",
            "post": "学校部副部长",
            "media": "征文",
            "story": "从三月起，她每周三晚上到清河快递站点，听骑手说下班以后的难处。\n"
            "骑手们想考驾照，却凑不齐上课的时间；她同驾校谈成夜间班，九个人报了名，六个人已经拿证。\n"
            "第十次去的时候，站点里多了一张长桌，他们说那是留给她的。",
        }
