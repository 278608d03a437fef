"""填报页: nothing typed is lost, what is wrong is named at its field, and two people at once both keep their text."""

from __future__ import annotations

import re

import pytest

from tests import journeys
from tests.client import Page
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Draft, DraftSave, Submission


def draft_of(paper_id: int) -> dict[str, list[str]]:
    return db.session.get_one(Draft, paper_id).fields


def started(browser: Browser, who: str = "zhou", what: str = "联系点汇总表") -> tuple[Page, int]:
    """A draft just begun, and its number."""
    page = browser.press(browser.sign_in(who).get("/notices"), "开始填报", beside=what)
    return page, int(page.url.split("/")[2])


def summary_links(page: Page) -> dict[str, str]:
    """The lines of the error summary: sentence → the id it leads to."""
    [summary] = [each for each in page.all("div") if each.get("data-error-summary") is not None]
    links = [each for each in summary.iter() if each.tag.endswith("}a")]
    return {"".join(each.itertext()): (each.get("href") or "").removeprefix("#") for each in links}


def assert_led_to_their_fields(page: Page) -> None:
    ids = {element.get("id") for element in page.tree.iter()}
    assert summary_links(page) and set(summary_links(page).values()) <= ids


def test_what_is_known_is_there_before_one_types(browser: Browser, cast: Cast) -> None:
    page, _ = started(browser)
    assert page.field("filler") == "周可儿" and page.field("filler_phone") == "13800000100"
    assert "共青团云溪县委员会" in page.text and "来自联系关系（3月12日建立）" in page.text
    assert "还没有的：买买提江·阿布都" in page.text
    assert "再报 团青岚市委组织部" in page.text


def test_beginning_twice_leads_to_the_same_draft(browser: Browser, cast: Cast) -> None:
    _, paper = started(browser)
    row, county = cast.annex("province", "contact_points").id, cast.organizations["团云溪县委"].id
    again = browser.post(f"/notices/annexes/{row}/submissions", {"owner_id": county})
    assert again.response.headers["Location"] == f"/submissions/{paper}/draft"


