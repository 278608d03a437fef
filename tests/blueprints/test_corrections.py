"""更正与作废的页面: every follow-up asks on a page of its own, says what it will do, and is done without a script."""

from __future__ import annotations

from flask import Flask

from tests import journeys
from tests.client import Page, PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.extensions import db
from youthwork.models import Filing, Submission
from youthwork.services.path import corrections


def said(page: Page) -> str:
    """What is read, without the spaces between a link and the words around it."""
    return page.text.replace(" ", "")


def latest() -> Submission:
    return db.session.scalars(db.select(Submission).order_by(Submission.id.desc()).limit(1)).one()


def test_a_whole_correction_is_walked_without_a_script(app: Flask, cast: Cast, browser: Browser) -> None:
    first = journeys.filed(journeys.file_contact_points(cast)).id
    page = browser.sign_in("zhou").get(f"/filings/{first}")
    page = browser.follow(page, "申请更正")
    page = browser.press(page, "申请更正", {"reason": "填表人电话写错"})
    assert "更正自岚青备〔2026〕1号：填表人电话写错" in said(page) and "为第2版" in said(page)
    page = browser.press(page, "提交审签", {"filler_phone": "13800009999"})
    assert "更正自" in page.text
    browser.press(page, "提交审签")
    draft = f"/submissions/{latest().id}"
    page = browser.sign_in("chen").get(f"{draft}/sign-off")
    assert "13800000100" in page.text and "13800009999" in page.text, "what is signed: before and after"
    browser.press(page, "审签同意")
    browser.press(browser.sign_in("li").get(f"{draft}/impression"), "用印")
    browser.press(browser.sign_in("zhou").get(f"{draft}/sending"), "报送")
    page = browser.sign_in("he").get("/review")
    assert "更正 岚青备〔2026〕1号" in page.text
    browser.press(browser.get(f"{draft}/acceptance"), "签收")
    page = browser.get(draft)
    assert "更正对照1处" in said(page) and "联系电话表头1380000010013800009999" in said(page)
    page = browser.press(browser.get(f"{draft}/filing"), "予以备案")
    assert "更正件（第2版）。代替第1版，原因：填表人电话写错。" in said(page)
    page = browser.follow(page, "原件 BA-岚青-2026-000001-V1")
    assert "本件已由第 2 版更正" in page.text and "已更正" in page.words("span", class_="tag draft")
    assert browser.follow(page, "现行的是 BA-岚青-2026-000001-V2").title == "联系点汇总表"


def test_the_receivers_request_is_read_on_the_owners_desk(cast: Cast, browser: Browser) -> None:
    first = journeys.filed(journeys.file_contact_points(cast)).id
    page = browser.follow(browser.sign_in("he").get(f"/filings/{first}"), "请更正")
    page = browser.press(page, "请更正", {"reason": "第 1 行职务与任免文件不一致"})
    assert "正在更正：草稿，在团云溪县委" in page.text and "撤回请更正" in page.words("a")
    assert browser.get(f"/submissions/{latest().id}", status=404)
    page = browser.sign_in("zhou").get("/")
    assert "更正 岚青备〔2026〕1号" in page.text and "请更正" in page.words("span", class_="tag back")
    page = browser.follow(page, "继续填报", beside="请更正")
    assert "第1行职务与任免文件不一致由团青岚市委组织部何志远请更正" in said(page)
    assert "放弃更正" not in page.text
    page = browser.follow(browser.sign_in("cheng").get(f"/filings/{first}"), "撤回请更正")
    browser.press(page, "撤回请更正")
    page = browser.follow(browser.sign_in("zhou").get(f"/submissions/{latest().id}/draft"), "放弃更正")
    page = browser.press(page, "放弃更正")
    assert page.url == f"/filings/{first}" and "已放弃，原件不变" in page.text


def test_a_voided_paper_says_so_everywhere_and_is_handed_in_anew(cast: Cast, browser: Browser) -> None:
    first = journeys.filed(journeys.file_contact_points(cast)).id
    page = browser.follow(browser.sign_in("meng").get(f"/filings/{first}"), "作废")
    page = browser.press(page, "作废", {"reason": "错"}, status=422)
    assert "作废原因至少写 5 个字" in page.text and page.field("reason") == "错"
    page = browser.press(page, "作废", {"reason": "选错了年度，须重报"})
    assert "本件已作废。2026年4月1日由孟繁星作废：选错了年度，须重报。" in said(page)
    assert "作废" in browser.get("/archive?q=联系点").words("span", class_="tag back")
    page = browser.sign_in("zhou").get(f"/filings/{first}/receipt")
    assert page.title == "备案回执（作废）" and "选错了年度" in page.text
    assert "作废 岚青备〔2026〕1号" in browser.get("/").text
    page = browser.press(browser.get("/"), "重新填报", beside="作废待重报")
    assert "重新填报，原备案号岚青备〔2026〕1号：" in said(page) and "另给新号" in page.text
    assert browser.press(browser.get("/notices"), "开始填报", beside="联系单位").status == 200
    page = browser.get(f"/filings/{first}")
    assert "正在重新填报：草稿" in page.text and "重新填报" not in page.words("button")


