"""好经验、好做法、先进典型的推荐: whenever there is one, as often as there is one (H10).

What is recommended is a practice or a collective, never a person: but for whom to ask, no personal data stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from youthwork.domain.annex_context import AnnexContext, Grade, Problem
from youthwork.domain.sources import Derived
from youthwork.forms.annexes.base import Column, Fact, FactKind, Section
from youthwork.forms.annexes.comparing import same_texts
from youthwork.forms.annexes.deriving import organization_source, owner_source, person_sources
from youthwork.forms.annexes.prose import WrittenAnnex
from youthwork.forms.fields import Answers, Choice, LongText, Phone, TextLine

PRACTICE, MODEL = "经验做法", "先进典型（集体）"
_MOST = 2000
_PARTS = {
    "done": ("主要做法", "怎样做的，说清关键的几步"),
    "effect": ("成效", "青年有什么变化、解决了什么问题；数从记录里来"),
    "reason": ("可以推广的理由", "别的地方照着做，需要什么条件"),
}


def _text(name: str) -> LongText:
    label, hint = _PARTS[name]
    return LongText(label, required=True, most=_MOST, description=hint, render_kw={"rows": 6})


class Recommendation(WrittenAnnex):
    """经验典型推荐."""

    key = "recommendation"
    title = "基层好经验、好做法和先进典型推荐表"
    short_title = "经验典型推荐"
    named_after = "subject"
    is_voluntary = True
    may_repeat = True
    minutes = 10
    known_fields = {"unit": "推荐单位"}
    sections = (
        Section(
            "推荐",
            (
                Column("unit", "推荐单位"),
                Column("kind", "类别"),
                Column("collective", "所在团组织或集体"),
                Column("subject", "题目"),
                Column("contact", "联系人"),
                Column("contact_phone", "联系电话", True),
            ),
        ),
        Section("内容", tuple(Column(name, label) for name, (label, _) in _PARTS.items())),
    )
    spans = {"unit": 5, "collective": 5, "subject": 5}
    #: Another practice is told anew; whom to ask mostly stays.
    carried = ("contact", "contact_phone")

    kind = Choice("类别", [("", "—"), (PRACTICE, PRACTICE), (MODEL, MODEL)], default="")
    collective = TextLine(
        "所在团组织或集体",
        required=True,
        most=100,
        description="写团组织、团支部、先锋岗（队）等集体，不写个人姓名",
    )
    subject = TextLine("题目", required=True, most=60)
    contact = TextLine("联系人", required=True, most=50)
    contact_phone = Phone("联系电话", required=True)
    done = _text("done")
    effect = _text("effect")
    reason = _text("reason")

    @classmethod
    def prefill(cls, context: AnnexContext) -> Answers:
        return {"contact": context.filler.name, "contact_phone": context.filler.phone}

    @classmethod
    def suggestions(cls, context: AnnexContext) -> Mapping[str, Sequence[str]]:
        """The committees and branches the unit's cadres are linked to, before all others beneath it."""
        linked = [
            each.name for link in context.links.values() for each in (link.committee, link.branch) if each
        ]
        return {
            "collective": list(dict.fromkeys([*linked, *(unit.name for unit in context.linkable)])),
            "contact": list(dict.fromkeys(person.name for person in context.cadres)),
        }

    @classmethod
    def names_in(cls, answers: Mapping[str, Any]) -> set[str]:
        return {answers["collective"]} - {""}

    @classmethod
    def derived(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Derived]:
        yield owner_source("unit", context)
        contact = next((each for each in context.cadres if each.name == answers["contact"]), None)
        yield from person_sources({"contact": "name", "contact_phone": "phone"}, answers, contact)
        found = context.named.get(answers["collective"], ())
        if len(found) == 1:
            yield organization_source("collective", found[0])

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        if not answers["kind"]:
            yield Problem("kind", "请选择类别：经验做法，或先进典型")
        if any(answers["collective"] == person.name for person in context.cadres):
            yield Problem("collective", "这里写团组织或集体，不写个人姓名")
        for unit in context.named.get(answers["collective"], ()):
            if unit.id != context.owner.id and not unit.lies_under(context.owner):
                sentence = f"“{unit.name}”不在{context.owner.name}之下；确由本单位推荐的，请说明"
                yield Problem("collective", sentence, Grade.EXPLAIN)
        yield from same_texts(cls.narratives(answers))

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        yield Fact(FactKind.RECOMMENDED, answers["collective"])

    @classmethod
    def sample(cls) -> Answers:
        return {
            "unit": "共青团云溪县委员会",
            "kind": PRACTICE,
            "collective": "云溪县第一中学团委",
            "subject": "青年自己报题目的机关开放日",
            "contact": "周可儿",
            "contact_phone": "13800000021",
            "done": "先请联系的青年报题目，再定开放的部门；现场答复，答复不了的当场记下办理人。",
            "effect": "两次开放收到题目31个，当场答复26个，其余5个在一个月内反馈。",
            "reason": "不花钱、不增加台账，任何一级机关都可以照着做。",
        }
