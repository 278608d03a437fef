"""附件2 团干部指导参与“一学一做”教育实践任务表 (H13–H24, H66–H68).

Seven header cells, of which five are known; eleven rows, each holding several entries of 时间、形式、规模、
效果, from which the printed sentence is composed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wtforms import Form

from youthwork.domain.annex_context import AnnexContext, Grade, Problem
from youthwork.domain.hierarchy import CadreNature, OrganizationLevel, OrganizationType, Unit
from youthwork.domain.sources import Derived
from youthwork.forms.annexes.base import (
    AnnexForm,
    Column,
    Fact,
    FactKind,
    FilledBy,
    Section,
    one_organization,
)
from youthwork.forms.annexes.comparing import same_texts, time_of
from youthwork.forms.annexes.deriving import link_sources, person_sources, title_source
from youthwork.forms.fields import Answers, RowsField, TextLine

#: 目标任务 in the notice's order and words; H14's “指导开好组织生活会” goes into row 2 (DOMAIN §9 A11).
TASKS: dict[str, str] = {
    "study_speeches": "一起学习总书记讲话",
    "organizational_life": "一起参加组织生活会",
    "renew_oath": "一起重温誓词",
    "volunteer_service": "一起开展志愿服务",
    "online_theme_day": "参与网络主题团日活动",
    "self_inspection": "组织团支部自查整顿",
    "select_models": "评选先进典型",
    "vanguard_post": "创建团员先锋岗（队）",
    "themed_lesson": "为团员讲一次主题团课",
    "enter_system": "录入“1+100”管理系统",
    "other_activities": "其他活动",
}

_PARTS = (Column("time", "时间"), Column("form", "形式"), Column("scale", "规模"), Column("effect", "效果"))


class Entry(Form):
    """完成情况的一次: when, in what form, how many, to what effect (H68)."""

    time = TextLine("时间", required=True, most=40)
    form = TextLine("形式", required=True, most=60)
    scale = TextLine("规模", required=True, most=40)
    effect = TextLine("效果", required=True, most=300)


class TaskSheet(AnnexForm):
    """附件2 任务表."""

    key = "task_sheet"
    number = 2
    title = "团干部指导参与“一学一做”教育实践任务表"
    short_title = "任务表"
    filled_by = FilledBy.CADRE
    minutes = 6
    known_fields = {
        "name": "姓名",
        "gender": "性别",
        "birth_month": "出生年月",
        "unit_and_title": "单位及职务",
        "phone": "联系方式",
    }
    sections = (
        Section(
            "基本情况",
            (
                Column("name", "姓名"),
                Column("gender", "性别"),
                Column("birth_month", "出生年月", True),
                Column("unit_and_title", "单位及职务"),
                Column("phone", "联系方式", True),
                Column("committee", "联系指导的团委名称"),
                Column("branch", "全程参与的团支部名称"),
            ),
        ),
        *(Section(label, _PARTS, rows_field=key) for key, label in TASKS.items()),
    )

    spans = {"effect": 4}
    #: Not the entries: what was done last year is no answer to this year's notice.
    carried = ("committee", "branch")

    committee = TextLine("联系指导的团委名称", required=True, most=100)
    branch = TextLine("全程参与的团支部名称", required=True, most=100)
    study_speeches = RowsField(TASKS["study_speeches"], Entry)
    organizational_life = RowsField(TASKS["organizational_life"], Entry)
    renew_oath = RowsField(TASKS["renew_oath"], Entry)
    volunteer_service = RowsField(TASKS["volunteer_service"], Entry)
    online_theme_day = RowsField(TASKS["online_theme_day"], Entry)
    self_inspection = RowsField(TASKS["self_inspection"], Entry)
    select_models = RowsField(TASKS["select_models"], Entry)
    vanguard_post = RowsField(TASKS["vanguard_post"], Entry)
    themed_lesson = RowsField(TASKS["themed_lesson"], Entry)
    enter_system = RowsField(TASKS["enter_system"], Entry)
    other_activities = RowsField(TASKS["other_activities"], Entry)

    @classmethod
    def asks_cadre(cls, unit: Unit, nature: CadreNature | None) -> bool:
        """H7: 专职 anywhere; 挂职、兼职 only in 领导机关 and 高校团委."""
        if nature is CadreNature.FULL_TIME:
            return True
        at_university = unit.level is OrganizationLevel.UNIVERSITY
        return nature is not None and (unit.type is OrganizationType.LEADING_ORGAN or at_university)

    @classmethod
    def known(cls, context: AnnexContext) -> Answers:
        person = context.subject
        if person is None:
            return dict.fromkeys(cls.known_fields, "")
        return {
            "name": person.name,
            "gender": person.gender,
            "birth_month": person.birth_month,
            "unit_and_title": person.unit_and_title,
            "phone": person.phone,
        }

    @classmethod
    def prefill(cls, context: AnnexContext) -> Answers:
        link = context.link
        if link is None:
            return {}
        return {"committee": link.committee.name, "branch": link.branch.name if link.branch else ""}

    @classmethod
    def derived(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Derived]:
        own = {"name": "name", "gender": "gender", "birth_month": "birth_month", "phone": "phone"}
        yield from person_sources(own, answers, context.subject, "known-")
        yield from title_source("unit_and_title", answers, context.subject, "known-")
        yield from link_sources({"committee": "committee", "branch": "branch"}, answers, context.link)

    @classmethod
    def narratives(cls, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        for key, label in TASKS.items():
            for number, entry in enumerate(answers.get(key, []), start=1):
                yield f"{key}-{entry['id']}-effect", f"“{label}”第 {number} 次的效果", entry["effect"]

    @classmethod
    def suggestions(cls, context: AnnexContext) -> Mapping[str, Sequence[str]]:
        return {
            "committee": [context.link.committee.name] if context.link else [],
            "branch": [unit.name for unit in context.branches],
        }

    @classmethod
    def names_in(cls, answers: Mapping[str, Any]) -> set[str]:
        return {answers["committee"], answers["branch"]} - {""}

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        for name, label in cls.known_fields.items():
            if not answers.get(name):
                yield Problem(f"known-{name}", f"{label}还没有登记：请先在“我的信息”中补上")
        yield from _check_places(answers, context)
        empty = [label for key, label in TASKS.items() if not answers[key]]
        if len(empty) == len(TASKS):
            yield Problem("study_speeches", "十一项目标任务都还没有完成情况，至少填写一项")
        elif empty:
            yield Problem(
                f"{_first_empty(answers)}", f"还有 {len(empty)} 项没有填写：{'、'.join(empty)}", Grade.HINT
            )
        for key, label in TASKS.items():
            for number, entry in enumerate(answers[key], start=1):
                place = f"“{label}”第 {number} 次"
                yield from time_of(entry["time"], place, f"{key}-{entry['id']}-time", context)
        yield from same_texts(cls.narratives(answers))

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        yield Fact(FactKind.PERSON, answers["name"])
        yield Fact(FactKind.COMMITTEE, answers["committee"])
        yield Fact(FactKind.BRANCH, answers["branch"])
        for key in TASKS:
            yield Fact(FactKind.TASK, key, len(answers[key]))

    @classmethod
    def paper_title(cls, answers: Mapping[str, Any]) -> str:
        return f"{cls.short_title} · {answers['name']}" if answers.get("name") else cls.short_title

    @classmethod
    def print_extras(cls, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        sentences = {key: [compose(entry) for entry in answers.get(key, [])] for key in TASKS}
        return {"tasks": TASKS, "sentences": sentences}

    @classmethod
    def sample(cls) -> Answers:
        entries = {
            "study_speeches": [
                ("3月15日", "集中学习", "32人", "形成学习体会12篇"),
                ("4月1日", "支部读书会", "18人", "议定每周一读"),
            ],
            "organizational_life": [("3月28日", "支部组织生活会", "30人", "提出整改意见6条")],
            "volunteer_service": [("3月5日", "清河志愿服务", "45人", "清理河道2公里")],
        }
        return {
            "name": "罗欣喆",
            "gender": "女",
            "birth_month": "1993.05",
            "unit_and_title": "团青岚市委 学校部副部长",
            "phone": "13800000017",
            "committee": "云溪县第一中学团委",
            "branch": "云溪县第一中学高一（1）班团支部",
            **{
                key: [
                    {"id": f"{key[:2]}{at}", "time": when, "form": form, "scale": scale, "effect": effect}
                    for at, (when, form, scale, effect) in enumerate(entries.get(key, []))
                ]
                for key in TASKS
            },
        }


def compose(entry: Mapping[str, str]) -> str:
    """完成情况的一句: 3月5日，清河志愿服务，45人，清理河道2公里。"""
    parts = [entry.get(part.name, "").strip().rstrip("。，；、.,; ") for part in _PARTS]
    sentence = "，".join(part for part in parts if part)
    return sentence if not sentence or sentence.endswith(("！", "？", "…")) else f"{sentence}。"


def _check_places(answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
    if not answers["committee"]:
        return
    committee, problem = one_organization(answers["committee"], context, "committee", "联系指导的团委名称")
    if problem:
        yield problem
        return
    assert committee is not None
    if not committee.is_linkable:
        sentence = f"“{answers['committee']}”是{committee.type.value}；联系指导的只能是基层团委或团总支"
        yield Problem("committee", sentence)
        return
    if context.link and context.link.committee.id != committee.id:
        link = context.link
        sentence = f"与你的{link.words}（{link.committee.name}）不同；如已更换，请先更新联系关系"
        yield Problem("committee", sentence, Grade.EXPLAIN)
    found = [unit for unit in context.named.get(answers["branch"], ()) if unit.lies_under(committee)]
    if answers["branch"] and not found:
        yield Problem("branch", f"“{answers['branch']}”不在{committee.name}之下，请从它下属的团支部中选择")
    elif found and found[0].type is not OrganizationType.BRANCH:
        yield Problem("branch", f"“{answers['branch']}”是{found[0].type.value}；全程参与的须是一个团支部")


def _first_empty(answers: Mapping[str, Any]) -> str:
    return next(key for key in TASKS if not answers[key])
