"""不丢一个字: whatever is killed, cut off or closed while one types, the text is on the server or offered again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import People
from tests.browser.faults import (
    FULL_STORE,
    Server,
    age,
    copies,
    cut_off,
    end_session,
    kill,
    mend,
    wait_until,
)
from tests.browser.pages import Person, sign_in

BRANCH = "全程参与的团支部名称"


def branch(page: Page) -> Locator:
    return page.locator("#branch")


def typing(people: People, who: str = "luo", width: int = 1280) -> tuple[Person, str]:
    """Somebody at their own task sheet, and its address."""
    cadre = people(who, width)
    return cadre, f"/submissions/{cadre.begin('任务表')}/draft"


def left_behind(people: People, text: str = "没来得及保存的字") -> tuple[Person, str]:
    """罗欣喆 typed, nothing came through, and the window was killed; gives her new window."""
    cadre, url = typing(people)
    cut_off(cadre.page)
    branch(cadre.page).fill(text)
    expect(cadre.saved()).to_contain_text("没有保存", timeout=10_000)
    window = cadre.page.context
    age(cadre.page)
    kill(cadre.page)
    cadre.page = window.new_page()
    return cadre, url


# saving


def test_an_autosave_sends_only_what_was_typed(people: People) -> None:
    cadre, _ = typing(people)
    with cadre.page.expect_request("**/draft/changes") as sent:
        branch(cadre.page).fill("白泉村团支部")
    body = json.loads(sent.value.post_data or "")
    assert list(body["changes"]) == ["branch"] and body["changes"]["branch"][1] == ["白泉村团支部"]
    with cadre.page.expect_request("**/draft/changes") as sent:
        cadre.page.get_by_role("button", name="添一次").first.click()
    [(_, [before, after])] = json.loads(sent.value.post_data or "")["changes"].items()
    assert len(after) == len(before) + 1, "the list of rows, and nothing else"


def test_saved_is_said_with_the_time_and_only_on_the_servers_word(people: People) -> None:
    cadre, _ = typing(people)
    held: list[Route] = []
    cadre.page.route("**/draft/changes", lambda route: held.append(route))
    branch(cadre.page).fill("白泉村团支部")
    expect(cadre.saved()).to_have_text("还没有保存")
    expect(cadre.saved()).to_have_text("正在保存…")
    # The page says so before its request has come out of it.
    wait_until(cadre.page, lambda: held)
    held[0].continue_()
    expect(cadre.saved()).to_have_text("已保存 12:00")


def test_a_failure_says_why_where_the_text_is_and_offers_to_try_again(people: People) -> None:
    cadre, _ = typing(people, width=390)
    cut_off(cadre.page)
    branch(cadre.page).fill("白泉村团支部")
    expect(cadre.saved()).to_contain_text("没有保存：网络不通", timeout=10_000)
    expect(cadre.saved()).to_contain_text("文字已留在这台设备上")
    mend(cadre.page)
    cadre.page.get_by_role("button", name="现在重试").click()
    expect(cadre.saved()).to_have_text("已保存 12:00")
    assert copies(cadre.page) == []
    assert not cadre.overflows()


def test_the_network_cut_while_typing_costs_nothing(people: People) -> None:
    cadre, url = typing(people)
    branch(cadre.page).press_sequentially("断网前", delay=20)
    cadre.page.context.set_offline(True)
    branch(cadre.page).press_sequentially("断网后", delay=20)
    expect(cadre.saved()).to_contain_text("没有保存", timeout=10_000)
    branch(cadre.page).press_sequentially("还在写", delay=20)
    cadre.page.context.set_offline(False)
    expect(cadre.saved()).to_contain_text("已保存", timeout=30_000)
    again = people("luo").open(url)
    expect(branch(again.page)).to_have_value(re.compile("断网前断网后还在写"))


@pytest.fixture
def own_server(app: Flask) -> Iterator[Server]:
    server = Server(app)
    yield server
    server.stop()


def test_the_server_killed_while_typing_and_started_again_costs_nothing(
    chromium: Browser, own_server: Server
) -> None:
    people = People(chromium, own_server.address)
    cadre, url = typing(people)
    own_server.stop()
    branch(cadre.page).fill("停机时写的字")
    expect(cadre.saved()).to_contain_text("没有保存：网络不通", timeout=10_000)
    own_server.start()
    expect(cadre.saved()).to_contain_text("已保存", timeout=30_000)
    again = people("luo").open(url)
    expect(branch(again.page)).to_have_value("停机时写的字")
    people.leave()


# the copy in this browser


def test_a_killed_window_is_offered_its_text_again_and_restoring_saves_it(people: People) -> None:
    cadre, url = left_behind(people)
    cadre.open(url)
    offer = cadre.page.locator(".restore")
    expect(offer).to_contain_text("未保存的文字（1 处）", timeout=10_000)
    expect(offer.locator("tbody tr")).to_contain_text([BRANCH])
    expect(offer.locator("td[data-h='现在的']")).to_have_text("云溪县第一中学高一（1）班团支部")
    expect(offer.locator("td[data-h='未保存的']")).to_have_text("没来得及保存的字")
    expect(branch(cadre.page)).to_have_value("云溪县第一中学高一（1）班团支部")
    offer.get_by_role("button", name="恢复勾选的").click()
    expect(branch(cadre.page)).to_have_value("没来得及保存的字")
    cadre.wait_until_saved()
    assert copies(cadre.page) == []
    again = people("luo").open(url)
    expect(branch(again.page)).to_have_value("没来得及保存的字")


def test_a_window_killed_in_the_middle_of_a_word_loses_none_of_it(people: People) -> None:
    """No pause, no leaving: a third of a second after the last key the window is gone."""
    cadre, url = typing(people)
    cadre.page.clock.install()
    cadre.open(url)
    cut_off(cadre.page)
    branch(cadre.page).fill("")
    branch(cadre.page).press_sequentially("写到一半的", delay=30)
    cadre.page.clock.run_for(350)
    window = cadre.page.context
    kill(cadre.page)
    page = window.new_page()
    page.goto(url)
    expect(page.locator(".restore td[data-h='未保存的']")).to_have_text("写到一半的", timeout=10_000)


def test_what_is_thrown_away_is_not_offered_again(people: People) -> None:
    cadre, url = left_behind(people)
    cadre.open(url)
    cadre.page.get_by_role("button", name="全部丢弃").click(timeout=10_000)
    expect(branch(cadre.page)).to_have_value("云溪县第一中学高一（1）班团支部")
    assert copies(cadre.page) == []


def test_a_blank_never_replaces_text_unless_it_is_ticked(people: People) -> None:
    cadre, url = left_behind(people, "")
    cadre.open(url)
    tick = cadre.page.locator(".restore input[type=checkbox]")
    expect(tick).not_to_be_checked(timeout=10_000)
    expect(cadre.page.locator(".restore")).to_contain_text("（清空）")
    cadre.page.get_by_role("button", name="恢复勾选的").click()
    expect(branch(cadre.page)).to_have_value("云溪县第一中学高一（1）班团支部")


def test_rows_added_while_the_network_was_gone_come_back_as_rows(people: People) -> None:
    clerk = people("zhou")
    url = f"/submissions/{clerk.begin('联系点汇总表')}/draft"
    rows = clerk.page.locator("tr[data-row]")
    before = rows.count()
    cut_off(clerk.page)
    clerk.page.locator("[data-row-add]").click()
    rows.last.locator("input[name$='-name']").fill("买买提江")
    expect(clerk.saved()).to_contain_text("没有保存", timeout=10_000)
    window = clerk.page.context
    age(clerk.page)
    kill(clerk.page)
    clerk.page = window.new_page()
    clerk.open(url)
    clerk.page.get_by_role("button", name="恢复勾选的").click(timeout=10_000)
    rows = clerk.page.locator("tr[data-row]")
    expect(rows).to_have_count(before + 1)
    expect(rows.last.locator("input[name$='-name']")).to_have_value("买买提江")
    clerk.wait_until_saved()
    again = people("zhou").open(url)
    expect(again.page.locator("tr[data-row]").last.locator("input[name$='-name']")).to_have_value("买买提江")


def test_another_form_and_another_person_are_not_offered_it(people: People) -> None:
    cadre, url = left_behind(people)
    page = cadre.page
    assert len(copies_of(page)) == 1
    page.goto("/")
    other = page.locator("tr", has=page.get_by_text("联系点汇总表", exact=True))
    assert other.count() == 0, "罗欣喆 has one form; the other is opened by the clerk below"
    end_session(page)
    sign_in(page, "lin")
    page.goto(url)
    expect(branch(page)).to_be_visible()
    page.wait_for_timeout(500)
    assert page.locator(".restore").count() == 0
    clerk = Person.__new__(Person)
    clerk.page = page
    clerk.begin("联系点汇总表")
    page.wait_for_timeout(500)
    assert page.locator(".restore").count() == 0 and len(copies(page)) == 1


def test_signing_out_clears_the_persons_copies_and_nobody_elses(people: People) -> None:
    cadre, url = left_behind(people)
    page = cadre.page
    page.goto("/")
    page.evaluate("localStorage.setItem('youthwork:draft:x:1:1:99999:aa', '{}')")
    assert len(copies(page)) == 2
    page.locator("header form.sign-out button").click()
    expect(page).to_have_url(re.compile("/login"))
    page.wait_for_load_state()
    assert copies(page) == ["youthwork:draft:x:1:1:99999:aa"]
    sign_in(page, "luo")
    page.goto(url)
    page.wait_for_timeout(300)
    assert page.locator(".restore").count() == 0


def test_signing_out_in_another_window_clears_the_copies_of_this_one(people: People) -> None:
    cadre, _ = typing(people)
    cut_off(cadre.page)
    branch(cadre.page).fill("没保存的字")
    expect(cadre.saved()).to_contain_text("没有保存", timeout=10_000)
    other = cadre.page.context.new_page()
    other.goto("/")
    other.locator("header form.sign-out button").click()
    expect(other).to_have_url(re.compile("/login"))
    expect(cadre.page.get_by_role("dialog")).to_contain_text("你已在另一个窗口退出")
    cadre.page.wait_for_timeout(500)
    assert copies(other) == []
    expect(branch(cadre.page)).to_have_value("没保存的字")


def test_a_full_store_is_told_and_stops_nothing(people: People) -> None:
    cadre, url = typing(people)
    cadre.page.add_init_script(FULL_STORE)
    cadre.page.reload()
    branch(cadre.page).fill("存不下副本时写的字")
    expect(cadre.page.locator("#draft-notes")).to_contain_text("存不下副本了")
    cadre.wait_until_saved()
    again = people("luo").open(url)
    expect(branch(again.page)).to_have_value("存不下副本时写的字")


def copies_of(page: Page) -> list[str]:
    """The same from a window that shows none of our pages yet."""
    page.goto("/")
    return copies(page)
