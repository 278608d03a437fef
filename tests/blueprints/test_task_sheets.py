"""任务表: the branches beneath the committee one has just typed, and where a missing link is made."""

from __future__ import annotations

from tests.factories import Cast
from tests.plain_browser import Browser


def options(browser: Browser, committee: str) -> str:
    return browser.send("GET", "/task-sheets/branches", query_string={"committee": committee}).text


def test_it_works(browser: Browser, cast: Cast) -> None:
    browser.sign_in("luo")
    assert options(browser, "云溪镇团委").strip() == '<option value="白泉村团支部"></option>'


def test_no_committee_no_branches(browser: Browser, cast: Cast) -> None:
    browser.sign_in("luo")
    assert not options(browser, "").strip() and not options(browser, "没有的团委").strip()


def test_a_stranger_is_offered_none_of_our_branches(browser: Browser, cast: Cast) -> None:
    assert not options(browser.sign_in("wai"), "云溪镇团委").strip()


def test_a_cadre_without_a_link_is_shown_where_to_make_one(browser: Browser, cast: Cast) -> None:
    page = browser.press(browser.sign_in("mai").get("/notices"), "开始填报", beside="任务表")
    assert "买买提江·阿布都还没有登记联系关系" in page.text
    assert browser.follow(page, "先登记").title == "联系关系"
