"""成件流程: the whole making of a paper, in the order it happens.

    face()             the unit's annex becomes a PDF/A-3u with the answers inside
      press()          the unit's seal is laid over its printed name (only annexes with a seal cell)
      … store …        these bytes are what the unit sent; from here on they only grow
    add_foot_strip()   the receiving organ adds number, date and code when it files (decision 9)
      … store …

Each step after the first appends to the bytes it is given. Signing will take the places of `press` and
`add_foot_strip`: the same sheets then become the appearances of two signature fields, and signing comes last.
"""

import functools
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from youthwork.documents import contents, pdf
from youthwork.documents.codes import FilingMark, code_text, qr_svg
from youthwork.documents.contents import Anchor
from youthwork.documents.overlay import Sheet, lay_over
from youthwork.documents.pdf import RenderedPaper
from youthwork.domain.errors import Unacceptable

POINTS_PER_MM = 72 / 25.4
SEAL_DISCLAIMER = "本件印模由系统依用印审批加盖，供系统内备案，不等同于《电子签名法》规定的可靠电子签名。"


def face(
    html: str, title: str, data: Mapping[str, Any] | None = None, made_at: datetime | None = None
) -> RenderedPaper:
    """出件: print the finished HTML of an annex; `data` (the answers) is attached as answers.json."""
    return pdf.render(html, title=title, data=data, made_at=made_at)


def press(
    paper: bytes, anchor: Anchor, seal_svg: str, diameter_mm: float, caption: str | None = None
) -> bytes:
    """用印: press the seal centred on `anchor` (the place `seal-place`), in its real size.

    `caption` is the small line in the reserved strip (mode B: SEAL_DISCLAIMER). In mode A (留白手盖) this
    step is left out. The anchor comes from `RenderedPaper.anchors` or, for stored bytes, `contents.places`.
    """
    sheets = [Sheet(_square(anchor, diameter_mm * POINTS_PER_MM), _seal_sheet(seal_svg, diameter_mm))]
    if caption:
        sheets.append(_caption_sheet(_place(paper, "seal-caption"), caption))
    return lay_over(paper, sheets)


def add_foot_strip(paper: bytes, anchor: Anchor, mark: FilingMark) -> bytes:
    """备案标记: fill the reserved strip (the place `foot-strip`) with number, organ, date and code."""
    code = qr_svg(code_text(mark, contents.title_of(paper)))
    day = f"{mark.filed_on.year}年{mark.filed_on.month}月{mark.filed_on.day}日"
    demo = "（演示）" if mark.is_demo else ""
    body = (
        f'<div class="code">{code}</div>'
        f'<p class="filed">备案号：{escape(mark.filing_number)}{demo}</p>'
        f"<p>{escape(mark.organization)}　{day}予以备案</p>"
        f"<p>{escape(mark.machine_number)}　数据摘要 {mark.answers_sha256[:16]}</p>"
    )
    return lay_over(paper, [Sheet(anchor, _strip(anchor, body))])


def _place(paper: bytes, name: str) -> Anchor:
    try:
        return contents.places(paper)[name]
    except KeyError:
        raise Unacceptable(f"这份成件没有留出“{name}”的位置，不能加盖：请重新出件。") from None


def _square(anchor: Anchor, side: float) -> Anchor:
    """A square around the middle of `anchor`."""
    x, y = (anchor.left + anchor.right) / 2, (anchor.bottom + anchor.top) / 2
    return Anchor(anchor.page, x - side / 2, y - side / 2, x + side / 2, y + side / 2)


@functools.lru_cache(maxsize=64)
def _seal_sheet(seal_svg: str, diameter_mm: float) -> bytes:
    return _small_sheet(f"{diameter_mm}mm", f"{diameter_mm}mm", f'<div class="seal">{seal_svg}</div>')


def _caption_sheet(place: Anchor, caption: str) -> Sheet:
    return Sheet(place, _strip(place, f'<p class="caption">{escape(caption)}</p>'))


def _strip(place: Anchor, body: str) -> bytes:
    return _small_sheet(f"{place.width}pt", f"{place.height}pt", f'<div class="strip">{body}</div>')


def _small_sheet(width: str, height: str, body: str) -> bytes:
    page = f"<style>@page small {{ size: {width} {height}; margin: 0 }}</style>"
    html = (
        f'<!doctype html><html lang="zh-CN">{page}<body><div class="small-sheet">{body}</div></body></html>'
    )
    return pdf.render(html, title="").pdf
