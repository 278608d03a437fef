"""长期可用: whether a filed PDF can be opened in fifty years – format, fonts, no lock, nothing in it that acts."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from youthwork.documents.contents import DATA_NAME
from youthwork.domain.errors import Unacceptable

#: As qpdf writes the parts of a file: names without their escapes.
_ACTS = re.compile(
    rb"/S */(?:JavaScript|Launch|ImportData|SubmitForm|Movie|Sound|Rendition|GoToE)\b|/JS\b|/XFA\b|/RichMedia\b"
)


@dataclass(frozen=True)
class ArchivalLook:
    """一份成件 as the archive sees it. A locked one shows nothing but that it is locked."""

    is_encrypted: bool = False
    pages: int = 0
    #: 3U for PDF/A-3u; empty where it claims nothing.
    conformance: str = ""
    #: Fonts that are named but not in the file.
    bare_fonts: tuple[str, ...] = ()
    has_actions: bool = False
    enclosed: tuple[str, ...] = ()
    title: str = ""
    #: The answers attached as answers.json; None without them.
    answers: Any = field(default=None, repr=False)


def look_over(content: bytes) -> ArchivalLook:
    """长期可用性验看; raises `Unacceptable` for what cannot be opened at all."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return ArchivalLook(is_encrypted=True) if pdf.is_encrypted else _look(pdf)
    except pikepdf.PasswordError:
        return ArchivalLook(is_encrypted=True)
    # A damaged file makes the library raise any of these.
    except (pikepdf.PdfError, ValueError, RuntimeError, OverflowError, KeyError, TypeError) as error:
        raise Unacceptable("PDF 打不开：文件不完整或已损坏") from error


def _look(pdf: pikepdf.Pdf) -> ArchivalLook:
    bare: dict[str, None] = {}
    acts = False
    for each in pdf.objects:
        acts = acts or _ACTS.search(_written(each)) is not None
        if (name := _bare_font(each)) is not None:
            bare[name] = None
    return ArchivalLook(
        pages=len(pdf.pages),
        conformance=_conformance(pdf),
        bare_fonts=tuple(bare),
        has_actions=acts,
        enclosed=tuple(sorted(pdf.attachments)),
        title=str(pdf.docinfo.get("/Title", "")),
        answers=_answers(pdf),
    )


def _conformance(pdf: pikepdf.Pdf) -> str:
    with pdf.open_metadata() as metadata:
        return str(metadata.pdfa_status)


def _answers(pdf: pikepdf.Pdf) -> Any:
    if DATA_NAME not in pdf.attachments:
        return None
    return json.loads(pdf.attachments[DATA_NAME].get_file().read_bytes())


def _bare_font(part: pikepdf.Object) -> str | None:
    """The name of a font that is only named: without its program, or one of the fourteen a reader brings itself."""
    if not isinstance(part, pikepdf.Dictionary):
        return None
    kind = part.get("/Type")
    if kind == pikepdf.Name.FontDescriptor:
        has_program = any(name in part for name in ("/FontFile", "/FontFile2", "/FontFile3"))
        return None if has_program else str(part.get("/FontName", "?"))
    if kind == pikepdf.Name.Font and part.get("/Subtype") not in (pikepdf.Name.Type0, pikepdf.Name.Type3):
        return None if "/FontDescriptor" in part else str(part.get("/BaseFont", "?"))
    return None


def _written(part: pikepdf.Object) -> bytes:
    return part.stream_dict.unparse() if isinstance(part, pikepdf.Stream) else part.unparse(resolved=True)
