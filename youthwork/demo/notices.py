"""通知 of the demonstration: what has been issued, passed on, amended and withdrawn, and what was refused on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from youthwork.demo.calendar import Clock, office_moment
from youthwork.demo.tree import Tree
from youthwork.domain.audience import Audience
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.domain.notices import numbers_of
from youthwork.domain.recurrence import before, first_day, period_of
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import ExceptionKind, Notice, NoticeAnnex, Organization, ReportDuty, User
from youthwork.services import posts
from youthwork.services.duties import exceptions, laying, nil
from youthwork.services.notices import amending, attempts, issuing, passing
from youthwork.services.tree import unit_of

#: How long before the day of building the notices went out.
ISSUED_DAYS_AGO = 24
#: The due dates, in days after the day of building: something is always urgent, something never is.
DUE_IN = {
    "contact_points": 5,
    "contact_units": 12,
    "implementation_plan": 18,
    "research_topic": 20,
    "story_candidate": 61,
    "task_sheet": 182,
    "research_report": 190,
    "recommendation": 200,
    "activity_news": 200,
}
_EXPIRES_IN = 210
#: 上年: the same table, asked for once before by one city, of itself and its counties, all of whom answered: nobody
#: is in arrears with it.
LAST_YEAR = "contact_units of last year"
LAST_YEARS_CITY = "团青岚市委"
_LAST_ISSUED_DAYS_AGO = 395

_PROVINCE, _CITY, _COUNTY, _DIRECT = "团示范省委", "团青岚市委", "团云溪县委", "团岚汀县委"
_PHONES = {_PROVINCE: "13800000020", _CITY: "13800000021"}
_BODY = {
    "province_2017_8": (
        "为落实团干部直接联系青年制度，请各级团委认真组织填报，如实反映工作情况。\n"
        "一、联系点以县为单位汇总，联系关系系统里已有的不用再填。\n"
        "二、任务表由每名团干部自己填写，系统按活动记录拟好初稿。\n"
        "三、数量以本通知为准，各级不得提高、不得增加报表、不得提前期限。"
    ),
    "city_2017_walking": (
        "市直机关团干部下基层走访调研，以县（市、区）为单位填报联系单位安排表。\n"
        "一、走访以听青年说话为主，不要求拍照，不安排陪同。\n"
        "二、调研题目由各县（市、区）自定，一年一题。"
    ),
}
_MONTHLY_BODY = (
    "请各省辖市、省直管县（市）和省直属单位团委每月25日前报送“五个一”月报。\n"
    "月报由活动记录拟出初稿，核对后报送；当月没有开展的，零报告即可。"
)
_WITHDRAWN_TITLE = "关于开展“夜访月”集中走访的通知"


def issue(tree: Tree, today: date) -> dict[str, NoticeAnnex]:
    """印发 the province's notice of this year, its monthly one and the city's; every annex by its key, a month's by
    `monthly_report:2026-03`."""
    issued_on = today - timedelta(days=ISSUED_DAYS_AGO)
    annexes: dict[str, NoticeAnnex] = {}
    for key, issuer, number, basis in (
        (
            "province_2017_8",
            _PROVINCE,
            f"示青字〔{issued_on.year}〕8号",
            "《关于团干部直接联系青年的实施意见》第三条",
        ),
        ("city_2017_walking", _CITY, None, "《青岚市团干部走基层工作办法》第二条"),
    ):
        asked = {each.key: each for each in EDITIONS[key].annexes if each.recurs is None}
        days = {annex: today + timedelta(days=DUE_IN[annex]) for annex in asked}
        notice = _notice(tree, key, issuer, number, EDITIONS[key].title, issued_on)
        notice.body, notice.basis = _BODY[key], basis
        notice.expires_on = today + timedelta(days=_EXPIRES_IN)
        notice.reserve_days = 3
        annexes |= _rows(notice, asked, days)
    annexes |= _monthly(tree, today)
    last_year = today - timedelta(days=_LAST_ISSUED_DAYS_AGO)
    annexes[LAST_YEAR] = _issue_last_year(tree, last_year)
    _issue_before_the_system(tree, last_year)
    db.session.flush()
    for notice in {row.notice for row in annexes.values()}:
        laying.lay(notice)
    return annexes


def months(today: date) -> list[str]:
    """Three months in order, the last the one that runs, once there have been workdays in it."""
    lately = office_moment(today, 2, Random(0)).date()
    last = period_of(min(lately, today))
    return [before(before(last)), before(last), last]


def _monthly(tree: Tree, today: date) -> dict[str, NoticeAnnex]:
    """月报: one notice over three months, out before the first of them."""
    annex = next(each for each in EDITIONS["province_2017_8"].annexes if each.recurs is not None)
    assert annex.recurs is not None
    asked = months(today)
    issued_on = office_moment(first_day(asked[0]), 6, Random(0)).date()
    notice = _notice(
        tree,
        "province_2017_8",
        _PROVINCE,
        f"示青字〔{issued_on.year}〕6号",
        "关于按月报送“五个一”工作情况的通知",
        issued_on,
    )
    notice.body, notice.basis = _MONTHLY_BODY, "示青字〔2017〕8号第二部分第4项"
    notice.expires_on = today + timedelta(days=_EXPIRES_IN)
    notice.audience = Audience(
        frozenset({notice.issuer_id}),
        levels=frozenset(
            {
                OrganizationLevel.PREFECTURE,
                OrganizationLevel.DIRECT_COUNTY,
                OrganizationLevel.DIRECT_UNIT,
                OrganizationLevel.UNIVERSITY,
            }
        ),
    ).as_json()
    rows = {}
    for position, period in enumerate(asked, start=1):
        row = NoticeAnnex(
            annex_key=annex.key,
            period=period,
            position=position,
            opens_on=annex.recurs.opens_on(period),
            due=annex.recurs.due(period),
        )
        notice.annexes.append(row)
        rows[f"{annex.key}:{period}"] = row
    return rows


def _notice(
    tree: Tree, edition_key: str, issuer: str, number: str | None, title: str, issued_on: date
) -> Notice:
    organ_id = tree.by_name[issuer].id
    at = datetime.combine(issued_on, time(9, 20))
    clerk, signer = _one(organ_id, Duty.CLERK), _one(organ_id, Duty.SIGNER)
    notice = Notice(
        edition_key=edition_key,
        issuer_id=organ_id,
        number=number,
        title=title,
        issued_on=issued_on,
        numbers={each.key: each.default for each in numbers_of(edition_key)},
        contact_name=clerk.name,
        contact_phone=_PHONES.get(issuer, ""),
        created_by_id=clerk.id,
        created_at=at - timedelta(days=1),
        issued_by_id=signer.id,
        issued_at=at,
    )
    db.session.add(notice)
    return notice


def _rows(
    notice: Notice, asked: Mapping[str, type[AnnexForm]], days: Mapping[str, date]
) -> dict[str, NoticeAnnex]:
    rows = {}
    for position, key in enumerate(asked, start=1):
        row = NoticeAnnex(annex_key=key, position=position, due=days[key])
        notice.annexes.append(row)
        rows[key] = row
    return rows


def _issue_before_the_system(tree: Tree, issued_on: date) -> None:
    """印发 the province's notice of the year before, whose tables were handed in on paper: since it went out the
    five-ones are asked for, so that the whole of this year is counted against what is asked."""
    edition = EDITIONS["province_2017_8"]
    db.session.add(
        Notice(
            edition_key=edition.key,
            issuer_id=tree.by_name["团示范省委"].id,
            number=f"示青字〔{issued_on.year}〕6号",
            title=f"{edition.title}（{issued_on.year}年）",
            issued_on=issued_on,
        )
    )


def _issue_last_year(tree: Tree, issued_on: date) -> NoticeAnnex:
    """印发 the notice of the year before."""
    edition = EDITIONS["city_2017_walking"]
    notice = _notice(
        tree, edition.key, LAST_YEARS_CITY, None, f"{edition.title}（{issued_on.year}年）", issued_on
    )
    row = NoticeAnnex(annex_key="contact_units", position=1, due=issued_on + timedelta(days=36))
    notice.annexes.append(row)
    return row


# ---- what became of them, by the services of the pages, each at its own moment ------------------------------


def tell(tree: Tree, annexes: Mapping[str, NoticeAnnex], clock: Clock, random: Random) -> None:
    """转发, a refused 加码, 零报告 and 免报, 修改, 撤回. Leaves the clock where the last of them was."""
    today = clock.moment.date()

    def at(days_ago: int, do: Callable[[Tree, Mapping[str, NoticeAnnex]], None]) -> None:
        clock.moment = office_moment(today, days_ago, random)
        do(tree, annexes)

    _report_nil(tree, annexes, clock)
    at(20, _pass_on)
    at(18, _be_refused)
    at(15, _amend)
    at(9, _withdraw)


def _pass_on(tree: Tree, annexes: Mapping[str, NoticeAnnex]) -> None:
    """青岚市 passes the province's notice on, two of its three reserve days earlier."""
    organ_id, row = tree.by_name[_CITY].id, annexes["contact_points"]
    draft = passing.begin(row.notice, _one(organ_id, Duty.CLERK), organ_id)
    earlier = (row.due - timedelta(days=2)).isoformat()
    kept = passing.read(
        draft, {"due-contact_points": [earlier], "contact_phone": [_PHONES[_CITY]], "version": ["1"]}
    ).kept
    passing.save(draft, kept, _one(organ_id, Duty.CLERK), draft.version)
    issuing.issue(draft, _one(organ_id, Duty.SIGNER), draft.version)


