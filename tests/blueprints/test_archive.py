from __future__ import annotations

import random
import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import event

from tests import journeys
from tests.client import Page, PageClient
from tests.factories import NOW, Cast
from tests.plain_browser import Browser, form_with
from tests.services.archive.corpus import add_filing
from youthwork.extensions import db
from youthwork.models import Filing


@pytest.fixture
def archive(app: Flask, cast: Cast) -> list[Filing]:
    """Forty-five filings: three pages."""
    chance = random.Random(3)
    filings = [add_filing(cast, number, chance) for number in range(1, 46)]
    db.session.commit()
    return filings


def numbers(page: Page) -> list[str]:
    """The filing numbers in the list, in order."""
    return re.findall(r"\w青备〔\d{4}〕\d+号", page.text)


def links(page: Page, label: str) -> list[str]:
    return [it.get("href") or "" for it in page.all("a") if "".join(it.itertext()).strip().startswith(label)]


def test_it_works(client: PageClient, archive: list[Filing]) -> None:
    page = client.sign_in("su").get("/archive")
    assert page.title == "备案档案"
    assert "可查 45 件" in page.text
    assert len(numbers(page)) == 20


def test_a_stranger_reads_that_there_is_nothing_yet(client: PageClient, archive: list[Filing]) -> None:
    page = client.sign_in("wai").get("/archive")
    assert numbers(page) == []
    assert "还没有你可以查阅的备案件" in page.text


def test_who_is_not_signed_in_is_sent_to_the_door(client: PageClient) -> None:
    page = client.get("/archive", status=302)
    assert "/login" in page.response.headers["Location"]


def test_following_older_and_newer_shows_each_filing_once(client: PageClient, archive: list[Filing]) -> None:
    client.sign_in("su")
    page = client.get("/archive")
    seen = numbers(page)
    while older := links(page, "更早的"):
        page = client.get(older[0])
        seen += numbers(page)
    assert len(seen) == len(set(seen)) == 45
    while newer := links(page, "‹ 更新的"):
        page = client.get(newer[0])
    assert numbers(page) == seen[:20]


def test_words_are_marked_and_the_box_keeps_them(client: PageClient, archive: list[Filing]) -> None:
    page = client.sign_in("su").get("/archive?q=清河+志愿")
    assert page.field("q") == ""  # the bar's own box comes first on the page
    assert [box.get("value") for box in page.all("input", id="q")] == ["清河 志愿"]
    assert set(page.words("mark")) <= {"清河志愿", "清河", "志愿"} and page.words("mark")


def test_markup_in_a_text_is_shown_and_not_run(client: PageClient, cast: Cast, app: Flask) -> None:
    add_filing(cast, 1, random.Random(1), text='<script>alert("清河")</script><img src=x onerror=alert(1)>')
    db.session.commit()
    for query in ("清河", "script", "<img", "onerror"):
        page = client.sign_in("su").get("/archive", query_string={"q": query})
        assert page.words("mark")
        assert not page.all("img")
        assert "<script>alert" not in page.html


def test_every_filter_stands_in_the_address_and_can_be_taken_off(
    client: PageClient, archive: list[Filing], cast: Cast
) -> None:
    client.sign_in("su")
    department = cast.organizations["团青岚市委组织部"].id
    unit = cast.organizations["团云溪县委"].id
    url = f"/archive?q=月&annex=task_sheet&department={department}&organization={unit}&on_time=yes"
    page = client.get(url)
    assert "团云溪县委及所属" in page.text and "按时报送" in page.text
    assert len(links(page, "去掉条件")) == 4
    wider = client.get(links(page, "去掉条件 按时报送")[0])
    assert len(links(wider, "去掉条件")) == 3 and len(numbers(wider)) >= len(numbers(page)) > 0
    assert len(links(client.get(links(page, "全部清除")[0]), "去掉条件")) == 0


def test_what_the_address_asks_wrongly_is_left_out(client: PageClient, archive: list[Filing]) -> None:
    client.sign_in("su")
    for wrong in (
        "year=1911", "year=abc", "annex=nothing", "organization=99999", "organization=-1", "department=x",
        "on_time=maybe", "before=x", "after=", "year=99999999999999999999", "organization=%E2%91%A0", "page=3",
    ):  # fmt: skip
        page = client.get(f"/archive?{wrong}")
        assert "45 件" in page.text, wrong


def test_a_cursor_our_pages_never_write_is_no_fault(client: PageClient, archive: list[Filing]) -> None:
    for cursor in ("before=0", "before=-5", "after=999999999", "before=99999999999999999999999"):
        client.sign_in("su").get(f"/archive?{cursor}")


def test_a_unit_of_another_branch_of_the_tree_is_not_offered(
    client: PageClient, cast: Cast, archive: object
) -> None:
    page = client.sign_in("zhou").get("/archive")
    offered = [option.get("value") for option in page.all("option")]
    assert str(cast.organizations["团云溪县委"].id) in offered
    assert str(cast.organizations["团白鹭县委"].id) not in offered
    assert "团白鹭县委" not in page.text


