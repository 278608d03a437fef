"""文件种类: what an uploaded file is, by its content; its name decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from youthwork.domain.errors import Unacceptable
from youthwork.services.evidence import office

ACCEPTED = "可以收的有：照片（JPG、PNG、WebP、HEIC）、PDF、Word（.docx）、Excel（.xlsx）"
_ENDINGS = re.compile(r"\.(?:jpe?g|png|webp|hei[cf]|pdf|docx|xlsx)$", re.I)


@dataclass(frozen=True)
class Kind:
    """一种文件: how it is examined (`picture`, `pdf`, `office`), and what is kept of it."""

    read_as: str
    media_type: str
    ending: str


#: Whatever picture came in is kept as a JPEG.
PICTURE = Kind("picture", "image/jpeg", ".jpg")
PDF = Kind("pdf", "application/pdf", ".pdf")
_OFFICE = {
    office.WORD: Kind("office", office.WORD, ".docx"),
    office.EXCEL: Kind("office", office.EXCEL, ".xlsx"),
}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_STREAMS = (
    ("EncryptedPackage", "设了打开密码的 Word 或 Excel 文件", "请取消密码后再传"),
    ("Workbook", "旧版 Excel（.xls）文件", "请另存为 .xlsx 再传"),
    ("Book", "旧版 Excel（.xls）文件", "请另存为 .xlsx 再传"),
    ("WordDocument", "旧版 Word（.doc）文件", "请另存为 .docx 再传"),
    ("PowerPoint Document", "演示文稿（.ppt）", "请另存为 PDF 再传"),
)
_VIDEO = ("视频", "请截取其中一张画面再传")
_ARCHIVE = ("压缩包", "请解压后把里面的文件分别传上来")
_PROGRAM = ("程序文件", "")
_WEB_PAGE = ("网页文件", "请打印成 PDF 再传")
_SOUND = ("录音", "请把要点写进说明")
_STARTS = (
    (b"GIF8", "GIF 动图", "请另存为 JPG 再传"),
    (b"BM", "BMP 图片", "请另存为 JPG 再传"),
    (b"II*\0", "TIFF 图片", "请另存为 JPG 或 PDF 再传"),
    (b"MM\0*", "TIFF 图片", "请另存为 JPG 或 PDF 再传"),
    (b"MZ", *_PROGRAM),
    (b"\x7fELF", *_PROGRAM),
    (b"#!", *_PROGRAM),
    (b"Rar!", *_ARCHIVE),
    (b"7z\xbc\xaf", *_ARCHIVE),
    (b"\x1f\x8b", *_ARCHIVE),
    (b"{\\rtf", "RTF 文档", "请另存为 .docx 或 PDF 再传"),
    (b"ID3", *_SOUND),
    (b"#!AMR", *_SOUND),
    (b"\x1aE\xdf\xa3", *_VIDEO),
    (b"RIFF", "录音或录像", "请截取一张画面，或把要点写进说明"),
)
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
_SVG = re.compile(rb"<svg\b", re.I)
_WEB = re.compile(rb"<(?:!doctype|html|head|body|script|table|iframe)\b", re.I)


def kind_of(content: bytes, filename: str) -> Kind:
    """文件种类; raises `Unacceptable`, naming what the file is and what is taken instead."""
    if not content:
        raise Unacceptable(f"“{filename}”是空的（0 字节），可能没有传完：请重新选择")
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _is_webp(content) or _is_heic(content):
        return PICTURE
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        found, what, way_out = office.examine(content)
        if found:
            return _OFFICE[found]
    else:
        what, way_out = _other(content)
    raise Unacceptable(_refusal(filename, what, way_out))


def _refusal(filename: str, what: str, way_out: str) -> str:
    what = f" {what}" if what[:1].isascii() and what else what
    is_disguised = bool(_ENDINGS.search(filename))
    verb = (
        f"其实是{what}，只是改了后缀"
        if is_disguised and what
        else f"是{what}"
        if what
        else "认不出是什么文件"
    )
    return f"“{filename}”{verb}，不能收。{ACCEPTED}。{way_out}".rstrip("。") + "。"


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _brands(content: bytes) -> set[bytes]:
    """The names an ISO container goes by: heic for photos, avif, mp42 and others for other things."""
    if content[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(content[:4], "big"), 200)
    return {content[8:12], *(content[at : at + 4] for at in range(16, end, 4))}


def _is_heic(content: bytes) -> bool:
    return bool(_brands(content) & _HEIC)


def _other(content: bytes) -> tuple[str, str]:
    """What it is instead, and what to do with it; empty words where nobody could say."""
    brands = _brands(content)
    if brands:
        return ("AVIF 图片", "请另存为 JPG 再传") if b"avif" in brands else _VIDEO
    if content.startswith(_OLE):
        return _ole(content)
    for start, what, way_out in _STARTS:
        if content.startswith(start):
            return what, way_out
    head = content[:4096]
    if _SVG.search(head):
        return "SVG 图形", "请另存为 JPG 或 PNG 再传"
    if _WEB.search(head):
        return _WEB_PAGE
    return ("文本文件", "请把文字写进说明，或粘贴到 Word 再传") if _is_text(content) else ("", "")


def _ole(content: bytes) -> tuple[str, str]:
    for stream, what, way_out in _OLE_STREAMS:
        # A directory entry holds the whole name, closed by a NUL.
        if f"{stream}\0".encode("utf-16-le") in content:
            return what, way_out
    return "旧版 Office 文件", "请另存为 .docx、.xlsx 或 PDF 再传"


def _is_text(content: bytes) -> bool:
    start = content[:65536]
    for encoding in ("utf-8", "gb18030"):
        # A cut may fall inside a character.
        text = start.decode(encoding, errors="ignore")
        if len(text.encode(encoding)) > len(start) - 8:
            return not any(ord(each) < 32 and each not in "\t\r\n\f" for each in text)
    return False
