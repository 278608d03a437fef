"""活动信息和案例典型: sent to 团市委组织部 whenever there is one, as often as there is one (J24).

No photo is asked for. When, where, what and to what effect may be taken over from activity records
(`services/contact_work/derivation/news.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from youthwork.domain.annex_context import AnnexContext, Problem
from youthwork.forms.annexes.base import Column, Fact, FactKind, Section
from youthwork.forms.annexes.comparing import same_texts
from youthwork.forms.annexes.prose import WrittenAnnex
from youthwork.forms.fields import Answers, Choice, LongText, TextLine

NEWS, CASE = "活动信息", "案例典型"
#: What a record can fill: input → how long it may be.
TAKEN = {"when": 60, "where": 100, "what": 3000, "effect": 2000}


class ActivityNews(WrittenAnnex):
    """活动信息和案例典型."""

    key = "activity_news"
    title = "团干部主题实践活动信息（案例典型）"
    short_title = "活动信息和案例"
    named_after = "subject"
    is_voluntary = True
    may_repeat = True
    to_issuer = True
    reads_cadres = False
    reads_links = False
    minutes = 8
    known_fields = {"unit": "报送单位"}
    sections = (
        Section(
            "活动",
            (
                Column("unit", "报送单位"),
                Column("kind", "类别"),
                Column("subject", "题目"),
                Column("when", "时间"),
                Column("where", "地点"),
            ),
        ),
        Section("内容", (Column("what", "做法"), Column("effect", "成效"))),
    )
    spans = {"unit": 5, "kind": 5, "subject": 5}

    kind = Choice("类别", [("", "—"), (NEWS, NEWS), (CASE, CASE)], default="")
    subject = TextLine("题目", required=True, most=60)
    when = TextLine("时间", required=True, most=TAKEN["when"])
    where = TextLine("地点", required=True, most=TAKEN["where"])
    what = LongText(
        "做法",
        required=True,
        most=TAKEN["what"],
        description="做了什么、怎样做的；不写青年的姓名",
        render_kw={"rows": 10},
    )
    effect = LongText(
        "成效",
        required=True,
        most=TAKEN["effect"],
        description="青年有什么变化、解决了什么问题",
        render_kw={"rows": 5},
    )

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        if not answers["kind"]:
            yield Problem("kind", f"请选择类别：{NEWS}，或{CASE}")
        yield from same_texts(cls.narratives(answers))

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        yield Fact(FactKind.NEWS, answers["subject"])

    @classmethod
    def sample(cls) -> Answers:
        return {
            "unit": "共青团云溪县委员会",
            "kind": CASE,
            "subject": "夜校开在快递站点",
            "when": "2026年3月18日、25日 19:00",
            "where": "清河快递站点",
            "what": "团县委干部分三次到站点听骑手说难处，把听到的21条归成三类。\n"
            "能当场答复的当场答复，办不了的请驾校、社区医院到场，定下夜间上课和体检的时间。",
            "effect": "开出夜间班两期，46名骑手参加，其中9人考取驾照；社区医院从此每月到站点一次。",
        }
