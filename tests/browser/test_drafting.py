"""填报 in a browser: nothing typed is lost, whatever the network, the clipboard or a second window does."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People


def test_typing_is_saved_without_pressing_anything(people: People) -> None:
    cadre = people("luo")
    paper = cadre.begin("任务表")
    cadre.page.get_by_label("全程参与的团支部名称").fill("云溪县第一中学高一（1）班")
    cadre.page.keyboard.press("Tab")
    cadre.wait_until_saved()
    again = people("luo").open(f"/submissions/{paper}/draft")
    expect(again.page.get_by_label("全程参与的团支部名称")).to_have_value("云溪县第一中学高一（1）班")


def test_a_failed_save_says_so_and_is_made_good_when_the_network_is_back(people: People) -> None:
    cadre = people("luo", 390)
    paper = cadre.begin("任务表")
    cadre.page.context.set_offline(True)
    cadre.page.get_by_label("全程参与的团支部名称").fill("地铁里写的字")
    cadre.page.keyboard.press("Tab")
    expect(cadre.saved()).to_contain_text("没有保存", timeout=10_000)
    cadre.page.context.set_offline(False)
    expect(cadre.saved()).to_contain_text("已保存", timeout=20_000)
    again = people("luo").open(f"/submissions/{paper}/draft")
    expect(again.page.get_by_label("全程参与的团支部名称")).to_have_value("地铁里写的字")


def test_a_block_copied_from_excel_fills_the_grid_and_adds_rows(people: People) -> None:
    clerk = people("bai")
    paper = clerk.begin("联系点汇总表")
    first = clerk.page.locator("tr[data-row] input[name$='-name']").first
    first.focus()
    block = '甲同志\t书记\t13800000901\t云溪镇团委\n乙同志\t副书记\t13800000902\t"云溪镇\n机关团总支"\n丙同志\t委员\t13800000903\t云溪镇团委'
    clerk.page.evaluate(
        """([text]) => { const data = new DataTransfer(); data.setData('text/plain', text);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }""",
        [block],
    )
    expect(clerk.page.locator("tr[data-row]")).to_have_count(3)
    clerk.page.keyboard.press("Tab")
    clerk.wait_until_saved()
    again = people("bai").open(f"/submissions/{paper}/draft")
    names = again.page.locator("tr[data-row] input[name$='-name']")
    assert [names.nth(at).input_value() for at in range(3)] == ["甲同志", "乙同志", "丙同志"]


def test_enter_after_tabs_begins_the_next_row_as_in_a_spreadsheet(people: People) -> None:
    clerk = people("bai")
    clerk.begin("联系点汇总表")
    keys, rows = clerk.page.keyboard, clerk.page.locator("tr[data-row]")
    before = rows.count()
    clerk.press("添一行")
    for text in ("甲同志", "书记", "13800000901", "云溪镇团委"):
        keys.insert_text(text)
        keys.press("Enter" if text == "云溪镇团委" else "Tab")
    expect(rows).to_have_count(before + 2)
    expect(rows.last.locator("[name$='-name']")).to_be_focused()
    # A run that began further right comes back there; without a run Enter stays in its column.
    rows.nth(before).locator("[name$='-title']").click()
    keys.press("Tab")
    keys.press("Enter")
    expect(rows.last.locator("[name$='-title']")).to_be_focused()
    keys.press("Enter")
    expect(rows).to_have_count(before + 3)
    expect(rows.last.locator("[name$='-title']")).to_be_focused()
    assert clerk.faults == []


def test_what_compiling_did_is_read_without_scrolling(people: People) -> None:
    clerk = people("zhou")
    clerk.begin("联系点汇总表")
    clerk.press("由联系关系汇编")
    expect(clerk.page.locator(".callout.done")).to_contain_text("已汇编 4 人")
    expect(clerk.page.locator(".callout.done")).to_be_in_viewport()


def test_tab_passes_over_where_a_cell_is_from_and_back_leads_to_it(people: People) -> None:
    clerk = people("zhou")
    clerk.begin("联系点汇总表")
    row = clerk.page.locator("tr[data-row]").first
    expect(row.locator("details")).not_to_have_count(0)
    row.locator("[name$='-name']").click()
    for column in ("title", "phone", "committee"):
        clerk.page.keyboard.press("Tab")
        expect(row.locator(f"[name$='-{column}']")).to_be_focused()
    clerk.page.keyboard.press("Shift+Tab")
    expect(row.locator("td:has([name$='-phone']) summary")).to_be_focused()


def test_two_windows_on_one_draft_keep_both_texts(people: People) -> None:
    one, two = people("zhou"), people("zhou")
    paper = one.begin("联系点汇总表")
    two.open(f"/submissions/{paper}/draft")
    one.page.get_by_label("填表人").fill("甲")
    one.page.keyboard.press("Tab")
    one.wait_until_saved()
    two.page.get_by_label("填表人").fill("乙")
    two.page.keyboard.press("Tab")
    expect(two.page.locator(".clash-here")).to_contain_text("甲", timeout=10_000)
    two.open(f"/submissions/{paper}/draft")
    expect(two.page.locator(".clash")).to_contain_text("乙")
    expect(two.page.get_by_label("填表人")).to_have_value("甲")
    two.page.locator(".clash").get_by_role("button").first.click()
    expect(two.page.get_by_label("填表人")).to_have_value("乙")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(people: People) -> None:
    cadre = people("mai", 390)
    cadre.begin("任务表")
    cadre.press("提交审签")
    expect(cadre.page.locator(".error-summary")).to_be_focused()
    cadre.page.locator(".error-summary a").first.click()
    expect(cadre.page.get_by_label("联系指导的团委名称")).to_be_focused()


@pytest.mark.parametrize("username", ["zhou", "luo"])
def test_everything_works_without_javascript(people: People, username: str) -> None:
    person = people(username, javascript=False)
    annex = "联系点汇总表" if username == "zhou" else "任务表"
    person.begin(annex)
    rows = person.page.locator("tr[data-row]").count()
    person.page.locator("button[data-row-add]").first.click()
    expect(person.page.locator("tr[data-row]")).to_have_count(rows + 1)
    person.press("保存")
    expect(person.page.locator(".callout.done")).to_contain_text("已保存")


def test_choosing_another_committee_offers_its_branches(people: People) -> None:
    cadre = people("luo")
    cadre.begin("任务表")
    offered = cadre.page.locator("#choices-branch option")
    assert offered.first.get_attribute("value") == "云溪县第一中学高一（1）班团支部"
    cadre.page.get_by_label("联系指导的团委名称").fill("云溪镇团委")
    cadre.page.keyboard.press("Tab")
    expect(offered.first).to_have_attribute("value", "白泉村团支部")
    assert cadre.faults == []
