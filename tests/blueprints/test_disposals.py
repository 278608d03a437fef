"""鉴定销毁 as its people meet it: 赵一鸣 judges and proposes, 孟繁星 decides, 赵一鸣 carries it out."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.services.archive.shelves import archive_all, file_sheets, years_later
from tests.services.jobs.dying import quick_sheet
from youthwork.extensions import db
from youthwork.models import Disposal, DisposalState, Filing
from youthwork.services.printing import papers


@pytest.fixture(autouse=True)
def rendered_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_make", quick_sheet)


@pytest.fixture
def filings(app: Flask, cast: Cast) -> list[Filing]:
    found = file_sheets(cast, "mai", "bai")
    archive_all(cast)
    years_later(app)
    return found


def newest() -> Disposal:
    db.session.rollback()
    return db.session.scalars(db.select(Disposal).order_by(Disposal.id.desc())).first()


def test_it_works(browser: Browser, filings: list[Filing]) -> None:
    """Without a script, from the list of what has run out to the page of what is gone."""
    first, second = (filing.id for filing in filings)
    numbers = [filing.filing_number for filing in filings]
    page = browser.sign_in("zhao").get("/archive/disposals")
    assert "保管期满、待鉴定" in page.text and "2 件" in page.text and "2036 年底" in page.text
    browser.post("/archive/disposals", {"ids": [str(first), str(second)]})
    url = f"/archive/disposals/{newest().id}"
    page = browser.get(url)
    assert "逐件鉴定" in page.text and "提请批准" in page.text
    judged = {
        f"verdict_{first}": "销毁",
        f"verdict_{second}": "续存",
        f"years_{second}": "5",
        f"remark_{second}": "典型材料",
        "reason": "保管期限表（青档发〔2026〕1号）第三条",
        "propose": "1",
    }
    browser.post(f"{url}/appraisal", judged)
    page = browser.get(url)
    assert "待批准" in page.text and "续存 5 年" in page.text
    page = browser.sign_in("meng").get(url)
    assert "退回鉴定" in page.text
    browser.post(f"{url}/decision", {"opinion": "同意销毁", "approve": "1"})
    assert newest().state is DisposalState.APPROVED
    assert "同意销毁" in browser.get(url).text
    page = browser.sign_in("zhao").get(f"{url}/destruction")
    assert "将要销毁 1 件" in page.text and "不能恢复" in page.text
    browser.post(f"{url}/destruction")
    page = browser.get(url)
    assert "已销毁" in page.text and "销毁人" in page.text
    page = browser.get(f"/filings/{first}")
    assert "已销毁。" in page.text and numbers[0] in page.text and "清河志愿服务" not in page.text
    assert "孟繁星" in page.text and "同意销毁" in page.text
    assert "清河志愿服务" in browser.get(f"/filings/{second}").text


def test_what_was_judged_is_kept_when_the_proposal_is_refused(
    client: PageClient, filings: list[Filing]
) -> None:
    client.sign_in("zhao").post("/archive/disposals", {"ids": [filings[0].id]})
    url = f"/archive/disposals/{newest().id}"
    given = {f"verdict_{filings[0].id}": "销毁", f"remark_{filings[0].id}": "重复", "propose": "1"}
    page = client.post(f"{url}/appraisal", given, status=422)
    assert "请写明鉴定依据" in page.text
    assert page.field(f"remark_{filings[0].id}") == "重复"
    assert newest().items[0].remark == "重复" and newest().state is DisposalState.APPRAISING


def test_an_extension_without_years_says_which_row(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("zhao").post("/archive/disposals", {"ids": [filings[0].id]})
    url = f"/archive/disposals/{newest().id}"
    for years in ("", "0", "31", "五", "-1", "999999999999999999999"):
        given = {f"verdict_{filings[0].id}": "续存", f"years_{filings[0].id}": years, "reason": "留用"}
        page = client.post(f"{url}/appraisal", given, status=422)
        assert "续存年数：请填 1 到 30 的整数" in page.text, years
        assert page.field("reason") == "留用"


def test_nothing_ticked_is_refused_with_what_to_do(client: PageClient, filings: list[Filing]) -> None:
    assert "请勾选要鉴定的件" in client.sign_in("zhao").post("/archive/disposals", status=422).text


def test_the_one_who_proposed_is_not_offered_the_decision(
    client: PageClient, cast: Cast, filings: list[Filing]
) -> None:
    client.sign_in("zhao").post("/archive/disposals", {"ids": [filings[0].id]})
    url = f"/archive/disposals/{newest().id}"
    given = {f"verdict_{filings[0].id}": "销毁", "reason": "到期", "propose": "1"}
    client.post(f"{url}/appraisal", given)
    assert not client.get(url).all("button", name="approve")
    page = client.post(f"{url}/decision", {"approve": "1"}, status=403)
    assert "两个不同的人" in page.text
    assert "还没有" not in page.text and newest().state is DisposalState.PROPOSED


def test_given_back_and_withdrawn(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("zhao").post("/archive/disposals", {"ids": [filings[0].id]})
    url = f"/archive/disposals/{newest().id}"
    client.post(f"{url}/appraisal", {f"verdict_{filings[0].id}": "销毁", "reason": "到期", "propose": "1"})
    client.sign_in("meng")
    assert "请写明退回的原因" in client.post(f"{url}/decision", {"give_back": "1"}, status=422).text
    client.post(f"{url}/decision", {"give_back": "1", "opinion": "先征求业务部门意见"})
    page = client.sign_in("zhao").get(url)
    assert "退回鉴定：" in page.text and "先征求业务部门意见" in page.text
    client.post(f"{url}/withdrawal")
    assert newest().state is DisposalState.WITHDRAWN
    assert "1 件" in client.get("/archive/disposals").text or "2 件" in client.get("/archive/disposals").text


def test_the_sheet_is_printed_crosswise_with_every_line(client: PageClient, filings: list[Filing]) -> None:
    client.sign_in("zhao").post("/archive/disposals", {"ids": [each.id for each in filings]})
    answer = client.send("GET", f"/archive/disposals/{newest().id}/sheet.pdf", buffered=True)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", answer.data)
    assert box is None or float(box[1]) > float(box[2])


def test_a_destroyed_paper_can_no_longer_be_opened(
    client: PageClient, app: Flask, cast: Cast, filings: list[Filing]
) -> None:
    first, submission_id = filings[0].id, filings[0].submission_id
    client.sign_in("zhao").post("/archive/disposals", {"ids": [first]})
    url = f"/archive/disposals/{newest().id}"
    client.post(f"{url}/appraisal", {f"verdict_{first}": "销毁", "reason": "到期", "propose": "1"})
    client.sign_in("meng").post(f"{url}/decision", {"approve": "1"})
    client.sign_in("zhao").post(f"{url}/destruction")
    page = client.get(f"/filings/{first}/paper.pdf", status=404)
    assert "已于2037年3月2日销毁" in page.text
    assert client.post(f"/filings/{first}/paper", status=404)
    assert client.get(f"/filings/{first}/receipt").text
    answer = client.sign_in("mai").send("GET", f"/submissions/{submission_id}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/filings/{first}")
    assert "已销毁。" in client.get(f"/filings/{first}").text
