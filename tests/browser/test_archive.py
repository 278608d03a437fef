"""备案档案 in a real browser: typing, choosing, the way back, the filing beside the list, the keys."""

from __future__ import annotations

import random
import re
from contextlib import suppress

import pytest
from flask import Flask
from playwright.sync_api import Error, Locator, Page, Route, expect

from tests import journeys
from tests.browser.conftest import People
from tests.browser.faults import wait_until
from tests.factories import Cast
from tests.services.archive.corpus import add_filing
from tests.services.jobs.dying import quick_sheet
from youthwork.extensions import db
from youthwork.models import Filing
from youthwork.services.printing import papers


@pytest.fixture
def archive(app: Flask, cast: Cast) -> list[Filing]:
    """Forty-five filings: three pages."""
    chance = random.Random(3)
    filings = [add_filing(cast, number, chance) for number in range(1, 46)]
    db.session.commit()
    return filings


def box(page: Page) -> Locator:
    return page.locator("#q")


def rows(page: Page) -> Locator:
    return page.locator("[data-result]")


def heading(page: Page) -> Locator:
    return page.locator("#results .wide .panel-head h2").first


def test_typing_searches_and_keeps_the_focus(people: People, archive: list[Filing]) -> None:
    person = people("su").open("/archive")
    page = person.page
    box(page).click()
    box(page).press_sequentially("清河 志愿", delay=40)
    expect(page.locator("#results mark").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/archive\?q=%E6%B8%85%E6%B2%B3(\+|%20)%E5%BF%97%E6%84%BF$"))
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("清河 志愿")
    expect(page.locator("#results-status")).to_have_text(re.compile(r"^找到 \d+ 件$"))
    expect(page.get_by_role("link", name=re.compile("^打包下载"))).to_have_attribute("href", re.compile("q="))
    box(page).press_sequentially("没有这个词", delay=10)
    expect(page.locator("#results-status")).to_have_text("没有结果")
    expect(page.get_by_role("link", name=re.compile("^打包下载"))).to_have_count(0)
    assert person.faults == []


def test_a_slow_answer_never_covers_a_newer_one(people: People, archive: list[Filing]) -> None:
    person = people("su").open("/archive")
    page = person.page
    held: list[Route] = []
    page.route(re.compile(r"/archive\?q=%E6%B8%85&"), lambda route: held.append(route))
    box(page).press_sequentially("清")
    wait_until(page, lambda: held)
    box(page).press_sequentially("零落成泥")
    expect(page.locator("#results-status")).to_have_text("没有结果")
    # The answer to the first word comes when the second word's has long been there; the page may have let go of it.
    with suppress(Error):
        held[0].fulfill(response=held[0].fetch())
    page.wait_for_timeout(500)
    expect(page.locator("#results-status")).to_have_text("没有结果")
    expect(heading(page)).to_have_text("没有结果")
    # htmx tells the console which request it let go of.
    assert [each for each in person.faults if not each.startswith("htmx:")] == []


def test_letters_of_an_input_method_are_not_searched_for(people: People, archive: list[Filing]) -> None:
    page = people("su").open("/archive").page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/archive?" in request.url else None)
    box(page).click()
    keyboard = page.context.new_cdp_session(page)
    for letters in ("q", "qi", "qing", "qing'he"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
        page.wait_for_timeout(150)
    page.wait_for_timeout(500)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "清河"})
    expect(page.locator("#results mark").first).to_have_text("清河")
    assert len(asked) == 1


def test_what_was_chosen_is_undone_by_the_way_back(people: People, archive: list[Filing]) -> None:
    person = people("su").open("/archive?q=月")
    page = person.page
    before = heading(page).inner_text()
    page.get_by_text("高级检索", exact=True).click()
    page.get_by_label("表种").select_option(label="任务表")
    expect(page).to_have_url(re.compile("annex=task_sheet"))
    page.get_by_label("报送", exact=True).select_option(label="逾期")
    expect(page).to_have_url(re.compile("on_time=no"))
    expect(heading(page)).not_to_have_text(before)
    page.go_back()
    expect(page).not_to_have_url(re.compile("on_time"))
    expect(page.locator("#on_time")).to_have_value("")
    expect(page.locator("#annex")).to_have_value("task_sheet")
    page.go_back()
    expect(heading(page)).to_have_text(before)
    expect(box(page)).to_have_value("月")
    expect(page.locator("#annex")).to_have_value("")
    assert person.faults == []


