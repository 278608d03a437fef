"""成文的附件 from Word: chapters by their headings, however an office wrote them; nothing is guessed."""

import io
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.every_annex import typed
from tests.services.exchange.word.docx_files import CONTACT_POINTS
from youthwork.domain.annex_context import Grade
from youthwork.forms.annexes.province_2017_8.implementation_plan import ImplementationPlan
from youthwork.forms.annexes.province_2017_8.monthly_report import PARTS, MonthlyReport
from youthwork.forms.annexes.province_2017_8.recommendation import Recommendation
from youthwork.forms.fields import tidy
from youthwork.services.exchange.annexes.comparing import compare
from youthwork.services.exchange.word import reading
from youthwork.services.exchange.word.opening import UnreadableWord
from youthwork.services.exchange.word.writing import Dressing, write

words = st.text("甲乙喆堃·ABc12（）、，；“”-+&<>'\" 月人次", min_size=1, max_size=12).map(
    lambda text: f"记{text}载"
)
texts = st.lists(words, min_size=1, max_size=4).map(lambda lines: tidy("\n".join(lines)))


def document(*lines: str, table: list[list[str]] | None = None) -> bytes:
    made = Document()
    if table:
        grid = made.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    for line in lines:
        made.add_paragraph(line)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def read(content: bytes, annex: Any = MonthlyReport, **more: Any) -> reading.Understood:
    return reading.read(content, annex, filename="月报.docx", **more)


@given(st.fixed_dictionaries(dict.fromkeys(PARTS, texts)))
@settings(max_examples=15, deadline=None)
def test_any_texts_come_back_with_their_lines(parts: dict[str, str]) -> None:
    understood = read(write(MonthlyReport, {**MonthlyReport.sample(), **parts}, Dressing()))
    assert {name: understood.cells[name] for name in PARTS} == parts
    assert understood.unread == ()


@given(st.fixed_dictionaries(dict.fromkeys(PARTS, st.text("甲乙喆 \n　·12。，", max_size=40))))
@settings(max_examples=15, deadline=None)
def test_whatever_was_typed_comes_back_as_no_change(parts: dict[str, str]) -> None:
    posted = {name: [text] for name, text in parts.items()}
    content = write(MonthlyReport, typed(MonthlyReport, parts), Dressing())
    assert compare(MonthlyReport, read(content), posted, 1, "seed").changes_nothing


@pytest.mark.parametrize(
    "headings",
    [
        ("一、做法", "二、经验", "三、存在问题", "四、下步工作安排"),
        ("做法", "经验", "存在问题", "下步工作安排"),
        ("（一）做法", "（二）经验", "（三）存在问题", "（四）下步工作安排"),
        ("1. 做法：", "2. 经验：", "3. 存在问题：", "4. 下步工作安排："),
        ("一、做 法", "二、经 验", "三、存在问题", "四、下步工作安排"),
    ],
    ids=lambda headings: headings[0],
)
def test_headings_are_known_however_they_are_numbered(headings: tuple[str, ...]) -> None:
    lines = [part for heading in headings for part in (heading, f"{heading[-2:]}的第一段。", "第二段。")]
    understood = read(document("“五个一”工作落实情况月报", *lines))
    assert [understood.cells[name].count("\n") for name in PARTS] == [1, 1, 1, 1]
    assert understood.unread == ()


def test_text_behind_a_heading_belongs_to_it() -> None:
    understood = read(
        document("一、做法：开展活动三次。", "还有一次线上的。", "二、经验：无", "三、存在问题：无。")
    )
    assert understood.cells["practice"] == "开展活动三次。\n还有一次线上的。"
    assert understood.cells["experience"] == "无" and "plans" not in understood.cells


def test_a_sentence_that_begins_with_the_word_is_no_heading() -> None:
    understood = read(
        document(
            "一、做法", "经验表明，要早做准备。", "做法上有三条。", "二、经验", "无", "三、存在问题", "无。"
        )
    )
    assert understood.cells["practice"] == "经验表明，要早做准备。\n做法上有三条。"


def test_chapters_in_a_table_are_read_with_their_lines() -> None:
    rows = [
        ["推荐单位", "共青团云溪县委员会"],
        ["题目", "开放日"],
        ["主要做法", "第一步。\n第二步。"],
        ["成效", "很好。"],
    ]
    understood = read(document(table=rows), Recommendation)
    assert understood.cells["done"] == "第一步。\n第二步。" and understood.cells["subject"] == "开放日"


def test_what_stands_before_the_first_heading_is_shown_and_not_taken() -> None:
    understood = read(
        document("团省委组织部：", "现将有关情况报告如下。", "一、做法", "甲。", "二、经验", "乙。")
    )
    assert understood.unread == ("团省委组织部：", "现将有关情况报告如下。")


def test_a_figure_of_the_file_is_compared_with_the_records_and_never_taken() -> None:
    sample = MonthlyReport.sample()
    content = write(MonthlyReport, {**sample, "records": "99"}, Dressing())
    known = {name: sample[name] for name in MonthlyReport.known_fields}
    [remark] = read(content, known=known).remarks
    assert remark.grade is Grade.EXPLAIN and "“99”" in remark.sentence and "“18”" in remark.sentence


@pytest.mark.parametrize(
    "annex", [MonthlyReport, ImplementationPlan, Recommendation], ids=lambda annex: annex.key
)
def test_another_file_is_refused_with_the_headings_that_are_wanted(annex: Any) -> None:
    with pytest.raises(UnreadableWord, match="一、"):
        read(document("今天天气很好。"), annex)


def test_a_table_annex_is_called_by_its_name() -> None:
    content = write(CONTACT_POINTS, CONTACT_POINTS.sample(), Dressing())
    with pytest.raises(UnreadableWord, match="联系点汇总表"):
        read(content)