def test_a_second_press_leads_to_the_correction_there_is(cast: Cast, client: PageClient) -> None:
    first = journeys.filed(journeys.file_task_sheet(cast, "mai")).id
    client.sign_in("zhou").post(f"/filings/{first}/correction", {"reason": "本人请改第一项"})
    draft = f"/submissions/{latest().id}/draft"
    again = client.sign_in("mai").post(f"/filings/{first}/correction", {"reason": "我也想改"})
    assert again.response.headers["Location"] == draft
    assert client.send("GET", f"/filings/{first}/correction").headers["Location"] == draft


def test_a_reason_is_asked_for_and_kept_when_it_is_too_long(cast: Cast, client: PageClient) -> None:
    first = journeys.filed(journeys.file_task_sheet(cast, "mai")).id
    page = client.sign_in("mai").post(f"/filings/{first}/correction", {"reason": " "}, status=422)
    assert "请填写更正原因" in page.text
    page = client.post(f"/filings/{first}/correction", {"reason": "错" * 301}, status=422)
    assert "更正原因最多 300 个字" in page.text and page.field("reason") == "错" * 301


def test_who_may_not_is_told_who_may(cast: Cast, client: PageClient) -> None:
    first = journeys.filed(journeys.file_contact_points(cast)).id
    url = f"/filings/{first}"
    refusals = {
        "correction": ("chen", "更正由填报单位（团云溪县委）的经办人申请"),
        "correction-request": ("zhao", "请更正由受理部门（团青岚市委组织部）的审核人或本机关签发人提出"),
        "voiding": ("he", "作废由团青岚市委的签发人办理"),
    }
    for noun, (who, sentence) in refusals.items():
        assert sentence in client.sign_in(who).get(f"{url}/{noun}", status=403).text
        assert sentence in client.post(f"{url}/{noun}", {"reason": ""}, status=403).text
        assert noun not in client.get(url).html.replace("/corrections", "")
        for stranger in ("bai", "wai", "mai"):
            client.sign_in(stranger).get(f"{url}/{noun}", status=404)


def test_a_reader_without_the_right_sees_that_a_phone_changed_and_not_which(
    cast: Cast, client: PageClient
) -> None:
    first = journeys.file_contact_points(cast)
    second = journeys.filed(journeys.file_correction(first, cast, filler_phone="13800009100"))
    page = client.sign_in("su").get(f"/filings/{second.id}")
    assert "138****9100" in page.text and "13800009100" not in page.text
    third = journeys.filed(journeys.file_correction(second, cast, filler_phone="13811119100"))
    page = client.get(f"/filings/{third.id}")
    assert "（已改，按规定隐去）" in page.text and "1381111" not in page.text


def test_the_page_of_a_long_chain_costs_no_more_than_that_of_one_version(
    app: Flask, cast: Cast, client: PageClient
) -> None:
    filing = journeys.filed(journeys.file_task_sheet(cast, "zhou"))
    first = filing.id
    client.sign_in("zhou")
    few = count_queries(lambda: client.get(f"/filings/{first}"))
    for _ in range(3):
        filing = journeys.filed(journeys.file_correction(filing, cast))
    many = count_queries(lambda: client.get(f"/filings/{filing.id}"))
    assert many <= few + 3, (few, many)


def test_the_archive_is_narrowed_to_what_is_in_force(cast: Cast, client: PageClient) -> None:
    first = journeys.file_contact_points(cast)
    journeys.filed(journeys.file_correction(first, cast))
    page = client.sign_in("he").get("/archive")
    assert "2 件" in page.words("h2") and "已由 V2 更正" in page.text
    page = client.get("/archive?current=yes")
    assert "1 件" in page.words("h2") and "已由 V2 更正" not in page.text
    assert "只看现行" in "".join(page.words("a", class_="chip"))


def test_lists_show_which_version_counts(cast: Cast, client: PageClient) -> None:
    first = journeys.file_contact_points(cast)
    journeys.filed(journeys.file_correction(first, cast))
    text = client.sign_in("zhou").get("/sent").text
    assert text.index("已备案 岚青备〔2026〕1号 V2") < text.index("已由 V2 更正 岚青备〔2026〕1号")
    assert "已由 V2 更正" in client.get(f"/submissions/{first.submission_id}").text


def test_voiding_says_what_becomes_of_a_correction_under_way(cast: Cast, client: PageClient) -> None:
    first = journeys.file_contact_points(cast)
    draft = journeys.draft_correction(first, cast)
    db.session.commit()
    page = client.sign_in("meng").get(f"/filings/{first.id}/voiding")
    assert "这件更正转为重新填报，备案时另给新号" in page.text
    client.post(f"/filings/{first.id}/voiding", {"reason": "选错了年度，须重报"})
    page = client.sign_in("zhou").get(f"/submissions/{draft.id}/draft")
    assert "原件已作废（选错了年度，须重报），予以备案时另给新号。" in page.text


def test_giving_up_is_refused_where_the_owner_may_not(cast: Cast, client: PageClient) -> None:
    first = journeys.file_contact_points(cast)
    asked = corrections.ask(first, cast.person("he"), "请核对")
    db.session.commit()
    page = client.sign_in("zhou").get(f"/submissions/{asked.id}/giving-up", status=409)
    assert "请联系其撤回请求" in page.text
    client.post(f"/submissions/{asked.id}/giving-up", status=409)
    assert db.session.get(Submission, asked.id) is not None
    assert db.session.scalar(db.select(db.func.count(Filing.id))) == 1