def test_one_more_row_comes_without_asking_the_server(people: People, archive: list[Filing]) -> None:
    page = people("su").open("/archive").page
    page.get_by_text("高级检索", exact=True).click()
    box(page).fill("月")
    page.get_by_role("button", name="再添一行").click()
    words = page.locator("[data-condition] input")
    expect(words).to_have_count(4)
    expect(words.nth(3)).to_be_focused()
    page.get_by_label("第 4 行：并且含、或者含、不含").select_option(label="不含")
    words.nth(3).fill("清河")
    expect(page.locator(".chip", has_text="不含“清河”")).to_be_visible()
    expect(page).to_have_url(re.compile("join=none"))
    for _ in range(4):
        page.get_by_role("button", name="再添一行").click()
    expect(page.get_by_role("button", name="再添一行")).to_be_hidden()
    expect(words).to_have_count(8)


def test_a_row_pressed_shows_the_filing_beside_the_list(people: People, archive: list[Filing]) -> None:
    person = people("su").open("/archive?q=清河")
    page = person.page
    first, second = rows(page).nth(0), rows(page).nth(1)
    number = first.locator("td").nth(2).inner_text().split("\n")[0]
    first.locator("td").nth(1).click()
    panel = page.get_by_role("complementary", name="预览")
    expect(panel).to_contain_text(number)
    expect(panel.locator("mark").first).to_have_text("清河")
    expect(first).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(re.compile("/archive\\?q="))
    second.get_by_role("link", name=re.compile("^预览")).click()
    expect(panel).not_to_contain_text(number)
    expect(second).to_have_attribute("aria-current", "true")
    assert not person.overflows()
    panel.get_by_role("button", name="收起").click()
    expect(panel).to_be_hidden()
    assert person.faults == []


def test_the_keys_lead_from_filing_to_filing(people: People, archive: list[Filing]) -> None:
    person = people("su").open("/archive")
    page = person.page
    panel = page.locator("#preview")
    page.keyboard.press("j")
    expect(rows(page).nth(0)).to_have_class(re.compile("chosen"))
    expect(panel).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows(page).nth(1)).to_have_class(re.compile("chosen"))
    number = rows(page).nth(1).locator("td").nth(2).inner_text().split("\n")[0]
    expect(panel).to_contain_text(number)
    expect(page.locator("#preview-status")).to_have_text(f"正在预览 {number}")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(rows(page).nth(1).locator("[data-open]")).to_be_focused()
    page.keyboard.press("j")
    expect(rows(page).nth(2)).to_have_class(re.compile("chosen"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/filings/\d+$"))
    assert person.faults == []


def test_the_keys_rest_while_one_types_and_when_they_are_switched_off(
    people: People, archive: list[Filing]
) -> None:
    page = people("su").open("/archive").page
    box(page).click()
    page.keyboard.type("jkjk")
    expect(box(page)).to_have_value("jkjk")
    expect(page.locator("[data-result].chosen")).to_have_count(0)
    expect(heading(page)).to_have_text("没有结果")
    box(page).fill("")
    expect(rows(page)).to_have_count(20)
    page.keyboard.press("ArrowDown")
    expect(rows(page).nth(0)).to_have_class(re.compile("chosen"))
    page.get_by_role("button", name="停用快捷键").click()
    page.keyboard.press("j")
    expect(rows(page).nth(0)).to_have_class(re.compile("chosen"))
    page.get_by_role("button", name="启用快捷键").click()
    page.keyboard.press("j")
    expect(rows(page).nth(1)).to_have_class(re.compile("chosen"))


def test_on_the_phone_a_row_leads_to_the_filing(people: People, archive: list[Filing]) -> None:
    person = people("su", width=390).open("/archive?q=清河")
    page = person.page
    expect(page.locator(".to-peek").first).to_be_hidden()
    rows(page).nth(0).locator("td").nth(1).click()
    expect(page.locator("#preview")).to_be_hidden()
    rows(page).nth(0).locator("[data-open]").click()
    expect(page).to_have_url(re.compile(r"/filings/\d+$"))


@pytest.fixture
def sheet(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Filing:
    """A task sheet with its paper, made before the server and its worker begin."""
    monkeypatch.setattr(papers, "_make", quick_sheet)
    filing = journeys.file_task_sheet(cast, "mai")
    journeys.make_papers()
    db.session.rollback()
    return filing


def test_an_export_is_asked_for_watched_and_fetched(sheet: Filing, people: People) -> None:
    person = people("he").open("/archive")
    page = person.page
    page.get_by_role("link", name="打包下载 1 件").click()
    page.get_by_label("工作查考").check()
    person.press("打包下载成件 1 件")
    expect(page.get_by_text("已完成")).to_be_visible()
    with page.expect_download() as download:
        page.locator(".head").get_by_role("link", name="下载").click()
    assert download.value.suggested_filename.endswith(".zip")
    assert person.faults == []
