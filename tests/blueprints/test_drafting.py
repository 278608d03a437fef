"""填报页: nothing typed is lost, what is wrong is named at its field, and two people at once both keep their text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from tests import journeys
from tests.client import Page
from tests.factories import PASSWORD, Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.fields import TextLine
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


def autosave(
    browser: Browser, paper: int, base: str, tab: str = "tab1", turn: int = 1, **changes: object
) -> Any:
    """What the page's script sends, and the answer."""
    sent = {"client_id": tab, "sequence": turn, "base_revision": base, "changes": changes}
    return browser.send("POST", f"/submissions/{paper}/draft/changes", json=sent, headers={"X-Autosave": "1"})


def test_autosave_says_when_and_gives_the_revision(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    for _ in range(2):
        answer = autosave(browser, paper, page.field("base_revision"), filler=[["周可儿"], ["周"]])
        assert answer.status_code == 200
        assert answer.json["saved"] == "已保存 12:00" and answer.json["clashes"] is None
        assert answer.json["revision"] == 2, "the same save sent twice counts once"
    assert draft_of(paper)["filler"] == ["周"]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"changes": []},
        {"client_id": "a", "sequence": 1, "base_revision": 1, "changes": {"filler": ["周"]}},
        {"client_id": "a", "sequence": 1, "base_revision": 1, "changes": {"filler": [None, [1]]}},
        {"client_id": "a", "sequence": 1, "base_revision": 1, "changes": {"": [None, ["x"]]}},
        {"client_id": "a", "sequence": -1, "base_revision": 1, "changes": {}},
        {"client_id": "", "sequence": 1, "base_revision": 1, "changes": {}},
        {"client_id": "a", "sequence": 1, "base_revision": "x", "changes": {}},
    ],
)
def test_an_autosave_that_makes_no_sense_is_refused_with_a_sentence(
    browser: Browser, cast: Cast, sent: object
) -> None:
    _, paper = started(browser)
    before = draft_of(paper)
    answer = browser.send(
        "POST", f"/submissions/{paper}/draft/changes", json=sent, headers={"X-Autosave": "1"}
    )
    assert answer.status_code == 422 and "看不懂" in answer.text
    assert draft_of(paper) == before


