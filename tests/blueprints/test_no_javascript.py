"""没有脚本也能办到底: both attachments from the desk to the filing number, by the buttons each person finds."""

from __future__ import annotations

from tests.client import Page
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Filing, Submission


def the_paper() -> Submission:
    return db.session.scalars(db.select(Submission)).one()


def step(browser: Browser, who: str, word: str, typed: dict[str, str] | None = None) -> Page:
    """Sign in, open the paper, choose the step, confirm it."""
    page = browser.sign_in(who).get(f"/submissions/{the_paper().id}")
    return browser.press(browser.follow(page, word), word, typed)


def test_the_summary_table_walks_from_the_desk_to_its_number(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in("zhou").get("/")
    page = browser.press(page, "开始填报", beside="联系点汇总表")
    mai = f"rows-u{cast.people['mai'].id}-committee"
    assert page.field("filler") == "周可儿" and page.field(mai) == ""
    page = browser.press(page, "提交审签", {mai: "云溪镇团委"})
    assert "为什么是这里：上级团组织是团青岚市委；联系点汇总表由其组织部受理" in page.text
    assert "审签 团云溪县委 陈昱" in page.text and "用印 团云溪县委 李堃" in page.text
    page = browser.press(page, "提交审签")
    assert "已提交审签" in page.text and "待审签" in page.text
    assert the_paper().state is State.IN_SIGN_OFF

    assert "已审签同意" in step(browser, "chen", "审签同意").text
    assert "已用印，用印编号" in step(browser, "li", "用印").text
    page = browser.sign_in("zhou").get(f"/submissions/{the_paper().id}/sending")
    assert "收件 团青岚市委组织部" in page.text and "由其组织部受理" in page.text
    assert "何志远、程祎" in page.text
    assert "受理编号" in browser.press(page, "报送").text
    assert "已签收，请审核" in step(browser, "he", "签收").text
    page = step(browser, "he", "予以备案")
    assert "已予以备案：岚青备字〔2026〕1号" in page.text or "已予以备案" in page.text
    filing = db.session.scalars(db.select(Filing)).one()
    assert filing.filing_number in page.text and page.url == f"/filings/{filing.id}"
    assert the_paper().state is State.FILED and the_paper().holder_id is None


def test_the_task_sheet_walks_from_the_desk_to_its_number(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in("luo").get("/")
    page = browser.press(page, "开始填报", beside="任务表")
    assert page.field("committee") == "云溪县第一中学团委", "from the link"
    assert page.field("branch") == "云溪县第一中学高一（1）班团支部"
    page = browser.press(page, "添一次", beside="一起学习总书记讲话")
    row = page.field("study_speeches")
    entry = {"time": "3月15日", "form": "集中学习", "scale": "32人", "effect": "形成学习体会12篇"}
    typed = {f"study_speeches-{row}-{name}": text for name, text in entry.items()}
    page = browser.press(page, "提交审签", typed)
    assert "团示范省委组织部" in page.text and "还有 10 项没有填写" in page.text
    browser.press(page, "提交审签")

    assert "集中学习" in browser.sign_in("meng").get(f"/submissions/{the_paper().id}/sign-off").text
    step(browser, "meng", "审签同意")
    step(browser, "lin", "报送")
    step(browser, "tang", "签收")
    page = step(browser, "tang", "予以备案")
    filing = db.session.scalars(db.select(Filing)).one()
    assert filing.filing_number in page.text and "罗欣喆" in filing.title
    assert len({the_paper().submitted_by_id, the_paper().signed_off_by_id, the_paper().filed_by_id}) == 3


def test_rows_are_added_moved_and_removed_by_buttons_and_keep_what_was_typed(
    browser: Browser, cast: Cast
) -> None:
    page = browser.press(browser.sign_in("zhou").get("/notices"), "开始填报", beside="联系点汇总表")
    before = [each.get("value") for each in page.all("input", name="rows")]
    page = browser.press(page, "添一行", {"filler": "周可儿（代）"})
    rows = [each.get("value") for each in page.all("input", name="rows")]
    assert page.field("filler") == "周可儿（代）"
    added = next(row for row in rows if row not in before)
    name = f"rows-{added}-name"
    page = browser.press(page, "上移", {name: "新来的"}, beside=f"#{added}")
    order = [each.get("value") for each in page.all("input", name="rows")]
    assert page.field(name) == "新来的" and order.index(str(added)) == len(before) - 1
    page = browser.press(page, "删去", beside=f"#{added}")
    assert [each.get("value") for each in page.all("input", name="rows")] == before


def test_the_last_row_can_be_removed(browser: Browser, cast: Cast) -> None:
    page = browser.press(browser.sign_in("lin").get("/notices"), "开始填报", beside="联系单位安排表")
    while page.all("input", name="rows"):
        page = browser.press(page, "删去")
    page = browser.press(page, "提交审签", status=422)
    assert "表中还没有调研组" in page.text


def test_enter_in_a_field_saves_and_never_moves_a_row(browser: Browser, cast: Cast) -> None:
    page = browser.press(browser.sign_in("zhou").get("/notices"), "开始填报", beside="联系点汇总表")
    form = next(each for each in page.all("form") if each.get("data-autosave"))
    first = next(each for each in form.iter() if each.tag.endswith("button"))
    assert (first.get("name"), first.get("value")) == ("then", "save")