def test_half_a_form_is_saved_and_the_page_says_when(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    page = browser.press(page, "保存", {"filler": "", "filler_phone": "138"})
    assert "已保存 12:00" in page.text
    assert draft_of(paper)["filler"] == [""] and page.field("filler_phone") == "138"


def test_required_and_malformed_fields_are_named_and_the_first_text_kept(
    browser: Browser, cast: Cast
) -> None:
    page, paper = started(browser)
    mai = f"rows-u{cast.people['mai'].id}"
    typed = {"filler": "", "filler_phone": "12345", f"{mai}-phone": "打电话", f"{mai}-committee": ""}
    page = browser.press(page, "提交审签", typed, status=422)
    assert_led_to_their_fields(page)
    lines = summary_links(page)
    assert lines["请填写填表人"] == "filler"
    assert any("12345" in line and target == "filler_phone" for line, target in lines.items())
    assert any("第 4 行" in line and target == f"{mai}-phone" for line, target in lines.items())
    assert f"{mai}-committee" in lines.values()
    assert page.field("filler_phone") == "12345" and page.field(f"{mai}-phone") == "打电话"
    assert draft_of(paper)["filler_phone"] == ["12345"]
    assert db.session.get_one(Submission, paper).state is State.DRAFT


def test_a_branch_outside_the_linked_committee_is_refused_by_name(browser: Browser, cast: Cast) -> None:
    page, _ = started(browser, "luo", "任务表")
    page = browser.press(page, "提交审签", {"branch": "白泉村团支部"}, status=422)
    assert "“白泉村团支部”不在云溪县第一中学团委之下" in page.text
    assert_led_to_their_fields(page)
    assert page.field("branch") == "白泉村团支部"


def test_a_committee_that_is_none_is_refused(browser: Browser, cast: Cast) -> None:
    page, _ = started(browser)
    mai = f"rows-u{cast.people['mai'].id}-committee"
    page = browser.press(page, "提交审签", {mai: "白泉村团支部"}, status=422)
    assert "只能是基层团委或团总支" in page.text and mai in summary_links(page).values()
    page = browser.press(page, "提交审签", {mai: "没有的团委"}, status=422)
    assert "“没有的团委”不在组织树中" in page.text


def test_a_character_no_font_draws_is_refused_by_its_code_point(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    mai = f"rows-u{cast.people['mai'].id}"
    typed = {f"{mai}-title": "副书\ue000记", f"{mai}-committee": "云溪镇团委"}
    page = browser.press(page, "提交审签", typed, status=422)
    assert "U+E000" in page.text and f"{mai}-title" in summary_links(page).values()
    assert draft_of(paper)[f"{mai}-title"] == ["副书\ue000记"]


def test_new_text_in_a_refused_submit_is_kept(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser, "luo", "任务表")
    page = browser.press(page, "提交审签", {"branch": "刚写的支部"}, status=422)
    assert browser.get(f"/submissions/{paper}/draft").field("branch") == "刚写的支部"


def test_autosave_says_when_and_gives_the_revision(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    data = {
        "filler": "周",
        "client_id": "tab1",
        "sequence": "1",
        "base_revision": page.field("base_revision"),
    }
    for method in ("POST", "PUT"):
        answer = browser.send(method, f"/submissions/{paper}/draft", data=data, headers={"X-Autosave": "1"})
        assert (answer.status_code, answer.text) == (200, "已保存 12:00")
        assert answer.headers["X-Revision"] == "2", "the same save sent twice counts once"
    assert draft_of(paper)["filler"] == ["周"]


def test_two_tabs_that_change_the_same_field_lose_neither_text(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    first, url = page.field("base_revision"), f"/submissions/{paper}/draft"
    for tab, text in (("a", "甲写的"), ("b", "乙写的")):
        data = {"filler": text, "client_id": tab, "sequence": "1", "base_revision": first}
        answer = browser.send("POST", url, data=data, headers={"X-Autosave": "1"})
    assert "也改了 1 处，两份文字都已保留" in answer.text and "周可儿" in answer.text
    page = browser.get(url)
    assert page.field("filler") == "甲写的" and "写的是“乙写的”" in page.text
    page = browser.press(page, "改用 周可儿 的文字")
    assert page.field("filler") == "乙写的" and "改用" not in page.text


def test_keeping_the_present_text_settles_it_too(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    first = page.field("base_revision")
    for text in ("甲写的", "乙写的"):
        browser.post(f"/submissions/{paper}/draft", {"filler": text, "base_revision": first})
    page = browser.press(browser.get(f"/submissions/{paper}/draft"), "保留现在的")
    assert page.field("filler") == "甲写的" and "乙写的" not in page.text
    assert db.session.scalar(db.select(db.func.count()).where(DraftSave.settled.is_(False))) == 0


def test_a_clash_found_while_submitting_is_shown_before_anything_is_submitted(
    browser: Browser, cast: Cast
) -> None:
    page, paper = started(browser)
    browser.post(f"/submissions/{paper}/draft", {"filler": "别人", "base_revision": "1"})
    page = browser.press(page, "提交审签", {"filler": "我"})
    assert page.url == f"/submissions/{paper}/draft" and "两份文字都在" in page.text
    assert db.session.get_one(Submission, paper).state is State.DRAFT


def test_text_that_arrives_after_submitting_is_neither_written_nor_lost(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    data = {"filler": "迟到的字", "client_id": "t", "sequence": "9", "base_revision": "2"}
    browser.sign_in("zhou")
    answer = browser.send("POST", f"/submissions/{paper.id}/draft", data=data, headers={"X-Autosave": "1"})
    assert answer.status_code == 409 and "已另存备查" in answer.text and "<html" not in answer.text
    assert draft_of(paper.id)["filler"] == ["周可儿"]
    assert "迟到的字" in browser.get(f"/submissions/{paper.id}").text
    assert "迟到的字" not in browser.sign_in("chen").get(f"/submissions/{paper.id}").text


def test_who_may_only_read_writes_nothing_not_even_late(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    before = db.session.scalar(db.select(db.func.count(DraftSave.id)))
    browser.sign_in("he").post(f"/submissions/{paper.id}/draft", {"filler": "外来的字"}, status=403)
    assert db.session.scalar(db.select(db.func.count(DraftSave.id))) == before


def test_the_draft_of_a_paper_under_way_shows_the_paper_instead(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    answer = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft", status=303)
    assert answer.response.headers["Location"] == f"/submissions/{paper.id}"


def test_the_question_before_submitting_is_not_for_readers(browser: Browser, cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast, filler="")
    page = browser.sign_in("chen").get(f"/submissions/{paper.id}/submittal", status=403)
    assert "“提交审签”由团云溪县委的经办人办理" in page.text and not page.all("input", name="filler")


def test_the_preview_shows_what_is_typed_now(browser: Browser, cast: Cast) -> None:
    page, _ = started(browser)
    page = browser.press(page, "预览", {"filler": "印出来的人"})
    assert page.title == "印出来的样子"
    face = browser.send("GET", page.all("iframe")[0].get("src") or "")
    assert "印出来的人" in face.text and "13800000100" in face.text


def test_the_face_of_somebody_elses_paper_masks_phones(browser: Browser, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast, "jiao"), cast, State.SENT)
    phone = cast.person("jiao").phone
    # 顾言 pressed the province's seal for the university (代章): sees the paper for ever, the phones not.
    masked = browser.sign_in("gu").send("GET", f"/submissions/{paper.id}/face")
    assert masked.status_code == 200 and phone not in masked.text and "****" in masked.text
    assert phone in browser.sign_in("xu").send("GET", f"/submissions/{paper.id}/face").text


def test_the_reason_of_a_return_stands_on_the_draft(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.RETURNED)
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft")
    assert "请补充第二项的效果" in page.text and "何志远（团青岚市委组织部）" in page.text
    assert "第 2 次" in browser.get("/").text


def test_the_vacancy_is_named_before_one_can_submit(browser: Browser, cast: Cast) -> None:
    for who in ("chen", "meng"):
        cast.person(who).is_enabled = False
    page, paper = started(browser)
    page = browser.press(page, "提交审签", {f"rows-u{cast.people['mai'].id}-committee": "云溪镇团委"})
    assert "现在还不能提交审签" in page.text
    assert "都没有别的签发人" in page.text and re.search(r"请联系团云溪县委管理员周可儿补上", page.text)
    assert "提交审签" not in page.words("button")
    browser.post(f"/submissions/{paper}/submittal", {"version": "1"}, status=409)


@pytest.mark.parametrize(
    ("who", "what"), [("zhou", "联系点汇总表"), ("luo", "任务表"), ("lin", "联系单位安排表")]
)
def test_it_takes_no_more_than_ten_queries(browser: Browser, cast: Cast, who: str, what: str) -> None:
    _, paper = started(browser, who, what)
    assert count_queries(lambda: browser.get(f"/submissions/{paper}/draft")) <= 10