def test_an_autosave_brings_what_others_wrote_and_so_does_a_look(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    base = page.field("base_revision")
    autosave(browser, paper, base, "one", filler=[["周可儿"], ["甲写的"]])
    answer = autosave(browser, paper, base, "two", filler_phone=[["13800000100"], ["13800000101"]]).json
    assert answer["news"] == {"filler": ["甲写的"]} and answer["by"] == {"filler": "周可儿 12:00"}
    url = f"/submissions/{paper}/draft/news?since={base}&client_id="
    assert browser.send("GET", url + "one").json["news"] == {"filler_phone": ["13800000101"]}
    assert browser.send("GET", url + "two").json["news"] == {"filler": ["甲写的"]}


def test_an_autosave_costs_few_queries_and_no_more_after_many_saves(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    revision = page.field("base_revision")
    asked = []
    for turn in range(1, 31):
        old, new = f"第{turn - 1}次", f"第{turn}次"
        asked.append(
            count_queries(
                lambda turn=turn, old=old, new=new, revision=revision: autosave(
                    browser, paper, revision, "tab", turn, note=[[old] if turn > 1 else None, [new]]
                )
            )
        )
        revision = str(int(revision) + 1)
    assert draft_of(paper)["note"] == ["第30次"]
    assert asked[-1] <= asked[0] <= 18


def test_two_tabs_that_change_the_same_field_lose_neither_text(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    first, url = page.field("base_revision"), f"/submissions/{paper}/draft"
    for tab, text in (("a", "甲写的"), ("b", "乙写的")):
        answer = autosave(browser, paper, first, tab, filler=[["周可儿"], [text]])
    [clash] = answer.json["clashes"]["fields"]
    assert clash == {"name": "filler", "label": "填表人", "theirs": "甲写的", "mine": "乙写的", "joins": True}
    assert answer.json["clashes"]["who"].startswith("周可儿（今天 12:00）")
    page = browser.get(url)
    assert page.field("filler") == "甲写的" and "写的是“乙写的”" in page.text
    page = browser.press(page, "用我的")
    assert page.field("filler") == "乙写的" and "用我的" not in page.text


def test_both_texts_may_stay_in_a_cell_of_text_and_not_in_a_phone(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    first = page.field("base_revision")
    for tab, text in (("a", "甲"), ("b", "乙")):
        autosave(
            browser, paper, first, tab, filler=[["周可儿"], [text]], filler_phone=[["13800000100"], [text]]
        )
    page = browser.get(f"/submissions/{paper}/draft")
    assert page.words("button").count("两段都留") == 1
    page = browser.press(page, "两段都留")
    assert page.field("filler") == "甲；乙" and page.field("filler_phone") == "甲"
    page = browser.press(page, "用我的")
    assert page.field("filler_phone") == "乙" and page.field("filler") == "甲；乙"


def test_several_clashes_are_decided_at_once(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    first = page.field("base_revision")
    for tab, text in (("a", "甲"), ("b", "乙")):
        autosave(
            browser, paper, first, tab, filler=[["周可儿"], [text]], filler_phone=[["13800000100"], [text]]
        )
    page = browser.press(browser.get(f"/submissions/{paper}/draft"), "全部用我的")
    assert (page.field("filler"), page.field("filler_phone")) == ("乙", "乙")


def test_a_decision_that_is_none_is_refused(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    for tab in ("a", "b"):
        autosave(browser, paper, page.field("base_revision"), tab, filler=[["周可儿"], [tab]])
    [clash] = db.session.scalars(db.select(DraftSave.id).where(~DraftSave.settled))
    answer = browser.post(f"/submissions/{paper}/draft/clashes/{clash}", {"take": "x"}, status=422)
    assert "请选择：用我的、用对方的，还是两段都留" in answer.text


def test_keeping_the_present_text_settles_it_too(browser: Browser, cast: Cast) -> None:
    page, paper = started(browser)
    first = page.field("base_revision")
    for text in ("甲写的", "乙写的"):
        browser.post(f"/submissions/{paper}/draft", {"filler": text, "base_revision": first})
    page = browser.press(browser.get(f"/submissions/{paper}/draft"), "用对方的")
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
    browser.sign_in("zhou")
    answer = autosave(browser, paper.id, "2", "t", 9, filler=[["周可儿"], ["迟到的字"]])
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


# a session that ended, and a form that changed


def test_an_autosave_of_nobody_is_told_so_and_not_led_elsewhere(browser: Browser, cast: Cast) -> None:
    _, paper = started(browser)
    browser.post("/logout")
    answer = autosave(browser, paper, "1", filler=[["周可儿"], ["没有人写的"]])
    assert answer.status_code == 401 and "<html" not in answer.text
    assert draft_of(paper)["filler"] == ["周可儿"]


def test_one_signs_in_again_in_place_and_goes_on_saving(browser: Browser, cast: Cast) -> None:
    _, paper = started(browser)
    browser.post("/logout")
    assert browser.send("GET", "/session").json["person"] is None
    wrong = browser.send("POST", "/session", data={"username": "zhou", "password": "错的"})
    assert wrong.status_code == 422 and wrong.json["refusal"].startswith("用户名或密码不对")
    right = browser.send("POST", "/session", data={"username": "zhou", "password": PASSWORD})
    assert right.json["person"] == cast.person("zhou").id and right.json["csrf"]
    assert autosave(browser, paper, "1", filler=[["周可儿"], ["接着写"]]).status_code == 200


def test_in_place_too_a_locked_name_stays_locked_and_a_first_password_is_changed_first(
    browser: Browser, cast: Cast
) -> None:
    cast.person("mai").must_change_password = True
    told = browser.send("POST", "/session", data={"username": "mai", "password": PASSWORD})
    assert told.status_code == 422 and "先修改密码" in told.json["refusal"]
    assert told.json["url"] == "/me/password"
    browser.post("/logout")
    for _ in range(5):
        told = browser.send("POST", "/session", data={"username": "zhou", "password": "错的"})
    assert told.status_code == 429 and "锁定" in told.json["refusal"]
    told = browser.send("POST", "/session", data={"username": "zhou", "password": PASSWORD})
    assert told.status_code == 429 and told.json["url"] == "/login/reset"


def test_looking_again_does_not_keep_a_session_alive(browser: Browser, cast: Cast) -> None:
    _, paper = started(browser)
    url = f"/submissions/{paper}/draft/news?since=1"
    assert "session=" in browser.send("GET", url).headers.get("Set-Cookie", "")
    assert "Set-Cookie" not in browser.send("GET", url, headers={"X-Passive": "1"}).headers


def test_the_page_after_signing_out_names_who_left_and_only_once(browser: Browser, cast: Cast) -> None:
    browser.sign_in("zhou").post("/logout")
    mark = f'data-signed-out="{cast.person("zhou").id}"'
    assert mark in browser.send("GET", "/login").text
    assert mark not in browser.send("GET", "/login").text


def test_text_of_a_field_the_form_no_longer_has_is_shown_until_somebody_clears_it(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = EDITIONS["province_2017_8"]
    before = replace(current, annexes=(_Before, *current.annexes[1:]))
    monkeypatch.setitem(EDITIONS, current.key, before)
    page, paper = started(browser)
    base = page.field("base_revision")
    browser.press(page, "保存", {"typist": "改版前写的字"})
    monkeypatch.setitem(EDITIONS, current.key, current)
    page = browser.get(f"/submissions/{paper}/draft")
    assert "这份表样已更新，以下文字没有对应的栏目" in page.text and "改版前写的字" in page.text
    answer = autosave(browser, paper, base, turn=2, typist=[["改版前写的字"], ["还开着的旧页写的"]])
    assert answer.json["leftovers"] == ["typist"]
    page = browser.press(browser.get(f"/submissions/{paper}/draft"), "已处理，清掉这些文字")
    assert "没有对应的栏目：" not in page.text and "typist" not in draft_of(paper)
    kept = db.session.scalars(db.select(DraftSave).order_by(DraftSave.id.desc())).first()
    assert kept is not None and kept.changes["typist"] == [["还开着的旧页写的"], None]


class _Before(ContactPoints):
    """The annex in an edition that asked for one thing more."""

    typist = TextLine("录入人")
