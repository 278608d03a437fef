"""Draw a cadre's year on a phone anew: `.venv/bin/python -m docs.draw_year`. Look at every picture afterwards.

A small demonstration province, a real Chromium 390 px wide: 罗欣喆's records, what is counted from them, the 任务表
written from them, and the paper it was filed as.
"""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import Random

from flask import Flask
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from tests.browser.conftest import ARGUMENTS, CHROMIUM, serving
from youthwork.demo import builder, cast, fills, instance, tree, walking
from youthwork.demo.calendar import Clock
from youthwork.demo.walking import Walk, filed
from youthwork.documents.images import page_images
from youthwork.extensions import db
from youthwork.forms.fields import Posted
from youthwork.models import Activity, Filing, NoticeAnnex, Paper, Submission, User
from youthwork.services.contact_work.derivation import deriving
from youthwork.services.printing import papers
from youthwork.services.transactions import deed

PICTURES = Path(__file__).parent / "pictures"
#: A Friday: the months of a notice issued in April lie behind it.
NOW = datetime(2026, 11, 20, 10, 30)
WHO = "luo"
#: How wide a phone and a sheet of paper stand in a picture.
PHONE, PAPER = 300, 460


def main() -> None:
    # The server's own lines are of no use here.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with _province() as (page, moments):
        sheet = _sheet()
        records = ("/", "/records", f"/records/{_record()}", "/five-ones")
        _save("year-records", [_opened(page, url) for url in records])
        shots = [_opened(page, f"/submissions/{sheet.id}/draft")]
        page.get_by_role("button", name="从活动记录选入").click()
        page.get_by_role("link", name="看全部月份的").click()
        shots.append(_shot(page))
        page.get_by_role("button", name="全部选入").click()
        shots += [_shot(page, "#study_speeches"), _shot(page, "#themed_lesson")]
        _save("year-task-sheet", shots)
        _file(sheet, moments)
        filing = db.session.scalars(select(Filing).where(Filing.submission_id == sheet.id)).one()
        pages = _pages(filing)
        _save("year-filed", [_opened(page, f"/filings/{filing.id}"), *pages])


@contextmanager
def _province() -> Iterator[tuple[Page, Clock]]:
    """The province as it is served, opened on a phone by the cadre."""
    # The worker may still be writing when everything is done.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place) / "demo"
        builder.build(folder, tree.SMALL, now=NOW, with_papers=False)
        moments = Clock(NOW)
        app: Flask = instance.open_instance(folder, moments)
        with app.app_context(), serving(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 390, "height": 844}, base_url=address, locale="zh-CN")
            page.goto("/login")
            page.get_by_label("用户名", exact=True).fill(WHO)
            page.get_by_label("密码", exact=True).fill(cast.PASSWORD)
            page.get_by_role("button", name="登录", exact=True).click()
            page.wait_for_url("**/")
            yield page, moments
            browser.close()
            db.session.remove()
            db.engine.dispose()


def _person() -> User:
    return db.session.scalars(select(User).where(User.username == WHO)).one()


def _sheet() -> Submission:
    return db.session.scalars(
        select(Submission).where(Submission.subject_id == _person().id, Submission.annex_key == "task_sheet")
    ).one()


def _record() -> int:
    """The newest record of theirs that a paper was drawn from."""
    newest = select(Activity.id).where(Activity.person_id == _person().id).order_by(Activity.starts_at.desc())
    return next(each for each in db.session.scalars(newest) if deriving.uses_of(each))


def _file(sheet: Submission, moments: Clock) -> None:
    """From the draft to 予以备案, as the people of the demonstration do it; the one effect that lacks is written."""
    # The worker writes too: read and written in one deed.
    with deed():
        annex = db.session.scalars(
            select(NoticeAnnex).where(
                NoticeAnnex.notice_id == sheet.notice_id, NoticeAnnex.annex_key == sheet.annex_key
            )
        ).one()
        walk = Walk(annex, sheet.owner_id, filed(False), NOW, (_completed,), _person())
        walking.run([walk], moments, Random(1))
    moments.moment = NOW


def _completed(submission: Submission, posted: Posted) -> Posted:
    drawn = fills.from_records(lambda _, fields: fields)(submission, posted)
    return {name: values if any(values) else ["现场答问9人"] for name, values in drawn.items()}


def _pages(filing: Filing) -> list[Image.Image]:
    paper = db.session.scalars(select(Paper).where(Paper.filing_id == filing.id)).one()
    content = papers.read(papers.produce(paper.id))
    return [Image.open(io.BytesIO(each)).convert("RGB") for each in page_images(content, 1240)]


def _opened(page: Page, url: str) -> Image.Image:
    page.goto(url)
    return _shot(page)


def _shot(page: Page, at: str = "") -> Image.Image:
    """What a phone shows from the top, or from a place on."""
    page.wait_for_load_state()
    if at:
        page.locator(at).evaluate("it => window.scrollTo(0, it.getBoundingClientRect().top + scrollY - 110)")
    with Image.open(io.BytesIO(page.screenshot())) as opened:
        return opened.convert("RGB")


def _save(name: str, shots: list[Image.Image]) -> None:
    """Phones and sheets of paper side by side, in few colours."""
    widths = [PHONE if shot.width < PAPER else PAPER for shot in shots]
    sized = [
        shot.resize((width, shot.height * width // shot.width), Image.Resampling.LANCZOS)
        for shot, width in zip(shots, widths, strict=True)
    ]
    sheet = Image.new(
        "RGB",
        (sum(each.width for each in sized) + 16 * (len(sized) + 1), max(each.height for each in sized) + 32),
        "#d8dbe0",
    )
    left = 16
    for each in sized:
        sheet.paste(each, (left, 16))
        left += each.width + 16
    sheet.quantize(96).save(PICTURES / f"page-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