def test_punctuation_only_is_answered_kindly(client: PageClient, archive: list[Filing]) -> None:
    page = client.sign_in("su").get("/archive?q=%25%22%E3%80%82")
    assert "只有标点" in page.text and numbers(page) == []


def test_a_quoted_word_that_finds_nothing_is_offered_without_its_quotes(
    client: PageClient, archive: list[Filing]
) -> None:
    page = client.sign_in("su").get("/archive?q=《志愿服务》")
    assert "不计标点" in page.text
    assert numbers(client.get(links(page, "志愿服务")[0]))


def test_traditional_characters_are_offered_as_simplified_ones(
    client: PageClient, archive: list[Filing]
) -> None:
    page = client.sign_in("su").get("/archive?q=誌願服務")
    assert "没有找到原样的“誌願服務”；用简体字，能找到：" in page.text
    assert numbers(client.get(links(page, "志愿服务")[0])) == numbers(client.get("/archive?q=志愿服务")) != []
    both = client.get("/archive?q=《誌願服務》&join=all&field=title&words=任務表")
    assert numbers(client.get(links(both, "志愿服务 任务表")[0]))
    assert "用简体字" not in client.get("/archive?q=龍門石窟").text


def test_a_pasted_page_is_searched_by_its_first_part_and_says_so(
    client: PageClient, archive: list[Filing]
) -> None:
    page = client.sign_in("su").get("/archive?q=" + "好" * 600)
    assert "只按前 500 字" in page.text
    assert "500 字" not in client.get("/archive?q=" + "好" * 500).text
    assert numbers(client.get("/archive?q=月"))


def test_typing_brings_the_results_alone(client: PageClient, archive: list[Filing]) -> None:
    client.sign_in("su")
    answer = client.http.get("/archive?q=志愿&year=&organization=", headers={"HX-Request": "true"})
    page = Page(answer)
    assert (
        "<html" not in page.html
        and 'name="q" id="q"' not in page.html
        and 'id="archive-form"' not in page.html
    )
    assert page.all("div", id="results") and page.words("mark")
    assert re.search(r'hx-swap-oob="innerHTML:#results-status">找到 \d+ 件<', page.html)
    assert answer.headers["HX-Replace-Url"] == "/archive?q=%E5%BF%97%E6%84%BF"
    assert "HX-Request" in answer.headers["Vary"]


def test_the_form_works_without_a_script(client: PageClient, archive: list[Filing]) -> None:
    page = client.sign_in("su").get("/archive")
    form = next(form for form in page.all("form") if form.get("hx-get"))
    assert form.get("method") == "get" and form.get("action") == form.get("hx-get") == "/archive"
    names = {control.get("name") for tag in ("input", "select") for control in page.all(tag)}
    assert {
        "q", "organization", "year", "department", "annex", "from", "to", "on_time", "retention", "standing",
        "keeping", "join", "field", "words", "rows",
    } <= names | {button.get("name") for button in page.all("button")}  # fmt: skip


def test_the_pdf_is_one_press_away_for_whom_it_is(client: PageClient, cast: Cast, app: Flask) -> None:
    filing = journeys.filed(journeys.file_contact_points(cast))
    assert "待出件" in client.sign_in("zhou").get("/archive").text
    journeys.make_papers()
    assert links(client.get("/archive"), "PDF") == [f"/filings/{filing.id}/paper.pdf"]
    # 学校部 of the province sees the row, and neither the paper nor its phones.
    assert links(client.sign_in("xu").get("/archive"), "PDF") == []


def test_a_page_of_the_archive_takes_no_more_than_ten_queries(
    client: PageClient, archive: list[Filing]
) -> None:
    client.sign_in("su")
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    for url in (
        "/archive",
        "/archive?q=清河志愿+服务",
        "/archive?year=2024&on_time=no",
        "/archive?q=《志愿》",
    ):
        asked.clear()
        client.get(url)
        assert 0 < len(asked) <= 10, (url, asked)


def test_a_step_leaves_a_trail_and_typing_does_not(client: PageClient, archive: list[Filing]) -> None:
    client.sign_in("su")
    asked = {"HX-Request": "true", "X-Step": "1"}
    answer = client.http.get("/archive?year=2024", headers=asked)
    assert answer.headers["HX-Push-Url"] == "/archive?year=2024" and "HX-Replace-Url" not in answer.headers
    # Going back, the browser asks for the page, not for a part of it.
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.http.get("/archive?year=2024", headers=back).get_data(as_text=True)


