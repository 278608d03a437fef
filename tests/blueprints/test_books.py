"""整册打印 as a person meets it: from the archive's list to the PDF, with and without a script."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.services.jobs.dying import quick_sheet
from tests.services.jobs.standing_clock import put_up
from youthwork.extensions import db
from youthwork.models import ArchiveUse, Book, Filing, Job, UseKind
from youthwork.services.jobs import queue, runner
from youthwork.services.printing import papers

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def rendered_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_make", quick_sheet)


@pytest.fixture
def filings(app: Flask, cast: Cast) -> list[Filing]:
    """A task sheet each of 团云溪县委 and 团白鹭县委 at 团青岚市委组织部, their papers made."""
    found = [journeys.file_task_sheet(cast, "mai"), journeys.file_task_sheet(cast, "bai")]
    journeys.make_papers()
    return found


def newest() -> Book:
    db.session.rollback()
    return db.session.scalars(db.select(Book).order_by(Book.id.desc())).first()


def test_it_works(browser: Browser, filings: list[Filing]) -> None:
    """Without a script, pressing what the pages offer."""
    page = browser.sign_in("he").get("/archive?annex=task_sheet")
    assert "整册打印" in page.text
    page = browser.get("/books/new?annex=task_sheet")
    for said in (
        "任务表汇编",
        "2 份",
        "按组织隶属关系",
        "双面打印",
        "团云溪县委",
        "团白鹭县委",
        "以各单件为准",
    ):
        assert said in page.text, said
    browser.post("/books", {"annex": "task_sheet", "is_duplex": "y"})
    book = newest()
    assert book.is_duplex and book.title == "任务表汇编"
    page = browser.get(f"/books/{book.id}")
    assert "排队中" in page.text and "刷新" in page.text and "下载 PDF" not in page.text
    runner.run_until_empty()
    page = browser.get(f"/books/{book.id}")
    assert "已合订" in page.text and "下载 PDF" in page.text and "刷新" not in page.text


def test_the_pdf_is_sent_under_the_books_name(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("he").post("/books", {"year": "2026"})
    runner.run_until_empty()
    answer = client.send("GET", f"/books/{newest().id}/book.pdf", buffered=True)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "%E6%B1%87%E7%BC%96.pdf" in answer.headers["Content-Disposition"]
    shown = client.send("GET", f"/books/{newest().id}/book.pdf?view=1", buffered=True)
    assert shown.headers["Content-Disposition"].startswith("inline")


def test_before_it_is_bound_there_is_no_pdf(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("he").post("/books")
    assert "还没有合订好" in client.get(f"/books/{newest().id}/book.pdf", status=404).text


def test_the_page_looks_again_by_itself_only_while_something_moves(
    client: PageClient, filings: list[Filing], app: Flask
) -> None:
    clock = put_up(app)
    client.sign_in("he").post("/books")
    book = newest()
    region = client.get(f"/books/{book.id}").all("div", id="book-state")[0]
    assert region.get("hx-trigger") == "every 2s"
    url = region.get("hx-get")
    assert client.send("GET", url, headers=HTMX).status_code == 204, "nothing new: nothing is swapped"
    taken = queue.take("here:1")
    assert taken is not None
    queue.heartbeat(taken, 1, 2)
    answer = client.send("GET", url, headers=HTMX)
    text = answer.get_data(as_text=True)
    assert "合订中" in text and "已合订 1 份，共 2 份" in text
    assert '<progress class="strip" max="2" value="1"' in text and "<html" not in text
    queue.put_off(taken, "成件库写不进去（磁盘已满）")
    text = client.send("GET", url, headers=HTMX).get_data(as_text=True)
    assert "失败" in text and "磁盘已满" in text and "1 分钟内再试" in text and "重新合订" in text
    clock.pass_by(seconds=5)
    runner.run_until_empty()
    done = client.send("GET", url, headers=HTMX)
    assert (done.status_code, done.headers["HX-Refresh"]) == (204, "true")
    region = client.get(f"/books/{book.id}").all("div", id="book-state")[0]
    assert region.get("hx-get") is None


def test_asked_without_a_script_the_state_leads_to_the_page(
    client: PageClient, filings: list[Filing]
) -> None:
    client.sign_in("he").post("/books")
    answer = client.send("GET", f"/books/{newest().id}/state")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/books/{newest().id}")


def test_what_was_given_up_can_be_asked_for_again(
    client: PageClient, filings: list[Filing], app: Flask
) -> None:
    clock = put_up(app)
    client.sign_in("he").post("/books")
    book = newest()
    while taken := queue.take("here:1"):
        queue.put_off(taken, "磁盘已满")
        clock.pass_by(hours=2)
    page = client.get(f"/books/{book.id}")
    assert "已放弃" in page.text and "已重试 5 次：磁盘已满" in page.text and "刷新" not in page.text
    page = client.post(f"/books/{book.id}/making", follow=True)
    assert "已重新排队" in page.text and "排队中" in page.text
    runner.run_until_empty()
    client.post(f"/books/{book.id}/making")
    assert db.session.scalar(db.select(db.func.count(Job.id)).where(Job.key == str(book.id))) >= 1
    assert "已合订" in client.get(f"/books/{book.id}").text


def test_the_list_shows_ones_own_books_newest_first(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("he")
    assert "还没有汇编" in client.get("/books").text
    client.post("/books", {"annex": "task_sheet"})
    client.post("/books", {"year": "2026"})
    text = client.get("/books").text
    assert text.index("2026年备案件汇编") < text.index("任务表汇编") and "2 份" in text
    assert "还没有汇编" in client.sign_in("cheng").get("/books").text


def test_anybody_elses_book_is_not_found(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("he").post("/books")
    book = newest()
    client.sign_in("cheng")
    for rest in ("", "/state", "/book.pdf"):
        client.get(f"/books/{book.id}{rest}", status=404)
    client.post(f"/books/{book.id}/making", status=404)


def test_who_may_open_none_of_the_papers_is_offered_no_book(
    client: PageClient, filings: list[Filing]
) -> None:
    client.sign_in("gu")
    assert "整册打印" not in client.get("/archive").text
    page = client.get("/books/new")
    assert "没有你可以打印的成件" in page.text and "2 份的成件不供你打开" in page.text
    assert "没有可以合订的" in client.post("/books", status=422).text


def test_on_one_side_when_the_tick_is_taken_out(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("he").post("/books", {"annex": "task_sheet"})
    assert not newest().is_duplex


def test_a_mistyped_filter_is_left_out_of_the_question(client: PageClient, filings: list[Filing]) -> None:
    page = client.sign_in("he").get("/books/new?year=abc&organization=99999999&annex=nonsense")
    assert "备案件汇编" in page.text and "2 份" in page.text


def test_a_book_is_a_use_of_the_archive_and_is_registered(
    client: PageClient, filings: list[Filing], cast: Cast
) -> None:
    client.sign_in("he").post("/books", {"year": "2026", "purpose": "年底装订"})
    use = db.session.scalars(db.select(ArchiveUse)).one()
    assert (use.kind, use.person_name, use.purpose) == (UseKind.PRINT, "何志远", "年底装订")
    assert (use.count, use.organization_id) == (len(filings), cast.organ("团青岚市委").id)
