"""WordprocessingML 小件: runs, paragraphs, cells and rows as text, put into the document in one piece.

python-docx builds a cell in a millisecond; a roll-up has ten thousand of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from youthwork.services.exchange.word import marks

TWIPS_A_MM = 1440 / 25.4
#: Font names only: an office's machine has them, or Word takes what `FALLBACKS` says.
SONG, TITLE, HEI, BODY = "宋体", "方正小标宋简体", "黑体", "仿宋_GB2312"
FALLBACKS = {TITLE: SONG, BODY: "仿宋"}

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Style:
    """字体字号, and where a cell's text stands."""

    font: str = BODY
    size: float = 12
    is_centred: bool = False
    grey: bool = False


class Bookmarks:
    """行标记 of one paper, numbered through the document."""

    def __init__(self, paper_id: int) -> None:
        self._paper_id = paper_id
        self._count = 0

    def around(self, list_at: int, row_id: str, inner: str, part_at: int | None = None) -> str:
        name = marks.name_of(self._paper_id, list_at, row_id, part_at)
        if not name:
            return inner
        self._count += 1
        number = self._count
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def mm(length: float) -> int:
    """Millimetres as twips."""
    return round(length * TWIPS_A_MM)


def run(text: str, style: Style) -> str:
    """文字 as it is; line ends become soft breaks."""
    lines = _NO_XML.sub("", text).split("\n")
    body = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in lines)
    return f"<w:r>{_font(style)}{body}</w:r>" if text else ""


def _font(style: Style) -> str:
    half_points = round(style.size * 2)
    grey = '<w:color w:val="808080"/>' if style.grey else ""
    return (
        f'<w:rPr><w:rFonts w:ascii="{style.font}" w:hAnsi="{style.font}" w:eastAsia="{style.font}" '
        f'w:hint="eastAsia"/>{grey}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    )


def paragraph(inner: str, style: Style, extra: str = "") -> str:
    """一段; `extra` are further properties, in the order of the schema, before the alignment."""
    alignment = '<w:jc w:val="center"/>' if style.is_centred else ""
    return f"<w:p><w:pPr>{extra}{alignment}{_font(style)}</w:pPr>{inner}</w:p>"


def prompt(text: str, style: Style) -> str:
    """提示: a content control whose grey words give way to the first letter typed."""
    return (
        '<w:sdt><w:sdtPr><w:showingPlcHdr/><w:text w:multiLine="1"/></w:sdtPr>'
        f"<w:sdtContent>{run(text, Style(style.font, style.size, grey=True))}</w:sdtContent></w:sdt>"
    )


def cell(paragraphs: str, width: int, span: int = 1) -> str:
    spanning = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanning}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraphs}</w:tc>"
    )


def row(cells: Sequence[str], height_mm: float, is_head: bool = False) -> str:
    """一行 at least so high, kept on one page."""
    head = "<w:tblHeader/>" if is_head else ""
    height = f'<w:trHeight w:val="{mm(height_mm)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{head}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: Sequence[str], widths: Sequence[int]) -> str:
    """一张表 of fixed widths with half-point lines."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    margins = "".join(f'<w:{side} w:w="{mm(1.5)}" w:type="dxa"/>' for side in ("left", "right"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        '<w:tbl xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:tblPr>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
