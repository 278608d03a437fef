"""四性检测 as the 档案员 meets it: started, followed, read, printed; and 移交包 behind it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from flask import Flask

from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.services.archive.shelves import archive_all, file_sheets
from youthwork.extensions import db
from youthwork.models import ArchiveCheck, ArchiveUse, Filing, Job, JobState, UseKind
from youthwork.services.jobs import queue, runner
from youthwork.services.printing import papers

HTMX = {"HX-Request": "true"}


@pytest.fixture
def filing(app: Flask, cast: Cast) -> Filing:
    """One real paper in the archive of 团青岚市委."""
    found = file_sheets(cast, "mai")[0]
    archive_all(cast)
    return found


def newest() -> ArchiveCheck:
    db.session.rollback()
    return db.session.scalars(db.select(ArchiveCheck).order_by(ArchiveCheck.id.desc())).first()


def test_it_works(browser: Browser, filing: Filing) -> None:
    """Without a script: start, follow, read, print; then the package the check allows."""
    filing_id = filing.id
    page = browser.sign_in("zhao").get("/archive/checks")
    assert "还没有检测过" in page.text and "四性检测" in page.text
    browser.post("/archive/checks", {"stage": "transfer", "year": "2026"})
    url = f"/archive/checks/{newest().id}"
    page = browser.get(url)
    assert "排队中" in page.text and "刷新" in page.text and "下载报告" not in page.text
    runner.run_until_empty()
    page = browser.get(url)
    assert "四性检测全部通过" in page.text and "下载报告" in page.text
    for said in ("真实性", "完整性", "可用性", "安全性", "2-2 件号连续"):
        assert said in page.text, said
    assert "通过" in browser.get("/archive/checks").text
    page = browser.get("/archive/transfers")
    assert "还没有移交过" in page.text
    browser.post(
        "/archive/transfers",
        {"year": "2026", "period": "", "receiver": "青岚市档案馆", "purpose": "到期移交进馆"},
    )
    runner.run_until_empty()
    page = browser.get("/archive/transfers")
    assert "移交青岚市档案馆" in page.text and "已完成" in page.text
    [use] = db.session.scalars(db.select(ArchiveUse).where(ArchiveUse.kind == UseKind.TRANSFER))
    assert use.count == 1 and filing_id


def test_a_fault_is_shown_with_its_filing_and_what_to_do(client: PageClient, filing: Filing) -> None:
    papers.store().path(papers.of_filing(filing).sha256 or "").unlink()
    client.sign_in("zhao").post("/archive/checks", {"stage": "keeping", "year": ""})
    runner.run_until_empty()
    page = client.get(f"/archive/checks/{newest().id}")
    assert "阻断" in page.text and "成件不在成件库里" in page.text and "从备份恢复" in page.text
    assert f"/filings/{filing.id}" in page.html
    answer = client.send("GET", f"/archive/checks/{newest().id}/report.pdf", buffered=True)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")


def test_transfer_waits_for_the_check(client: PageClient, cast: Cast, filing: Filing) -> None:
    given = {"year": "2026", "period": "", "receiver": "青岚市档案馆", "purpose": "移交"}
    page = client.sign_in("zhao").post("/archive/transfers", given, status=422)
    assert "移交以前要做移交环节的四性检测" in page.text and page.field("receiver") == "青岚市档案馆"
    path = papers.store().path(papers.of_filing(filing).sha256 or "")
    content = path.read_bytes()
    path.unlink()
    client.post("/archive/checks", {"stage": "transfer", "year": ""})
    runner.run_until_empty()
    page = client.post("/archive/transfers", given, status=422)
    assert "处阻断，不能移交" in page.text
    papers.store().put(content)
    client.post("/archive/checks", {"stage": "transfer", "year": ""})
    runner.run_until_empty()
    client.post("/archive/transfers", given)


def test_the_same_run_asked_for_twice_is_one(client: PageClient, filing: Filing) -> None:
    client.sign_in("zhao")
    for _ in range(2):
        client.post("/archive/checks", {"stage": "keeping", "year": ""})
    assert len(list(db.session.scalars(db.select(ArchiveCheck)))) == 1


def test_the_page_looks_again_by_itself_only_while_something_moves(
    client: PageClient, filing: Filing
) -> None:
    client.sign_in("zhao").post("/archive/checks", {"stage": "keeping", "year": ""})
    url = f"/archive/checks/{newest().id}"
    region = client.get(url).all("div", id="check-state")[0]
    assert region.get("hx-trigger") == "every 2s"
    state = region.get("hx-get")
    assert client.send("GET", state, headers=HTMX).status_code == 204
    taken = queue.take("here:1")
    assert taken is not None
    queue.heartbeat(taken, 3, 7)
    text = client.send("GET", state, headers=HTMX).get_data(as_text=True)
    assert "检测中" in text and "已检测 3 件，共 7 件" in text
    job = db.session.get_one(Job, taken.id)
    job.attempts = 6
    db.session.commit()
    queue.put_off(taken, "成件库读不出来")
    assert db.session.get_one(Job, taken.id).state is JobState.DEAD
    page = client.get(url)
    assert "已放弃" in page.text and "继续检测" in page.text
    client.post(f"{url}/running")
    runner.run_until_empty()
    done = client.send("GET", state, headers=HTMX)
    assert (done.status_code, done.headers["HX-Refresh"]) == (204, "true")
    assert client.send("GET", state).status_code == 303


def test_a_signer_reads_the_report_and_starts_nothing(client: PageClient, filing: Filing) -> None:
    client.sign_in("zhao").post("/archive/checks", {"stage": "keeping", "year": ""})
    url = f"/archive/checks/{newest().id}"
    page = client.sign_in("meng").get("/archive/checks")
    assert "检测记录" in page.text and not page.all("form", action="/archive/checks")
    client.get(url)
    client.post("/archive/checks", {"stage": "keeping"}, status=403)
    client.sign_in("zhou").get("/archive/checks", status=403)
    client.get(url, status=404)
    assert "还没有做完" in client.sign_in("zhao").get(f"{url}/report.pdf", status=409).text


def test_bad_choices_are_refused_at_their_field(client: PageClient, filing: Filing) -> None:
    client.sign_in("zhao").post("/archive/checks", {"stage": "什么", "year": "2026"}, status=422)
    client.post("/archive/checks", {"stage": "keeping", "year": "1066"}, status=422)
    page = client.post("/archive/transfers", {"year": "2026", "receiver": "", "purpose": ""}, status=422)
    assert "接收单位" in page.text


def test_the_package_comes_as_a_zip(client: PageClient, filing: Filing) -> None:
    client.sign_in("zhao").post("/archive/checks", {"stage": "transfer", "year": "2026"})
    runner.run_until_empty()
    given = {"year": "2026", "period": "10", "receiver": "青岚市档案馆", "purpose": "移交"}
    location = client.post("/archive/transfers", given).response.headers["Location"]
    runner.run_until_empty()
    answer = client.send("GET", f"{location}/file", buffered=True)
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(answer.data)) as package:
        assert package.testzip() is None and "说明文件.xml" in package.namelist()
