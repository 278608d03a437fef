"""导出和导入的页面: out as the notice's sheet, in again after a look at what was understood; nothing is lost on the way."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet

from tests import journeys
from tests.client import Page, PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.services.exchange.annex_files import changed, table
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import AuditRecord, Submission
from youthwork.services.drafts.draft_history import find_draft

ROSTER = (
    ("云溪县团干部花名册", None, None, None, None, None),
    ("序号", "姓 名", "性别", "单位及职务", "手机", "联系点"),
    (1, "王　喆", "男", "团委书记", 13800000701, "云溪镇团委"),
    (2, "李\n娜", "女", "副书记", "１３８０００００７０２", "云溪县第一中学团委"),
    (3, "买买提江•阿布都", "男", "挂职副书记", "+86 138 0000 0703", "云溪镇机关团总支"),
    ("合计", "3人", None, None, None, None),
)


@pytest.fixture
def draft(browser: Browser, cast: Cast) -> Submission:
    paper = journeys.draft_contact_points(cast)
    db.session.commit()
    browser.sign_in("zhou")
    return paper


def export(browser: Browser, paper: Submission, status: int = 200) -> bytes:
    answer = browser.send("POST", f"/submissions/{paper.id}/exchange/spreadsheet", data={})
    assert answer.status_code == status
    return bytes(answer.data)


def upload(
    browser: Browser, paper: Submission, content: bytes, name: str = "表.xlsx", status: int = 303
) -> Page:
    page = browser.get(f"/submissions/{paper.id}/exchange")
    return browser.press(page, "上传，看看读懂了什么", {"file": (io.BytesIO(content), name)}, status=status)


def fields_of(paper: Submission) -> dict[str, Any]:
    db.session.expire_all()
    return dict(find_draft(db.session.get_one(Submission, paper.id)).fields)


def retitle(sheet: Worksheet) -> None:
    sheet["C5"] = "副书记（兼）"


def test_it_works(app: Flask, browser: Browser, draft: Submission) -> None:
    page = browser.get(f"/submissions/{draft.id}/draft")
    page = browser.press(page, "用 Excel、Word 填", {"filler": "周可儿二"})
    assert page.title == "用 Excel、Word 填"
    page = upload(browser, draft, changed(export(browser, draft), retitle))
    assert "副书记（兼）" in page.text and "要改正 0" in page.text
    page = browser.press(page, "带入草稿")
    assert "已带入“表.xlsx”的内容并保存" in page.text
    fields = fields_of(draft)
    assert fields["filler"] == ["周可儿二"], "what was typed was saved before the sheet went out"
    assert fields[f"rows-{fields['rows'][0]}-title"] == ["副书记（兼）"]
    assert list((Path(app.instance_path) / "uploads").glob("*")) == []


def test_nothing_is_written_before_the_press_and_giving_up_leaves_the_draft(
    app: Flask, browser: Browser, draft: Submission
) -> None:
    before = fields_of(draft)
    page = upload(browser, draft, changed(export(browser, draft), retitle))
    assert fields_of(draft) == before
    page = browser.press(page, "放弃，清除上传的文件")
    assert "草稿没有改动" in page.text and fields_of(draft) == before
    assert list((Path(app.instance_path) / "uploads").glob("*")) == []


def test_an_unchanged_sheet_asks_for_nothing(browser: Browser, draft: Submission) -> None:
    page = upload(browser, draft, export(browser, draft))
    assert page.title == "与草稿相同，没有要带入的内容"
    assert "带入草稿" not in page.words("button")


def test_an_offices_own_roster_fills_the_table(browser: Browser, draft: Submission) -> None:
    page = upload(browser, draft, table(*ROSTER), name="花名册.xlsx")
    assert "新增 2" in page.text and "更改 1" in page.text and "要改正 0" in page.text
    assert "“性别”栏" in page.text and "第 6 行：合计" in page.text
    browser.press(page, "带入草稿")
    fields = fields_of(draft)
    rows = {
        fields[f"rows-{row}-name"][0]: [
            fields.get(f"rows-{row}-{key}") for key in ("title", "phone", "committee")
        ]
        for row in fields["rows"]
    }
    assert rows["王喆"] == [["团委书记"], ["13800000701"], ["云溪镇团委"]]
    assert rows["李娜"][1] == ["13800000702"]
    assert rows["买买提江·阿布都"][1:] == [["13800000703"], ["云溪镇机关团总支"]]
    assert len(rows) == len(fields["rows"]) == 6, "who was there and is not in the file stays"


def test_mistakes_come_back_as_the_same_sheet_and_the_good_rows_can_go_in(
    browser: Browser, draft: Submission
) -> None:
    def work(sheet: Worksheet) -> None:
        retitle(sheet)
        sheet["E6"] = "红旗镇团委"

    page = upload(browser, draft, changed(export(browser, draft), work))
    assert "要改正 1" in page.text and "E6" in page.text
    path = page.response.request.path
    sheet = openpyxl.load_workbook(io.BytesIO(browser.send("GET", f"{path}/returned.xlsx").data)).worksheets[
        0
    ]
    assert "红旗镇团委" in sheet["E6"].comment.text and sheet["E5"].comment is None
    assert sheet["A1"].value is not None and sheet.column_dimensions["F"].hidden
    browser.press(page, "只带入没有错的 1 行")
    fields = fields_of(draft)
    first, second = fields["rows"][:2]
    assert fields[f"rows-{first}-title"] == ["副书记（兼）"]
    assert fields[f"rows-{second}-committee"] != ["红旗镇团委"]


def test_all_can_go_in_and_the_mistakes_wait_in_the_draft(browser: Browser, draft: Submission) -> None:
    content = changed(export(browser, draft), lambda sheet: sheet.__setitem__("D5", "1380000"))
    page = upload(browser, draft, content)
    browser.press(page, "全部带入，错处留在草稿里改")
    fields = fields_of(draft)
    assert fields[f"rows-{fields['rows'][0]}-phone"] == ["1380000"]
    page = browser.press(browser.get(f"/submissions/{draft.id}/draft"), "提交审签", status=422)
    assert "不是有效的号码" in page.text


def test_several_sheets_can_be_chosen_from(browser: Browser, draft: Submission) -> None:
    book = openpyxl.load_workbook(io.BytesIO(table(*ROSTER, sheet="机关")))
    other = book.create_sheet("学校")
    for row in (ROSTER[1], (1, "秦岚", "女", "书记", "13800000801", "云溪镇团委")):
        other.append(list(row))
    content = io.BytesIO()
    book.save(content)
    page = upload(browser, draft, content.getvalue())
    assert "工作表“机关”" in page.text
    page = browser.press(page, "改读“学校”")
    assert "工作表“学校”" in page.text and "秦岚" in page.text


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "空文件"), (b"%PDF-1.7", "PDF"), (table(("菜谱",)), "没有找到联系点汇总表的表头")],
)
def test_what_cannot_be_read_is_refused_on_the_page_and_not_kept(
    app: Flask, browser: Browser, draft: Submission, content: bytes, words: str
) -> None:
    page = upload(browser, draft, content, status=422)
    assert words in page.text
    assert list((Path(app.instance_path) / "uploads").glob("*")) == []


def test_every_export_is_recorded_with_who_and_what(browser: Browser, draft: Submission) -> None:
    export(browser, draft)
    (record,) = db.session.scalars(db.select(AuditRecord).where(AuditRecord.kind == "export"))
    assert (
        "周可儿导出 Excel：联系点汇总表（团云溪县委）" in record.sentence and "含联系方式" in record.sentence
    )


def test_phones_of_a_filing_go_out_masked_but_to_whose_they_are(browser: Browser, cast: Cast) -> None:
    filing = journeys.file_task_sheet(cast, "luo")
    db.session.commit()
    phone = cast.person("luo").phone
    assert phone in _texts(browser, "luo", f"/filings/{filing.id}/spreadsheet")
    for who in ("tang", "xu"):
        masked = _texts(browser, who, f"/filings/{filing.id}/spreadsheet")
        assert phone not in masked and f"{phone[:3]}****{phone[-4:]}" in masked


def _texts(browser: Browser, who: str, url: str) -> str:
    answer = browser.sign_in(who).send("POST", url, data={})
    assert answer.status_code == 200, who
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return " ".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )


def test_a_paper_that_was_sent_goes_out_and_takes_nothing_in(client: PageClient, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast), cast, State.IN_SIGN_OFF)
    db.session.commit()
    client.sign_in("zhou")
    assert client.send("POST", f"/submissions/{paper.id}/exchange/spreadsheet").status_code == 200
    client.get(f"/submissions/{paper.id}/exchange", status=403)


def test_a_word_file_comes_in_by_the_same_door(browser: Browser, draft: Submission) -> None:
    out = browser.send("POST", f"/submissions/{draft.id}/exchange/word", data={})
    page = upload(browser, draft, bytes(out.data), name="汇总表.docx")
    assert page.title == "与草稿相同，没有要带入的内容"
    assert "下载标好错处的原表" not in page.text
