"""导出 as a person meets it: from the list to the file, without a script and with one."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from flask import Flask

from tests import journeys
from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.services.jobs.dying import quick_sheet
from tests.services.jobs.standing_clock import put_up
from youthwork.extensions import db
from youthwork.models import ArchiveExport, Filing
from youthwork.services.archive import exports
from youthwork.services.jobs import queue, runner
from youthwork.services.printing import papers

HTMX = {"HX-Request": "true"}
PURPOSE = {"purpose": "工作查考"}


@pytest.fixture(autouse=True)
def rendered_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_make", quick_sheet)


@pytest.fixture
def filings(app: Flask, cast: Cast) -> list[Filing]:
    """A task sheet each of 团云溪县委 and 团白鹭县委 at 团青岚市委组织部, their papers made."""
    found = [journeys.file_task_sheet(cast, "mai"), journeys.file_task_sheet(cast, "bai")]
    journeys.make_papers()
    return found


def newest() -> ArchiveExport:
    db.session.rollback()
    return db.session.scalars(db.select(ArchiveExport).order_by(ArchiveExport.id.desc())).first()


def test_it_works(browser: Browser, filings: list[Filing]) -> None:
    """Without a script, pressing what the pages offer."""
    page = browser.sign_in("he").get("/archive?annex=task_sheet")
    page = browser.follow(page, "打包下载 2 件")
    for said in ("打包下载成件 2 件", "任务表", "保留 7 天", "记入利用登记", "工作查考"):
        assert said in page.text, said
    page = browser.press(page, "打包下载成件 2 件", PURPOSE)
    assert "排队中" in page.text and "刷新" in page.text and "范围 任务表" in " ".join(page.text.split())
    runner.run_until_empty()
    page = browser.get(f"/archive/exports/{newest().id}")
    assert "已完成" in page.text and "共 2 件" in page.text and "刷新" not in page.text
    page = browser.get("/archive/exports")
    assert "打包下载成件" in page.text and "已完成" in page.text and "工作查考" in page.text


def test_the_file_is_sent_under_its_name_and_stays_in_no_cache(
    client: PageClient, filings: list[Filing]
) -> None:
    client.sign_in("he").post("/archive/exports", {"kind": "papers", **PURPOSE})
    client.post("/archive/exports", {"kind": "list", **PURPOSE})
    runner.run_until_empty()
    last = newest().id
    answer = client.send("GET", f"/archive/exports/{last}/file", buffered=True)
    assert answer.mimetype.endswith("spreadsheetml.sheet") and answer.headers["Cache-Control"] == "no-store"
    assert "%E5%A4%87%E6%A1%88%E4%BB%B6%E7%9B%AE%E5%BD%95" in answer.headers["Content-Disposition"]
    answer = client.send("GET", f"/archive/exports/{last - 1}/file", buffered=True)
    assert answer.mimetype == "application/zip" and "attachment" in answer.headers["Content-Disposition"]
    assert len(ZipFile(io.BytesIO(answer.data)).namelist()) == 3


def test_without_a_purpose_nothing_is_asked_for(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("he")
    page = client.post("/archive/exports", {"kind": "list", "q": "月"}, status=422)
    assert "请选择利用目的" in page.text and "“月”" in page.text
    page = client.post("/archive/exports", {"kind": "list", "purpose": "其他"}, status=422)
    assert "用一句话写明利用目的" in page.text
    assert newest() is None
    client.post("/archive/exports", {"kind": "list", "purpose": "其他", "words": "编写大事记"})
    assert newest().purpose == "编写大事记"


def test_pressed_twice_it_is_asked_for_once(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("he")
    posted = {"kind": "list", **PURPOSE, "render_key": "b" * 32}
    first, again = (client.send("POST", "/archive/exports", data=posted) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert db.session.scalar(db.select(db.func.count()).select_from(ArchiveExport)) == 1


def test_the_question_goes_with_it_row_by_row(browser: Browser, filings: list[Filing]) -> None:
    browser.sign_in("he")
    page = browser.get(
        "/archive/exports/new?kind=list&join=all&field=unit&words=云溪&join=none&field=title&words=汇总"
    )
    assert "填报单位含“云溪”，题名不含“汇总”" in page.text and "导出目录 1 件" in page.text
    browser.press(page, "导出目录 1 件", PURPOSE)
    runner.run_until_empty()
    assert newest().filing_ids == [filings[0].id]


def test_the_page_looks_again_by_itself_only_while_something_moves(
    client: PageClient, filings: list[Filing], app: Flask
) -> None:
    clock = put_up(app)
    client.sign_in("he").post("/archive/exports", {"kind": "papers", **PURPOSE})
    export = newest()
    region = client.get(f"/archive/exports/{export.id}").all("div", id="export-state")[0]
    assert region.get("hx-trigger") == "every 2s"
    url = region.get("hx-get")
    assert client.send("GET", url, headers=HTMX).status_code == 204, "nothing new: nothing is swapped"
    taken = queue.take("here:1")
    assert taken is not None
    queue.heartbeat(taken, 1, 2)
    text = client.send("GET", url, headers=HTMX).get_data(as_text=True)
    assert "制作中" in text and "已写入 1 件，共 2 件" in text
    assert '<progress class="strip" max="2" value="1"' in text and "<html" not in text
    queue.put_off(taken, "成件库写不进去（磁盘已满）")
    text = client.send("GET", url, headers=HTMX).get_data(as_text=True)
    assert "失败" in text and "磁盘已满" in text and "重新制作" in text
    clock.pass_by(seconds=5)
    runner.run_until_empty()
    done = client.send("GET", url, headers=HTMX)
    assert (done.status_code, done.headers["HX-Refresh"]) == (204, "true")
    answer = client.send("GET", f"/archive/exports/{export.id}/state")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/archive/exports/{export.id}")


def test_what_was_given_up_can_be_asked_for_again(
    client: PageClient, filings: list[Filing], app: Flask
) -> None:
    clock = put_up(app)
    client.sign_in("he").post("/archive/exports", {"kind": "list", **PURPOSE})
    export = newest()
    while taken := queue.take("here:1"):
        queue.put_off(taken, "磁盘已满")
        clock.pass_by(hours=2)
    page = client.get(f"/archive/exports/{export.id}")
    assert "已放弃" in page.text and "磁盘已满" in page.text
    page = client.post(f"/archive/exports/{export.id}/making", follow=True)
    assert "已重新排队" in page.text
    runner.run_until_empty()
    assert "已完成" in client.get(f"/archive/exports/{export.id}").text


def test_after_its_days_the_page_says_that_it_is_gone(
    client: PageClient, filings: list[Filing], app: Flask
) -> None:
    clock = put_up(app)
    client.sign_in("he").post("/archive/exports", {"kind": "list", **PURPOSE})
    runner.run_until_empty()
    clock.pass_by(days=exports.KEPT.days + 1)
    client.sign_in("he")
    page = client.get(f"/archive/exports/{newest().id}")
    assert "已清理" in page.text and "已过保留期" in page.text
    assert not [it for it in page.all("a") if (it.get("href") or "").endswith("/file")]
    assert "已经清理" in client.get(f"/archive/exports/{newest().id}/file", status=404).text


def test_anybody_elses_export_is_not_found(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("he").post("/archive/exports", {"kind": "list", **PURPOSE})
    runner.run_until_empty()
    export = newest()
    client.sign_in("cheng")
    for rest in ("", "/state", "/file"):
        client.get(f"/archive/exports/{export.id}{rest}", status=404)
    client.post(f"/archive/exports/{export.id}/making", status=404)
    assert "还没有导出" in client.get("/archive/exports").text


def test_who_may_open_none_of_the_papers_reads_why(client: PageClient, filings: list[Filing]) -> None:
    page = client.sign_in("gu").get("/archive/exports/new?kind=papers")
    assert "没有你可以打开的成件" in page.text and filings[0].filing_number in page.text
    client.post("/archive/exports", {"kind": "papers", **PURPOSE}, status=422)


def test_a_cadre_alone_is_offered_no_export(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("mai")
    assert "导出目录" not in client.get("/archive").text
    assert "经办、审核、签发、档案" in client.get("/archive/exports/new?kind=list", status=403).text


def test_an_unknown_kind_is_no_page(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("he").get("/archive/exports/new?kind=everything", status=404)