def test_every_condition_goes_into_the_form_and_back_into_the_address(
    browser: Browser, archive: list[Filing], cast: Cast
) -> None:
    """Without a script: the form, sent again as it was drawn, asks the same question."""
    asked = {
        "q": "月 日", "join": ["all", "any", "any", "none"], "field": ["title", "text", "unit", "person"],
        "words": ["任务表", "清河", "云溪", "欧阳"], "annex": "task_sheet", "from": "2024-01-01",
        "to": "2026-12-31", "on_time": "yes", "retention": "10", "standing": "current", "keeping": "open",
        "organization": str(cast.organizations["团青岚市委"].id),
    }  # fmt: skip
    page = browser.sign_in("su").get("/archive?" + urlencode(asked, doseq=True))
    shown = numbers(page)
    assert (
        shown and "按时报送" in page.text and "题名含“任务表”" in page.text and "人名不含“欧阳”" in page.text
    )
    again = browser.press(page, "按这些条件检索")
    assert numbers(again) == shown
    assert [chip for chip in links(again, "去掉条件")] == [chip for chip in links(page, "去掉条件")]
    assert len(links(page, "去掉条件")) == 11


def test_each_condition_can_be_taken_off_alone(client: PageClient, archive: list[Filing]) -> None:
    client.sign_in("su")
    page = client.get("/archive?join=all&field=text&words=清河&join=none&field=title&words=任务表")
    wider = client.get(links(page, "去掉条件 题名不含“任务表”")[0])
    assert "全文含“清河”" in wider.text and "不含" not in "".join(links(wider, "去掉条件"))
    assert len(numbers(wider)) > len(numbers(page))


def test_one_more_row_of_conditions_without_a_script(browser: Browser, archive: list[Filing]) -> None:
    page = browser.sign_in("su").get("/archive")
    assert len(page.all("input", name="words")) == 3
    page = browser.press(page, "再添一行", {"q": "清河"})
    assert len([box for box in page.all("input", name="words") if box.get("id") != "within"]) == 4
    assert page.all("details", id="narrow")[0].get("open") is not None
    page = browser.get("/archive?rows=99")
    assert len(page.all("input", name="words")) == 8 and "再添一行" not in page.text


def test_searching_within_the_results_keeps_the_question(browser: Browser, archive: list[Filing]) -> None:
    page = browser.sign_in("su").get("/archive?q=月&join=all&field=title&words=任务表&annex=task_sheet")
    form = form_with(page, "再检索")
    asked = [(it.get("name"), it.get("value") or "清河") for it in form.iter() if it.get("name")]
    within = browser.get("/archive?" + urlencode(asked))
    assert "题名含“任务表”" in within.text and "全文含“清河”" in within.text
    assert 0 < len(numbers(within)) <= len(numbers(page))
    assert set(within.words("mark")) >= {"清河"}


def test_a_day_that_is_none_is_named_and_the_rest_is_searched(
    client: PageClient, archive: list[Filing]
) -> None:
    client.sign_in("su")
    page = client.get("/archive?from=2026-13-45")
    assert "“2026-13-45”不是日期" in page.text and "45 件" in page.text
    page = client.get("/archive?from=2026-05-01&to=2026-04-01")
    assert "起止颠倒了" in page.text and numbers(page) == []


@pytest.mark.parametrize(
    "query", ["%00清河%00", "😀", "𠮷祥", "' OR 1=1 --", 'NEAR("清河")', "清河*", "a" * 500]
)
def test_a_strange_query_is_answered_with_a_whole_page(
    client: PageClient, archive: list[Filing], query: str
) -> None:
    page = client.sign_in("su").get(f"/archive?q={query}&words={query}&join=all&field=person")
    assert page.title == "备案档案" and "\0" not in page.html


def test_the_preview_shows_the_facts_and_the_words(client: PageClient, archive: list[Filing]) -> None:
    client.sign_in("su")
    url = links(client.get("/archive?q=清河"), "预览")[0]
    page = client.get(url)
    assert page.title.startswith("预览 ") and "清河" in page.words("mark")
    part = client.http.get(url, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in part and "data-preview-of" in part and "保管期限" in part


def test_the_preview_shows_the_picture_to_whom_it_is(client: PageClient, cast: Cast, app: Flask) -> None:
    filing = journeys.filed(journeys.file_contact_points(cast))
    url = f"/archive/{filing.id}/preview"
    assert "成件待出件" in client.sign_in("zhou").get(url).text
    journeys.make_papers()
    assert [it.get("src") for it in client.get(url).all("img")] == [f"/filings/{filing.id}/pages/1.png"]
    page = client.sign_in("xu").get(url)
    assert page.all("img") == [] and "成件上印有联系电话" in page.text
    assert "13800" not in page.html
    client.sign_in("bai").get(url, status=404)


def test_a_destroyed_filing_has_no_content_to_preview(
    client: PageClient, archive: list[Filing], cast: Cast
) -> None:
    filing = db.session.get_one(Filing, archive[-1].id)
    filing.destroyed_at, filing.text, filing.names = NOW, "", ""
    db.session.commit()
    page = client.sign_in("su").get(f"/archive/{filing.id}/preview")
    assert "只留目录" in page.text and page.all("img") == []
