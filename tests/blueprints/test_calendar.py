"""日历 and 工作日历 as pages, and 还差谁 on the desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask

from tests import duties, journeys
from tests.factories import NOW, Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from tests.services.jobs.standing_clock import StandingClock
from tests.services.messages.inboxes import messages_of
from youthwork.domain.calendar import is_workday
from youthwork.domain.completeness import Reporting
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import ExceptionKind
from youthwork.services.duties import exceptions, keeping
from youthwork.services.path import lacking

COUNTY, CITY = "团云溪县委", "团青岚市委"
#: More than sixty days after the notice of the cast: not the same thing asked twice.
FAR = date(2026, 7, 20)


def test_a_clerk_sees_what_is_due_in_its_month_and_not_in_another(browser: Browser, cast: Cast) -> None:
    duties.issue(cast, annexes=("contact_points",), due=FAR)
    db.session.commit()
    assert "联系点汇总表" in browser.sign_in("zhou").get("/calendar?month=2026-07").text
    may = browser.get("/calendar?month=2026-05").text
    assert "机关开放日 4月25日至5月10日" in may and "劳动节" in may
    assert "这个月没有截止的事项" in browser.get("/calendar?month=2026-09").text
    assert "2026年4月" in browser.get("/calendar?month=nonsense").text


def test_a_later_day_by_exception_and_an_earlier_one_passed_on_stand_beside_the_superiors(
    browser: Browser, cast: Cast
) -> None:
    notice = duties.issue(cast, annexes=("contact_points",), due=FAR, reserve_days=5)
    row = duties.annex(notice, "contact_points")
    granted = duties.duty(cast, notice, "contact_points", COUNTY)
    exceptions.grant(granted, ExceptionKind.LATER, date(2026, 7, 28), "正在换届", cast.person("gu"), None)
    duties.issue(
        cast,
        issuer=CITY,
        annexes=("contact_points",),
        due=date(2026, 7, 18),
        passes_on_id=notice.id,
    )
    db.session.commit()
    assert "已延期，原定 7月20日" in browser.sign_in("zhou").get("/calendar?month=2026-07").text
    city = cast.organizations[CITY]
    shown = browser.sign_in("lin").get(f"/calendar/{city.id}?month=2026-07").text
    assert "下级和本级已报 0/" in shown and "还差" in shown and row.due == FAR


def test_what_nobody_but_the_organ_owes_stands_in_its_calendar_once(browser: Browser, cast: Cast) -> None:
    duties.issue(cast, annexes=("implementation_plan",), due=FAR)
    db.session.commit()
    city = cast.organizations[CITY]
    shown = browser.sign_in("lin").get(f"/calendar/{city.id}?month=2026-07").text
    assert "实施方案" in shown and "下级和本级" not in shown and "应报 1 件" in shown


def test_what_is_reported_or_excused_is_done_or_gone(browser: Browser, cast: Cast) -> None:
    notice = duties.issue(cast, annexes=("contact_points",), due=FAR)
    duty = duties.duty(cast, notice, "contact_points", COUNTY)
    keeping.mark(duty, Reporting.REPORTED, at=NOW)
    db.session.commit()
    assert "已报" in browser.sign_in("zhou").get("/calendar?month=2026-07").text
    keeping.mark(duty, Reporting.EXEMPT)
    db.session.commit()
    assert "这个月没有截止的事项" in browser.get("/calendar?month=2026-07").text


def test_both_calendars_cost_no_more_than_ten_queries(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.RETURNED)
    duties.issue(cast, annexes=("contact_points",), due=date(2026, 4, 20))
    city = cast.organizations[CITY].id
    browser.sign_in("lin").get("/calendar")
    assert count_queries(lambda: browser.get("/calendar?month=2026-04")) <= 10
    assert count_queries(lambda: browser.get(f"/calendar/{city}?month=2026-04")) <= 10


def test_the_file_names_forms_and_days_and_nobody(browser: Browser, cast: Cast) -> None:
    duties.issue(cast, annexes=("task_sheet",), due=date(2026, 12, 20))
    db.session.commit()
    response = browser.sign_in("zhou").send("GET", "/calendar/mine.ics?month=2026-12")
    text = response.get_data(as_text=True).replace("\r\n ", "")
    assert response.mimetype == "text/calendar" and "DTSTART;VALUE=DATE:20261220" in text
    assert not [each.name for each in cast.people.values() if each.name in text]
    assert not [each.phone for each in cast.people.values() if each.phone and each.phone in text]


def test_an_administrator_pastes_an_arrangement_reads_it_and_enters_it(browser: Browser, cast: Cast) -> None:
    text = "国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。"
    page = browser.sign_in("gu").get("/calendar/days?year=2027")
    assert "2027年的放假安排尚未公布，暂按周末计算" in page.text
    read = browser.post("/calendar/days/2027/arrangement/reading", {"text": text}, 200)
    assert "10月1日（五）至10月7日（四）" in read.text and is_workday(date(2027, 10, 1))
    browser.press(read, "录入")
    assert not is_workday(date(2027, 10, 1)) and is_workday(date(2027, 10, 9))
    assert "记为放假（国庆节）" in browser.get("/calendar/days?year=2027").text


def test_a_text_without_a_day_is_refused_and_kept(browser: Browser, cast: Cast) -> None:
    refused = browser.sign_in("gu").post("/calendar/days/2027/arrangement", {"text": "国庆节放七天"}, 422)
    assert refused.field("text").strip() == "国庆节放七天"


def test_the_desk_of_a_superior_says_how_many_are_missing_and_that_of_a_unit_alone_nothing(
    browser: Browser, cast: Cast
) -> None:
    near = duties.issue(cast, annexes=("contact_points",), due=NOW.date() + timedelta(days=14))
    later = duties.issue(cast, annexes=("contact_points",), due=NOW.date() + timedelta(days=15))
    db.session.commit()
    city = cast.organizations[CITY].id
    answer = browser.sign_in("lin").send("GET", "/lacking", headers={"HX-Request": "true"})
    shown = answer.get_data(as_text=True)
    near_id, later_id = (duties.annex(each, "contact_points").id for each in (near, later))
    assert f"/completeness/{city}/annexes/{near_id}/names" in shown and "已报 0/" in shown
    assert f"/annexes/{later_id}/" not in shown
    alone = browser.sign_in("jiao").send("GET", "/lacking", headers={"HX-Request": "true"})
    assert "还差" not in alone.get_data(as_text=True)


def test_an_organ_is_told_its_numbers_once_a_week_and_no_name(app: Flask, cast: Cast) -> None:
    duties.issue(cast, annexes=("contact_points",), due=date(2026, 4, 22), title="本周的通知")
    for day in (date(2026, 4, 20), date(2026, 4, 20), date(2026, 4, 21)):
        app.config["CLOCK"] = StandingClock(datetime(day.year, day.month, day.day, 8, 30))
        after: int | None = 0
        while after is not None:
            after = lacking.tell_weekly(day, after)
    told = [each for each in messages_of(cast, "lin") if each.title.startswith("本周还差")]
    assert len(told) == 1 and "已报 0/" in told[0].words and COUNTY not in told[0].words
