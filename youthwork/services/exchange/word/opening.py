"""打开 Word 文件: give the XML of an uploaded .docx, or the sentence that says what the file really is.

The name decides nothing. The zip is counted before it is unpacked, only the document itself is unpacked, and its
XML may neither define entities nor fetch anything. python-docx never sees a file from outside.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from youthwork.domain.errors import Unacceptable

MAX_FILE_BYTES = 20 * 1024 * 1024
#: 3,000 rows of 附件1 take about 8 MB.
MAX_DOCUMENT_BYTES = 24 * 1024 * 1024
#: A tree costs memory by its elements, and `<w:p/>` is short.
MAX_TAGS = 1_500_000
MAX_PARTS = 5_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE_AS = "请在 WPS 或 Word 中打开，另存为 .docx 后再上传。"
_OLE_STREAMS = (
    (
        "EncryptedPackage",
        "设了打开密码，系统读不了。请在 WPS 或 Word 中打开，取消密码后另存为 .docx，再上传。",
    ),
    ("WordDocument", f"是旧版 Word（.doc）或 WPS 文字（.wps）文档。{_SAVE_AS}"),
    ("Workbook", "是 Excel 表格，不是 Word 文档。请另存为 .xlsx 后再上传。"),
)
_MAGIC = (
    (b"%PDF", "是 PDF 文件，读不出表格。请上传制表时的 .docx 原件。"),
    (b"{\\rtf", f"是 RTF 文档。{_SAVE_AS}"),
    (b"\xff\xd8\xff", "是图片，读不出表格。请上传制表时的 .docx 原件。"),
    (b"\x89PNG", "是图片，读不出表格。请上传制表时的 .docx 原件。"),
    (b"Rar!", "是压缩包。请先解压，再上传里面的 .docx 文件。"),
    (b"7z\xbc\xaf", "是压缩包。请先解压，再上传里面的 .docx 文件。"),
)
_WEB_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|table|meta)\b|^mime-version:", re.I)
# zipfile raises NotImplementedError for a method of packing it does not know, RuntimeError for a locked member.
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
_PROLOG = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding=["'](?!utf-?8["']|us-ascii["'])""", re.I)


class UnreadableWord(Unacceptable):
    """读不了的 Word 文件: the sentence says what the file is and what to do with it."""


def looks_like_word(content: bytes, *, filename: str = "") -> bool:
    """Whether the file is to be read as Word's, or refused in Word's terms; .doc, .wps and .rtf count too."""
    if content.startswith(_OLE):
        if _has_stream(content, "EncryptedPackage"):
            return filename.lower().endswith((".docx", ".docm", ".doc", ".wps"))
        return _has_stream(content, "WordDocument")
    if content.lstrip()[:5] == b"{\\rtf":
        return True
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return any(entry.replace("\\", "/").startswith("word/") for entry in archive.namelist())
    except _ZIP_FAULTS:
        return False


def open_word(content: bytes, *, filename: str) -> etree._Element:
    """正文: the root of the document's XML; raises `UnreadableWord`."""
    if reason := _refusal(content):
        raise UnreadableWord(f"“{filename}”{reason}")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            xml = _document(archive, filename)
    except _ZIP_FAULTS as error:
        raise damaged(filename) from error
    return _parse(xml, filename)


def damaged(filename: str) -> UnreadableWord:
    return UnreadableWord(f"“{filename}”已损坏，打不开。请在 WPS 或 Word 中打开，另存为新的 .docx 后再上传。")


def _refusal(content: bytes) -> str:
    if not content:
        return "是空文件（0 字节）。可能没有保存完或没有传完，请重新保存后再上传。"
    if len(content) > MAX_FILE_BYTES:
        return f"超过 {MAX_FILE_BYTES // 1024 // 1024} 兆，太大了。请删去文档中的图片后再上传。"
    if content.startswith(_OLE):
        return next(
            (reason for stream, reason in _OLE_STREAMS if _has_stream(content, stream)),
            f"是旧版 Office 文件，系统读不了。{_SAVE_AS}",
        )
    if content.startswith(b"PK"):
        return _refuse_zip(content)
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, reason in _MAGIC:
        if head.startswith(magic):
            return reason
    if _WEB_PAGE.search(head):
        return f"其实是网页，只是改了名字。{_SAVE_AS}"
    return f"不是 .docx 文档。{_SAVE_AS}"


def _refuse_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = {entry.filename.replace("\\", "/"): entry for entry in archive.infolist()}
    except _ZIP_FAULTS:
        return "已损坏，打不开。可能没有传完，请在 WPS 或 Word 中重新保存后再上传。"
    if any(name.lower().endswith("vbaproject.bin") for name in entries):
        return f"带有宏（.docm），为安全起见不读。{_SAVE_AS}"
    if any(entry.flag_bits & 1 for entry in entries.values()):
        return "设了密码，系统读不了。请取消密码后再上传。"
    if any(name.startswith("xl/") for name in entries):
        return "是 Excel 表格，不是 Word 文档。"
    if "content.xml" in entries and "mimetype" in entries:
        return f"是 OpenDocument 文档（.odt）。{_SAVE_AS}"
    if "OFD.xml" in entries:
        return "是 OFD 版式文件，读不出表格。请上传制表时的 .docx 原件。"
    if len(entries) > MAX_PARTS:
        return "里面的东西太多，不像一份报表。请把表格复制到新文档，保存为 .docx 后再上传。"
    if not any(name.startswith("word/") for name in entries):
        return "是压缩包，不是 Word 文档。请先解压，再上传里面的 .docx 文件。"
    return ""


def _document(archive: zipfile.ZipFile, filename: str) -> bytes:
    entries = {entry.filename.replace("\\", "/"): entry for entry in archive.infolist()}
    # Some web versions of Word call the document document2.xml.
    names = (name for name in entries if re.fullmatch(r"word/document\d*\.xml", name))
    name = min(names, default="")
    if not name:
        raise damaged(filename)
    entry = entries[name]
    if entry.file_size > MAX_DOCUMENT_BYTES:
        raise _too_big(filename)
    # Asked for the declared size, zipfile inflates no more, however the entry lies.
    with archive.open(entry) as part:
        xml = part.read(entry.file_size)
    if xml.count(b"<") > MAX_TAGS:
        raise _too_big(filename)
    return xml


def _parse(xml: bytes, filename: str) -> etree._Element:
    # In another encoding a document type could pass unseen; Word and WPS write UTF-8.
    is_strange = b"\0" in xml[:200] or _PROLOG.match(xml)
    if is_strange or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise damaged(filename)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(filename) from error
    if etree.QName(root).localname != "document":
        raise damaged(filename)
    return root


def _has_stream(content: bytes, stream: str) -> bool:
    # A directory entry holds the whole name, closed by a NUL.
    return f"{stream}\0".encode("utf-16-le") in content


def _too_big(filename: str) -> UnreadableWord:
    return UnreadableWord(
        f"“{filename}”解开后太大，不像一份报表。请把表格复制到新文档，保存为 .docx 后再上传。"
    )
