"""五个一进度: what a cadre, an office and a superior see of the numbers, and of the records behind them."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from tests.client import PageClient
from tests.contact_work import add_activity
from tests.factories import START, Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from tests.services.contact_work.test_counting import appoint, end_post, notice_goes_out
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature
from youthwork.extensions import db
from youthwork.models import Appointment, AuditRecord


@pytest.fixture
def records(cast: Cast) -> dict[str, int]:
    """What 云溪县 did in March, by name of the record."""
    ids = {
        "talk": add_activity(cast, "zhou", "2026-03-05", topic="与返乡青年座谈").id,
        "open": add_activity(cast, "zhou", "2026-03-12", purposes=("open_house",), place="县委礼堂").id,
        "same": add_activity(
            cast, "li", "2026-03-12", "19:30", purposes=("open_house",), place="县委礼堂"
        ).id,
        "visit": add_activity(cast, "zhou", "2026-03-20", minutes=59, purposes=("night_visit",)).id,
    }
    db.session.commit()
    return ids


def organ_url(cast: Cast, name: str, query: str = "") -> str:
    return f"/five-ones/organs/{cast.organizations[name].id}{query}"


def person_url(cast: Cast, who: str, query: str = "") -> str:
    return f"/five-ones/people/{cast.people[who].id}{query}"


def test_a_cadre_sees_the_year_with_the_records_behind_each_number(
    client: PageClient, cast: Cast, records: dict[str, int]
) -> None:
    page = client.sign_in("zhou").get("/five-ones")
    assert page.title == "我的五个一 · 2026年" and "团云溪县委 副书记（专职）" in page.text
    assert "3—4月 1/5" in page.text and "进行中" in page.text
    assert page.all("a", href=f"/records/{records['talk']}")
    assert "另有 1 条没有计数：不满 60 分钟" in page.text


def test_what_counts_as_once_stands_beside_every_number_and_needs_no_mouse(
    client: PageClient, cast: Cast, records: dict[str, int]
) -> None:
    for url in ("/five-ones", organ_url(cast, "团云溪县委")):
        page = client.sign_in("zhou").get(url)
        asked = [words for words in page.words("summary") if words == "什么算一次？"]
        assert len(asked) >= 3
    assert "59 分钟的照记，不算次数" in client.get("/five-ones").text


def test_nothing_is_red_before_a_period_is_over(client: PageClient, cast: Cast) -> None:
    assert not client.sign_in("zhou").get("/five-ones").all("span", class_="tag back")
    assert not client.get(organ_url(cast, "团云溪县委")).all("span", class_="tag back")


def test_nothing_is_red_where_nothing_is_asked(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("mai").get("/five-ones")
    assert "不作要求" in page.text and not page.all("span", class_="tag back")


def test_what_was_wanting_when_a_period_ended_is_said(client: PageClient, cast: Cast) -> None:
    notice_goes_out(START)
    db.session.commit()
    assert "还差 5 次" in client.sign_in("zhou").get("/five-ones").text


def test_the_drawing_says_its_numbers_in_words_too(
    client: PageClient, cast: Cast, records: dict[str, int]
) -> None:
    page = client.sign_in("zhou").get("/five-ones")
    assert '<desc id="chart-told">3月 1 次</desc>' in page.html
    page = client.get(organ_url(cast, "团云溪县委"))
    assert "2026年第一季度 1 次，机关开放 1 次" in page.html


def test_the_year_before_is_a_press_away(browser: Browser, cast: Cast) -> None:
    end_post(cast, "mai", date(2026, 3, 1))
    appoint(cast, "mai", "团云溪县委", CadreNature.FULL_TIME, date(2025, 3, 1), date(2025, 12, 31))
    db.session.commit()
    page = browser.follow(browser.sign_in("mai").get("/five-ones"), "‹ 2025年")
    assert page.title == "我的五个一 · 2025年"
    assert browser.follow(page, "2026年 ›").title == "我的五个一 · 2026年"


def test_an_office_sees_its_cadres_in_their_order_and_one_event_once(
    client: PageClient, cast: Cast, records: dict[str, int]
) -> None:
    page = client.sign_in("chen").get(organ_url(cast, "团云溪县委", "?quarter=2026-1"))
    names = [words for words in page.words("a") if words in ("周可儿", "陈昱", "李堃", "买买提江·阿布都")]
    assert names == ["周可儿", "陈昱", "李堃", "买买提江·阿布都"]
    assert "可能是同一次，按一次计" in page.text and "2 人各记了一条" in page.text
    assert page.all("a", href=f"/records/{records['same']}")
    assert "排名" not in page.text.replace("不排名次", "")


def test_a_superior_comes_down_to_a_county_and_its_cadre(
    browser: Browser, cast: Cast, records: dict[str, int]
) -> None:
    page = browser.sign_in("meng").get(organ_url(cast, "团青岚市委", "?quarter=2026-1"))
    assert "下级单位共集中联系青年 1 次" in page.text
    page = browser.follow(page, "团云溪县委")
    assert page.title == "团云溪县委 · 2026年第一季度"
    page = browser.follow(page, "周可儿")
    assert page.title == "周可儿的五个一 · 2026年" and "与返乡青年座谈" in page.text


@pytest.mark.parametrize("who", ["bai", "wai", "mai", "gao"])
def test_nobody_beside_or_without_an_office_sees_an_organ_or_its_cadres(
    client: PageClient, cast: Cast, who: str
) -> None:
    client.sign_in(who)
    client.get(organ_url(cast, "团云溪县委"), 404)
    client.get(person_url(cast, "zhou"), 404)


def test_a_department_has_no_numbers_of_its_own(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("meng").get(organ_url(cast, "团青岚市委组织部"), 404)
    assert "内设部门的次数计在所属机关" in page.text


def test_an_office_reads_nothing_of_what_its_cadre_did_for_an_organ_beside_it(
    client: PageClient, cast: Cast
) -> None:
    add_activity(cast, "bai", "2026-03-05", topic="白鹭县的一次座谈")
    end_post(cast, "bai", date(2026, 3, 15))
    appoint(cast, "bai", "团云溪县委", CadreNature.FULL_TIME, date(2026, 3, 16))
    db.session.commit()
    page = client.sign_in("chen").get(person_url(cast, "bai"))
    assert "3—4月 1/5" in page.text and "记在其他单位的一条" in page.text
    assert "白鹭县的一次座谈" not in page.html
    assert "另在其他单位 1 次" in client.get(organ_url(cast, "团云溪县委")).text


def test_a_past_day_is_shown_as_it_was(client: PageClient, cast: Cast, app: Flask) -> None:
    app.config["CLOCK"] = lambda: datetime(2026, 3, 6, 9)
    add_activity(cast, "zhou", "2026-03-05")
    app.config["CLOCK"] = lambda: datetime(2026, 4, 1, 12)
    add_activity(cast, "zhou", "2026-03-06")
    db.session.commit()
    client.sign_in("chen")
    assert "3—4月 2/5" in client.get(person_url(cast, "zhou")).text
    page = client.get(person_url(cast, "zhou", "?on=2026-03-31"))
    assert "2026年3月31日 24:00 的情况" in page.text and "3—4月 1/5" in page.text
    assert "3—4月 0/5" in client.get(person_url(cast, "zhou", "?on=2026-03-05")).text


@pytest.mark.parametrize(
    "query", ["?on=2026-02-30", "?on=9999-01-01", "?on=🙂", "?year=999999999999", "?year=x", "?year=-1"]
)
def test_an_address_nobody_meant_shows_the_present(client: PageClient, cast: Cast, query: str) -> None:
    assert client.sign_in("zhou").get(f"/five-ones{query}").title == "我的五个一 · 2026年"


@pytest.mark.parametrize("query", ["?quarter=2026-5", "?quarter=2099-1", "?quarter=", "?on=2999-01-01"])
def test_a_quarter_that_is_none_is_the_present_one(client: PageClient, cast: Cast, query: str) -> None:
    page = client.sign_in("zhou").get(organ_url(cast, "团云溪县委", query))
    assert page.title == "团云溪县委 · 2026年第二季度"


def test_the_quarter_is_taken_home_as_a_sheet_and_that_is_recorded(
    browser: Browser, cast: Cast, records: dict[str, int]
) -> None:
    page = browser.sign_in("chen").get(organ_url(cast, "团云溪县委", "?quarter=2026-1"))
    (form,) = [form for form in page.all("form") if "/export" in (form.get("action") or "")]
    answer = browser.send("POST", form.get("action") or "")
    book = openpyxl.load_workbook(BytesIO(answer.get_data()))
    rows = list(book["本单位"].iter_rows(values_only=True))
    assert rows[2][:2] == ("机关集中直接联系青年", 1)
    said = db.session.scalars(db.select(AuditRecord).order_by(AuditRecord.id.desc())).first()
    assert said is not None and "导出团云溪县委2026年第一季度五个一进度" in said.sentence


def test_the_desk_has_a_line_for_a_cadre_and_asks_for_its_number(
    client: PageClient, cast: Cast, records: dict[str, int]
) -> None:
    page = client.sign_in("zhou").get("/")
    (line,) = page.all("p", id="five-ones-line")
    assert line.get("hx-get") == "/five-ones/line" and "五个一进度 · 记一条" in page.text
    answer = client.http.get("/five-ones/line", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "3—4月“五个一” <b>1/5</b>" in answer and "hx-get" not in answer


def test_who_is_no_cadre_has_no_line_on_the_desk(client: PageClient, cast: Cast) -> None:
    post = db.session.scalars(
        db.select(Appointment).where(Appointment.user_id == cast.person("zhao").id)
    ).one()
    cadre = next(each for each in post.duties if each.duty is Duty.CADRE)
    db.session.delete(cadre)
    db.session.commit()
    client.sign_in("zhao")
    assert not client.get("/").all("p", id="five-ones-line")
    assert "团青岚市委的进度" in client.get("/five-ones").text


def test_the_line_opened_by_itself_leads_to_the_page(client: PageClient, cast: Cast) -> None:
    client.sign_in("zhou").get("/five-ones/line", 303)


@pytest.mark.parametrize("query", ["", "?on=2026-03-20"])
def test_a_page_costs_ten_queries_at_most(
    browser: Browser, cast: Cast, records: dict[str, int], query: str
) -> None:
    browser.sign_in("chen")
    for url in (f"/five-ones{query}", person_url(cast, "zhou", query), organ_url(cast, "团云溪县委", query)):
        browser.get(url)
        assert count_queries(lambda url=url: browser.get(url)) <= 10, url
