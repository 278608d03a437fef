"""来件 PDF: whether a PDF from outside is a paper and nothing else, and its first page as a small picture.

The bytes are kept as they came, since a rewritten PDF would lose its signatures: so what could act or hide inside is
a reason to refuse it, not to take it out.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

import pikepdf
import pypdfium2

from youthwork.documents.images import first_page
from youthwork.documents.pictures import THUMBNAIL_EDGE, thumbnail
from youthwork.domain.errors import Unacceptable

MOST_PAGES = 300
_MOST_OBJECTS = 200_000
#: A picture inside that would be unpacked for the small picture of the first page; A3 at 400 dpi has 31 million.
_MOST_PIXELS_INSIDE = 60_000_000
_ACTS = re.compile(rb"/S */(?:JavaScript|Launch|ImportData|SubmitForm)\b|/JS\b|/XFA\b|/RichMedia\b")
_HIDES = re.compile(rb"/EF\b|/Type */EmbeddedFile\b")
_AGAIN = "请打开它，用“打印”另存为一份新的 PDF 再传"


@dataclass(frozen=True)
class ExaminedPdf:
    """一份 PDF: how many pages it has, and the first of them; no picture where it is too heavy to draw."""

    pages: int
    thumbnail: bytes | None


def examine(content: bytes) -> ExaminedPdf:
    """验看 PDF; raises `Unacceptable` for one that is locked, broken, acts by itself or carries other files."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Unacceptable(f"这份 PDF 后面接着一个压缩包，不能收：{_AGAIN}")
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages, is_heavy = _look_inside(pdf)
    except pikepdf.PasswordError as error:
        raise Unacceptable("这份 PDF 设了打开密码，不能收：请另存为没有密码的 PDF 再传") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, OverflowError) as error:
        raise Unacceptable("这份 PDF 不完整，打不开：请重新导出或重新扫描再传") from error
    return ExaminedPdf(pages, None if is_heavy else _picture(content))


def _look_inside(pdf: pikepdf.Pdf) -> tuple[int, bool]:
    """The number of pages, and whether a picture in it is too heavy to be unpacked."""
    if pdf.is_encrypted:
        raise Unacceptable("这份 PDF 设了密码或限制，不能收：请另存为没有密码的 PDF 再传")
    pages = len(pdf.pages)
    if not pages:
        raise Unacceptable("这份 PDF 一页也没有，不能收：请重新导出再传")
    if pages > MOST_PAGES:
        raise Unacceptable(f"这份 PDF 有 {pages} 页，最多 {MOST_PAGES} 页：请只留有关的几页再传")
    is_heavy = False
    for number, each in enumerate(pdf.objects):
        if number > _MOST_OBJECTS:
            raise Unacceptable(f"这份 PDF 里的部件太多，不能收：{_AGAIN}")
        written = _written(each)
        if _ACTS.search(written):
            raise Unacceptable(f"这份 PDF 里带有会自己运行的脚本或动作，不能收：{_AGAIN}")
        if _HIDES.search(written):
            raise Unacceptable(f"这份 PDF 里夹带着别的文件，不能收：{_AGAIN}，夹带的文件另传")
        is_heavy = is_heavy or _pixels(each) > _MOST_PIXELS_INSIDE
    return pages, is_heavy


def _written(part: pikepdf.Object) -> bytes:
    """A part as qpdf writes it: names without their escapes, nothing of what a stream holds."""
    return part.stream_dict.unparse() if isinstance(part, pikepdf.Stream) else part.unparse(resolved=True)


def _pixels(part: pikepdf.Object) -> int:
    if not isinstance(part, pikepdf.Stream):
        return 0
    wide, high = part.get("/Width"), part.get("/Height")
    return wide * high if isinstance(wide, int) and isinstance(high, int) else 0


def _picture(content: bytes) -> bytes | None:
    try:
        return thumbnail(first_page(content, THUMBNAIL_EDGE * 2))
    except pypdfium2.PdfiumError:
        # One reader opened it: it is kept, only without its picture.
        return None
