"""月报素材的页面: for the organ's 经办人, edited and taken along; nothing is kept."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from tests.contact_work import add_activity
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.extensions import db


def opened(browser: Browser, cast: Cast, who: str = "zhou", query: str = "?month=2026-03") -> str:
    add_activity(cast, "zhou", purposes=("talk",))
    db.session.commit()
    return browser.sign_in(who).get(f"/monthly{query}").text


def test_it_works(browser: Browser, cast: Cast) -> None:
    text = opened(browser, cast)
    assert "2026年3月，团云溪县委1名团干部记录直接联系青年活动1次" in text
    assert "3月5日 到白泉村与返乡青年交流" in text


def test_the_present_month_is_shown_where_none_is_asked_for(browser: Browser, cast: Cast) -> None:
    assert "2026年4月" in opened(browser, cast, query="")


def test_a_month_that_is_none_or_still_to_come_is_refused(browser: Browser, cast: Cast) -> None:
    browser.sign_in("zhou")
    for month in ("2026-13", "三月", "2026-05"):
        browser.get(f"/monthly?month={month}", status=422)


def test_who_is_no_clerk_is_told_whose_it_is(browser: Browser, cast: Cast) -> None:
    assert "由单位的经办人整理" in browser.sign_in("mai").get("/monthly", status=403).text


def test_another_organs_month_is_out_of_sight(browser: Browser, cast: Cast) -> None:
    county = cast.organ("团白鹭县委").id
    browser.sign_in("zhou").get(f"/monthly?organ={county}", status=404)


def test_the_text_as_it_was_edited_is_downloaded(browser: Browser, cast: Cast) -> None:
    fields = {"month": "2026-03", "practice": "第一段\n第二行", "plans": "接着办"}
    answer = browser.sign_in("zhou").send("POST", "/monthly/word", data=fields)
    lines = [each.text for each in Document(BytesIO(answer.data)).paragraphs]
    assert lines[0] == "2026年3月“五个一”落实情况"
    assert lines[lines.index("一、做法") + 1 :][:2] == ["第一段", "第二行"] and "接着办" in lines


def test_a_text_that_is_too_long_is_shown_again(browser: Browser, cast: Cast) -> None:
    fields = {"month": "2026-03", "practice": "长" * 6001}
    page = browser.sign_in("zhou").send("POST", "/monthly/word", data=fields)
    assert page.status_code == 422 and "做法最多 6000 个字" in page.text
