"""成文的材料 of the demonstration: months reported in time, late and begun; plans with their file; what is recommended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from youthwork import clock
from youthwork.demo.calendar import office_moment
from youthwork.demo.contact_words import Writer
from youthwork.demo.tree import Place, Tree
from youthwork.demo.walking import BEGUN, OPENED, SUBMITTED, Fill, Walk, accepted, filed, sent
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.recurrence import last_day
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.implementation_plan import PARTS, ImplementationPlan
from youthwork.forms.annexes.province_2017_8.monthly_report import MonthlyReport, composed
from youthwork.forms.annexes.province_2017_8.recommendation import PRACTICE, Recommendation
from youthwork.forms.fields import Posted
from youthwork.models import NoticeAnnex, Submission, User
from youthwork.services import posts
from youthwork.services.contact_work.derivation import monthly_word
from youthwork.services.contact_work.records import recording
from youthwork.services.contact_work.records.given import Given
from youthwork.services.drafts.annex_context import context_for
from youthwork.services.evidence import preparing, taking

_PLAIN = False
_SEED = 2021
#: So many days before the due day is a report filed that is in time; so many after it one that is late.
_EARLY, _LATE = 1, 6
_PROBLEMS = (
    "到企业和快递站点走访，青年能坐下来谈的时间不足半小时。",
    "基层团支部反映周末的活动少，参加的人不多。",
    "返乡青年问得最多的是贷款和销路，团组织能直接办的有限。",
)
_PLANS = (
    "下个月上旬与快递站点约定班后座谈，把活动放到青年方便的时间。\n继续办理没有办完的心愿，逐个反馈。",
    "下个月到联系的团支部各走访一次，与团支部书记一起定好周末的活动。",
    "下个月请信用社到村里讲一次贷款，把问题清单送给有关部门，月底前答复。",
)
_GOALS = {
    "goals": "机关干部人人直接联系青年，联系点覆盖全部县（市、区）。数量和频次以通知为准，不另加。",
    "division": "组织部牵头，负责联系点和月报；学校部联系学校，办公室联系企业和社会组织。",
    "steps": "第一步，一个月内确定联系点；第二步，按月开展工作；第三步，年底总结。",
    "safeguards": "每周留出半天下基层；遇到困难由书记办公会协调，不增加基层填表。",
}


@dataclass
class _Desk:
    """What the walks are made from."""

    tree: Tree
    today: date
    random: Random
    writer: Writer

    def walk(self, row: NoticeAnnex, owner: Place, deeds: tuple[str, ...], days_ago: int, fill: Fill) -> Walk:
        return Walk(row, owner.id, deeds, office_moment(self.today, days_ago, self.random), (fill,))

    def units(self, level: OrganizationLevel) -> list[Place]:
        """The units of this level directly beneath the province, in order."""
        below = self.tree.places[0].below
        return [
            each for each in below if each.level is level and each.type is not OrganizationType.DEPARTMENT
        ]


def walks(tree: Tree, rows: Iterable[NoticeAnnex], today: date, random: Random) -> Iterator[Walk]:
    """What is handed in of these annexes; of others, nothing. A unit that is in no walk owes what it was asked."""
    desk = _Desk(tree, today, random, Writer(Random(_SEED)))
    for row in rows:
        if row.annex_key == MonthlyReport.key:
            yield from _month(desk, row)
        elif row.annex_key == ImplementationPlan.key:
            yield from _plans(desk, row)
        elif row.annex_key == Recommendation.key:
            yield from _recommended(desk, row)


def _month(desk: _Desk, row: NoticeAnnex) -> Iterator[Walk]:
    """A month that is over: most in time, one late, some not at all; the month that runs: one begun, one on its way."""
    since = (desk.today - row.due).days
    qinglan, late, *more = desk.units(OrganizationLevel.PREFECTURE)
    others = [
        *more[:1],
        *(
            desk.units(level)[0]
            for level in (
                OrganizationLevel.DIRECT_COUNTY,
                OrganizationLevel.DIRECT_UNIT,
                OrganizationLevel.UNIVERSITY,
            )
        ),
    ]
    if since < 0:
        yield desk.walk(row, qinglan, BEGUN, 1, _told(desk.writer, 0))
        yield from (desk.walk(row, place, sent(_PLAIN), 1, _told(desk.writer, 2)) for place in others[-1:])
        return
    for at, place in enumerate([qinglan, *others]):
        yield desk.walk(row, place, filed(_PLAIN), since + _EARLY, _told(desk.writer, at))
    if since > _LATE:
        yield desk.walk(row, late, filed(_PLAIN), since - _LATE, _told(desk.writer, 1))


def _told(writer: Writer, which: int) -> Fill:
    """月报: what the records tell stays; the rest is written."""

    def fill(submission: Submission, posted: Posted) -> Posted:
        clerk = db.session.get_one(User, submission.created_by_id)
        month = context_for(submission, clerk).month
        assert month is not None
        if not month.records:
            _record(submission, writer)
        written = {
            "experience": "请青年自己报题目，再定谁去、去哪里，来的人比原来多。",
            "problems": _PROBLEMS[which % len(_PROBLEMS)],
            "plans": _PLANS[which % len(_PLANS)],
            **{name: text for name, text in composed(context_for(submission, clerk)).items() if text},
        }
        # The records go on until the paper is submitted: the numbers stand in its table alone.
        _, _, deeds = written["practice"].partition("\n")
        written["practice"] = f"以走访联系的团支部为主，次数见上表。\n{deeds}"
        return {**posted, **{name: [text] for name, text in written.items()}}

    return fill


def _record(submission: Submission, writer: Writer) -> None:
    """活动记录 of a unit whose year is not told elsewhere: three of its cadres, lately, each in the month."""
    last = min(last_day(submission.period), clock.today() - timedelta(days=1))
    cadres = posts.cadres_of(submission.owner_id)
    told = (
        (writer.talk(), {"talk"}),
        (writer.lesson(), {"lesson"}),
        (writer.gathering("请联系的青年到机关看工作流程", "开放"), {"open_house"}),
    )
    for at, (written, purposes) in enumerate(told):
        starts_at = datetime.combine(last - timedelta(days=2 * at), time(15))
        given = Given(
            client_key=f"demo-{submission.owner_id}-{submission.period}-{at}",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=75 + 10 * at),
            topic=written.topic,
            form=written.form,
            place="青年之家",
            is_online=False,
            with_id=None,
            people=written.people,
            linked_people=None,
            effect=written.effect,
            asked="",
            purposes=frozenset(purposes),
            members=(),
        )
        recording.record(cadres[at % len(cadres)].user, given, {})


def _plans(desk: _Desk, row: NoticeAnnex) -> Iterator[Walk]:
    first, second, *_ = desk.units(OrganizationLevel.PREFECTURE)
    direct = desk.units(OrganizationLevel.DIRECT_COUNTY)[0]
    university = desk.units(OrganizationLevel.UNIVERSITY)[0]
    for place, deeds, days_ago in (
        (first, filed(_PLAIN), 3),
        (second, accepted(_PLAIN), 1),
        (direct, OPENED, 1),
        (university, SUBMITTED, 1),
    ):
        yield desk.walk(row, place, deeds, days_ago, _plan(desk.today))


def _plan(today: date) -> Fill:
    """实施方案, with the plan as its file."""

    def fill(submission: Submission, posted: Posted) -> Posted:
        title = "".join(posted["plan_title"])
        parts = [(label, _GOALS[name]) for name, (label, _) in PARTS.items()]
        content = monthly_word.write(title, submission.owner.short_name, parts)
        kept = preparing.keep(content, f"{title}.docx")
        taking.add(submission, db.session.get_one(User, submission.created_by_id), kept, caption="方案全文")
        day = f"{today.year}年{today.month}月1日"
        cells = {"passed_by": "书记办公会", "passed_on": day, **_GOALS}
        return {**posted, **{name: [text] for name, text in cells.items()}}

    return fill


def _recommended(desk: _Desk, row: NoticeAnnex) -> Iterator[Walk]:
    """One of the city to the province, one of a county to its city."""
    city = desk.units(OrganizationLevel.PREFECTURE)[0]
    county = next(each for each in city.below if each.level is OrganizationLevel.COUNTY)
    for place, deeds, days_ago in ((city, filed(_PLAIN), 2), (county, sent(_PLAIN), 1)):
        yield desk.walk(row, place, deeds, days_ago, _practice(place))


def _practice(place: Place) -> Fill:
    def fill(submission: Submission, posted: Posted) -> Posted:
        committee = next(each for each in place.under() if each.type is OrganizationType.COMMITTEE)
        cells = {
            "kind": PRACTICE,
            "collective": committee.name,
            "subject": "青年自己报题目的开放日",
            "done": "先请联系的青年报题目，再定开放的内容；现场答复，答复不了的当场记下办理人。",
            "effect": "两次开放收到题目31个，当场答复26个，其余5个在一个月内反馈。",
            "reason": "不花钱、不增加台账，哪一级都可以照着做。",
        }
        return {**posted, **{name: [text] for name, text in cells.items()}}

    return fill
