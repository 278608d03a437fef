"""文件种类: say what an uploaded file really is, by its content, and how to make an .xlsx of it.

The name decides nothing: offices rename .xls to .xlsx, and web systems “export Excel” that is a web page.
"""

import re
import zipfile
from io import BytesIO

from youthwork.domain.errors import Unacceptable

MAX_FILE_BYTES = 20 * 1024 * 1024

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE_AS = "请在 WPS 或 Excel 中打开，另存为 .xlsx 后再导入。"
_PASTE = "请把名单复制到 WPS 或 Excel 的新表格里，保存为 .xlsx 后再导入。"

# The first stream name found in an OLE file settles it; an encrypted .xlsx may hold others too.
_OLE_STREAMS = (
    (
        "EncryptedPackage",
        "设了打开密码，系统读不了。请在 WPS 或 Excel 中打开，取消密码后另存为 .xlsx，再导入。",
    ),
    ("Workbook", f"是旧版 .xls（或 WPS 的 .et）表格。{_SAVE_AS}"),
    ("Book", f"是旧版 .xls 表格。{_SAVE_AS}"),
    ("WordDocument", f"是旧版 Word（或 WPS 文字）文档，不是表格。{_PASTE}"),
    ("PowerPoint Document", f"是演示文稿，不是表格。{_PASTE}"),
)
_ZIP_MEMBERS = (
    ("xl/workbook.bin", f"是二进制格式的 .xlsb 表格。{_SAVE_AS}"),
    ("word/document.xml", f"是 Word 文档（.docx），不是表格。{_PASTE}"),
    ("ppt/presentation.xml", f"是演示文稿（.pptx），不是表格。{_PASTE}"),
    ("OFD.xml", f"是 OFD 版式文件，不是表格。{_PASTE}"),
)
_OPEN_DOCUMENT = (
    (b"opendocument.spreadsheet", f"是 .ods 表格。{_SAVE_AS}"),
    (b"opendocument", f"是 OpenDocument 文档，不是表格。{_PASTE}"),
)
_MAGIC = (
    (b"%PDF", f"是 PDF 文件，不是表格。{_PASTE}"),
    (b"{\\rtf", f"是 RTF 文档，不是表格。{_PASTE}"),
    (b"\xff\xd8\xff", "是图片，不是表格。请导入制表时的 .xlsx 原件。"),
    (b"\x89PNG", "是图片，不是表格。请导入制表时的 .xlsx 原件。"),
    (b"Rar!", "是压缩包。请先解压，再导入里面的 .xlsx 文件。"),
    (b"7z\xbc\xaf", "是压缩包。请先解压，再导入里面的 .xlsx 文件。"),
    (b"\x1f\x8b", "是压缩包。请先解压，再导入里面的 .xlsx 文件。"),
)
_WEB_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|table|meta)\b|^mime-version:", re.I)


class UnreadableSpreadsheet(Unacceptable):
    """不能导入的文件: the sentence says what the file is and what to do with it."""


def open_zip(content: bytes, *, filename: str) -> zipfile.ZipFile:
    """表格文件: open `content` as the zip an .xlsx is, or raise `UnreadableSpreadsheet` with the way out."""
    if reason := _refusal(content):
        raise UnreadableSpreadsheet(f"“{filename}”{reason}")
    return zipfile.ZipFile(BytesIO(content))


def is_old_workbook(content: bytes) -> bool:
    """旧版 .xls: by its content, and not under a password."""
    names = [name for name, _ in _OLE_STREAMS if f"{name}\0".encode("utf-16-le") in content]
    return content.startswith(_OLE) and names[:1] in (["Workbook"], ["Book"])


def holds_part(content: bytes, part: str) -> bool:
    """Whether this is a zip with a member of this name (`word/document.xml`, `xl/vbaProject.bin`)."""
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return part in archive.namelist()
    # zipfile raises NotImplementedError for a method of packing it does not know, RuntimeError for a locked member.
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError):
        return False


def _refusal(content: bytes) -> str:
    if not content:
        return "是空文件（0 字节）。可能没有保存完或没有传完，请重新保存后再导入。"
    if len(content) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024 // 1024
        return f"超过 {limit} 兆，太大了。请删去表中的图片和多余的工作表，或分成几个文件导入。"
    if content.startswith(_OLE):
        return _refuse_ole(content)
    if content.startswith(b"PK"):
        return _refuse_zip(content)
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, reason in _MAGIC:
        if head.startswith(magic):
            return reason
    return _refuse_text(head, content)


def _refuse_ole(content: bytes) -> str:
    for stream, reason in _OLE_STREAMS:
        # A directory entry holds the whole name, closed by a NUL.
        if f"{stream}\0".encode("utf-16-le") in content:
            return reason
    return f"是旧版 Office 文件，系统读不了。{_SAVE_AS}"


def _refuse_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = {entry.filename.replace("\\", "/"): entry for entry in archive.infolist()}
            mimetype = archive.open("mimetype").read(100) if _is_short(entries.get("mimetype")) else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return "已损坏，打不开。可能没有传完，请在 WPS 或 Excel 中重新保存后再导入。"
    for member, reason in _ZIP_MEMBERS:
        if member in entries:
            return reason
    for word, reason in _OPEN_DOCUMENT:
        if word in mimetype:
            return reason
    if any(entry.flag_bits & 1 for entry in entries.values()):
        return "设了密码，系统读不了。请取消密码后再导入。"
    if not any(name.startswith("xl/") for name in entries):
        return "是压缩包，不是表格。请先解压，再导入里面的 .xlsx 文件。"
    return ""


def _is_short(entry: zipfile.ZipInfo | None) -> bool:
    return entry is not None and entry.file_size < 200 and not entry.flag_bits & 1


def _refuse_text(head: bytes, content: bytes) -> str:
    if _WEB_PAGE.search(head):
        return f"其实是网页，只是改了名字。{_SAVE_AS}"
    if head.startswith(b"<?xml"):
        return f"是 XML 格式的表格。{_SAVE_AS}"
    if _is_text(content[:65536]):
        return f"是文本（.csv 或 .txt），不是 .xlsx 表格。{_SAVE_AS}导入前请看手机号码有没有变样。"
    return f"不是 .xlsx 表格，也认不出是什么文件。{_SAVE_AS}"


def _is_text(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    # A cut may fall inside a character: the last bytes are left out of the judgement.
    whole = start[: start.rfind(b"\n") + 1] or start
    for encoding in ("utf-8", "gb18030"):
        try:
            text = whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(character) < 32 and character not in "\t\r\n\f" for character in text)
    return False
