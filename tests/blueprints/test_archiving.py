from __future__ import annotations

import io
import re

import openpyxl
import pypdfium2
import pytest
from flask import Flask

from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import queries_of
from tests.services.archive.archives import CITY, add_filed, numbers, settle
from tests.services.archive.test_archiving import MINE, YEAR
from youthwork.extensions import db
from youthwork.models import ArchiveBatch, ArchiveUse, Filing, Fonds, Paper, RetentionRule, UseKind
from youthwork.services.printing import papers


@pytest.fixture
def filings(app: Flask, cast: Cast) -> list[Filing]:
    settle(cast)
    made = [add_filed(cast, number, pages=at) for at, number in enumerate(MINE, start=1)]
    db.session.commit()
    return made


@pytest.fixture
def year_url(cast: Cast) -> str:
    return f"/archive/archiving/{cast.organ(CITY).id}/{YEAR}"


def press(client: PageClient, url: str) -> dict[str, str]:
    """What the page's form posts."""
    return {"render_key": client.get(url).field("render_key")}


def test_the_archivist_archives_the_year_in_one_act(
    client: PageClient, filings: list[Filing], year_url: str
) -> None:
    client.sign_in("zhao")
    index = client.get("/archive/archiving")
    assert index.title == "归档" and "2024年" in index.text and "5 件" in index.text
    page = client.get(year_url)
    assert "待归档" in page.text and "Z109-WS·2024-D10-ZZB" in page.text
    client.post(year_url, press(client, year_url))
    after = client.get(year_url)
    assert "已归档 5 件，共 15 页" in after.text and "这一年的备案件都归档了" in after.text
    assert len(numbers()) == 5
    filing = client.get(f"/filings/{filings[0].id}")
    assert "Z109-WS·2024-D10-ZZB-0001" in filing.text and "档案著录" in filing.text


def test_the_same_press_twice_archives_once(client: PageClient, filings: list[Filing], year_url: str) -> None:
    client.sign_in("zhao")
    data = press(client, year_url)
    for _ in range(2):
        client.post(year_url, data)
    assert db.session.scalar(db.select(db.func.count()).select_from(ArchiveBatch)) == 1


def test_a_year_whose_files_are_all_gone_is_refused_with_their_numbers(
    client: PageClient, cast: Cast, year_url: str
) -> None:
    settle(cast)
    filing = add_filed(cast, 1)
    db.session.commit()
    paper = db.session.scalars(db.select(Paper).where(Paper.filing_id == filing.id)).one()
    papers.store().whole_file(paper.sha256 or "").unlink()
    client.sign_in("zhao")
    page = client.post(year_url, press(client, year_url), status=422)
    assert "岚青备〔2024〕1号" in page.text and "丢失或已损坏" in page.text
    assert numbers() == []


def test_without_a_fonds_number_the_page_leads_to_it(client: PageClient, cast: Cast, year_url: str) -> None:
    add_filed(cast, 1)
    db.session.commit()
    client.sign_in("zhao")
    page = client.get(year_url)
    assert "还没有全宗号" in page.text and "/archive/fonds" in page.html
    assert "还没有全宗号" in client.post(year_url, {}, status=422).text


def test_the_fonds_is_set_and_what_is_wrong_is_said_beside_the_field(client: PageClient, cast: Cast) -> None:
    client.sign_in("zhao")
    page = client.get("/archive/fonds")
    department = cast.organ("团青岚市委组织部").id
    assert page.field(f"code-{department}") == "ZZB"
    wrong = client.post(
        "/archive/fonds", {"number": "Z1", "category": "ws", f"code-{department}": "组"}, status=422
    )
    assert "四位" in wrong.text and "大写字母或数字" in wrong.text and wrong.field("number") == "Z1"
    client.post("/archive/fonds", {"number": "ｚ109", "category": "ws", f"code-{department}": "zzb"})
    kept = db.session.get_one(Fonds, cast.organ(CITY).id)
    assert (kept.number, kept.category, kept.department_codes) == ("Z109", "WS", {str(department): "ZZB"})


def test_the_catalogue_is_shown_printed_and_exported(
    client: PageClient, filings: list[Filing], year_url: str, cast: Cast
) -> None:
    client.sign_in("zhao")
    client.post(year_url, press(client, year_url))
    department = cast.organ("团青岚市委组织部").id
    page = client.get(f"{year_url}/catalogue?retention=10&department={department}")
    assert "Z109-WS·2024-D10-ZZB-0005" in page.text and "5 件 15 页" in page.text
    client.get(f"{year_url}/catalogue?retention=30&department={department}", status=404)
    for which in ("", f"?retention=10&department={department}"):
        answer = client.http.get(f"{year_url}/catalogue.pdf{which}")
        assert answer.mimetype == "application/pdf"
        document = pypdfium2.PdfDocument(answer.data)
        first = document[0]
        text = first.get_textpage().get_text_bounded()
        wide, high = first.get_size()
        document.close()
        assert wide > high
        for said in ("归档文件目录", "Z109-WS·2024-D10-ZZB-0001", "岚青备〔2024〕1号", "第 1 页，共 1 页"):
            assert re.sub(r"\s", "", said) in re.sub(r"\s", "", text), said
    sheet = openpyxl.load_workbook(io.BytesIO(client.http.get(f"{year_url}/catalogue.xlsx").data)).active
    assert [cell.value for cell in sheet[3]] == [
        "序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注",
    ]  # fmt: skip
    assert sheet["B4"].value == "Z109-WS·2024-D10-ZZB-0001" and sheet["H8"].value == 5


