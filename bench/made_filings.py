"""备案件成批: believable filings as rows, with their index entries, cut by the program's own code.

Words have the shape they have in life: some stand in nearly every paper, most in few, a campaign's only in its year.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from bench.province import Cadre, Province, Unit, name_of
from youthwork.documents.contents import data_sha256
from youthwork.domain.workflow import State
from youthwork.forms.annexes import find_annex
from youthwork.models import PaperKind, PaperState
from youthwork.services.archive import blocks
from youthwork.services.archive.entries import Entry, document_of, marks_of, names_in
from youthwork.services.archive.tokens import TOKENISER_VERSION

_FROM, _TO = datetime(2017, 3, 1), datetime(2026, 11, 20)
_TASKS = ("study_speeches", "organizational_life", "renew_oath", "volunteer_service", "online_theme_day",
          "self_inspection", "select_models", "vanguard_post", "themed_lesson", "enter_system", "other_activities")  # fmt: skip
_FORMS = ("集中学习", "支部读书会", "志愿服务", "主题团日活动", "支部组织生活会", "重温入团誓词", "走访慰问", "座谈交流",
          "专题团课", "线上学习", "植树护绿", "防汛值守", "助农直播", "结对帮扶", "清河护水", "宣讲进社区", "青年之家开放日")  # fmt: skip
_EFFECTS = ("形成学习体会{n}篇", "议定每周一读", "提出整改意见{n}条", "清理河道{n}公里", "覆盖团员青年{n}%", "慰问困难团员{n}名",
            "录入系统{n}人", "评选优秀团员{n}名", "帮助农户销售{n}斤", "收集意见建议{n}条", "好评率98.{n}%")  # fmt: skip
_CAMPAIGNS = {2017: "一学一做", 2018: "青春宣讲", 2019: "壮歌七十", 2020: "抗疫先锋", 2021: "学史力行", 2022: "喜迎盛会",
              2023: "青春建功", 2024: "强基固本", 2025: "夏粮突击", 2026: "清朗行动"}  # fmt: skip
#: The first year that is not archived yet; of every two hundred papers one is voided.
_OPEN_YEAR, _VOIDED = 2024, 200


@dataclass(frozen=True)
class Plan:
    """一件的打算: who, for whom, under which number; made in order, so that numbers have no gaps."""

    id: int
    filed_at: datetime
    notice: int
    annex: str
    owner: Unit
    organ: Unit
    cadre: Cadre | None
    number: int


@dataclass
class Rows:
    """成批的行, ready to be loaded."""

    submissions: list[tuple[Any, ...]] = field(default_factory=list)
    filings: list[tuple[Any, ...]] = field(default_factory=list)
    scopes: list[tuple[int, int]] = field(default_factory=list)
    papers: list[tuple[Any, ...]] = field(default_factory=list)
    #: id, tokens, folded words.
    entries: list[tuple[int, str, str]] = field(default_factory=list)


def months() -> Iterator[date]:
    day = _FROM.date()
    while day <= _TO.date():
        yield day
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def plans(province: Province, many: int, first_notice: int) -> Iterator[Plan]:
    """So many filings, oldest first: mostly 任务表, some 汇总表; each cadre and unit once a month."""
    step = (_TO - _FROM) / many
    numbers: dict[tuple[int, int], int] = {}
    notices = {month: first_notice + at for at, month in enumerate(months())}
    top = province.organs[0].parent
    assert top is not None
    next_cadre, next_unit = 0, 0
    for at in range(many):
        filed_at = (_FROM + step * at).replace(microsecond=0)
        is_sheet = at % 20 != 0
        cadre = None
        if is_sheet:
            cadre = province.cadres[next_cadre % len(province.cadres)]
            owner, next_cadre = cadre.unit, next_cadre + 1
        else:
            owner, next_unit = province.organs[next_unit % len(province.organs)], next_unit + 1
        organ = owner.parent or top
        series = (organ.id, filed_at.year)
        numbers[series] = numbers.get(series, 0) + 1
        yield Plan(
            1_000 + at,
            filed_at,
            notices[filed_at.date().replace(day=1)],
            "task_sheet" if is_sheet else "contact_points",
            owner,
            organ,
            cadre,
            numbers[series],
        )


def rows_of(
    planned: list[Plan],
    villages: list[str],
    batches: Mapping[tuple[int, int], int],
    people: tuple[int, int, int],
    with_folded: bool,
) -> Rows:
    """The rows of these filings; `people`: who began, signed off and filed them."""
    made = Rows()
    for plan in planned:
        chance = random.Random(plan.id)
        annex = find_annex("province_2017_8", plan.annex)
        answers = _sheet(plan, villages, chance) if plan.cadre else _roll(plan, villages, chance)
        row = _filing(plan, annex, answers, batches, people[2])
        scope = sorted({*plan.owner.scope, *plan.organ.scope})
        made.submissions.append(_submission(plan, row, people))
        made.filings.append(tuple(vars(row)[name] for name in FILING))
        made.scopes += [(organ, plan.id) for organ in scope]
        made.papers.append(
            (plan.id, PaperKind.FILED.value, plan.id, plan.id, PaperState.PENDING.value, plan.filed_at)
        )
        row.filed_at = plan.filed_at
        names = {
            "full_name": plan.owner.full_name,
            "short_name": plan.owner.name,
            "common_name": plan.owner.name,
        }
        worded = SimpleNamespace(**vars(row), **names, path=plan.owner.path, is_followed=False)
        entry = Entry(plan.id, document_of(worded), marks_of(worded, scope))
        tokens = entry.tokens | blocks.marks_of(plan.id) if with_folded else entry.tokens
        made.entries.append((plan.id, " ".join(tokens), entry.folded if with_folded else ""))
    return made


FILING = (
    "id", "submission_id", "organ_id", "department_id", "year", "number", "version", "filing_number", "machine_number",
    "filed_at", "filed_by_id", "edition_key", "annex_key", "title", "heading", "owner_id", "owner_name", "organ_name",
    "department_name", "filed_by_name", "subject_id", "answers", "answers_sha256", "was_on_time", "retention_years",
    "archival_number", "archive_batch_id", "item_number", "page_count", "text", "names", "tokeniser_version",
    "voided_at", "voided_by_id", "void_reason", "destroyed_at",
)  # fmt: skip
SUBMISSION = (
    "id", "notice_id", "annex_key", "owner_id", "subject_id", "title", "due", "correction_reason", "state", "held_since",
    "round_number", "version", "receiver_id", "route_reason", "submitted_by_id", "signed_off_by_id", "filed_by_id",
    "first_sent_at", "sent_at", "answers", "answers_sha256", "created_at", "created_by_id",
)  # fmt: skip
PAPER = ("id", "kind", "submission_id", "filing_id", "state", "requested_at")


def _filing(
    plan: Plan, annex: Any, answers: dict[str, Any], batches: Mapping[tuple[int, int], int], filer: int
) -> SimpleNamespace:
    year, organ = plan.filed_at.year, plan.organ
    code = organ.code or organ.name
    is_archived, is_voided = year < _OPEN_YEAR, plan.id % _VOIDED == 7
    return SimpleNamespace(
        id=plan.id,
        submission_id=plan.id,
        organ_id=organ.id,
        department_id=organ.department,
        year=year,
        number=plan.number,
        version=1,
        filing_number=f"{code}备〔{year}〕{plan.number}号",
        machine_number=f"BA-{organ.code or f'{code}{organ.id}'}-{year}-{plan.number:06d}-V1",
        filed_at=plan.filed_at,
        filed_by_id=filer,
        edition_key="province_2017_8",
        annex_key=plan.annex,
        title=annex.paper_title(answers),
        heading=f"示青字〔{year}〕8号附件{annex.number}",
        owner_id=plan.owner.id,
        owner_name=plan.owner.name,
        organ_name=organ.name,
        department_name=f"{organ.name}组织部" if organ.department != organ.id else organ.name,
        filed_by_name="唐宁",
        subject_id=plan.cadre.id if plan.cadre else None,
        answers=json.dumps(answers, ensure_ascii=False),
        answers_sha256=data_sha256(answers),
        was_on_time=plan.id % 9 != 0,
        retention_years=10 if plan.cadre else 30,
        archival_number=f"Z{organ.id}-WS·{year}-D10-ZZB-{plan.number:04d}" if is_archived else None,
        archive_batch_id=batches[organ.id, year] if is_archived else None,
        item_number=plan.number if is_archived else None,
        page_count=1 if is_archived else None,
        text="\n".join(text for text in annex.texts(answers) if text),
        names=names_in(annex, answers),
        tokeniser_version=TOKENISER_VERSION,
        voided_at=plan.filed_at if is_voided else None,
        voided_by_id=filer if is_voided else None,
        void_reason="重复报送" if is_voided else "",
        destroyed_at=None,
    )


def _submission(plan: Plan, filing: SimpleNamespace, people: tuple[int, int, int]) -> tuple[Any, ...]:
    began, signed, filed = people
    sent = plan.filed_at - timedelta(days=2)
    return (
        plan.id, plan.notice, plan.annex, plan.owner.id, filing.subject_id, filing.title, plan.filed_at.date(), "",
        State.FILED.value, plan.filed_at, 1, 8, plan.organ.department, "", began, signed, filed, sent, sent,
        filing.answers, filing.answers_sha256, sent, began,
    )  # fmt: skip


def _sheet(plan: Plan, villages: list[str], chance: random.Random) -> dict[str, Any]:
    """任务表 with two to seven things done; one in three belongs to the year's campaign."""
    assert plan.cadre is not None
    village = chance.choice(villages)
    answers: dict[str, Any] = {key: [] for key in _TASKS}
    for number in range(chance.randint(2, 7)):
        form = chance.choice(_FORMS)
        if chance.random() < 0.1:
            form = f"{_CAMPAIGNS[plan.filed_at.year]}{form}"
        effect = chance.choice(_EFFECTS).format(n=chance.randint(1, 99))
        if chance.random() < 0.3:
            effect += f"，与{chance.choice(villages)}{name_of(chance)}共同完成"
        answers[chance.choice(_TASKS)].append(
            {
                "id": f"r{number}",
                "time": f"{plan.filed_at.month}月{chance.randint(1, 28)}日",
                "form": form,
                "scale": f"{chance.randint(3, 240)}人",
                "effect": effect,
            }
        )
    return {
        "name": plan.cadre.name,
        "gender": chance.choice("男女"),
        "birth_month": f"{chance.randint(1980, 2003)}.{chance.randint(1, 12):02d}",
        "unit_and_title": f"{plan.owner.name} 干事",
        "phone": f"1380000{chance.randint(0, 9999):04d}",
        "committee": f"{village}团委",
        "branch": f"{village}第{chance.choice('一二三')}团支部",
        **answers,
    }


def _roll(plan: Plan, villages: list[str], chance: random.Random) -> dict[str, Any]:
    """汇总表 of five to forty cadres."""
    people = [name_of(chance) for _ in range(chance.randint(5, 40))]
    return {
        "unit": plan.owner.full_name,
        "filler": people[0],
        "filler_phone": "13800000021",
        "rows": [
            {
                "id": f"r{at}",
                "name": name,
                "title": chance.choice(("书记", "副书记", "干事", "组织部部长", "挂职副书记")),
                "phone": f"1380000{chance.randint(0, 9999):04d}",
                "committee": f"{chance.choice(villages)}团委",
            }
            for at, name in enumerate(people)
        ],
    }
