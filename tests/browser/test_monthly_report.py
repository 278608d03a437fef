"""五个一月报 in a browser: long texts are saved as they are typed, on a phone too, and every figure opens."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import monthly_reports
from tests.browser.conftest import People
from tests.factories import Cast
from youthwork.services import transactions


@pytest.mark.parametrize("width", [1280, 390])
def test_a_long_text_is_saved_while_it_is_typed(people: People, cast: Cast, width: int) -> None:
    with transactions.deed():
        monthly_reports.record_march(cast)
        monthly_reports.ask(cast)
    clerk = people("lin", width)
    paper = clerk.begin("五个一月报 · 2026年3月")
    plans = clerk.page.get_by_label("下步工作安排")
    plans.fill("四月上旬办一次开放日。\n请联系的青年自己报题目。")
    clerk.page.keyboard.press("Tab")
    clerk.wait_until_saved()
    again = people("lin", width).open(f"/submissions/{paper}/draft")
    text = again.page.get_by_label("下步工作安排")
    expect(text).to_have_value("四月上旬办一次开放日。\n请联系的青年自己报题目。")
    again.page.locator("details.tally summary").first.click()
    expect(again.page.get_by_role("link", name="3月5日 到白泉村与返乡青年交流").first).to_be_visible()
    inner, outer = again.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert inner <= outer
    assert clerk.faults == again.faults == []
