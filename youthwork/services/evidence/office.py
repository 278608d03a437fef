"""Word 与 Excel: whether a zip is a .docx or .xlsx that holds nothing which acts by itself. Nothing is unpacked but its lists."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
_MOST_OF_A_LIST = 1024 * 1024
_MAIN_PARTS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}
_OTHERS = (
    ("xl/workbook.bin", "二进制的 Excel（.xlsb）文件", "请另存为 .xlsx 再传"),
    ("ppt/presentation.xml", "演示文稿（.pptx）", "请另存为 PDF 再传"),
    ("OFD.xml", "OFD 版式文件", "请另存为 PDF 再传"),
    ("AndroidManifest.xml", "手机应用程序", ""),
)
_ACTIVE = re.compile(r"vbaProject|activeX/|macrosheets/|dialogsheets/", re.I)
#: A chart carries its figures along as a workbook; anything else in there is another file.
_CARRIED = re.compile(r"embeddings/.+(?<!\.xlsx)$", re.I)
#: What is fetched from elsewhere as soon as the file is opened, pictures and links aside.
_FETCHED = re.compile(rb"(?:attachedTemplate|oleObject|frame|subDocument|externalLinkPath)\"")
_ELSEWHERE = re.compile(rb"Target\s*=\s*\"(?:https?:|ftp:|\\\\|file:/*\\\\|file://[^/])", re.I)
_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*>", re.S)


def examine(content: bytes) -> tuple[str, str, str]:
    """The media type, "" and "" for a .docx or .xlsx; else "", what it is, and what to do with it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _examined(archive, content)
    # zipfile raises NotImplementedError for a method of packing it does not know, RuntimeError for a locked member.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return "", "不完整的文件", "请重新保存后再传"


def _examined(archive: zipfile.ZipFile, content: bytes) -> tuple[str, str, str]:
    entries = archive.infolist()
    names = {entry.filename.replace("\\", "/") for entry in entries}
    for member, what, way_out in _OTHERS:
        if member in names:
            return "", what, way_out
    found = next((kind for part, kind in _MAIN_PARTS.items() if part in names), "")
    if not found or "[Content_Types].xml" not in names:
        is_open_document = "mimetype" in names and "content.xml" in names
        if is_open_document:
            return "", "OpenDocument 文件", "请另存为 .docx、.xlsx 或 PDF 再传"
        return "", "压缩包", "请解压后把里面的文件分别传上来"
    return ("", *fault) if (fault := _fault(archive, entries, names, content)) else (found, "", "")


def _fault(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], names: set[str], content: bytes
) -> tuple[str, str] | None:
    """What is wrong with an office file, and what to do about it."""
    if any(entry.flag_bits & 1 for entry in entries):
        return "设了密码的文件", "请取消密码后再传"
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        return "解开后太大的文件", "请删去多余的工作表和图片，另存后再传"
    if content.rfind(b"PK\x05\x06") + 22 != len(content):
        return "后面接着别的内容的文件", "请打开它，另存一份再传"
    kinds = _list(archive, "[Content_Types].xml")
    if b"macroEnabled" in kinds or any(_ACTIVE.search(name) for name in names):
        return "带有宏或控件的文件", "请另存为不带宏的 .docx 或 .xlsx 再传"
    if any(_CARRIED.search(name) for name in names):
        return "夹带着别的文件的文件", "请把夹带的文件另存出来，分别再传"
    if any(_fetches(_list(archive, name)) for name in names if name.endswith(".rels")):
        return "一打开就要到别处取内容的文件", "请另存为 PDF 再传"
    return None


def _list(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_MOST_OF_A_LIST)


def _fetches(relations: bytes) -> bool:
    return any(_FETCHED.search(each) and _ELSEWHERE.search(each) for each in _RELATIONSHIP.findall(relations))
