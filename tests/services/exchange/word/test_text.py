"""Word 里的文字: revisions, hidden text, content controls, boxes and lists are read as a person sees them."""

from __future__ import annotations

import pytest

from tests.services.exchange.word.docx_files import (
    TASK_SHEET,
    p,
    person_rows,
    r,
    read,
    rows,
    said,
    task_rows,
    task_sheet,
    tbl,
    tc,
    tr,
)


def committee(*content: str) -> tuple[str, str]:
    """What is read where this stands as 联系指导的团委名称, and what is said of it."""
    sheet = read(
        TASK_SHEET, tbl(*person_rows()[:2], tr(tc("联系指导的团委名称"), tc(*content)), *task_rows())
    )
    return sheet.cells["committee"], said(sheet)


def test_a_revised_text_is_read_as_accepted_and_said_so() -> None:
    old = '<w:del w:id="1"><w:r><w:delText>白泉镇团委</w:delText></w:r></w:del>'
    new = f'<w:ins w:id="2">{r("云溪镇团委")}</w:ins>'
    text, words = committee(p(old, new))
    assert text == "云溪镇团委"
    assert "按接受修订后的文字读入" in words
    moved = f'<w:moveFrom w:id="3">{r("甲")}</w:moveFrom><w:moveTo w:id="4">{r("乙团委")}</w:moveTo>'
    assert committee(p(moved))[0] == "乙团委"


def test_a_paragraph_whose_end_was_deleted_runs_on() -> None:
    first = f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{r("云溪镇")}</w:p>'
    assert committee(first, p("团委"))[0] == "云溪镇团委"


def test_a_row_deleted_in_a_revision_is_not_there() -> None:
    gone = tr(tc("一起重温誓词", span=3), tc("5月4日，宣誓，45人，好", span=3)).replace(
        "<w:tr>", '<w:tr><w:trPr><w:del w:id="9"/></w:trPr>'
    )
    sheet = read(TASK_SHEET, tbl(*person_rows(), *task_rows()[:2], gone))
    assert "renew_oath" not in sheet.rows


def test_hidden_text_is_not_read_and_that_is_said() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>（内部掌握）</w:t></w:r>"
    text, words = committee(p("云溪镇团委", hidden))
    assert text == "云溪镇团委" and "有隐藏文字，没有读" in words
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>团委</w:t></w:r>'
    assert committee(p("云溪镇", shown))[0] == "云溪镇团委"


def test_a_content_control_is_its_text_and_its_prompt_is_nothing() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('云溪镇团委')}</w:sdtContent></w:sdt>"
    assert committee(control)[0] == "云溪镇团委"
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    assert committee(p(prompt.format(r("单击此处输入文字。"))))[0] == ""
    assert committee(prompt.format(p("单击此处输入文字。")))[0] == ""


def test_rows_and_cells_inside_content_controls_are_rows_and_cells() -> None:
    wrapped = [f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>" for row in person_rows()]
    sheet = read(TASK_SHEET, tbl(*wrapped, *task_rows()))
    assert sheet.cells["name"] == "罗欣喆"


def test_a_text_box_is_read_once_though_it_is_written_twice() -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx>"
        "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    ).format(p("云溪镇团委"))
    assert committee(p(box))[0] == "云溪镇团委"
    sheet = read(TASK_SHEET, p(box.replace(p("云溪镇团委"), task_sheet("罗欣喆"))))
    assert sheet.cells["name"] == "罗欣喆" and sheet.remarks == ()


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑社区"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r>',
            "□社区",
        ),
        (
            "<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>",
            "☒社区",
        ),
    ],
)
def test_boxes_to_tick_are_text(markup: str, text: str) -> None:
    assert committee(p(markup, "社区"))[0] == text


def test_a_field_is_its_result_and_a_picture_is_said() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>MERGEFIELD x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>云溪镇团委</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert committee(p(field))[0] == "云溪镇团委"
    picture = '<w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r>'
    assert "有图片，图片里的字读不了" in committee(p("云溪镇团委", picture))[1]


def test_word_s_own_numbers_part_entries_and_soft_breaks_do_not() -> None:
    numbered = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>'
    sheet = read(
        TASK_SHEET,
        task_sheet(
            renew_oath=[
                numbered.format(r("5月4日，宣誓，45人，") + "<w:r><w:br/></w:r>" + r("反响好")),
                numbered.format(r("6月1日，宣誓，20人，很好")),
            ]
        ),
    )
    assert [list(row.values()) for row in rows(sheet, "renew_oath")] == [
        ["5月4日", "宣誓", "45人", "反响好"],
        ["6月1日", "宣誓", "20人", "很好"],
    ]


def test_strict_open_xml_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.services.exchange.word import docx_files

    strict = docx_files.NAMESPACES.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    monkeypatch.setattr(docx_files, "NAMESPACES", strict)
    assert read(TASK_SHEET, task_sheet("罗欣喆")).cells["name"] == "罗欣喆"
