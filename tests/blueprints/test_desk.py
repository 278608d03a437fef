"""工作台: what must I do and by when, what of mine is where, what came in; at a price that does not grow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.client import Page
from tests.factories import NOW, Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.domain.workflow import State


def rows(page: Page, panel: str) -> list[str]:
    """The rows of the panel with this title, as they read."""
    [section] = [each for each in page.all("section") if each.get("aria-label") == panel]
    texts = ["".join(row.itertext()) for row in section.iter() if row.tag.endswith("}tr")]
    return [" ".join(text.split()) for text in texts][1:]


def test_it_works(browser: Browser) -> None:
    page = browser.sign_in("zhou").get("/")
    assert page.title == "要办 3 件"
    assert "4月1日 星期三" in page.text and "下一个截止：4月6日 联系点汇总表" in page.text


def test_what_is_due_first_stands_first(browser: Browser) -> None:
    first, second, third = rows(browser.sign_in("zhou").get("/"), "要办的")
    assert "联系点汇总表" in first and "还有 5 天" in first
    assert "联系单位安排表" in second and "任务表" in third


def test_somebody_of_whom_nothing_is_asked_reads_so(browser: Browser) -> None:
    page = browser.sign_in("wai").get("/")
    assert page.title == "今天没有要办的事" and "没有等着你办的事" in page.text


@pytest.mark.parametrize(
    ("state", "who", "button"),
    [
        (State.DRAFT, "zhou", "继续填报"),
        (State.IN_SIGN_OFF, "chen", "审签"),
        (State.SIGNED_OFF, "li", "用印"),
        (State.PRESSED, "zhou", "报送"),
        (State.SENT, "he", "签收"),
        (State.ACCEPTED, "he", "审核"),
        (State.RETURNED, "zhou", "修改"),
    ],
)
def test_a_paper_waits_on_the_desk_of_whoever_must_act(
    browser: Browser, cast: Cast, state: State, who: str, button: str
) -> None:
    journeys.at_state(cast, state)
    found = [row for row in rows(browser.sign_in(who).get("/"), "要办的") if row.endswith(button)]
    assert len(found) == 1 and "联系点汇总表" in found[0]


def test_it_waits_on_nobody_elses_desk(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    for who in ("chen", "li", "bai", "tang", "wai"):
        waiting = browser.sign_in(who).get("/").text
        assert "签收 " not in waiting or "团云溪县委 · 联系点汇总表" not in waiting, who


def test_what_was_handed_in_says_in_whose_hands_and_since_when(
    browser: Browser, cast: Cast, app: Flask
) -> None:
    journeys.at_state(cast, State.SENT)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=2)
    [row] = rows(browser.sign_in("zhou").get("/"), "我报送的")
    assert "团青岚市委组织部" in row and "第 3 天" in row and "待签收" in row


def test_news_tells_what_others_did_with_my_paper(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.RETURNED)
    text = browser.sign_in("zhou").get("/").text
    assert "退回补正 联系点汇总表" in text and "请补充第二项的效果" in text


def test_late_is_said_in_the_heading(browser: Browser, app: Flask) -> None:
    app.config["CLOCK"] = lambda: NOW + timedelta(days=10)
    assert browser.sign_in("zhou").get("/").title == "要办 3 件，1 件已逾期"


def test_everything_handed_in_has_a_page_of_its_own(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    page = browser.follow(browser.sign_in("zhou").get("/"), "全部")
    assert page.title == "我报送的" and "联系点汇总表" in page.text


def test_more_lists_the_whole_navigation(browser: Browser) -> None:
    page = browser.sign_in("zhou").get("/more")
    for entry in ("工作台", "通知与填报", "审签与报送", "组织与人员", "印章", "我的信息"):
        assert entry in page.text


@pytest.mark.parametrize("who", ["zhou", "chen", "he", "meng", "tang", "luo"])
def test_it_takes_no_more_than_ten_queries(browser: Browser, cast: Cast, who: str) -> None:
    journeys.at_state(cast, State.SENT)
    journeys.at_state(cast, State.ACCEPTED, sealed=False)
    browser.sign_in(who).get("/")
    assert count_queries(lambda: browser.get("/")) <= 10