def _be_refused(tree: Tree, annexes: Mapping[str, NoticeAnnex]) -> None:
    """云溪县 wanted twelve times where the province asks for five; it stands recorded, the draft lies where it was."""
    organ_id, clerk = tree.by_name[_COUNTY].id, _one(tree.by_name[_COUNTY].id, Duty.CLERK)
    draft = passing.begin(annexes["contact_points"].notice, clerk, organ_id)
    tries = passing.read(draft, {"asked-cadre_five": ["12"]})
    above = annexes["contact_points"].notice_id
    refused = [attempts.Tried(above, each) for each in tries.additions]
    attempts.record(attempts.AdditionRefused(draft, clerk, refused))


def _amend(tree: Tree, annexes: Mapping[str, NoticeAnnex]) -> None:
    row = annexes["research_topic"]
    as_it_is = amending.as_it_is(row.notice)
    later = replace(as_it_is, dues={**as_it_is.dues, row.id: row.due + timedelta(days=7)})
    signer = _one(tree.by_name[_CITY].id, Duty.SIGNER)
    amending.amend(
        row.notice, later, "部分县（市、区）正在换届，调研选题顺延一周", signer, row.notice.version
    )


def _withdraw(tree: Tree, annexes: Mapping[str, NoticeAnnex]) -> None:
    """印发错了的一份: issued the day before, withdrawn before anybody answered."""
    issued_on = annexes["contact_units"].notice.issued_on + timedelta(days=13)
    notice = _notice(tree, "city_2017_walking", _CITY, None, _WITHDRAWN_TITLE, issued_on)
    notice.body, notice.basis = "请各县（市、区）团委报送夜访安排。", "《青岚市团干部走基层工作办法》第五条"
    notice.expires_on = issued_on + timedelta(days=120)
    row = NoticeAnnex(annex_key="activity_news", position=1, due=issued_on + timedelta(days=60))
    notice.annexes.append(row)
    db.session.flush()
    laying.lay(notice)
    signer = _one(tree.by_name[_CITY].id, Duty.SIGNER)
    amending.withdraw(notice, signer, "与已印发的走访通知重复，合并办理，不另发", notice.version)


