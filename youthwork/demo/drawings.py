"""佐证材料 of the demonstration: two drawings, made here; no photo of anybody."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

from youthwork.documents import pictures
from youthwork.models import Submission, User
from youthwork.services.evidence import taking
from youthwork.services.evidence.preparing import Kept
from youthwork.services.printing.papers import store

_SIZE = (1600, 1200)
_INK, _LIGHT, _RIVER, _GREEN = "#44505c", "#c9d1d9", "#7fb2d6", "#7fae7a"


def attach(submission: Submission, person: User) -> None:
    """Two drawings beside the paper: a list of signatures and a sketch of the river that was cleaned."""
    for name, caption, draw in (
        ("签到表（示意）.jpg", "清河志愿服务签到表，示意图", _signatures),
        ("清理河段（示意）.jpg", "清理的河段，示意图", _river),
    ):
        made = pictures.shrink(_drawn(draw))
        thumbnail = store().put(made.thumbnail)
        kept = Kept(name, "image/jpeg", len(made.content), store().put(made.content), thumbnail)
        taking.add(submission, person, kept, "volunteer_service", caption)


def _drawn(draw: Callable[[ImageDraw.ImageDraw], None]) -> bytes:
    sheet = Image.new("RGB", _SIZE, "#fbfaf5")
    draw(ImageDraw.Draw(sheet))
    written = io.BytesIO()
    sheet.save(written, "PNG")
    return written.getvalue()


def _signatures(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((160, 120, 1440, 1080), outline=_INK, width=6)
    for down in range(220, 1080, 96):
        pen.line((160, down, 1440, down), fill=_LIGHT, width=4)
        for at, left in enumerate((220, 640, 1060)):
            wave = [(left + step * 22, down - 34 - (step * (at + 3) * 7) % 26) for step in range(11)]
            pen.line(wave, fill=_INK, width=5)
    for across in (580, 1000):
        pen.line((across, 120, across, 1080), fill=_LIGHT, width=4)


def _river(pen: ImageDraw.ImageDraw) -> None:
    bank = [(0, 520), (360, 430), (760, 600), (1180, 470), (1600, 580)]
    pen.polygon([*bank, *[(across, down + 230) for across, down in reversed(bank)]], fill=_RIVER)
    for across, down in (
        (140, 280),
        (420, 210),
        (900, 330),
        (1300, 240),
        (300, 960),
        (780, 1010),
        (1260, 930),
    ):
        pen.ellipse((across - 62, down - 62, across + 62, down + 62), fill=_GREEN)
        pen.line((across, down + 62, across, down + 130), fill=_INK, width=10)
    pen.line((400, 780, 1180, 820), fill="#b3261e", width=12)
    for across, down in ((400, 780), (1180, 820)):
        pen.ellipse((across - 20, down - 20, across + 20, down + 20), fill="#b3261e")
