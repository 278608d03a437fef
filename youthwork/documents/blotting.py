"""遮盖版面: the picture of a page with the phones printed on it covered, as `domain/privacy.mask_phone` covers them.

Where a phone stands is read from the paper itself; the picture is the stored one, painted over. A sheet that was
scanned has no text to be found in and is not shown as a picture.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw
from PIL import Image, ImageDraw

from youthwork.documents.images import pdfium_lock

#: A phone as it is printed; in a narrow column it may be broken over lines.
_MOBILE = re.compile(r"(?<!\d)1\s*[3-9](?:\s*\d){9}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}\s*-\s*\d(?:\s*\d){6,7}(?!\d)")
_COVER = (214, 218, 223)
#: Points the cover reaches beyond the digits.
_MARGIN = 0.6
Box = tuple[float, float, float, float]


def blotted(paper: bytes, number: int, picture: bytes) -> bytes:
    """Page `number` (from 1) of the paper: `picture`, its phones covered; as it is where there are none."""
    boxes, width, height = _covers(paper, number)
    if not boxes:
        return picture
    image = Image.open(io.BytesIO(picture))
    across, down = image.width / width, image.height / height
    pencil, cover = ImageDraw.Draw(image), _nearest(image)
    for left, bottom, right, top in boxes:
        place = (left * across, (height - top) * down, right * across, (height - bottom) * down)
        pencil.rectangle(place, fill=cover)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _nearest(image: Image.Image) -> int | tuple[int, int, int]:
    """The cover's colour, of those a picture with a palette has: the rest of it stays as it was."""
    if image.mode != "P":
        return _COVER
    palette = image.getpalette() or [0, 0, 0]
    colours = list(zip(palette[0::3], palette[1::3], palette[2::3], strict=True))
    return min(
        range(len(colours)),
        key=lambda at: sum((a - b) ** 2 for a, b in zip(colours[at], _COVER, strict=True)),
    )


def _covers(paper: bytes, number: int) -> tuple[list[Box], float, float]:
    """What to cover, in points from the lower left corner, and the size of the page."""
    with pdfium_lock:
        document = pypdfium2.PdfDocument(paper)
        try:
            page = document[number - 1]
            text = page.get_textpage()
            try:
                boxes = [
                    box for at in hidden_places(_characters(text)) if (box := _box(text, at)) is not None
                ]
            finally:
                text.close()
            width, height = page.get_size()
            page.close()
            return boxes, width, height
        finally:
            document.close()


def _characters(text: pypdfium2.PdfTextPage) -> str:
    """The text, one character an index: `get_text_range` leaves some out and would shift the places."""
    count = text.count_chars()
    codes = (pypdfium2.raw.FPDFText_GetUnicode(text.raw, at) for at in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)


def hidden_places(characters: str) -> Iterator[int]:
    """The places of the digits to cover: 138****1234; of a landline all but the last four."""
    for pattern in (_MOBILE, _LANDLINE):
        for found in pattern.finditer(characters):
            digits = [at for at in range(*found.span()) if characters[at].isdigit()]
            yield from digits[3:-4] if pattern is _MOBILE else digits[:-4]


def _box(text: pypdfium2.PdfTextPage, at: int) -> Box | None:
    numbers = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = numbers
    if not pypdfium2.raw.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top):
        return None
    return (
        left.value - _MARGIN,
        bottom.value - _MARGIN,
        right.value + _MARGIN,
        top.value + _MARGIN,
    )
