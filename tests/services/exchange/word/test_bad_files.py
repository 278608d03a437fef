"""读不了的 Word 文件: each is refused with one sentence that says what it is and what to do, quickly."""

from __future__ import annotations

import copy
import random
import re
import time
import zipfile

import pytest
from lxml import etree

from tests.services.exchange.word.docx_files import (
    ANNEXES,
    CONTACT_POINTS,
    HEAD,
    TASK_SHEET,
    ZHOU,
    document,
    docx,
    p,
    read,
    task_sheet,
    tbl,
    zipped,
)
from tests.services.exchange.word.test_reading_a_sheet import OFFICE
from youthwork.domain.errors import YouthworkError
from youthwork.services.exchange.word import opening, reading
from youthwork.services.exchange.word.opening import UnreadableWord, looks_like_word

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
WHOLE = docx(tbl(HEAD, ZHOU))


def ole(stream: str) -> bytes:
    return OLE + b"\0" * 600 + f"{stream}\0".encode("utf-16-le") + b"\0" * 600


def refusal(content: bytes, filename: str = "表.docx") -> str:
    with pytest.raises(UnreadableWord) as refused:
        reading.read(content, CONTACT_POINTS, filename=filename)
    return refused.value.sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "是空文件（0 字节）"),
        (
            ole("WordDocument"),
            "是旧版 Word（.doc）或 WPS 文字（.wps）文档。请在 WPS 或 Word 中打开，另存为 .docx",
        ),
        (ole("EncryptedPackage"), "设了打开密码，系统读不了"),
        (ole("Workbook"), "是 Excel 表格，不是 Word 文档"),
        (ole("Contents"), "是旧版 Office 文件"),
        (WHOLE[: len(WHOLE) // 2], "已损坏，打不开"),
        (WHOLE[:-40] + b"\0" * 40, "已损坏，打不开"),
        (zipped({"word/document.xml": "<w:document"}), "已损坏，打不开"),
        (zipped({"word/document.xml": "<html/>"}), "已损坏，打不开"),
        (zipped({"word/styles.xml": "<a/>"}), "已损坏，打不开"),
        (
            docx(tbl(HEAD, ZHOU), word__vbaProject__bin=b"x").replace(b"vbaProject/bin", b"vbaProject.bin"),
            "带有宏（.docm）",
        ),
        (zipped({"xl/workbook.xml": "<a/>"}), "是 Excel 表格"),
        (zipped({"mimetype": "x", "content.xml": "<a/>"}), "是 OpenDocument 文档"),
        (zipped({"a.txt": "x"}), "是压缩包，不是 Word 文档"),
        (b"{\\rtf1 \\ansi}", "是 RTF 文档"),
        (b"%PDF-1.7", "是 PDF 文件"),
        (b"\x89PNG\r\n", "是图片"),
        (b"<html><body><table></table></body></html>", "其实是网页"),
        (b"hello", "不是 .docx 文档"),
        (b"x" * (opening.MAX_FILE_BYTES + 1), "超过 20 兆"),
        (docx(p("没有表")), "里没有表格"),
        (docx(task_sheet()), "里是附件2“任务表”，不是附件1“联系点汇总表”。请在任务表的填报页上传它"),
        (docx(tbl(("甲", "乙"), ("1", "2"))), "没有找到附件1“联系点汇总表”"),
    ],
)
def test_what_cannot_be_read_is_called_by_what_it_is(content: bytes, sentence: str) -> None:
    said = refusal(content)
    assert said.startswith("“表.docx”") and sentence in said and said.endswith("。")


def test_another_annex_s_table_is_named_from_every_side() -> None:
    for key, wanted in (("task_sheet", "任务表"), ("contact_units", "联系单位安排表")):
        with pytest.raises(UnreadableWord, match=f"里是附件1“联系点汇总表”，不是.*{wanted}"):
            reading.read(WHOLE, ANNEXES[key])


def test_a_file_is_known_as_word_s_by_its_content() -> None:
    assert looks_like_word(WHOLE) and looks_like_word(ole("WordDocument")) and looks_like_word(b"{\\rtf1")
    assert looks_like_word(ole("EncryptedPackage"), filename="表.docx")
    assert not looks_like_word(ole("EncryptedPackage"), filename="表.xlsx")
    assert (
        not looks_like_word(zipped({"xl/workbook.xml": "<a/>"}))
        and not looks_like_word(b"")
        and not looks_like_word(b"PK")
    )


ENTITY = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">{}]>'