def test_a_year_without_anything_archived_has_no_catalogue(client: PageClient, year_url: str) -> None:
    page = client.sign_in("zhao").get(f"{year_url}/catalogue.pdf", status=404)
    assert "没有目录可印" in page.text


def test_nobody_but_the_archivist_archives(client: PageClient, filings: list[Filing], year_url: str) -> None:
    for who, status in (("he", 403), ("luo", 403), ("su", 403)):
        client.sign_in(who).get(year_url, status=status)
        client.post(year_url, {}, status=status)
    assert numbers() == []


def test_a_row_of_the_retention_table_is_proposed_registered_and_revised(
    client: PageClient, cast: Cast
) -> None:
    client.sign_in("zhao")
    assert "下级报送备案的其他文件材料" in client.get("/archive/retention").text
    page = client.get("/archive/retention/new?annex=contact_points")
    assert "联系点" in page.field("item")
    given = {
        "annex": "contact_points",
        "item": page.field("item"),
        "years": "30",
        "approval_number": "岚档函〔2026〕3号",
        "starts_on": "2026-04-01",
    }
    client.post("/archive/retention", given)
    assert "30年" in client.get("/archive/retention").text
    again = client.post("/archive/retention", given, status=422)
    assert "从2026年4月1日起执行" in again.text and again.field("approval_number") == "岚档函〔2026〕3号"
    client.post("/archive/retention", {**given, "annex": "others", "years": "0", "starts_on": "2026年5月1日"})
    assert {rule.annex_key: rule.years for rule in db.session.scalars(db.select(RetentionRule))} == {
        "contact_points": 30,
        "": 0,
    }
    assert "永久" in client.get("/archive/retention").text


def test_bad_rows_are_refused_field_by_field(client: PageClient, cast: Cast) -> None:
    client.sign_in("zhao")
    page = client.post(
        "/archive/retention", {"annex": "x", "item": "", "years": "15", "starts_on": "昨天"}, status=422
    )
    for said in ("请选择文件种类", "请填写归档范围", "请选择保管期限", "不是日期"):
        assert said in page.text, said


def test_the_register_shows_filters_prints_and_exports(client: PageClient, cast: Cast) -> None:
    filing = add_filed(cast, 1)
    db.session.commit()
    client.sign_in("zhao")
    page = client.get(f"/archive/uses/filings/{filing.id}")
    assert page.field("person") == "赵一鸣"
    data = {"person": "苏明", "unit": "团示范省委", "purpose": "审计、巡察", "words": "年度审计"}
    client.post(f"/archive/uses/filings/{filing.id}", {**data, "render_key": page.field("render_key")})
    register = client.get("/archive/uses")
    for said in ("苏明", "团示范省委", "审计、巡察：年度审计", "调阅", filing.filing_number):
        assert said in register.text, said
    assert "没有利用登记" in client.get("/archive/uses?kind=移交").text
    assert "苏明" in client.get("/archive/uses?since=x&until=2026-99-99&kind=?&before=x").text
    assert client.http.get("/archive/uses/register.pdf").mimetype == "application/pdf"
    sheet = openpyxl.load_workbook(io.BytesIO(client.http.get("/archive/uses/register.xlsx").data)).active
    assert [cell.value for cell in sheet[4]][2:5] == ["苏明", "团示范省委", "调阅"]


def test_a_reader_registers_their_own_reading_and_nobody_elses(client: PageClient, cast: Cast) -> None:
    filing = add_filed(cast, 1)
    db.session.commit()
    client.sign_in("he")
    client.post(
        f"/archive/uses/filings/{filing.id}",
        {"person": "苏明", "unit": "团示范省委", "purpose": "工作查考"},
    )
    use = db.session.scalars(db.select(ArchiveUse)).one()
    assert (use.kind, use.person_name, use.unit_name) == (UseKind.READ, "何志远", "团青岚市委组织部")
    page = client.post(f"/archive/uses/filings/{filing.id}", {"purpose": "其他"}, status=422)
    assert "请用一句话写明利用目的" in page.text
    client.sign_in("wai").get(f"/archive/uses/filings/{filing.id}", status=404)


def test_tabs_are_those_a_person_may_open(client: PageClient, cast: Cast) -> None:
    def tabs(who: str) -> list[str]:
        page = client.sign_in(who).get("/archive")
        return [
            "".join(link.itertext())
            for nav in page.all("nav", class_="subtabs")
            for link in nav.iter("{http://www.w3.org/1999/xhtml}a")
        ]

    assert {"检索", "归档", "保管期限", "利用登记"} <= set(tabs("zhao"))
    assert "归档" not in tabs("meng") and "利用登记" in tabs("meng")
    assert "利用登记" not in tabs("luo")


@pytest.mark.parametrize(
    ("who", "url"),
    [
        ("zhao", "/archive/archiving"),
        ("zhao", "{year}"),
        ("zhao", "/archive/retention"),
        ("zhao", "/archive/fonds"),
        ("meng", "/archive/uses"),
    ],
)
def test_a_page_costs_no_more_than_ten_queries(
    browser: Browser, filings: list[Filing], year_url: str, who: str, url: str
) -> None:
    http = browser.sign_in(who).http
    address = url.format(year=year_url)
    assert http.get(address).status_code == 200
    asked = queries_of(lambda: http.get(address))
    assert len(asked) <= 10, "\n".join(asked)
