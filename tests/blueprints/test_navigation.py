"""导航: only doors one may open, with what waits behind each."""

from __future__ import annotations

import pytest

from tests import journeys
from tests.client import Page
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.workflow import State


def entries(page: Page) -> dict[str, str]:
    """The rail: label → URL."""
    [rail] = [each for each in page.all("nav") if each.get("class") == "rail"]
    links = [each for each in rail.iter() if each.tag.endswith("}a")]
    return {"".join(each.itertext()).split("件待办")[0].strip(): each.get("href") or "" for each in links}


@pytest.mark.parametrize(
    "who", ["zhou", "chen", "li", "mai", "luo", "meng", "he", "zhao", "gu", "tang", "wai"]
)
def test_every_entry_can_be_opened(browser: Browser, who: str) -> None:
    page = browser.sign_in(who).get("/")
    for url in entries(page).values():
        assert browser.send("GET", url).status_code == 200, url


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("mai", {"工作台", "通知与填报", "我的信息"}, {"审签与报送", "审核", "组织与人员", "印章"}),
        ("he", {"审核", "组织与人员"}, {"审签与报送", "印章"}),
        ("zhou", {"审签与报送", "印章", "组织与人员"}, {"审核"}),
        ("meng", {"审签与报送", "审核", "印章"}, set()),
    ],
)
def test_doors_one_may_not_open_are_not_shown(
    browser: Browser, who: str, shown: set[str], hidden: set[str]
) -> None:
    there = set(entries(browser.sign_in(who).get("/")))
    assert shown <= there and not hidden & there


@pytest.mark.parametrize(
    ("state", "who", "entry"),
    [
        (State.DRAFT, "zhou", "通知与填报"),
        (State.RETURNED, "zhou", "通知与填报"),
        (State.IN_SIGN_OFF, "chen", "审签与报送"),
        (State.SIGNED_OFF, "li", "审签与报送"),
        (State.PRESSED, "zhou", "审签与报送"),
        (State.SENT, "he", "审核"),
        (State.ACCEPTED, "he", "审核"),
    ],
)
def test_the_count_stands_at_the_entry_where_the_work_is(
    browser: Browser, cast: Cast, state: State, who: str, entry: str
) -> None:
    journeys.at_state(cast, state)
    counted = {label.split(" ")[0]: label for label in entries(browser.sign_in(who).get("/"))}
    with_count = [label for label in counted if any(sign.isdigit() for sign in label)]
    assert with_count == [f"{entry}1"]
    assert not [each for each in entries(browser.sign_in("wai").get("/")) if each[-1].isdigit()]


@pytest.mark.parametrize(
    ("url", "entry"),
    [
        ("/", "工作台"),
        ("/notices", "通知与填报"),
        ("/seals", "印章"),
        ("/dispatch", "审签与报送"),
    ],
)
def test_where_one_is_is_marked(browser: Browser, url: str, entry: str) -> None:
    page = browser.sign_in("zhou").get(url)
    marked = [each for each in page.all("a") if each.get("aria-current") == "page"]
    assert {"".join(each.itertext()) for each in marked if each.get("href") == url} >= {entry}


def test_who_one_is_stands_in_the_bar(browser: Browser) -> None:
    assert "周可儿 团云溪县委 · 经办人、管理员" in browser.sign_in("zhou").get("/").text
    assert "罗欣喆 团青岚市委学校部 · 团干部" in browser.sign_in("luo").get("/").text


def test_nobody_signed_in_has_no_navigation(browser: Browser) -> None:
    assert not browser.get("/nowhere", status=404).all("nav")
