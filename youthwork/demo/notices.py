"""通知 of the demonstration: what has been issued, this year and before. What became of them: `noticed.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random

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
from youthwork.models import Notice, NoticeAnnex, User
from youthwork.services import posts
from youthwork.services.duties import laying
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

PROVINCE, CITY, COUNTY, DIRECT = "团示范省委", "团青岚市委", "团云溪县委", "团岚汀县委"
PHONES = {PROVINCE: "13800000020", CITY: "13800000021"}
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


def issue(tree: Tree, clock: Clock) -> dict[str, NoticeAnnex]:
    """印发 the province's notice of this year, its monthly one and the city's; every annex by its key, a month's by
    `monthly_report:2026-03`. What each asks is laid down on its own day. Leaves the clock where it was."""
    now = clock.moment
    today = now.date()
    issued_on = today - timedelta(days=ISSUED_DAYS_AGO)
    annexes: dict[str, NoticeAnnex] = {}
    for key, issuer, number, basis in (
        (
            "province_2017_8",
            PROVINCE,
            f"示青字〔{issued_on.year}〕8号",
            "《关于团干部直接联系青年的实施意见》第三条",
        ),
        ("city_2017_walking", CITY, None, "《青岚市团干部走基层工作办法》第二条"),
    ):
        asked = {each.key: each for each in EDITIONS[key].annexes if each.recurs is None}
        days = {annex: today + timedelta(days=DUE_IN[annex]) for annex in asked}
        notice = make_notice(tree, key, issuer, number, EDITIONS[key].title, issued_on)
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
        assert notice.issued_at is not None
        clock.moment = notice.issued_at
        laying.lay(notice)
    clock.moment = now
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
    notice = make_notice(
        tree,
        "province_2017_8",
        PROVINCE,
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


def make_notice(
    tree: Tree, edition_key: str, issuer: str, number: str | None, title: str, issued_on: date
) -> Notice:
    organ_id = tree.by_name[issuer].id
    at = datetime.combine(issued_on, time(9, 20))
    clerk, signer = holder(organ_id, Duty.CLERK), holder(organ_id, Duty.SIGNER)
    notice = Notice(
        edition_key=edition_key,
        issuer_id=organ_id,
        number=number,
        title=title,
        issued_on=issued_on,
        numbers={each.key: each.default for each in numbers_of(edition_key)},
        contact_name=clerk.name,
        contact_phone=PHONES.get(issuer, ""),
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
    notice = make_notice(
        tree, edition.key, LAST_YEARS_CITY, None, f"{edition.title}（{issued_on.year}年）", issued_on
    )
    row = NoticeAnnex(annex_key="contact_units", position=1, due=issued_on + timedelta(days=36))
    notice.annexes.append(row)
    return row


def holder(organ_id: int, duty: Duty) -> User:
    """Whoever holds the duty in the organ, the first of them."""
    return posts.people_with([duty], unit_of(organ_id))[0]
