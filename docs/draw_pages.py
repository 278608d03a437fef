"""Draw the pictures of the pages of drafting and reviewing anew: `.venv/bin/python -m docs.draw_pages`.

The application of the tests with their cast, a real Chromium, each page at the desk (1280) and on a phone (390),
side by side in one picture. Look at every one afterwards.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests import factories, journeys
from tests.browser.conftest import ARGUMENTS, CHROMIUM, People, serving
from tests.conftest import make_app, make_key_box
from tests.factories import Cast
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Appointment, Submission
from youthwork.services import schema
from youthwork.services.path import comments, review
from youthwork.services.transactions import deed

PICTURES = Path(__file__).parent / "pictures"
WIDTHS = (1280, 390)
#: How wide desk and phone stand in a picture, and how tall it is at most.
DESK, PHONE, TALLEST = 860, 300, 1000

Draw = Callable[[People, Cast, int], Page]


def main() -> None:
    for name, draw in (
        ("drafting", _drafting),
        ("before-sending", _before_sending),
        ("import-errors", _import_errors),
        ("pins", _pins),
        ("return", _return),
        ("compare", _compare),
        ("handover", _handover),
        ("recording", _recording),
        ("asked", _asked),
    ):
        with province() as (people, cast):
            shots = [shot(draw(people, cast, width)) for width in WIDTHS]
        save(name, shots)


@contextmanager
def province() -> Iterator[tuple[People, Cast]]:
    with tempfile.TemporaryDirectory() as folder:
        app: Flask = make_app(Path(folder))
        with app.app_context():
            schema.upgrade()
            make_key_box()
            cast = factories.build_cast()
            with serving(app) as address, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                people = People(browser, address)
                yield people, cast
                people.leave()
                browser.close()
            db.session.remove()
            db.engine.dispose()


def _drafting(people: People, cast: Cast, width: int) -> Page:
    clerk = people("zhou", width)
    clerk.open(f"/submissions/{_draft(cast).id}/draft")
    return clerk.page


def _before_sending(people: People, cast: Cast, width: int) -> Page:
    return people("zhou", width).open(f"/submissions/{_draft(cast).id}/submittal").page


def _import_errors(people: People, cast: Cast, width: int) -> Page:
    """The sheet as it was exported, with four cells spoilt."""
    clerk = people("zhou", width).open(f"/submissions/{_draft(cast).id}/exchange")
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "联系点汇总表.xlsx"
        with clerk.page.expect_download() as download:
            clerk.press("导出 Excel")
        download.value.save_as(sheet)
        _spoil(sheet)
        clerk.page.set_input_files("input[type=file]", sheet)
        clerk.press("上传，看看读懂了什么")
        clerk.page.wait_for_load_state()
    return clerk.page


def _spoil(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    head = next(row[0].row for row in sheet.iter_rows() if any(cell.value == "姓名" for cell in row))
    columns = {cell.value: cell.column for cell in sheet[head]}
    sheet.cell(head + 1, columns["联系方式"]).value = "1380000"
    sheet.cell(head + 2, columns["职务"]).value = None
    sheet.cell(head + 3, columns["联系指导的团委"]).value = "没有这个团委"
    sheet.cell(head + 4, columns["职务"]).value = "组织部副部长"
    book.save(file)


def _pins(people: People, cast: Cast, width: int) -> Page:
    return people("he", width).open(f"/submissions/{_pinned(cast).id}").page


def _return(people: People, cast: Cast, width: int) -> Page:
    return people("he", width).open(f"/submissions/{_pinned(cast).id}/return").page


def _compare(people: People, cast: Cast, width: int) -> Page:
    paper = _pinned(cast)
    if paper.round_number == 1:
        with deed():
            review.return_(paper, cast.person("he"), paper.version)
            journeys.type_in(paper, cast.person("zhou"), {"filler_phone": "13800009999"})
            journeys.walk_on(paper, cast, State.ACCEPTED)
    return people("he", width).open(f"/submissions/{paper.id}").page


def _handover(people: People, cast: Cast, width: int) -> Page:
    leaver = cast.person("chen")
    post = db.session.scalars(db.select(Appointment).where(Appointment.user_id == leaver.id)).first()
    assert post is not None
    return people("zhou", width).open(f"/appointments/{post.id}/handover").page


def _recording(people: People, cast: Cast, width: int) -> Page:
    cadre = people("zhou", width).open("/records/new")
    cadre.page.get_by_label("做了什么").fill("和返乡青年聊电商")
    cadre.page.get_by_label("参加人数").fill("6")
    return cadre.page


def _asked(people: People, cast: Cast, width: int) -> Page:
    """请核实: an entry of a month ago."""
    page = _recording(people, cast, width)
    page.get_by_text("选日期", exact=True).click()
    page.get_by_label("日期", exact=True).fill("2026-03-05")
    page.get_by_label("成效").fill("三位返乡青年想学短视频带货，答应月底前请信用社来村里讲一次贷款。")
    page.locator(".record-save").click()
    page.locator("#signals").wait_for()
    page.evaluate("window.scrollTo(0, 0)")
    return page


def _draft(cast: Cast) -> Submission:
    return _first() or _made(cast, State.DRAFT)


def _pinned(cast: Cast) -> Submission:
    paper = _first()
    if paper is None:
        paper = _made(cast, State.ACCEPTED)
        journeys.make_papers()
        with deed():
            comments.write(paper, cast.person("he"), "filler_phone", "请填办公电话")
            comments.write(paper, cast.person("he"), "rows", "还有两位同志没有列入，请核对")
    return paper


def _first() -> Submission | None:
    return db.session.scalars(db.select(Submission).order_by(Submission.id)).first()


def _made(cast: Cast, state: State) -> Submission:
    with deed():
        return journeys.at_state(cast, state)


def shot(page: Page) -> Image.Image:
    """The whole page, with what is fixed to the window let go, so that it stands once."""
    page.evaluate(
        "document.querySelectorAll('.tabs, .action-bar, .bar, .batch-bar')"
        ".forEach((each) => { each.style.position = 'static'; })"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.png"
        page.screenshot(path=file, full_page=True)
        with Image.open(file) as opened:
            return opened.convert("RGB")


def save(name: str, shots: list[Image.Image]) -> None:
    """Desk and phone beside each other, in few colours: pages have few, and a picture stays small."""
    sized = [
        shot.resize((width, shot.height * width // shot.width), Image.Resampling.LANCZOS)
        for shot, width in zip(shots, (DESK, PHONE), strict=True)
    ]
    height = min(max(shot.height for shot in sized), TALLEST)
    sheet = Image.new("RGB", (DESK + PHONE + 24, height), "#d8dbe0")
    sheet.paste(sized[0], (0, 0))
    sheet.paste(sized[1], (DESK + 24, 0))
    sheet.quantize(64).save(PICTURES / f"page-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
