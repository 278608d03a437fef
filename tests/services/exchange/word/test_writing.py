"""写出 Word: the notice's layout, the words of the printed face, and nothing that would run or spy."""

from __future__ import annotations

import io
import re
import zipfile

import html5lib
import pytest
from docx import Document
from flask import Flask

from tests.forms.every_annex import every_annex
from tests.services.exchange.word.docx_files import CONTACT_POINTS, CONTACT_UNITS, TASK_SHEET
from youthwork.forms.annexes.base import AnnexForm, NoticeEdition
from youthwork.services.exchange.word.writing import Dressing, write
from youthwork.services.printing.faces import Marks, render_face

HEADING = "示青字〔2026〕8号附件1"
#: What the receiving organ prints on the paper at filing; it is no part of the form.
FOOT_STRIP = "备案栏（由备案机关填写）"


def words(content: bytes) -> str:
    """All that stands in the document, without spaces."""
    document = Document(io.BytesIO(content))
    texts = [node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")]
    return re.sub(r"\s", "", "".join(texts))


@every_annex
@pytest.mark.parametrize("is_blank", [True, False], ids=["blank", "filled"])
def test_every_text_of_the_printed_face_is_in_the_word_file(
    app: Flask, edition: NoticeEdition, annex: type[AnnexForm], is_blank: bool
) -> None:
    answers = {} if is_blank else annex.sample()
    face = render_face(edition.key, annex, answers, HEADING, Marks(False, on_behalf_of=True))
    body = html5lib.parse(face, namespaceHTMLElements=False).find("body")
    texts = [re.sub(r"\s", "", text) for text in body.itertext()]
    written = words(write(annex, answers, Dressing(HEADING, on_behalf_of=True)))
    assert [text for text in texts if text and text != FOOT_STRIP and text not in written] == []


@pytest.mark.parametrize(
    ("annex", "size", "margins"),
    [
        (TASK_SHEET, (210, 297), (37, 26, 35, 28)),
        (CONTACT_POINTS, (297, 210), (20, 25, 24, 25)),
        (CONTACT_UNITS, (297, 210), (20, 25, 24, 25)),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_the_sheet_is_a4_as_the_face_lies(
    annex: type[AnnexForm], size: tuple[int, int], margins: tuple[int, ...]
) -> None:
    section = Document(io.BytesIO(write(annex, annex.sample(), Dressing(HEADING)))).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size
    given = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert tuple(round(margin.mm) for margin in given) == margins


def test_the_task_sheet_is_merged_as_the_notice_has_it() -> None:
    (table,) = Document(io.BytesIO(write(TASK_SHEET, TASK_SHEET.sample(), Dressing()))).tables
    spans = [[cell.grid_span for cell in row._tr.tc_lst] for row in table.rows]
    assert spans[:5] == [[1, 2, 1, 1, 1, 1], [1, 4, 1, 1], [3, 4], [3, 4], [2, 5]]
    assert spans[5:] == [[2, 5]] * 11
    assert (
        table.cell(5, 6).text
        == "1. 3月15日，集中学习，32人，形成学习体会12篇。\n2. 4月1日，支部读书会，18人，议定每周一读。"
    )


def test_the_head_is_repeated_on_every_page_and_rows_stay_whole() -> None:
    xml = part(write(CONTACT_POINTS, CONTACT_POINTS.sample(), Dressing()), "word/document.xml")
    assert xml.count("<w:tblHeader/>") == 1 and xml.count("<w:cantSplit/>") == 4
    assert xml.index("<w:tblHeader/>") < xml.index("联系指导的团委")


def test_the_fonts_are_names_with_a_second_choice() -> None:
    content = write(CONTACT_POINTS, {}, Dressing(HEADING))
    assert 'w:eastAsia="方正小标宋简体"' in part(content, "word/document.xml")
    fonts = part(content, "word/fontTable.xml")
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>' in fonts
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [
            name for name in archive.namelist() if re.search(r"font[s]?/|\.(?:ttf|odttf|jpe?g|bin)$", name)
        ]


def test_what_was_typed_is_text_and_never_markup() -> None:
    evil = '<w:p/>&lt; ]]> =cmd|"/c calc" \ufffe\x00{ HYPERLINK "x" }'
    answers = {**CONTACT_POINTS.sample(), "filler": evil}
    content = write(CONTACT_POINTS, answers, Dressing())
    assert re.sub(r"\s", "", '<w:p/>&lt; ]]> =cmd|"/c calc" { HYPERLINK "x" }') in words(content)
    xml = part(content, "word/document.xml")
    assert "w:instrText" not in xml and "w:hyperlink" not in xml


def test_the_document_says_nothing_of_its_maker_and_marks_a_demonstration() -> None:
    content = write(CONTACT_POINTS, {}, Dressing(is_demo=True))
    core = Document(io.BytesIO(content)).core_properties
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    assert core.title == CONTACT_POINTS.title
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        headers = "".join(archive.read(name).decode() for name in archive.namelist() if "header" in name)
    assert headers.count("演示文件") == 2


def test_a_filled_sheet_has_no_prompts_and_a_blank_one_has() -> None:
    assert "时间，形式，规模，效果" not in words(write(TASK_SHEET, TASK_SHEET.sample(), Dressing()))
    assert words(write(TASK_SHEET, {}, Dressing())).count("时间，形式，规模，效果") == 11


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()