def _report_nil(tree: Tree, annexes: Mapping[str, NoticeAnnex], clock: Clock) -> None:
    """岚汀县 had nothing to tell in the first month, and is excused from the second while it was flooded."""
    now = clock.moment
    organ = db.session.get_one(Organization, tree.by_name[_PROVINCE].id)
    county_id = tree.by_name[_DIRECT].id
    months_asked = [row for row in annexes.values() if row.period]
    first, second = (_duty(row, county_id) for row in months_asked[:2])
    clerk, signer = _one(county_id, Duty.CLERK), _one(organ.id, Duty.SIGNER)
    clock.moment = datetime.combine(months_asked[0].due, time(10, 12)) - timedelta(days=1)
    nil.report_nil(first, clerk, "本月忙于换届，没有开展")
    clock.moment = datetime.combine(months_asked[1].due, time(16, 5)) - timedelta(days=4)
    exceptions.grant(second, ExceptionKind.EXEMPT, None, "当地遭遇洪涝，全员参加救灾", signer, organ)
    clock.moment = now


def _duty(row: NoticeAnnex, owner_id: int) -> ReportDuty:
    return db.session.scalars(
        select(ReportDuty).where(ReportDuty.notice_annex_id == row.id, ReportDuty.owner_id == owner_id)
    ).one()


def _one(organ_id: int, duty: Duty) -> User:
    """Whoever holds the duty in the organ, the first of them."""
    return posts.people_with([duty], unit_of(organ_id))[0]
