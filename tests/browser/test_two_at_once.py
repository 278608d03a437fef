"""两个人、两个窗口: what others write appears by itself, what one types is never overwritten, a clash shows both texts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import journeys
from tests.browser.conftest import People
from tests.browser.faults import cut_off, mend
from tests.browser.pages import Person
from tests.factories import Cast
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Submission
from youthwork.services.drafts.draft_history import find_draft
from youthwork.services.drafts.drafting import submit
from youthwork.services.transactions import deed


def two_windows(people: People, width: int = 1280) -> tuple[Person, Person, str]:
    """罗欣喆 and the clerk 林晓舟 at the same task sheet."""
    cadre = people("luo", width)
    url = f"/submissions/{cadre.begin('任务表')}/draft"
    return cadre, people("lin").open(url), url


def write(person: Person, where: str, text: str) -> None:
    person.page.locator(where).fill(text)
    person.page.keyboard.press("Tab")


def clash_on(page: Page) -> Locator:
    return page.locator(".clash-here")


def test_what_somebody_else_wrote_appears_with_who_and_when(people: People) -> None:
    cadre, clerk, _ = two_windows(people)
    write(clerk, "#committee", "云溪镇团委")
    clerk.wait_until_saved()
    write(cadre, "#branch", "白泉村团支部")
    expect(cadre.page.locator("#committee")).to_have_value("云溪镇团委")
    expect(cadre.page.locator(".by")).to_have_text("林晓舟 12:00 填写")
    expect(clash_on(cadre.page)).to_have_count(0)


def test_what_one_is_typing_is_not_overwritten(people: People) -> None:
    cadre, clerk, _ = two_windows(people)
    cut_off(cadre.page)
    cadre.page.locator("#committee").fill("我正在写")
    write(clerk, "#committee", "云溪镇团委")
    clerk.wait_until_saved()
    mend(cadre.page)
    expect(clash_on(cadre.page)).to_contain_text("云溪镇团委", timeout=20_000)
    expect(cadre.page.locator("#committee")).to_have_value("我正在写")


def test_a_window_back_in_sight_shows_what_others_wrote(people: People) -> None:
    cadre, clerk, _ = two_windows(people)
    write(clerk, "#committee", "云溪镇团委")
    clerk.wait_until_saved()
    cadre.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(cadre.page.locator("#committee")).to_have_value("云溪镇团委")


def test_rows_of_others_appear_and_go(people: People) -> None:
    one = people("zhou")
    url = f"/submissions/{one.begin('联系点汇总表')}/draft"
    two = people("zhou").open(url)
    rows = one.page.locator("tr[data-row]")
    before = rows.count()
    two.page.locator("[data-row-add]").click()
    two.page.locator("tr[data-row]").last.locator("input[name$='-name']").fill("新来的")
    two.page.locator("tr[data-row]").first.locator("[data-row-remove]").click()
    two.wait_until_saved()
    gone = one.page.locator("tr[data-row]").first.locator("input[name$='-name']").input_value()
    write(one, "#filler", "周可")
    expect(rows.last.locator("input[name$='-name']")).to_have_value("新来的")
    expect(rows).to_have_count(before)
    assert gone not in [rows.nth(at).locator("input[name$='-name']").input_value() for at in range(before)]
    one.wait_until_saved()
    rows.last.locator("input[name$='-title']").fill("委员")
    one.wait_until_saved()
    again = people("zhou").open(url).page.locator("tr[data-row]")
    expect(again.last.locator("input[name$='-title']")).to_have_value("委员")


@pytest.mark.parametrize(
    ("press", "left"),
    [("用我的", "我写的"), ("用对方的", "对方写的"), ("两段都留", "对方写的；我写的")],
)
def test_a_clash_is_decided_at_the_field(people: People, press: str, left: str) -> None:
    cadre, clerk, url = two_windows(people, 390 if press == "两段都留" else 1280)
    cut_off(cadre.page)
    cadre.page.locator("#branch").fill("我写的")
    write(clerk, "#branch", "对方写的")
    clerk.wait_until_saved()
    mend(cadre.page)
    box = clash_on(cadre.page)
    expect(box).to_contain_text("林晓舟（今天 12:00）也写了", timeout=20_000)
    expect(box.locator("dd")).to_have_text(["对方写的", "我写的"])
    expect(cadre.saved()).to_contain_text("有 1 处两个人都写了")
    assert not cadre.overflows()
    box.get_by_role("button", name=press).click()
    expect(clash_on(cadre.page)).to_have_count(0)
    expect(cadre.page.locator("#branch")).to_have_value(left)
    expect(cadre.saved()).to_have_text("已保存 12:00")
    assert clerk.open(url).page.locator("#branch").input_value() == left
    assert clerk.page.locator(".clash").count() == 0


def test_mine_is_the_newest_text_typed_while_the_clash_stood(people: People) -> None:
    cadre, clerk, url = two_windows(people)
    write(clerk, "#branch", "对方写的")
    clerk.wait_until_saved()
    write(cadre, "#branch", "我写的")
    expect(clash_on(cadre.page)).to_be_visible(timeout=20_000)
    cadre.page.locator("#branch").fill("我又写的")
    clash_on(cadre.page).get_by_role("button", name="用我的").click()
    expect(clash_on(cadre.page)).to_have_count(0)
    cadre.open(url)
    expect(cadre.page.locator("#branch")).to_have_value("我又写的")


def test_without_a_script_the_same_three_choices_stand_on_the_page(people: People) -> None:
    one, two = people("luo", javascript=False), people("lin", javascript=False)
    url = f"/submissions/{one.begin('任务表')}/draft"
    two.open(url)
    two.page.locator("#branch").fill("对方写的")
    two.press("保存")
    one.page.locator("#branch").fill("我写的")
    one.page.locator("#committee").fill("云溪镇团委")
    one.press("保存")
    expect(one.page.locator(".clash")).to_contain_text("我写的是“我写的”")
    expect(one.page.locator("#committee")).to_have_value("云溪镇团委")
    one.page.locator(".clash").get_by_role("button", name="两段都留").click()
    expect(one.page.locator("#branch")).to_have_value("对方写的；我写的")


def test_a_draft_that_arrives_after_submitting_is_refused_kindly_with_its_text_in_sight(
    people: People, cast: Cast
) -> None:
    with deed():
        number = journeys.draft_task_sheet(cast).id
    cadre = people("luo").open(f"/submissions/{number}/draft")
    with deed():
        submit(db.session.get_one(Submission, number), cast.person("luo"), None)
    write(cadre, "#branch", "迟到的字")
    note = cadre.page.locator("#note-late")
    expect(note).to_contain_text("这件已经提交，现在是“待审签”", timeout=10_000)
    expect(note).to_contain_text("迟到的字")
    db.session.expire_all()
    assert find_draft(db.session.get_one(Submission, number)).fields["branch"] != ["迟到的字"]
    assert db.session.get_one(Submission, number).state is State.IN_SIGN_OFF
    cadre.open(f"/submissions/{number}")
    expect(cadre.page.locator("main")).to_contain_text("迟到的字")
