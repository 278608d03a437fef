"""成件流程: the whole making of a paper, in the order it happens.

    face()          the unit's annex becomes a PDF/A-3u with the answers inside
      press()       both signature fields are laid, and the unit signs; its seal is the signature's appearance
      … store …     these bytes are what the unit sent; from here on they only grow
    file()          the receiving organ signs when it files; number, date and code are that signature's appearance
      … store …

A paper without a seal cell, or pressed by hand, has the second signature only. Whoever signs last covers the
whole file: a byte changed, added or cut off afterwards shows (`signing/checking.py`).
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from youthwork.documents import contents, pdf
from youthwork.documents.codes import FilingMark, qr_png
from youthwork.documents.contents import Anchor
from youthwork.documents.overlay import Sheet, lay_over
from youthwork.documents.pdf import RenderedPaper
from youthwork.documents.signing import signing
from youthwork.documents.signing.signing import RECEIVER_FIELD, UNIT_FIELD, Field, Signed, Signer
from youthwork.domain.errors import Unacceptable

POINTS_PER_MM = 72 / 25.4
SEAL_DISCLAIMER = "本件印模由系统依用印审批加盖，供系统内备案，不等同于《电子签名法》规定的可靠电子签名。"


@dataclass(frozen=True)
class SealPicture:
    """印模: the picture of a seal as SVG, whose ink multiplies with the print under it, and its size."""

    svg: str
    diameter_mm: float


def face(
    html: str, title: str, data: Mapping[str, Any] | None = None, made_at: datetime | None = None
) -> RenderedPaper:
    """出件: print the finished HTML of an annex; `data` (the answers) is attached as answers.json."""
    return pdf.render(html, title=title, data=data, made_at=made_at)


def press(paper: bytes, seal: SealPicture, signer: Signer, moment: datetime) -> Signed:
    """用印: the unit certifies the paper; its seal stands on the printed name (`seal-place`) in its real size.

    The result begins with the bytes of `paper`. After it, only the receiving organ's field may be filled.
    """
    return signing.sign(
        lay_both_fields(paper, seal.diameter_mm),
        UNIT_FIELD,
        _seal_sheet(seal),
        signer,
        reason="用印报送",
        location="填报单位",
        certify=True,
        moment=moment,
    )


def seal_place(paper: bytes, diameter_mm: float) -> Anchor:
    """Where a seal of this size stands: centred on the printed name (`seal-place`)."""
    return _square(_place(paper, "seal-place"), diameter_mm * POINTS_PER_MM)


def lay_both_fields(paper: bytes, diameter_mm: float) -> bytes:
    """留签名栏: both are laid before either is signed, because after a seal nothing more may be laid."""
    unit = Field(UNIT_FIELD, seal_place(paper, diameter_mm), "填报单位印章")
    return signing.lay_fields(paper, [unit, _receiver_field(paper)])


def file(paper: bytes, mark: FilingMark, signer: Signer, moment: datetime) -> Signed:
    """备案: the receiving organ signs; number, organ, date and code fill the reserved strip (`foot-strip`).

    The code's text is also the signature's ContactInfo, where a program finds it without reading the picture.
    """
    is_signed = contents.is_signed(paper)
    if not contents.has_field(paper, RECEIVER_FIELD):
        paper = signing.lay_fields(paper, [_receiver_field(paper)])
    return signing.sign(
        paper,
        RECEIVER_FIELD,
        _filing_sheet(mark, _place(paper, "foot-strip")),
        signer,
        reason=f"予以备案 {mark.filing_number}",
        location=mark.organization,
        contact_info=mark.code_text,
        certify=not is_signed,
        moment=moment,
    )


def imprint(paper: bytes, anchor: Anchor, seal: SealPicture) -> bytes:
    """盖样: draw a seal centred on `anchor` without signing: for samples and letters, which prove nothing."""
    place = _square(anchor, seal.diameter_mm * POINTS_PER_MM)
    return lay_over(paper, [Sheet(place, _seal_sheet(seal))])


def _receiver_field(paper: bytes) -> Field:
    return Field(RECEIVER_FIELD, _place(paper, "foot-strip"), "备案机关签名")


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
def _seal_sheet(seal: SealPicture) -> bytes:
    side = f"{seal.diameter_mm}mm"
    return _small_sheet(side, side, f'<div class="seal">{seal.svg}</div>')


def _filing_sheet(mark: FilingMark, place: Anchor) -> bytes:
    day = f"{mark.filed_on.year}年{mark.filed_on.month}月{mark.filed_on.day}日"
    demo = "（演示）" if mark.is_demo else ""
    remark = f"　{escape(mark.remark)}" if mark.remark else ""
    body = (
        f'<img class="code" src="{qr_png(mark.code_text)}" alt=""/>'
        f'<p class="filed">备案号：{escape(mark.filing_number)}{demo}</p>'
        f"<p>{escape(mark.organization)}　{day}予以备案{remark}</p>"
        f"<p>{escape(mark.machine_number)}　数据摘要 {mark.answers_sha256[:16]}</p>"
    )
    return _small_sheet(f"{place.width}pt", f"{place.height}pt", f'<div class="strip">{body}</div>')


def _small_sheet(width: str, height: str, body: str) -> bytes:
    page = f"<style>@page small {{ size: {width} {height}; margin: 0 }}</style>"
    html = (
        f'<!DOCTYPE html><html lang="zh-CN">{page}<body><div class="small-sheet">{body}</div></body></html>'
    )
    return pdf.render(html, title="").pdf
