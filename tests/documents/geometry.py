"""Measure a printed page: where each character lies, and the table read back from its ruled cells."""

import io
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

POINTS_PER_MM = 72 / 25.4
#: Ink may stand out of its em box by a hair.
HAIR = 0.6


@dataclass(frozen=True)
class Box:
    """A rectangle in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, other: "Box") -> bool:
        return (
            self.left - HAIR <= other.left
            and self.bottom - HAIR <= other.bottom
            and other.right <= self.right + HAIR
            and other.top <= self.top + HAIR
        )

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.top - self.bottom)

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(frozen=True)
class Page:
    """A page as it is printed: its size, every visible character with its ink, every ruled cell."""

    width: float
    height: float
    characters: tuple[tuple[str, Box], ...]
    cells: tuple[Box, ...]

    def content_box(self, top: float, right: float, bottom: float, left: float) -> Box:
        """What is inside margins of so many millimetres."""
        top, right, bottom, left = (margin * POINTS_PER_MM for margin in (top, right, bottom, left))
        return Box(left, bottom, self.width - right, self.height - top)

    def line(self, word: str) -> Box:
        """The box around the first place where `word` is printed (white space left out)."""
        text = "".join(character for character, _ in self.characters)
        start = text.index(word)
        return around([box for _, box in self.characters[start : start + len(word)]])

    def table(self) -> list[list[str]]:
        """The texts of the cells, row by row from the top, without white space; every character is in a cell.

        A character belongs to the smallest cell that holds its middle, and must lie inside it whole.
        """
        texts: dict[Box, str] = dict.fromkeys(self.cells, "")
        rows: dict[float, list[Box]] = defaultdict(list)
        for cell in self.cells:
            rows[round(cell.top)].append(cell)
        for character, box in self.characters:
            x, y = box.middle
            around_it = [cell for cell in self.cells if cell.holds(Box(x, y, x, y))]
            if around_it:
                cell = min(around_it, key=lambda cell: cell.area)
                assert cell.holds(box), f"{character} stands out of its cell: {box} {cell}"
                texts[cell] += character
        return [
            [texts[cell] for cell in sorted(row, key=lambda cell: cell.left)]
            for _, row in sorted(rows.items(), reverse=True)
        ]


def around(boxes: list[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )


def pages(paper: bytes) -> list[Page]:
    document = pypdfium2.PdfDocument(io.BytesIO(paper))
    try:
        return [_page(page) for page in document]
    finally:
        document.close()


def _upright(page: pypdfium2.PdfPage) -> Callable[[Sequence[float]], Box]:
    """PDFium measures a page as it is drawn; a page turned by 270° is read with its left side at the bottom."""
    if page.get_rotation() != 270:
        return lambda box: Box(*box)
    width = page.get_width()
    return lambda box: Box(width - box[3], box[0], width - box[1], box[2])


def _page(page: pypdfium2.PdfPage) -> Page:
    text = page.get_textpage()
    turn = _upright(page)
    characters = []
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        # A character beyond U+FFFF is two: high half and low half, in one box.
        if 0xDC00 <= code <= 0xDFFF and characters:
            high, box = characters.pop()
            code = 0x10000 + ((ord(high) - 0xD800) << 10) + (code - 0xDC00)
            characters.append((chr(code), box))
        elif not re.match(r"\s|\0", chr(code)):
            characters.append((chr(code), turn(text.get_charbox(index))))
    cells = {
        turn([round(number, 2) for number in thing.get_bounds()])
        for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])
    }
    # A table's own frame is none of its cells; nor is a line.
    ruled = [cell for cell in cells if cell.top - cell.bottom > 8 and cell.right - cell.left > 8]
    framed = {cell for cell in ruled if sum(cell.holds(other) for other in ruled) > 1}
    return Page(page.get_width(), page.get_height(), tuple(characters), tuple(set(ruled) - framed))
