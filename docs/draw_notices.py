"""Draw the pictures of 拟发通知 anew: `.venv/bin/python -m docs.draw_notices`. Look at every one afterwards."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Page

from docs.draw_pages import WIDTHS, province, save, shot
from tests.browser.conftest import People
from tests.factories import Cast
from tests.notices import WHOLE, whole
from youthwork.extensions import db
from youthwork.models import Notice
from youthwork.services.notices import drafts
from youthwork.services.printing import official_notices
from youthwork.services.transactions import deed

Draw = Callable[[People, Cast, int], Page]
PICTURES = Path(__file__).parent / "pictures"
BODY = """为做好今年团干部联系青年工作，现将联系点汇总表报送事项通知如下。
一、报送内容
（一）汇总表。各单位汇总本单位团干部今年联系指导的团委、团总支和全程参与的团支部，由系统从联系关系中带出，核对后报送。
（二）月报。每月报一次，数字从活动记录中来。
二、报送要求
请于截止日期前报上级团组织备案。确有困难的，可以在系统中申请延期。已在系统中登记的信息不再另报，不得层层加码。"""


def main() -> None:
    wanted = set(sys.argv[1:])
    pictures: tuple[tuple[str, Draw], ...] = (("notice-draft", _draft), ("notice-review", _review))
    for name, draw in pictures:
        if wanted and name not in wanted:
            continue
        with province() as (people, cast):
            save(name, [shot(draw(people, cast, width)) for width in WIDTHS])
    if not wanted or "notice-paper" in wanted:
        with province() as (_, cast):
            _paper(cast)


def _typed(cast: Cast) -> Notice:
    """顾言's draft with everything in it."""
    with deed():
        cast.organ("团示范省委办公室").short_name = "共青团示范省委员会办公室"
        notice = whole(
            cast,
            body=BODY,
            copied_to="省委组织部，省教育厅",
            annexes=["contact_points", "monthly_report"],
            first_monthly_report="2026-05",
            last_monthly_report="2026-12",
            due_contact_points="2026-04-18",
        )
        number = notice.id
    return db.session.get_one(Notice, number)


def _draft(people: People, cast: Cast, width: int) -> Page:
    """From 表样, half typed."""
    with deed():
        number = drafts.begin(cast.person("gu"), cast.organ("团示范省委").id, "province_2017_8").id
    page = people("gu", width).open(f"/notices/{number}/draft").page
    page.locator("[name=number]").fill(WHOLE["number"])
    page.locator("[name=body]").fill(BODY)
    page.locator("[name='due-contact_points']").fill("2026-04-18")
    page.locator("#saved-state").filter(has_text=re.compile("已保存")).wait_for()
    page.evaluate("window.scrollTo(0, 0)")
    return page


def _review(people: People, cast: Cast, width: int) -> Page:
    return people("su", width).open(f"/notices/{_typed(cast).id}/issuing").page


def _paper(cast: Cast) -> None:
    """The 公文, its pages side by side."""
    document = pypdfium2.PdfDocument(official_notices.pdf_of(_typed(cast)))
    sheets = [page.render(scale=0.8).to_pil() for page in document]
    picture = Image.new("RGB", (sum(each.width + 12 for each in sheets) - 12, sheets[0].height), "#c4cbd3")
    at = 0
    for each in sheets:
        picture.paste(each, (at, 0))
        at += each.width + 12
    picture.save(PICTURES / "page-notice-paper.png", optimize=True)
    document.close()


if __name__ == "__main__":
    main()
