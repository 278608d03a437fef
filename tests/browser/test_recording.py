"""记一条 in a browser, on a phone: how many taps it takes, and what becomes of it where the network drops."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import People
from tests.browser.faults import end_session, wait_until
from tests.browser.pages import Person
from tests.contact_work import EFFECT, add_activity
from tests.factories import Cast
from youthwork.extensions import db
from youthwork.models import Activity
from youthwork.services import transactions

#: Of an ordinary entry of another evening: each chooses one thing, or leads into a box.
MOST_TAPS = 7

COUNT = """
window.effort = {taps: 0, keys: 0};
document.addEventListener('pointerdown', () => { window.effort.taps += 1; }, true);
document.addEventListener('keydown', () => { window.effort.keys += 1; }, true);
"""


def kept(app: Flask) -> list[Activity]:
    with app.app_context():
        rows = db.session.scalars(db.select(Activity).order_by(Activity.id)).all()
        return list(rows)


def queue(page: Page) -> list[dict[str, Any]]:
    """What waits in this browser, whoever wrote it."""
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('youthwork:queue:'))"
        ".map((key) => localStorage.getItem(key))"
    )
    return [json.loads(each) for each in found]


def kept_offline(people: People, width: int, asked: str = "") -> Person:
    """A cadre whose phone lost its network before 保存: the entry waits in the browser."""
    cadre = people("zhou", width)
    cadre.open(f"/records/new{asked}")
    cadre.page.context.set_offline(True)
    fill(cadre)
    cadre.press("保存")
    return cadre


def fill(person: Person, topic: str = "和返乡青年聊电商", effect: str = EFFECT) -> None:
    page = person.page
    page.get_by_label("做了什么").fill(topic)
    page.get_by_text("昨天", exact=True).click()
    page.get_by_label("参加人数").fill("6")
    page.get_by_label("成效").fill(effect)


def test_an_ordinary_entry_takes_few_taps_on_a_phone(
    people: People, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    cadre = people("zhou", 390)
    cadre.open("/records/new")
    page = cadre.page
    page.evaluate(COUNT)
    page.locator("label[for^=purposes]").first.click()
    page.get_by_text("昨天", exact=True).click()
    page.get_by_role("button", name="19:30").click()
    page.get_by_role("button", name="1 个半小时").click()
    page.get_by_label("参加人数").click()
    page.keyboard.type("6")
    page.get_by_label("成效").click()
    page.keyboard.type("谈了贷款，月底请信用社来讲")
    effort = page.evaluate("window.effort")
    cadre.press("保存")
    expect(page.locator(".callout.done")).to_contain_text("已记下")
    taps = effort["taps"] + 1
    with capsys.disabled():
        print(f"\n  记一条, 390 px: {taps} taps, {effort['keys']} keys")
    [row] = kept(app)
    assert f"{row.starts_at:%d %H:%M}–{row.ends_at:%H:%M}" == "31 19:30–21:00"
    assert row.topic == "与青年交流"
    assert taps <= MOST_TAPS
    assert not cadre.faults and not cadre.overflows()


def test_an_hour_keeps_the_length_and_of_today_only_past_ones_are_offered(people: People) -> None:
    cadre = people("zhou", 390)
    cadre.open("/records/new")
    page = cadre.page
    # It is noon: 19:00 has not been yet.
    expect(page.get_by_role("button", name="19:00")).to_be_hidden()
    page.get_by_role("button", name="09:00").click()
    expect(page.get_by_label("结束", exact=True)).to_have_value("10:00")
    page.get_by_role("button", name="2 小时").click()
    page.get_by_text("昨天", exact=True).click()
    page.get_by_role("button", name="20:00").click()
    expect(page.get_by_label("开始", exact=True)).to_have_value("20:00")
    expect(page.get_by_label("结束", exact=True)).to_have_value("22:00")
    page.get_by_label("开始", exact=True).fill("")
    page.get_by_role("button", name="19:00").click()
    expect(page.get_by_label("结束", exact=True)).to_have_value("20:00")
    assert not cadre.faults


def test_the_box_says_what_an_entry_without_a_name_is_called(people: People) -> None:
    cadre = people("zhou", 390)
    cadre.open("/records/new")
    page, box = cadre.page, cadre.page.get_by_label("做了什么")
    page.get_by_text("与青年交流", exact=True).click()
    expect(box).to_have_attribute("placeholder", "不写就记作：与青年交流")
    page.get_by_text("办一件实事", exact=True).click()
    expect(box).to_have_attribute("placeholder", "不写就用勾选的 2 项作名称")
    page.get_by_text("与青年交流", exact=True).click()
    page.get_by_text("办一件实事", exact=True).click()
    expect(box).to_have_attribute("placeholder", "如 和返乡青年聊电商")
    assert not cadre.faults


def test_a_place_one_was_at_is_one_tap(people: People, cast: Cast, app: Flask) -> None:
    with app.app_context(), transactions.deed():
        add_activity(cast, "zhou", place="白泉村活动室")
    cadre = people("zhou", 390)
    cadre.open("/records/new")
    cadre.page.get_by_role("button", name="白泉村活动室").click()
    expect(cadre.page.get_by_label("地点")).to_have_value("白泉村活动室")
    assert not cadre.faults and not cadre.overflows()


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_the_page_fits_and_its_targets_are_large_enough(people: People, width: int) -> None:
    cadre = people("zhou", width)
    cadre.open("/records/new")
    assert not cadre.overflows()
    cadre.page.get_by_text("更多用途").click()
    cadre.page.get_by_text("主题访谈夜", exact=True).click()
    expect(cadre.page.get_by_text("一访困难青少年或不良行为青少年")).to_be_visible()
    assert not cadre.overflows()
    if width < 400:
        targets = cadre.page.locator(
            ".record label[for]:visible, .record .chip:visible, .record select:visible"
        )
        for at in range(targets.count()):
            label = targets.nth(at)
            if label.evaluate("it => it.matches('.ticks > *, .picks > *, select')"):
                box = label.bounding_box()
                assert box and box["height"] >= 44, label.inner_text()


def test_what_is_asked_shows_on_the_same_page_and_one_tap_answers_it(people: People, app: Flask) -> None:
    cadre = people("zhou", 390)
    cadre.open("/records/new")
    fill(cadre, effect="")
    cadre.press("保存")
    asked = cadre.page.locator("#signals")
    expect(asked).to_contain_text("没有写成效")
    expect(cadre.page.get_by_label("做了什么")).to_have_value("和返乡青年聊电商")
    asked.get_by_role("link", name="改一改").click()
    expect(cadre.page.get_by_label("成效")).to_be_focused()
    asked.get_by_role("button", name="例行活动，没有要写的").click()
    cadre.press("保留并保存")
    expect(cadre.page.locator(".callout.done")).to_contain_text("已记下")
    assert len(kept(app)) == 1 and not cadre.faults


def test_an_organization_is_found_while_the_rest_stays_typed(people: People, cast: Cast) -> None:
    cadre = people("zhou", 390)
    cadre.open("/records/new")
    fill(cadre)
    cadre.page.get_by_text("不在里面，按名称查找").click()
    cadre.page.get_by_placeholder("如 云溪 中学").fill("高一")
    cadre.page.keyboard.press("Enter")
    expect(cadre.page.get_by_text("已选第一个")).to_be_visible()
    branch = cast.organizations["云溪县第一中学高一（1）班团支部"].id
    expect(cadre.page.get_by_label("和哪个团组织")).to_have_value(str(branch))
    expect(cadre.page.get_by_label("做了什么")).to_have_value("和返乡青年聊电商")
    cadre.press("保存")
    expect(cadre.page.locator(".callout.done")).to_contain_text("已记下")


def test_an_entry_made_without_a_network_goes_by_itself_when_it_is_back(people: People, app: Flask) -> None:
    cadre = kept_offline(people, 390)
    page = cadre.page
    expect(page.locator("#queue")).to_contain_text("1 条记录已存在本机，联网后自动发送")
    expect(page.get_by_label("做了什么")).to_have_value("")
    fill(cadre, "讲了一堂团课", "二十个团员听了，问得最多的是怎么转接团组织关系。")
    page.get_by_text("前天", exact=True).click()
    cadre.press("保存")
    expect(page.locator("#queue li")).to_have_count(2)
    assert not kept(app)
    page.context.set_offline(False)
    expect(page.locator("#queue")).to_contain_text("和返乡青年聊电商：已记下", timeout=20_000)
    expect(page.locator("#queue")).to_contain_text("讲了一堂团课：已记下")
    assert [(row.topic, row.starts_at.day) for row in kept(app)] == [
        ("和返乡青年聊电商", 31),
        ("讲了一堂团课", 30),
    ]
    assert not queue(page) and not cadre.faults


def test_an_answer_lost_on_the_way_makes_no_second_record(people: People, app: Flask) -> None:
    cadre = people("zhou", 390)
    cadre.open("/records/new")
    page = cadre.page
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and len(lost) < 2:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort()
        else:
            route.continue_()

    page.route("**/records", lose)
    fill(cadre)
    cadre.press("保存")
    expect(page.locator("#queue")).to_contain_text("已存在本机")
    page.get_by_role("button", name="现在发送").click()
    expect(page.get_by_role("button", name="现在发送")).to_be_visible()
    wait_until(page, lambda: len(lost) == 2)
    page.wait_for_timeout(300)
    page.get_by_role("button", name="现在发送").click()
    expect(page.locator("#queue")).to_contain_text("这一条已经记下，没有重复", timeout=20_000)
    assert len(lost) == 2 and len(kept(app)) == 1


def test_nothing_of_a_protected_person_waits_in_the_browser(people: People, app: Flask) -> None:
    cadre = people("zhou", 390)
    cadre.open("/records/new?purpose=night_visit")
    page = cadre.page
    page.context.set_offline(True)
    fill(cadre, "夜访王小川", "和王小川、他的奶奶聊了两个小时，约好下周送书。")
    page.get_by_text("一访困难青少年或不良行为青少年").click()
    page.get_by_label("姓名", exact=True).fill("王小川")
    page.locator("summary", has_text="发现的问题").first.click()
    page.get_by_label("类别").first.select_option(label="学习就学")
    page.get_by_label("问题", exact=True).first.fill("想回学校读书，奶奶不同意")
    cadre.press("保存")
    expect(page.locator("#queue")).to_contain_text("已存在本机")
    stored = json.dumps(queue(page), ensure_ascii=False)
    assert "王小川" not in stored and "奶奶不同意" not in stored and "夜访某青年" in stored
    page.context.set_offline(False)
    expect(page.locator("#queue")).to_contain_text(
        "夜访的姓名、发现的问题没有留在本机，请补填", timeout=20_000
    )
    assert len(kept(app)) == 1
    assert not queue(page)


def test_an_entry_the_server_cannot_take_is_opened_again_and_completed(people: People, app: Flask) -> None:
    cadre = kept_offline(people, 390, "?purpose=night_visit")
    page = cadre.page
    page.context.set_offline(False)
    expect(page.locator("#queue")).to_contain_text("请选择是哪一访", timeout=20_000)
    page.get_by_role("link", name="打开补完").click()
    expect(page.get_by_label("做了什么")).to_have_value("和返乡青年聊电商")
    expect(page.get_by_label("成效")).to_have_value(EFFECT)
    page.get_by_label("开始").fill("19:00")
    page.get_by_label("结束").fill("20:00")
    page.get_by_text("四访创业青年").click()
    page.get_by_label("走访对象", exact=True).fill("返乡青年合作社")
    cadre.press("保存")
    expect(page.locator("h1")).to_have_text("和返乡青年聊电商", timeout=10_000)
    cadre_days = [row.starts_at.day for row in kept(app)]
    assert cadre_days == [31] and not queue(page)


def test_another_person_neither_sees_nor_sends_what_waits(people: People, app: Flask) -> None:
    cadre = kept_offline(people, 390)
    page = cadre.page
    expect(page.locator("#queue")).to_contain_text("已存在本机")
    # The session ends without 退出, as it does on an office's computer, and a colleague signs in.
    page.route("**/records", lambda route: route.abort())
    page.context.set_offline(False)
    end_session(page)
    other = Person(page, "chen")
    page.unroute("**/records")
    other.open("/records")
    expect(page.locator("h1")).to_have_text("活动记录")
    expect(page.locator("#queue")).to_have_count(0)
    assert len(queue(page)) == 1 and not kept(app)
    end_session(page)
    Person(page, "zhou")
    expect(page.locator("#queue")).to_contain_text("和返乡青年聊电商：已记下", timeout=20_000)
    assert [row.topic for row in kept(app)] == ["和返乡青年聊电商"] and not queue(page)


def test_signing_out_asks_before_it_clears_what_waits(people: People, app: Flask) -> None:
    cadre = kept_offline(people, 1280)
    page = cadre.page
    page.route("**/records", lambda route: route.abort())
    page.context.set_offline(False)
    page.locator("header .sign-out button").click()
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("还有 1 条记录没有发送")
    box.get_by_role("button", name="先不退出").click()
    assert len(queue(page)) == 1
    page.locator("header .sign-out button").click()
    box.get_by_role("button", name="清除并退出").click()
    expect(page.locator("h1")).to_contain_text("登录")
    assert not queue(page) and not kept(app)


def test_a_session_that_ended_is_signed_in_again_in_place_and_the_entry_is_saved(
    people: People, app: Flask
) -> None:
    cadre = people("zhou", 390)
    cadre.open("/records/new")
    page = cadre.page
    fill(cadre)
    end_session(page)
    cadre.press("保存")
    box = page.get_by_role("dialog")
    box.get_by_label("密码").fill("demo")
    box.get_by_role("button", name="登录").click()
    expect(page.locator(".callout.done")).to_contain_text("已记下")
    assert len(kept(app)) == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_without_a_script_it_is_asked_found_and_saved(people: People, app: Flask, width: int) -> None:
    cadre = people("zhou", width, javascript=False)
    cadre.open("/records/new")
    page = cadre.page
    fill(cadre, effect="")
    page.get_by_label("开始").fill("19:00")
    page.get_by_label("结束").fill("20:00")
    page.get_by_text("不在里面，按名称查找").click()
    page.get_by_placeholder("如 云溪 中学").fill("高一")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_label("做了什么")).to_have_value("和返乡青年聊电商")
    cadre.press("保存")
    page.get_by_label("保留的说明").fill("例行活动")
    cadre.press("保留并保存")
    expect(page.locator(".callout.done")).to_contain_text("已记下")
    assert len(kept(app)) == 1 and not cadre.overflows()


def test_the_list_and_a_record_fit_a_phone(people: People, app: Flask, cast: Cast) -> None:
    with app.app_context(), transactions.deed():
        row_id = add_activity(cast, "zhou", members=(cast.people["li"].id,), topic="🌱" * 30 + "𠮷").id
    for width in (360, 390, 1280):
        cadre = people("zhou", width)
        for url in ("/records", f"/records/{row_id}", f"/records/{row_id}/edit", "/records?of=office"):
            cadre.open(url)
            assert not cadre.overflows(), (url, width)
            assert not cadre.faults
