"""就地登录、闲置退出: a session that ends in the middle of typing costs no text, and gives it to nobody else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import People
from tests.browser.faults import end_session
from tests.browser.pages import Person
from tests.factories import PASSWORD

MINUTE = 60_000


def typing(people: People, who: str = "luo", width: int = 1280) -> tuple[Person, str]:
    cadre = people(who, width)
    return cadre, f"/submissions/{cadre.begin('任务表')}/draft"


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def sign_in_here(page: Page, password: str = PASSWORD) -> None:
    dialog(page).get_by_label("密码").fill(password)
    dialog(page).get_by_role("button", name="登录").click()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_session_that_ended_while_typing_is_renewed_in_place(people: People, width: int) -> None:
    cadre, url = typing(people, width=width)
    end_session(cadre.page)
    cadre.page.locator("#branch").fill("登录过期时写的字")
    expect(dialog(cadre.page)).to_contain_text("登录已过期", timeout=10_000)
    expect(dialog(cadre.page).get_by_label("用户名")).to_have_value("luo")
    expect(dialog(cadre.page).get_by_label("用户名")).not_to_be_editable()
    expect(dialog(cadre.page).get_by_label("密码")).to_be_focused()
    sign_in_here(cadre.page, "不对")
    expect(dialog(cadre.page)).to_contain_text("用户名或密码不对")
    assert not cadre.overflows()
    sign_in_here(cadre.page)
    expect(dialog(cadre.page)).to_have_count(0)
    cadre.wait_until_saved()
    expect(cadre.page.locator("#branch")).to_have_value("登录过期时写的字")
    again = people("luo").open(url)
    expect(again.page.locator("#branch")).to_have_value("登录过期时写的字")
    assert cadre.faults == []


def test_the_focus_stays_in_the_dialog(people: People) -> None:
    cadre, _ = typing(people)
    end_session(cadre.page)
    cadre.page.locator("#branch").fill("字")
    expect(dialog(cadre.page)).to_be_visible(timeout=10_000)
    for key in ("Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"):
        cadre.page.keyboard.press(key)
        assert cadre.page.evaluate("document.querySelector('[role=dialog]').contains(document.activeElement)")


def test_somebody_else_who_signs_in_at_this_computer_does_not_inherit_the_text(people: People) -> None:
    cadre, url = typing(people)
    window = cadre.page.context
    end_session(cadre.page)
    other = window.new_page()
    Person(other, "lin")
    cadre.page.bring_to_front()
    cadre.page.locator("#branch").fill("只属于罗欣喆的字")
    expect(dialog(cadre.page)).to_contain_text("这台设备上现在登录的是林晓舟", timeout=10_000)
    sign_in_here(cadre.page)
    expect(dialog(cadre.page)).to_contain_text("只留给罗欣喆")
    other.goto(url)
    expect(other.locator("#branch")).to_have_value("云溪县第一中学高一（1）班团支部")
    other.wait_for_timeout(500)
    assert other.locator(".restore").count() == 0


def test_signed_in_again_in_another_window_the_page_just_goes_on(people: People) -> None:
    cadre, _ = typing(people)
    end_session(cadre.page)
    Person(cadre.page.context.new_page(), "luo")
    cadre.page.bring_to_front()
    cadre.page.locator("#branch").fill("在别的窗口又登录了")
    cadre.wait_until_saved()
    assert dialog(cadre.page).count() == 0


def on_a_clock(people: People) -> Person:
    """At the task sheet, with the browser's clock in the test's hand."""
    cadre, url = typing(people)
    cadre.page.clock.install()
    cadre.page.goto(url)
    return cadre


def test_five_minutes_before_the_idle_exit_one_is_warned_and_may_stay(people: People) -> None:
    cadre = on_a_clock(people)
    cadre.page.clock.run_for(24 * MINUTE)
    assert dialog(cadre.page).count() == 0
    cadre.page.clock.run_for(2 * MINUTE)
    expect(dialog(cadre.page)).to_contain_text("5 分钟后自动退出")
    expect(dialog(cadre.page)).to_contain_text("已填的内容都已保存")
    with cadre.page.expect_response("**/session"):
        dialog(cadre.page).get_by_role("button", name="继续使用").click()
    cadre.page.clock.run_for(20 * MINUTE)
    assert dialog(cadre.page).count() == 0


def test_after_the_idle_exit_one_signs_in_in_place(people: People) -> None:
    cadre = on_a_clock(people)
    end_session(cadre.page)
    cadre.page.clock.run_for(31 * MINUTE)
    expect(dialog(cadre.page)).to_contain_text("很久没有操作，已自动退出")
    cadre.page.clock.resume()
    sign_in_here(cadre.page)
    expect(dialog(cadre.page)).to_have_count(0)
    cadre.page.locator("#branch").fill("回来接着写")
    cadre.wait_until_saved()


def test_somebody_who_works_is_never_warned(people: People) -> None:
    cadre = on_a_clock(people)
    for _ in range(6):
        cadre.page.locator("#branch").press("End")
        cadre.page.clock.run_for(6 * MINUTE)
    assert dialog(cadre.page).count() == 0


def test_a_page_without_a_script_still_leads_to_the_door(people: People) -> None:
    cadre = people("luo", javascript=False)
    cadre.begin("任务表")
    end_session(cadre.page)
    cadre.press("保存")
    expect(cadre.page).to_have_url(re.compile("/login"))
