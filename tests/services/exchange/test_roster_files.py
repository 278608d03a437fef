"""不能导入的文件: refused by what they are, whatever they are called, with the way out."""

import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter

from tests.services.exchange.roster_files import HEADER, person, read, rezipped, saved, workbook
from youthwork.domain.errors import YouthworkError
from youthwork.services.exchange import file_kinds, ooxml, sheet_xml
from youthwork.services.exchange.file_kinds import UnreadableSpreadsheet

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SHEET = "xl/worksheets/sheet1.xml"


def ole(*streams: str) -> bytes:
    return OLE + bytes(504) + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


def zipped(*names: str, **texts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, texts.get(name, "<x/>"))
    return content.getvalue()


KINDS: dict[str, tuple[bytes, str, str]] = {
    "xls": (ole("Root Entry", "Workbook"), "旧版 .xls", "另存为 .xlsx"),
    "very old xls": (ole("Root Entry", "Book"), "旧版 .xls", "另存为 .xlsx"),
    "encrypted xlsx": (ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "打开密码", "取消密码"),
    "doc": (ole("Root Entry", "1Table", "WordDocument"), "Word", "复制到"),
    "ppt": (ole("Root Entry", "PowerPoint Document"), "演示文稿", "复制到"),
    "other ole": (ole("Root Entry"), "旧版 Office", "另存为 .xlsx"),
    "docx": (zipped("[Content_Types].xml", "word/document.xml"), "Word 文档（.docx）", "复制到"),
    "pptx": (zipped("[Content_Types].xml", "ppt/presentation.xml"), ".pptx", "复制到"),
    "xlsb": (zipped("[Content_Types].xml", "xl/workbook.bin"), ".xlsb", "另存为 .xlsx"),
    "ods": (
        zipped("mimetype", "content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        ".ods",
        "另存为 .xlsx",
    ),
    "ofd": (zipped("OFD.xml"), "OFD", "复制到"),
    "zip": (zipped("名册.xlsx"), "压缩包", "解压"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(50), "压缩包", "解压"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "PDF", "复制到"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "图片", "原件"),
    "web page": ("<html><table><tr><td>姓名</td></tr></table>".encode("gbk"), "网页", "另存为 .xlsx"),
    "web page with a mark": (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "网页", "另存为 .xlsx"),
    "xml": (b'<?xml version="1.0"?><Workbook/>', "XML", "另存为 .xlsx"),
    "csv": ("姓名,手机\n王喆,13800000700\n".encode(), ".csv", "另存为 .xlsx"),
    "csv of windows": ("姓名,手机\n王喆,13800000700\n".encode("gb18030"), ".csv", "另存为 .xlsx"),
    "csv of excel": ("姓名\t手机\n".encode("utf-16"), ".csv", "另存为 .xlsx"),
    "nothing": (b"", "空文件", "重新保存"),
    "noise": (bytes(range(128, 256)) * 20, "认不出", "另存为 .xlsx"),
    "broken off": (workbook([HEADER, person()])[:-400], "损坏", "重新保存"),
    "no zip at all": (b"PK\x03\x04" + bytes(100), "损坏", "重新保存"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_another_kind_of_file_is_refused_by_name_of_kind_with_the_way_out(kind: str) -> None:
    content, what, way_out = KINDS[kind]
    with pytest.raises(UnreadableSpreadsheet) as refusal:
        read(content, filename="名册.xlsx")
    assert what in refusal.value.sentence and way_out in refusal.value.sentence
    assert refusal.value.sentence.startswith("“名册.xlsx”")


def test_a_sound_file_is_read_whatever_it_is_called() -> None:
    assert len(read(workbook([HEADER, person()]), filename="名册.xls").rows) == 1


def test_a_refusal_is_one_a_person_may_read() -> None:
    assert issubclass(UnreadableSpreadsheet, YouthworkError)


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kinds, "MAX_FILE_BYTES", 1000)
    with pytest.raises(UnreadableSpreadsheet, match="太大"):
        read(workbook([HEADER, person()]))


def bomb() -> bytes:
    return rezipped(workbook([HEADER]), SHEET, ("</sheetData>", "</sheetData><!--" + " " * 9_000_000 + "-->"))


def lying_bomb() -> bytes:
    """The same, but the directory says that the sheet unpacks to 900 bytes."""
    content = bomb()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    return content.replace(size, (900).to_bytes(4, "little"))


def entities() -> bytes:
    return rezipped(
        workbook([HEADER]), "xl/workbook.xml", ("<workbook", '<!DOCTYPE x [<!ENTITY a "b">]><workbook')
    )


def far_cell() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active["XFD1048576"] = "x"
    return saved(book)


def cells_without_a_place() -> bytes:
    return rezipped(
        workbook([HEADER]), SHEET, ("</sheetData>", "<row>" + "<c/>" * 17_000 + "</row></sheetData>")
    )


def repeated_text() -> bytes:
    """One text of 96 kB that 500 cells refer to: 48 MB once each of them has its copy."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.add_worksheet("花名册").write_column(0, 0, ["长" * 32_000] * 500)
    return content.getvalue()


@pytest.mark.parametrize("make", [bomb, lying_bomb, entities, far_cell, cells_without_a_place, repeated_text])
def test_a_file_made_to_burst_is_refused_before_it_does(
    make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ooxml, "MAX_UNPACKED_BYTES", 5_000_000)
    monkeypatch.setattr(ooxml, "MAX_TEXT_BYTES", 20_000_000)
    content = make()
    tracemalloc.start()
    with pytest.raises(UnreadableSpreadsheet):
        read(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


def test_a_cell_far_away_is_named() -> None:
    with pytest.raises(UnreadableSpreadsheet, match="XFD1048576"):
        read(far_cell())


def test_a_broken_part_is_refused_and_breaks_nothing() -> None:
    for part, change in {
        SHEET: ("<sheetData>", "<sheetData"),
        "xl/workbook.xml": ("<sheets>", "<sheets"),
        "xl/styles.xml": ("<cellXfs", "<<cellXfs"),
        "xl/_rels/workbook.xml.rels": ("worksheets/sheet1", "worksheets/sheet9"),
    }.items():
        content = rezipped(workbook([HEADER, person(birth=1989.1)], formats={"D2": "0.00"}), part, change)
        with pytest.raises(UnreadableSpreadsheet, match="损坏"):
            read(content)


def test_no_flipped_byte_ends_in_anything_but_a_refusal_or_a_reading() -> None:
    content = workbook([HEADER, person(), person(birth=1989.1, phone="13800000701")], formats={"D3": "0.00"})
    chance = random.Random(1)
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(3):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read(bytes(damaged))
        except UnreadableSpreadsheet:
            continue


def test_a_sheet_written_with_prefixes_and_single_quotes_is_read_alike() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook([HEADER, person(birth=1989.1)], formats={"D2": "0.00"}))
    )
    book.active.row_dimensions[2].hidden = True
    content = saved(book)
    for change in (("(</?)(row|c|v|sheetData)\\b", r"\1x:\2"), ('="([^"]*)"', r"='\1'")):
        content = rezipped(content, SHEET, change)
    content = rezipped(
        content,
        SHEET,
        ("<worksheet ", "<worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "),
    )
    reading = read(content)
    assert reading.rows[0].birth_month == "1989.10"
    assert "隐藏行" in reading.problems[0].message


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16384, "XFD")]
)
def test_columns_are_lettered_as_in_the_sheet(number: int, letters: str) -> None:
    assert (sheet_xml.column_letters(number), sheet_xml.column_number(letters)) == (letters, number)
