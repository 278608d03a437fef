"""表格内部: open the zip that an .xlsx is, without trusting it.

A workbook from outside may be made to burst: so it is unpacked here, counted before it unpacks, and only what
was counted goes on.
"""

import re
import zipfile
import zlib
from io import BytesIO
from xml.etree import ElementTree

from youthwork.services.exchange.file_kinds import UnreadableSpreadsheet, open_zip
from youthwork.services.exchange.sheet_xml import local_name

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
# One long text that thousands of cells refer to would be copied for each of them.
MAX_TEXT_BYTES = 2 * 1024 * 1024 * 1024
MAX_PARTS = 2_000

# XML inside these folders says nothing about cells, and pictures are never unpacked at all.
_UNNEEDED = re.compile(r"^(?:docProps|customXml|xl/(?:drawings|charts|media|theme|embeddings|ctrlProps))/")


class Damaged(UnreadableSpreadsheet):
    """打不开的表格: the file breaks off, contradicts itself or was made to burst."""


def damaged(filename: str) -> Damaged:
    return Damaged(f"“{filename}”已损坏，打不开。请在 WPS 或 Excel 中打开，另存为新的 .xlsx 后再导入。")


def unpack(content: bytes, *, filename: str) -> dict[str, bytes]:
    """Unpack the XML parts of an .xlsx, by name; raise `UnreadableSpreadsheet` if it would burst."""
    with open_zip(content, filename=filename) as archive:
        entries = [entry for entry in archive.infolist() if _is_needed(entry.filename)]
        if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise _too_big(filename)
        try:
            parts = {entry.filename.replace("\\", "/"): _read_part(archive, entry) for entry in entries}
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            OSError,
            EOFError,
        ) as error:
            raise damaged(filename) from error
    if any(b"<!DOCTYPE" in part or b"<!ENTITY" in part for part in parts.values()):
        raise damaged(filename)
    if _longest_text(parts) * _text_cells(parts) > MAX_TEXT_BYTES:
        raise _too_big(filename)
    return parts


def repack(parts: dict[str, bytes]) -> BytesIO:
    """Put counted parts into a zip again, uncompressed, so that the reader sees nothing else."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    packed.seek(0)
    return packed


def sheet_parts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """工作表: the XML of each sheet by the name on its tab."""
    book_name = next((name for name in parts if re.fullmatch(r"xl/workbook\w*\.xml", name)), "")
    targets_name = book_name.replace("xl/", "xl/_rels/") + ".rels"
    if not book_name or targets_name not in parts:
        return {}
    targets = {
        element.get("Id"): element.get("Target", "").removeprefix("/xl/").removeprefix("/")
        for element in ElementTree.fromstring(parts[targets_name])
    }
    found = {}
    for element in ElementTree.fromstring(parts[book_name]).iter():
        if local_name(element) == "sheet":
            relation = next((value for key, value in element.items() if key.endswith("}id")), None)
            found[element.get("name", "")] = parts.get(f"xl/{targets.get(relation)}", b"")
    return found


def _read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # Asked for everything, zipfile inflates all there is before it looks at the declared size; asked for that
    # size it inflates no more, and the sum over what it got gives a lying entry away.
    with archive.open(entry) as part:
        return part.read(entry.file_size)


def _too_big(filename: str) -> UnreadableSpreadsheet:
    return UnreadableSpreadsheet(
        f"“{filename}”解开后太大，多半是整列、整张表都设了格式。"
        "请只选中有内容的区域，复制到新表格里，保存后再导入。"
    )


def _longest_text(parts: dict[str, bytes]) -> int:
    return max(len(text) for text in parts.get("xl/sharedStrings.xml", b"").split(b"si>"))


def _text_cells(parts: dict[str, bytes]) -> int:
    sheets = [xml for name, xml in parts.items() if "/worksheets/" in name]
    return sum(xml.count(b't="s"') + xml.count(b"t='s'") for xml in sheets)


def _is_needed(name: str) -> bool:
    name = name.replace("\\", "/")
    return name.endswith((".xml", ".rels")) and not _UNNEEDED.match(name)
