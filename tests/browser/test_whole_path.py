"""The main job in a browser, at the desk and on a phone: draft → sign-off → seal → send → accept → file → archive."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import People
from tests.browser.pages import Person

WIDTHS = pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])


@WIDTHS
def test_a_unit_s_table_walks_from_the_draft_to_the_archive(people: People, width: int) -> None:
    clerk = people("zhou", width)
    paper = clerk.begin("联系点汇总表")
    clerk.press("由联系关系汇编")
    expect(clerk.page.locator(".callout.done")).to_contain_text("已汇编 4 人")
    _committee_of(clerk.page, "买买提江·阿布都").fill("云溪镇团委")
    clerk.press("提交审签")
    clerk.says("团青岚市委组织部")
    clerk.says("上级团组织是团青岚市委")
    clerk.press("提交审签")
    expect(clerk.page.locator(".callout.done")).to_contain_text("已提交审签")

    people("chen", width).step(paper, "审签同意")
    people("li", width).step(paper, "用印")
    clerk.step(paper, "报送")
    clerk.says("SL-20260401-0001")
    reviewer = people("he", width)
    reviewer.step(paper, "签收").step(paper, "予以备案")
    reviewer.says("岚青备〔2026〕1号")
    _paper_is_there(reviewer.page)

    clerk.open("/archive?q=买买提江")
    clerk.page.get_by_role("link", name=re.compile("联系点汇总表")).first.click()
    _paper_is_there(clerk.page)
    for person in (clerk, reviewer):
        assert not person.overflows() and person.faults == []


@WIDTHS
def test_a_cadre_s_task_sheet_is_returned_once_and_then_filed(people: People, width: int) -> None:
    cadre = people("luo", width)
    paper = cadre.begin("任务表")
    expect(cadre.page.get_by_label("联系指导的团委名称")).to_have_value("云溪县第一中学团委")
    _entry(cadre, "一起学习总书记讲话", "3月15日", "集中学习", "32人", "形成学习体会12篇")
    cadre.submit()
    people("meng", width).step(paper, "审签同意")
    people("lin", width).step(paper, "报送")
    reviewer = people("tang", width)
    reviewer.step(paper, "签收").step(paper, "退回补正", reason="请补充志愿服务")

    cadre.open(f"/submissions/{paper}/draft")
    expect(cadre.page.locator("main")).to_contain_text("请补充志愿服务")
    _entry(cadre, "一起开展志愿服务", "3月5日", "清河志愿服务", "45人", "清理河道2公里")
    cadre.submit()
    people("meng", width).step(paper, "审签同意")
    people("lin", width).step(paper, "报送")
    reviewer.step(paper, "签收").step(paper, "予以备案")
    reviewer.says("示青备〔2026〕1号")
    _paper_is_there(reviewer.page)
    assert cadre.faults == [] and reviewer.faults == []


def _committee_of(page: Page, name: str) -> Locator:
    """The committee cell in the row of this cadre."""
    rows = page.locator("tr[data-row]")
    for at in range(rows.count()):
        if rows.nth(at).locator("input[name$='-name']").input_value() == name:
            return rows.nth(at).locator("input[name$='-committee']")
    raise AssertionError(f"no row for {name}")


def _entry(cadre: Person, task: str, *parts: str) -> None:
    """添一次 under a task and fill its four parts."""
    place = cadre.page.locator("article.task", has=cadre.page.get_by_role("heading", name=task))
    place.get_by_role("button", name="添一次").click()
    row = place.locator("tr[data-row]").last
    for column, text in zip(("time", "form", "scale", "effect"), parts, strict=True):
        row.locator(f"input[name$='-{column}']").fill(text)


def _paper_is_there(page: Page) -> None:
    """The page images come by themselves and the PDF is one press away."""
    # 待出件 at first: the page looks again by itself until the worker has made it.
    expect(page.locator(".paper-pages img").first).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("PDF")).first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
