"""坏文件: each is refused with one sentence, or read for what it says; none takes the memory or the evening."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.factories import Cast
from tests.services.exchange.annex_files import cast_draft, exported, look, table
from youthwork.domain.errors import Unacceptable
from youthwork.services.exchange.annexes.comparing import RowKind
from youthwork.services.exchange.annexes.files import read_file

HEADS = ("序号", "姓名", "职务", "联系方式", "联系指导的团委")
_SHEET = "xl/worksheets/sheet1.xml"
ONE = (1, "新来的", "干事", "13800009999", "云溪镇团委")


def many_rows(count: int) -> bytes:
    """A table of this many rows, written as text because a writer would take longer than the reader."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ONE)
    return changed_sheet("</sheetData>", f"<row>{cells}</row>" * count + "</sheetData>")


def changed_sheet(before: str, after: str) -> bytes:
    """The table of one row with a piece of its XML replaced."""
    content = table(HEADS, ONE)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        xml = book.read(_SHEET).decode()
    assert before in xml
    return with_part(content, _SHEET, xml.replace(before, after).encode())


def bomb() -> bytes:
    """30 KB that unpack to 300 MB."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(300):
                part.write(b" " * 1_000_000)
    return content.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one part put in, or in place of what it had."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, part)
    return packed.getvalue()


def with_entity() -> bytes:
    hostile = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&e;</t></si></sst>'
    )
    return with_part(table(HEADS, ONE), "xl/sharedStrings.xml", hostile)


def under_password() -> bytes:
    return (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + b"\0" * 600
        + "EncryptedPackage\0".encode("utf-16-le")
        + b"\0" * 600
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "空文件"),
        (lambda: b"%PDF-1.7 renamed", "PDF"),
        (lambda: table(HEADS, ONE)[:900], "已损坏"),
        (bomb, "解开后太大"),
        (with_entity, "已损坏"),
        (under_password, "密码"),
        (lambda: b"PK\x03\x04" + b"\0" * 100, "已损坏"),
        (lambda: b"\0" * (21 * 1024 * 1024), "超过 20 兆"),
        (lambda: b"\xff\xd8\xff\xe0 a picture", "图片"),
        (lambda: "姓名,职务\n王喆,书记\n".encode(), "文本"),
        (
            lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 9000 + "Workbook\0".encode("utf-16-le"),
            "没有读成",
        ),
        (lambda: table(("本周菜谱", "价格"), ("米饭", 1)), "没有找到联系点汇总表的表头"),
        (lambda: many_rows(3_001), "最多 3000 行"),
    ],
    ids=(
        [
            "empty",
            "pdf",
            "truncated",
            "bomb",
            "entity",
            "password",
            "broken",
            "too-big",
            "picture",
            "text",
            "old-broken",
            "other-table",
            "rows",
        ]
    ),
)
def test_a_file_that_cannot_be_taken_is_refused_with_one_sentence(
    cast: Cast, make: Callable[[], bytes], words: str
) -> None:
    draft, zhou = cast_draft(cast)
    with pytest.raises(Unacceptable, match=words) as refused:
        look(draft, zhou, make(), filename="汇总表.xlsx")
    assert "“汇总表.xlsx”" in refused.value.sentence and "\n" not in refused.value.sentence


def test_a_hundred_thousand_rows_are_refused_in_bounded_time_and_memory(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    content = many_rows(99_000)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(Unacceptable, match="最多 3000 行"):
        look(draft, zhou, content)
    assert time.process_time() - start < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024


def test_a_formula_is_read_by_the_value_it_showed_and_said_to_be_one(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        sheet.write_row(1, 0, ONE)
        sheet.write_formula(1, 2, "=cmd|'/c calc'!A0", None, "干事")
        sheet.write_formula(1, 1, '=HYPERLINK("http://x","新来的")', None, "新来的")
    read = read_file(draft, zhou, content.getvalue(), filename="表.xlsx")
    (row,) = read.understood.rows["rows"]
    assert (row.cells["name"], row.cells["title"]) == ("新来的", "干事")
    assert any("2 格公式" in words for words in read.warnings)


def test_macros_are_not_run_and_that_is_said(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    content = with_part(table(HEADS, ONE), "xl/vbaProject.bin", b"macro")
    read = read_file(draft, zhou, content, filename="表.xlsm")
    assert any("宏没有运行" in words for words in read.warnings)
    assert len(read.understood.rows["rows"]) == 1


def test_the_content_decides_whatever_the_file_is_called(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    assert look(draft, zhou, exported(draft, zhou), filename="照片.jpg").comparison.changes_nothing


def test_rows_that_are_only_formatted_cost_nothing_and_add_nothing(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        border = book.add_format({"border": 1})
        sheet.write_row(0, 0, HEADS)
        sheet.write_row(1, 0, ONE)
        for row in range(2, 20_000):
            for column in range(5):
                sheet.write_blank(row, column, None, border)
        # Excel's last row, which somebody who formats whole columns reaches.
        sheet.write_blank(1_048_575, 0, None, border)
    assert len(look(draft, zhou, content.getvalue()).comparison.rows_of(RowKind.NEW)) == 1


def test_hundreds_of_thousands_of_merged_cells_do_not_stall_the_reading(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    merge = '</sheetData><mergeCells count="1"><mergeCell ref="A1000:Z90000"/></mergeCells>'
    content = changed_sheet("</sheetData>", merge)
    start = time.process_time()
    look(draft, zhou, content)
    assert time.process_time() - start < 20


def test_an_old_workbook_is_read_too(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    content = Path(__file__).with_name("old_table.xls").read_bytes()
    new = look(draft, zhou, content, filename="联系点.xls").comparison.rows_of(RowKind.NEW)
    assert [row.title for row in new] == ["王喆", "李娜"]
    assert [change.after for change in new[0].changes] == ["王喆", "书记", "13800000701", "云溪镇团委"]
