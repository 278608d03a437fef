"""拟发通知 in a browser: saved as it is typed, told of as it is written, issued, on the phone and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.faults import cut_off, mend
from tests.browser.pages import Person
from tests.factories import Cast
from tests.notices import WHOLE, whole
from youthwork.extensions import db
from youthwork.models import Notice
from youthwork.services.transactions import deed


def begin(person: Person) -> str:
    """A fresh draft from 表样; gives its address."""
    page = person.open("/notices/new").page
    page.get_by_text("用表样：关于进一步").click()
    page.get_by_role("button", name="开始拟稿").click()
    page.wait_for_url(re.compile(r"/notices/\d+/draft"))
    return page.url


def only(page: Page, *keys: str) -> None:
    """Tick these annexes and no other."""
    for tick in page.locator(".annex-tick input").all():
        tick.set_checked(tick.get_attribute("value") in keys)


def newest() -> Notice:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(db.select(Notice).order_by(Notice.id.desc())).first()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_newcomer_issues_a_notice(people: People, cast: Cast, width: int) -> None:
    clerk = people("gu", width)
    begin(clerk)
    page = clerk.page
    only(page, "contact_points")
    for name, text in WHOLE.items():
        page.locator(f"[name='{name}']").fill(text)
    expect(page.locator("#told-lacking")).to_contain_text("都填好了", timeout=10_000)
    expect(page.locator("#told-number")).to_contain_text("示青字〔2026〕12号")
    expect(page.locator("#told-reach")).to_contain_text("12 个单位")
    assert not clerk.overflows()
    clerk.press("核对").press("送签发")
    signer = people("su", width).open(page.url)
    signer.press("印发")
    expect(signer.page.locator(".callout.done").first).to_contain_text("已下达到各单位")
    assert not signer.overflows() and not clerk.faults and not signer.faults
    reader = people("zhou", width).open(signer.page.url)
    expect(reader.page.locator("main")).to_contain_text("为做好联系点工作，现通知如下。")


def test_what_is_typed_is_saved_without_a_press(people: People, cast: Cast) -> None:
    clerk = people("gu")
    url = begin(clerk)
    clerk.page.locator("#body").fill("写到一半")
    clerk.page.locator("#expires_on").fill("2026-04-18")
    clerk.wait_until_saved()
    expect(clerk.page.locator("#told-lacking")).to_contain_text("请写明依据")
    clerk.page.locator("#due-contact_points").fill("2026-04-18")
    expect(clerk.page.locator("#hint-contact_points")).to_contain_text("星期六，休息日", timeout=10_000)
    other = people("tang").open(url)
    expect(other.page.locator("#body")).to_have_value("写到一半")


def test_a_failing_network_loses_nothing(people: People, cast: Cast) -> None:
    clerk = people("gu")
    url = begin(clerk)
    cut_off(clerk.page)
    clerk.page.locator("#body").fill("断网时写的")
    expect(clerk.saved()).to_contain_text("没有保存", timeout=10_000)
    mend(clerk.page)
    clerk.wait_until_saved()
    expect(people("tang").open(url).page.locator("#body")).to_have_value("断网时写的")


def test_typing_and_pressing_at_once_is_no_clash_with_oneself(people: People, cast: Cast) -> None:
    clerk = people("gu")
    begin(clerk)
    page = clerk.page
    page.locator("#title").fill("第一稿")
    page.wait_for_timeout(1050)
    page.locator("#title").fill("第二稿的通知")
    clerk.press("保存")
    expect(page.locator(".callout.done").first).to_contain_text("已保存")
    assert newest().title == "第二稿的通知"


def test_somebody_elses_words_are_not_overwritten(people: People, cast: Cast) -> None:
    first = people("gu")
    url = begin(first)
    second = people("tang").open(url)
    second.page.locator("#title").fill("唐宁写的通知")
    second.wait_until_saved()
    first.page.locator("#title").fill("顾言写的通知")
    expect(first.page.locator("#alerts")).to_contain_text("唐宁", timeout=10_000)
    first.press("保存")
    expect(first.page.locator(".callout.back")).to_contain_text("唐宁写的通知")
    expect(first.page.locator("#title")).to_have_value("顾言写的通知")
    assert newest().title == "唐宁写的通知"


def test_units_are_searched_as_one_types(people: People, cast: Cast) -> None:
    clerk = people("gu")
    begin(clerk)
    page = clerk.page
    page.get_by_text("按组织类型、按名称再细分").click()
    page.locator("#q").press_sequentially("白鹭")
    page.get_by_role("button", name="不含：团白鹭县委").click()
    expect(page.locator("#told-reach")).to_contain_text("11 个单位")
    expect(page.get_by_label("团白鹭县委", exact=True)).to_be_checked()


def test_without_a_script_everything_is_there(people: People, cast: Cast) -> None:
    with deed():
        notice_id = whole(cast).id
    signer = people("su", javascript=False).open(f"/notices/{notice_id}/draft")
    page = signer.page
    expect(page.get_by_label("截止日期").first).to_be_visible()
    page.locator("#title").fill("没有脚本也能改的通知")
    page.get_by_role("button", name="核对").click()
    page.get_by_role("button", name="印发", exact=True).click()
    expect(page.locator("h1")).to_contain_text("没有脚本也能改的通知")


@pytest.mark.parametrize("width", [1280, 390, 360])
def test_no_page_of_it_is_wider_than_its_window(people: People, cast: Cast, width: int) -> None:
    with deed():
        notice_id = whole(cast).id
    signer = people("su", width)
    for address in ("draft", "draft/audience", "draft/discarding", "issuing"):
        signer.open(f"/notices/{notice_id}/{address}")
        assert not signer.overflows(), address
    signer.press("印发")
    expect(signer.page.locator(".callout.done").first).to_contain_text("已下达到各单位")
    for address in ("", "/amendment", "/withdrawal"):
        signer.open(f"/notices/{notice_id}{address}")
        assert not signer.overflows(), address
