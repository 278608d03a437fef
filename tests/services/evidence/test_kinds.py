"""文件种类: what is taken, and what every other file is called when it is refused."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest
from PIL import Image

from youthwork.domain.errors import Unacceptable
from youthwork.services.evidence import office
from youthwork.services.evidence.kinds import ACCEPTED, PDF, PICTURE, kind_of
from youthwork.services.evidence.preparing import tidy_name

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def picture(kind: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (16, 16), "white").save(written, kind)
    return written.getvalue()


def ole(stream: str) -> bytes:
    return OLE + b"\0" * 600 + f"{stream}\0".encode("utf-16-le") + b"\0" * 600


def word() -> bytes:
    written = io.BytesIO()
    docx.Document().save(written)
    return written.getvalue()


def excel() -> bytes:
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    return written.getvalue()


def zipped(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """The office file with these parts beside its own, or in their stead."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("JPEG"), PICTURE),
        (picture("PNG"), PICTURE),
        (picture("WEBP"), PICTURE),
        (b"\0\0\0\x1cftypheic\0\0\0\0mif1heic", PICTURE),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heic", PICTURE),
        (b"%PDF-1.7\n", PDF),
    ],
)
def test_a_photo_or_a_pdf_is_known_whatever_it_is_called(content: bytes, kind: object) -> None:
    assert kind_of(content, "无名.bin") is kind


def test_word_and_excel_are_known_whatever_they_are_called() -> None:
    assert kind_of(word(), "a.zip").media_type == office.WORD
    assert kind_of(excel(), "a.docx").media_type == office.EXCEL


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (ole("Workbook"), "名单.xlsx", "“名单.xlsx”其实是旧版 Excel（.xls）文件，只是改了后缀，不能收"),
        (ole("Workbook"), "名单.xls", "“名单.xls”是旧版 Excel（.xls）文件，不能收"),
        (ole("WordDocument"), "总结.doc", "旧版 Word（.doc）文件.*另存为 .docx"),
        (ole("EncryptedPackage"), "名单.xlsx", "设了打开密码的 Word 或 Excel 文件.*取消密码"),
        (picture("GIF"), "动图.jpg", "其实是 GIF 动图，只是改了后缀"),
        (b"GIF89a/*\0*/=1;alert(1)", "a.gif", "GIF 动图"),
        (picture("BMP"), "a.bmp", "BMP 图片"),
        (picture("TIFF"), "a.tif", "TIFF 图片"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "a.jpg", "AVIF 图片"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isom", "录像.mp4", "视频.*截取其中一张画面"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "录像.mov", "视频"),
        (b"MZ\x90\0", "照片.jpg", "其实是程序文件，只是改了后缀"),
        (b"\x7fELF\2", "a", "程序文件"),
        (b"Rar!\x1a\7", "a.rar", "压缩包.*解压"),
        (zipped(a=b"x"), "材料.zip", "压缩包.*解压后把里面的文件分别传上来"),
        (zipped(**{"OFD.xml": b"<a/>"}), "公文.ofd", "OFD 版式文件.*另存为 PDF"),
        (zipped(**{"ppt/presentation.xml": b""}), "课件.pptx", "演示文稿（.pptx）"),
        (zipped(**{"AndroidManifest.xml": b""}), "a.apk", "手机应用程序"),
        (b"PK\x03\x04 cut off", "a.docx", "不完整的文件"),
        (b"<svg onload=alert(1)>", "图.png", "其实是 SVG 图形"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "SVG 图形"),
        (b"\xef\xbb\xbf<!DOCTYPE html><script>", "网页.pdf", "其实是网页文件，只是改了后缀"),
        ("今天的活动记录".encode(), "记录.txt", "文本文件.*写进说明"),
        ("今天的活动记录".encode("gb18030"), "记录.txt", "文本文件"),
        (b"\x93\x01\x00\x07" * 50, "a.jpg", "认不出是什么文件"),
        (b"", "空.jpg", "是空的（0 字节）"),
    ],
)
def test_anything_else_is_refused_by_its_true_name(content: bytes, name: str, words: str) -> None:
    with pytest.raises(Unacceptable, match=words) as refused:
        kind_of(content, name)
    assert not content or ACCEPTED in refused.value.sentence
    assert refused.value.sentence.count("。。") == 0


RELATION = b'<Relationships><Relationship Id="r1" Type="http://x/%s" Target="%s" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"word/vbaProject.bin": b""}, "宏或控件"),
        ({"word/activeX/activeX1.xml": b""}, "宏或控件"),
        ({"word/embeddings/oleObject1.bin": b"MZ"}, "夹带着别的文件"),
        (
            {"word/_rels/settings.xml.rels": RELATION % (b"attachedTemplate", b"https://evil/a.dotm")},
            "别处取内容",
        ),
        ({"word/_rels/settings.xml.rels": RELATION % (b"attachedTemplate", rb"\\evil\a.dotm")}, "别处取内容"),
        ({"word/x.xml": b"\0" * (office.MOST_UNPACKED // 1000)}, ""),
    ],
)
def test_an_office_file_that_acts_or_carries_another_is_refused(parts: dict[str, bytes], words: str) -> None:
    content = with_parts(word(), **parts)
    if not words:
        assert kind_of(content, "a.docx").media_type == office.WORD
        return
    with pytest.raises(Unacceptable, match=words):
        kind_of(content, "a.docx")


def test_a_word_file_with_macros_is_not_let_in_by_another_ending() -> None:
    kinds = b"<Types><Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/></Types>"
    with pytest.raises(Unacceptable, match="带有宏"):
        kind_of(with_parts(word(), **{"[Content_Types].xml": kinds}), "a.docx")


def test_a_link_in_a_text_and_a_template_of_one_s_own_disk_are_no_fault() -> None:
    for kind, target in ((b"hyperlink", b"https://example.org"), (b"attachedTemplate", b"file:///C:/a.dotx")):
        content = with_parts(word(), **{"word/_rels/x.xml.rels": RELATION % (kind, target)})
        assert kind_of(content, "a.docx").media_type == office.WORD


def test_an_office_file_with_something_behind_its_end_is_refused() -> None:
    with pytest.raises(Unacceptable, match="后面接着别的内容"):
        kind_of(excel() + b"<script>alert(1)</script>", "a.xlsx")


def test_an_office_file_that_would_burst_is_refused_without_being_unpacked() -> None:
    written = io.BytesIO(word())
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/a.bin", b"\0" * (office.MOST_UNPACKED + 1))
    assert len(written.getvalue()) < 1024 * 1024
    with pytest.raises(Unacceptable, match="解开后太大"):
        kind_of(written.getvalue(), "a.docx")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("照片.HEIC", "照片.jpg"),
        ("C:\\fakepath\\签到表.png", "签到表.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("image", "image.jpg"),
        ("", "材料.jpg"),
        (".jpg", "jpg.jpg"),
        ("活动\r\nX-Evil: 1.jpg", "活动X-Evil_ 1.jpg"),
        ("无害\u202egpj.exe", "无害gpj.jpg"),
        ("3.15 学习.第一次", "3.15 学习.第一次.jpg"),
        ("长" * 300 + ".jpg", "长" * 100 + ".jpg"),
    ],
)
def test_a_name_is_shown_without_what_hides_or_leads_elsewhere(given: str, shown: str) -> None:
    assert tidy_name(given, ".jpg") == shown
