"""转发到下级 with a real browser: saved while one types, refused where one sees why, sent on once it is right."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.factories import Cast
from tests.services.notices.test_passing import superior
from youthwork.services.transactions import deed


@pytest.mark.parametrize("width", [1280, 390])
def test_passing_a_notice_on(width: int, people: People, cast: Cast) -> None:
    with deed():
        above = superior(cast).id
    clerk = people("lin", width).open(f"/notices/{above}")
    page = clerk.page
    page.get_by_role("link", name="转发到下级").click()
    clerk.press("起草转发通知")
    page.wait_for_url(re.compile(r"/notices/\d+/passing-on$"))
    page.get_by_label("正文").fill("请各县抓紧报送。")
    page.get_by_label("联系电话").fill("0371-65900000")
    expect(page.locator("#saved-state")).to_contain_text("已保存", timeout=15_000)
    page.reload()
    expect(page.get_by_label("正文")).to_have_value("请各县抓紧报送。", timeout=15_000)
    page.locator("#due-contact_points").fill("2026-04-01")
    clerk.press("下一步：核对")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("最早可定2026年4月3日", timeout=15_000)
    expect(page.locator("#due-contact_points")).to_have_value("2026-04-01")
    expect(page.get_by_label("正文")).to_have_value("请各县抓紧报送。", timeout=15_000)
    summary.get_by_role("link").first.click()
    expect(page.locator("#due-contact_points")).to_be_focused()
    page.locator("#due-contact_points").fill("2026-04-03")
    clerk.press("下一步：核对")
    page.wait_for_url(re.compile(r"/issuing$"))
    expect(page.locator("h1")).to_contain_text("转发团示范省委", timeout=15_000)
    assert clerk.faults == []