@pytest.mark.parametrize(
    "prolog",
    [
        ENTITY.format(""),
        ENTITY.format('<!ENTITY x SYSTEM "file:///etc/passwd">'),
        '<!DOCTYPE w:document SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7"])
def test_no_entity_is_expanded_and_nothing_is_fetched(prolog: str, encoding: str) -> None:
    xml = document(tbl(HEAD, ("1", "&x;", "&b;", "138", "团委"))).replace(
        '<?xml version="1.0" encoding="UTF-8"?>', f'<?xml version="1.0" encoding="{encoding}"?>{prolog}'
    )
    assert "已损坏，打不开" in refusal(zipped({"word/document.xml": xml.encode(encoding)}))


def test_a_bomb_is_counted_before_it_bursts() -> None:
    started = time.process_time()
    assert "解开后太大" in refusal(zipped({"word/document.xml": b" " * 200_000_000}))
    short = document("<w:p/>" * 1_000_000)
    assert "解开后太大" in refusal(zipped({"word/document.xml": short + "<w:p/>" * 1_000_000}))
    many = {f"word/x{at}.xml": "" for at in range(opening.MAX_PARTS + 1)}
    assert "里面的东西太多" in refusal(zipped(many, zipfile.ZIP_STORED))
    assert time.process_time() - started < 30


def test_a_lying_entry_inflates_no_more_than_it_says() -> None:
    content = bytearray(zipped({"word/document.xml": b"<w:a>" + b" " * 50_000_000}))
    size = (50_000_005).to_bytes(4, "little")
    assert content.count(size) == 2
    content = content.replace(size, (1000).to_bytes(4, "little"))
    assert "已损坏，打不开" in refusal(bytes(content))


def test_a_table_with_absurd_spans_and_depth_is_refused_or_read_but_never_hangs() -> None:
    wide = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr>'
    assert len(read(CONTACT_POINTS, tbl(HEAD, ZHOU, *([wide] * 2000))).rows["rows"]) == 1
    deep = ""
    for _ in range(60):
        deep = f"<w:tbl><w:tr><w:tc>{deep}<w:p/></w:tc></w:tr></w:tbl>"
    assert read(CONTACT_POINTS, deep, tbl(HEAD, ZHOU)).rows["rows"]
    assert "已损坏" in refusal(docx("<w:p>" * 300 + "</w:p>" * 300))
    assert "行数太多" in refusal(docx(tbl(*[("甲", "乙")] * 20_001)))


def test_three_hundred_spoiled_documents_end_in_a_reading_or_a_sentence() -> None:
    """Bytes dropped, doubled and changed in the XML and in the zip: never anything but a `YouthworkError`."""
    xml = document(task_sheet(**OFFICE), tbl(HEAD, ZHOU))
    tags = re.findall(r"<[^>]+>", xml)
    chance = random.Random(20170406)
    for round_ in range(300):
        spoiled = xml
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(spoiled))
            spoiled = (
                lambda text, at: text[:at] + text[at + chance.randint(1, 40) :],
                lambda text, at: text[:at] + chance.choice(tags) + text[at:],
                lambda text, at: text.replace(chance.choice(tags), chance.choice(tags), 1),
                lambda text, at: text[:at] + chance.choice("<>&\"'\x00\uffff喆99") + text[at:],
            )[chance.randrange(4)](spoiled, at)
        content = zipped({"word/document.xml": spoiled.encode("utf-8", "surrogatepass")})
        if round_ % 10 == 0:
            at = chance.randrange(len(content) - 8)
            content = content[:at] + chance.randbytes(4) + content[at + 4 :]
        for annex in (TASK_SHEET, CONTACT_POINTS):
            try:
                reading.read(content, annex)
            except YouthworkError as refused:
                assert refused.sentence.endswith("。")


def test_three_hundred_rearranged_documents_end_in_a_reading_or_a_sentence() -> None:
    """Well-formed nonsense: elements lost, doubled, moved and renumbered in the tree of a filled sheet."""
    whole = document(task_sheet(**OFFICE), p("填表人：周可儿"), tbl(HEAD, ZHOU)).encode()
    chance = random.Random(20170408)
    for _ in range(300):
        root = etree.fromstring(whole)
        for _ in range(chance.randint(1, 6)):
            every = list(root.iter())[2:]
            one, other = chance.choice(every), chance.choice(every)
            deed = chance.randrange(4)
            if deed == 0:
                one.getparent().remove(one)
            elif deed == 1:
                one.addnext(copy.deepcopy(one))
            elif deed == 2 and one not in list(other.iterancestors()) and one is not other:
                other.append(one)
            else:
                for key in list(one.attrib):
                    one.set(key, chance.choice(["", "0", "-1", "99999", "restart", "喆"]))
        content = zipped({"word/document.xml": etree.tostring(root, encoding="utf-8")})
        for annex in ANNEXES.values():
            try:
                reading.read(content, annex)
            except YouthworkError as refused:
                assert refused.sentence.endswith("。")
