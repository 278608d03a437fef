"""公文: a letter as GB/T 9704-2012 lays it out, for bulletins and receipts. HTML for documents/pdf.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from youthwork.services.printing import fitting
from youthwork.services.printing.fitting import ems

#: 发文机关标志: how many characters fill the width of the 版心 in each size of paper.css.
_HEADS = ((10, ""), (13, "long"), (20, "longer"), (27, "longest"))


@dataclass(frozen=True)
class Block:
    """正文一段: text, a heading, or a heading with text after it in the same paragraph.

    `level` is that of the heading: 1 一、黑体, 2 （一）楷体, 3 1.仿宋, 4 （1）仿宋; the heading brings its number.
    """

    text: str = ""
    heading: str = ""
    level: int = 0


@dataclass(frozen=True)
class RedHead:
    """红头: 发文机关标志 and 发文字号; with 签发人 it is a letter upward (上行文)."""

    organ: str
    number: str
    issuer: str = ""


@dataclass(frozen=True)
class Imprint:
    """版记: at the foot of the last page; 抄送 above the organ that prints. `alone`: on a page of its own, so that it lies on an even one; `after_blank`:
    with a blank page before it, because what goes before ends on an even one itself."""

    organ: str
    issued_on: date
    #: 抄送机关, without the full stop.
    copied_to: str = ""
    alone: bool = False
    after_blank: bool = False


@dataclass(frozen=True)
class Letter:
    """公文: what it says. `title` and `signer` have line breaks where a long one is broken by sense (梯形、菱形).

    `to` without its colon; enclosures by name, without numbers. A letter to be sealed keeps the seal's place
    (`is_sealed`); any other is signed by name and date alone.
    """

    title: str
    blocks: Sequence[Block]
    signer: str
    date: date
    to: str = ""
    enclosures: Sequence[str] = ()
    red_head: RedHead | None = None
    is_sealed: bool = True
    is_demo: bool = False
    #: 附注, in brackets below the date.
    note: str = ""
    imprint: Imprint | None = None
    #: Pale across every page: 拟稿, 已撤回.
    watermark: str = ""
    #: 25 lines a page instead of 22: the standard's own means against a signature that finds no room (7.3.5.5).
    is_close: bool = False


def render_letter(letter: Letter, annexed: str = "") -> str:
    """The letter as HTML; print it with `pipeline.face`, press the seal at the place `seal-place`.

    `annexed`: finished HTML of the sheets that follow it.
    """
    template = current_app.jinja_env.get_template("letters/letter.html")
    return template.render(
        letter=letter,
        organ_type=_organ_type(letter.red_head.organ) if letter.red_head else "",
        fit=fitting,
        annexed=annexed,
    )


def _organ_type(organ: str) -> str:
    return next((name for room, name in _HEADS if ems(organ) <= room), _HEADS[-1][1])
