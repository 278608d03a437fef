"""导出和导入 in a browser: a clerk with sixty cadres files 附件1 out of the roster the office keeps anyway."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.services.exchange.annex_files import many_people, table


def roster_of_sixty() -> bytes:
    people = many_people(60)
    rows = [
        (at, one["name"], "女", one["title"], one["phone"], one["committee"])
        for at, one in enumerate(people, 1)
    ]
    return table(("云溪县团干部花名册",), ("序号", "姓名", "性别", "职务", "手机号码", "联系点"), *rows)


def test_sixty_cadres_are_taken_over_from_an_offices_own_roster(people: People, tmp_path: Path) -> None:
    clerk = people("zhou")
    paper = clerk.begin("联系点汇总表")
    clerk.press("用 Excel、Word 填")
    expect(clerk.page).to_have_url(f"{clerk.page.url.split('/submissions')[0]}/submissions/{paper}/exchange")
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(roster_of_sixty())
    clerk.page.get_by_label("文件", exact=True).set_input_files(file)
    clerk.press("上传，看看读懂了什么")
    expect(clerk.page.locator("main")).to_contain_text("新增的 60 行")
    clerk.page.locator("button[name=which]").last.click()
    expect(clerk.page.locator(".callout.done")).to_contain_text("已带入")
    before = 4
    expect(clerk.page.locator("tr[data-row]")).to_have_count(60 + before)
    assert clerk.faults == []


def test_a_sheet_goes_out_and_comes_back_on_a_phone(people: People, tmp_path: Path) -> None:
    clerk = people("zhou", 390)
    paper = clerk.begin("联系点汇总表")
    clerk.open(f"/submissions/{paper}/exchange")
    assert not clerk.overflows()
    with clerk.page.expect_download() as download:
        clerk.press("导出 Excel")
    file = tmp_path / "汇总表.xlsx"
    download.value.save_as(file)
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    book.worksheets[0]["C5"] = "副书记（兼）"
    book.worksheets[0]["E6"] = "红旗镇团委"
    book.save(file)
    clerk.page.get_by_label("文件", exact=True).set_input_files(file)
    clerk.press("上传，看看读懂了什么")
    expect(clerk.page.locator("main")).to_contain_text("副书记（兼）")
    expect(clerk.page.locator("main")).to_contain_text("红旗镇团委")
    assert not clerk.overflows() and clerk.faults == []
