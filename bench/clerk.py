"""经办人的一晚: what it takes a clerk with 60 cadres to hand in 附件1: typing it, compiling it, importing it.

A real Chromium on a real server does it; every key and every click is counted. Minutes are what a practised
person needs for so many, by the keystroke-level model (Card, Moran & Newell): 0.28 s a key, 1.1 s to point and
click, 1.35 s to think before each click and each cell, and a Chinese character counted as two keys and a half
of an input method. Reading is the same each way and not counted.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter
from flask import Flask
from playwright.sync_api import Page, expect, sync_playwright

from bench.browsing import CHROMIUM, serving
from tests import factories
from tests.browser.pages import Person
from tests.conftest import make_app, make_key_box
from tests.factories import Cast
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Link, Submission, User
from youthwork.services import schema
from youthwork.services.transactions import deed

CADRES = 60
COMMITTEES = ("云溪镇团委", "云溪县第一中学团委", "云溪镇机关团总支")
KEY, POINT, THINK, HAN = 0.28, 1.1, 1.35, 2.5
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass
class Effort:
    """What the hands did."""

    keys: float = 0
    clicks: int = 0
    thoughts: int = 0

    @property
    def minutes(self) -> float:
        return (self.keys * KEY + self.clicks * POINT + self.thoughts * THINK) / 60


class Hands:
    """A clerk's hands on a page; whatever they do is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.effort = Effort()

    def type(self, text: str) -> None:
        """Into the cell one is in, and on to the next with Tab."""
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Tab")
        han = len(_HAN.findall(text))
        self.effort.keys += han * HAN + len(text) - han + 1
        self.effort.thoughts += 1

    def tab(self, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press("Tab")
        self.effort.keys += times

    def click(self, word: str, exact: bool = True) -> None:
        self.page.locator("main").get_by_role("button", name=word, exact=exact).first.click()
        self.effort.clicks += 1
        self.effort.thoughts += 1

    def pick(self, label: str, file: Path) -> None:
        """Choose a file: the button, the file in the dialog, 打开."""
        self.page.get_by_label(label).set_input_files(file)
        self.effort.clicks += 3
        self.effort.thoughts += 1


def run() -> None:
    """Print a table: the way, keys, clicks, minutes, rows that stood in the paper handed in."""
    print(f"附件1 with {CADRES} cadres, from the opened draft to 提交审签")
    print(f"  {'way':<28}{'keys':>7}{'clicks':>8}{'minutes':>9}{'rows':>6}")
    for name, linked, way in (
        ("typed cell by cell", False, _by_typing),
        ("compiled from the links", True, _by_compiling),
        ("imported from a roster", False, _by_importing),
    ):
        with tempfile.TemporaryDirectory() as folder:
            effort, rows = _measured(Path(folder), linked, way)
        print(f"  {name:<28}{effort.keys:>7.0f}{effort.clicks:>8}{effort.minutes:>9.1f}{rows:>6}")


def _measured(place: Path, linked: bool, way: Callable[[Hands, Path], None]) -> tuple[Effort, int]:
    app = make_app(place)
    with app.app_context():
        schema.upgrade()
        make_key_box()
        cast = factories.build_cast()
        with deed():
            _add_cadres(cast, linked)
        db.session.remove()
    with serving(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(base_url=address, locale="zh-CN").new_page()
        page.set_default_timeout(60_000)
        clerk = Person(page, "zhou")
        paper = clerk.begin("联系点汇总表")
        hands = Hands(page)
        way(hands, place)
        _hand_in(hands)
        rows = _rows_handed_in(app, paper)
        browser.close()
    return hands.effort, rows


def _add_cadres(cast: Cast, linked: bool) -> None:
    """Sixty of the county's own; the four of the cast make way."""
    county = cast.organ("团云溪县委")
    committees = [cast.organ(name) for name in COMMITTEES]
    for duty in db.session.scalars(db.select(AppointmentDuty).where(AppointmentDuty.duty == Duty.CADRE)):
        if duty.appointment.organization_id == county.id:
            duty.ends_on = date(2026, 1, 31)
    for at in range(CADRES):
        user = User(
            username=f"cadre{at}",
            name=_name(at),
            phone=_phone(at),
            password_hash="",
            created_at=factories.NOW,
        )
        db.session.add(user)
        db.session.flush()
        db.session.add(
            Appointment(
                user_id=user.id,
                organization_id=county.id,
                title=_title(at),
                nature=CadreNature.FULL_TIME,
                position=100 + at,
                starts_on=factories.START,
                duties=[AppointmentDuty(duty=Duty.CADRE, starts_on=factories.START)],
            )
        )
        if linked:
            db.session.add(
                Link(
                    user_id=user.id,
                    committee_id=committees[at % 3].id,
                    starts_on=date(2026, 3, 12),
                    recorded_by_id=user.id,
                )
            )


def _name(at: int) -> str:
    return "王李张刘陈杨"[at % 6] + "敏静丽强磊军洋勇艳杰"[at // 6] + "宁"


def _phone(at: int) -> str:
    return f"138000002{at:02d}"


def _title(at: int) -> str:
    return ("组织部干事", "学校部干事", "办公室干事")[at % 3]


def _by_typing(hands: Hands, _place: Path) -> None:
    """As with an empty sheet: every cell of every row, from the first cell on with Tab."""
    page = hands.page
    grid = page.locator("#rows")
    while grid.locator("tbody [data-row]").count():
        grid.locator("tbody [data-row-remove]").first.click()
    for at in range(CADRES):
        hands.click("添一行", exact=False)
        row = grid.locator("tbody [data-row]").nth(at)
        row.locator("input:not([type=hidden])").first.focus()
        for text in (_name(at), _title(at), _phone(at), COMMITTEES[at % 3]):
            hands.type(text)
    expect(page.locator("#saved-state")).to_contain_text("已保存")


def _by_compiling(hands: Hands, _place: Path) -> None:
    hands.click("由联系关系汇编")
    expect(hands.page.locator("#rows tbody [data-row]")).to_have_count(CADRES)


def _by_importing(hands: Hands, place: Path) -> None:
    """The unit's own list in Excel, as it lies on the clerk's disk."""
    file = place / "名册.xlsx"
    with xlsxwriter.Workbook(str(file)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range("A1:E1", "团云溪县委团干部联系点一览")
        sheet.write_row(1, 0, ("序号", "姓 名", "单位职务", "手机", "联系的团委"))
        for at in range(CADRES):
            sheet.write_row(at + 2, 0, (at + 1, _name(at), _title(at), int(_phone(at)), COMMITTEES[at % 3]))
    hands.click("用 Excel、Word 填")
    hands.pick("文件", file)
    hands.click("上传，看看读懂了什么")
    hands.click("带入草稿")
    expect(hands.page.locator("#rows tbody [data-row]")).to_have_count(CADRES)


def _hand_in(hands: Hands) -> None:
    hands.click("提交审签")
    expect(hands.page).to_have_url(re.compile("/submittal"))
    hands.click("提交审签")
    expect(hands.page.locator(".callout.done")).to_be_visible()


def _rows_handed_in(app: Flask, paper_id: int) -> int:
    with app.app_context():
        answers = db.session.get_one(Submission, paper_id).answers or {}
        count = len([row for row in answers["rows"] if row["committee"]])
        db.session.remove()
        return count


if __name__ == "__main__":
    run()
