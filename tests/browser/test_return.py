"""逐项退回 in a browser: every sentence of it, by the people concerned, at the desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests import journeys
from tests.browser.conftest import People
from tests.browser.pages import Person
from tests.factories import Cast
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Submission
from youthwork.services.path import comments, review
from youthwork.services.transactions import deed

NEW_PHONE = "13800009999"


def accepted(cast: Cast) -> Submission:
    with deed():
        paper = journeys.at_state(cast, State.ACCEPTED)
    # The page of a paper that is still being made draws itself anew once it is there.
    journeys.make_papers()
    return paper


def returned(cast: Cast, to: State = State.RETURNED) -> Submission:
    """Back with a comment on 联系电话, which the clerk has mended where the paper went on."""
    paper = accepted(cast)
    with deed():
        comments.write(paper, cast.person("he"), "filler_phone", "请填办公电话")
        review.return_(paper, cast.person("he"), paper.version)
        if to is not State.RETURNED:
            journeys.type_in(paper, cast.person("zhou"), {"filler_phone": NEW_PHONE})
            journeys.walk_on(paper, cast, to)
    return paper


def link(person: Person, place: str) -> Locator:
    """批注 at this place."""
    return person.page.get_by_role("link", name=re.compile(rf"^批注\s*：{place}$"))


def pin(person: Person, place: str, text: str, cell: str = "", proposed: str = "") -> None:
    """批注 in place: open the form at the place, write, save; the place is drawn anew."""
    link(person, place).click()
    expect(person.page.locator("#comment-text")).to_be_focused()
    if cell:
        person.page.get_by_label("批在哪里").select_option(label=cell)
    person.page.locator("#comment-text").fill(text)
    if proposed:
        person.page.locator("#comment-proposed").fill(proposed)
    person.page.get_by_role("button", name="保存批注").click()
    expect(person.page.locator(".remark", has_text=text)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_reviewer_pins_comments_to_a_field_and_a_row_and_only_those_reopen(
    people: People, cast: Cast, width: int
) -> None:
    paper = accepted(cast)
    reviewer = people("he", width).open(f"/submissions/{paper.id}")
    pin(reviewer, "联系电话", "请填办公电话")
    pin(reviewer, "联系点第 2 行", "写全称", cell="联系指导的团委")
    expect(reviewer.page.locator("#pending-comments")).to_contain_text("已批注 2 处")
    expect(reviewer.page.locator(":focus")).to_have_attribute("data-pin", "")
    assert not reviewer.overflows()
    reviewer.step(paper.id, "退回补正")
    owner = people("zhou", width).open(f"/submissions/{paper.id}/draft")
    expect(owner.page.locator(".to-mend")).to_contain_text("要改 2 处，已改 0 处")
    typable = owner.page.locator("form[data-autosave] input[type=text]:not([readonly])")
    expect(typable).to_have_count(2)
    owner.page.locator(".to-mend").get_by_role("link", name="联系电话").click()
    owner.page.get_by_label("联系电话", exact=True).fill(NEW_PHONE)
    owner.page.keyboard.press("Tab")
    owner.wait_until_saved()
    owner.open(f"/submissions/{paper.id}/draft")
    expect(owner.page.locator(".to-mend")).to_contain_text("要改 2 处，已改 1 处")
    expect(owner.page.locator(".remark", has_text="请填办公电话")).to_be_visible()
    assert not owner.overflows()
    assert reviewer.faults == owner.faults == []


def test_on_a_phone_one_tap_tells_where_the_known_line_comes_from(people: People, cast: Cast) -> None:
    paper = returned(cast)
    owner = people("zhou", 390).open(f"/submissions/{paper.id}/draft")
    told = owner.page.locator(".known-from li", has_text="周可儿的人员信息，登记为“周可儿”")
    expect(told).to_be_hidden()
    owner.page.get_by_text("填表人来自哪里").click()
    expect(told).to_be_visible()
    assert not owner.overflows()
    owner.page.set_viewport_size({"width": 1280, "height": 900})
    expect(owner.page.get_by_text("填表人来自哪里")).to_be_hidden()


def test_a_comment_is_changed_and_removed_in_place(people: People, cast: Cast) -> None:
    paper = accepted(cast)
    reviewer = people("he").open(f"/submissions/{paper.id}")
    pin(reviewer, "填表人", "先写的")
    reviewer.page.locator(".remark").get_by_role("link").click()
    reviewer.page.locator("#comment-text").fill("改过的")
    reviewer.page.get_by_role("button", name="保存批注").click()
    expect(reviewer.page.locator(".remark")).to_contain_text("改过的")
    reviewer.page.locator(".remark").get_by_role("button").click()
    expect(reviewer.page.locator(".remark")).to_have_count(0)
    expect(reviewer.page.locator("#pending-comments")).to_contain_text("还没有批注")
    assert reviewer.faults == []


def test_a_comment_that_says_nothing_is_refused_at_its_place(people: People, cast: Cast) -> None:
    paper = accepted(cast)
    reviewer = people("he").open(f"/submissions/{paper.id}")
    link(reviewer, "填表人").click()
    reviewer.page.get_by_role("button", name="保存批注").click()
    expect(reviewer.page.locator("[data-comment-form] .error")).to_contain_text("请写下批注的意见")
    expect(reviewer.page.locator("#comment-text")).to_be_focused()
    reviewer.page.keyboard.press("Escape")
    expect(reviewer.page.locator("[data-comment-form]")).to_have_count(0)


def test_the_second_round_shows_before_and_after_and_only_the_changes(people: People, cast: Cast) -> None:
    paper = returned(cast, State.ACCEPTED)
    reviewer = people("he").open(f"/submissions/{paper.id}")
    expect(reviewer.page.locator(".reviewed tbody")).not_to_have_count(0)
    changed = reviewer.page.locator(".changed")
    expect(changed.locator("s")).to_have_text(cast.person("zhou").phone)
    expect(changed.locator("ins")).to_have_text(NEW_PHONE)
    reviewer.page.get_by_role("link", name="只看改动").click()
    expect(reviewer.page.locator(".reviewed tbody")).to_have_count(0)
    expect(reviewer.page.locator(".changed ins")).to_have_text(NEW_PHONE)


def test_a_reason_is_asked_for_only_where_nothing_is_pinned(people: People, cast: Cast) -> None:
    paper = accepted(cast)
    reviewer = people("he").open(f"/submissions/{paper.id}/return")
    reviewer.press("退回补正")
    expect(reviewer.page.locator(".error-summary")).to_contain_text("请写明原因")
    reviewer.page.get_by_label("原因").fill("整体重做")
    reviewer.press("退回补正")
    expect(reviewer.page.locator(".callout.done")).to_contain_text("已退回补正")


def test_the_third_return_is_talked_over_or_corrected_with_consent(people: People, cast: Cast) -> None:
    paper = returned(cast, State.ACCEPTED)
    reviewer = people("he").open(f"/submissions/{paper.id}")
    pin(reviewer, "联系电话", "笔误", proposed="13800007777")
    reviewer.open(f"/submissions/{paper.id}/return").press("退回补正")
    expect(reviewer.page.locator(".error-summary")).to_contain_text("请选择：已电话沟通")
    reviewer.page.get_by_label("代为更正，请对方同意").check()
    reviewer.press("退回补正")
    expect(reviewer.page.locator(".callout.done")).to_be_visible()
    owner = people("zhou", 390).open(f"/submissions/{paper.id}/draft")
    owner.page.get_by_role("link", name="看代拟的文字，同意就采用").click()
    expect(owner.page.locator("tr.changed s")).to_have_text(NEW_PHONE)
    assert not owner.overflows()
    owner.press("同意并提交审签")
    expect(owner.page.locator(".callout.done")).to_contain_text("已同意代为更正")
    db.session.rollback()
    rounds = db.session.get_one(Submission, paper.id).rounds
    assert [each.answers["filler_phone"] for each in rounds][1:] == [NEW_PHONE, "13800007777"]


def test_a_comment_never_leaks_into_another_step(people: People, cast: Cast) -> None:
    paper = accepted(cast)
    reviewer = people("he").open(f"/submissions/{paper.id}")
    pin(reviewer, "填表人", "内部先议一下")
    owner = people("zhou").open(f"/submissions/{paper.id}")
    assert "内部先议一下" not in owner.page.content()
    reviewer.step(paper.id, "予以备案")
    assert "内部先议一下" not in owner.open(f"/submissions/{paper.id}").page.content()
    assert "内部先议一下" not in owner.open(f"/submissions/{paper.id}/face").page.content()


def test_escape_closes_a_comment_in_the_instant_it_opens(people: People, cast: Cast) -> None:
    page = people("he").open(f"/submissions/{accepted(cast).id}").page
    page.evaluate("htmx.config.defaultSettleDelay = 3000")
    page.keyboard.press("c")
    expect(page.locator("#comment-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#comment-text")).to_have_count(0, timeout=2_000)


def test_the_keyboard_leads_through_the_review_and_can_be_switched_off(people: People, cast: Cast) -> None:
    first = accepted(cast)
    with deed():
        second = journeys.walk_on(journeys.draft_task_sheet(cast, "zhou"), cast, State.SENT)
    reviewer = people("he").open(f"/submissions/{first.id}")
    page = reviewer.page
    page.keyboard.press("?")
    expect(page.locator("[data-keys-list]")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#comment-text")).to_be_focused()
    page.keyboard.type("nrf?")
    expect(page.locator("#comment-text")).to_have_value("nrf?")
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_have_attribute("data-pin", "")
    page.keyboard.press("n")
    page.wait_for_url(f"**/submissions/{second.id}")
    page.keyboard.press("k")
    page.wait_for_url(f"**/submissions/{first.id}")
    page.keyboard.press("r")
    page.wait_for_url(f"**/submissions/{first.id}/return")
    reviewer.open(f"/submissions/{first.id}")
    page.locator("[data-keys-switch]").click()
    page.locator("h1").click()
    page.keyboard.press("f")
    page.keyboard.press("c")
    expect(page.locator("[data-comment-form]")).to_have_count(0)
    assert page.url.endswith(f"/submissions/{first.id}")
    page.locator("[data-keys-switch]").click()
    page.keyboard.press("f")
    page.wait_for_url(f"**/submissions/{first.id}/filing")
    assert reviewer.faults == []
