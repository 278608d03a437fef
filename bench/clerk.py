"""经办人: what it takes the clerk of a unit with 60 cadres to file 附件1, four ways, in a real Chromium.

From 开始填报 on the desk to 提交审签, and 报送 after the leader signed and the seal was pressed; what others do is
done by the tests' journeys, and so is the rest of the path, up to the filing, whose answers are then compared cell
by cell with what the clerk meant. Rows that are wrong stop the program.

Keys and clicks are those the page counted (`browsing.py`). Minutes are what a practised person needs for them by
the keystroke-level model: 0.28 s a key, 1.1 s to point and 0.2 s to click, 0.4 s between keyboard and mouse, 1.35 s
for each look, and what the pages made one wait. A look is one cell on the list one copies from, one button one
decides for, or one row one reads over: every way reads all rows once on the last page before 提交, importing reads
them once more in the report. Not counted: making the roster one has anyway, and recording a link, which each cadre
does when it begins. The browser's own list of suggestions is not used: it opens in no headless browser, and ↓, ↓,
Enter after two characters cost as many keys as the learnt initials.

    typed       nobody but the clerk is known to the system: every cell, Tab to the next, Enter to the next row
    committees  the cadres are known, their rows stand there: the last column, Enter to the next row
    compiled    the links were recorded after the draft was begun: 由联系关系汇编
    imported    nobody but the clerk is known; the office's own roster is an .xlsx
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from flask import Flask
from playwright.sync_api import Locator, expect

from bench import clerk_unit
from bench.browsing import Effort, Hands, window
from bench.clerk_unit import CADRES, ROWS, Row
from tests import factories, journeys
from tests.browser.pages import Person
from tests.conftest import make_app, make_key_box
from tests.factories import Cast
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Filing, Submission
from youthwork.services import schema
from youthwork.services.transactions import deed

#: What a clerk says whose cadres are not in the roster yet.
WORD = "名册还没录齐"


@dataclass(frozen=True)
class Way:
    """One way to fill the sheet: whether the system knows the cadres, and what the clerk does in the draft."""

    label: str
    knows_cadres: bool
    fill: Callable[[Desk], None]


@dataclass(frozen=True)
class Desk:
    """Where the clerk sits: the page, the hands, the database beside it and a folder of files."""

    page: Person
    hands: Hands
    app: Flask
    cast: Cast
    place: Path

    def button(self, word: str) -> Locator:
        return self.page.page.locator("main").get_by_role("button", name=word, exact=True).first

    def rows(self) -> Locator:
        return self.page.page.locator("#rows tr[data-row]")


def run() -> None:
    """Print a table: the way, keys, clicks, looks, minutes, rows that stand in the filing."""
    print(f"附件1, {CADRES} cadres, from 开始填报 to 报送")
    print(f"  {'way':<30}{'keys':>6}{'clicks':>8}{'looks':>7}{'waited s':>10}{'minutes':>9}{'rows':>6}")
    for way in (
        Way("typed, every cell", False, _type_every_cell),
        Way("committees, the rest known", True, _type_committees),
        Way("compiled from the links", True, _compile),
        Way("imported from a roster", False, _import),
    ):
        with tempfile.TemporaryDirectory() as folder:
            effort, rows = _measured(Path(folder), way)
        print(
            f"  {way.label:<30}{effort.keys:>6}{effort.clicks:>8}{effort.looks:>7}{effort.waited:>10.1f}"
            f"{effort.minutes:>9.1f}{rows:>6}"
        )


def _measured(place: Path, way: Way) -> tuple[Effort, int]:
    app = make_app(place)
    with app.app_context():
        schema.upgrade()
        make_key_box()
        cast = factories.build_cast()
        db.session.remove()
        with deed():
            clerk_unit.end_the_casts_own(cast)
            if way.knows_cadres:
                clerk_unit.add_cadres(cast)
        db.session.remove()
    with window(app) as page:
        clerk = Person(page, "zhou")
        page.evaluate("sessionStorage.clear()")
        desk = Desk(clerk, Hands(page), app, cast, place)
        paper = _begin(desk)
        way.fill(desk)
        _hand_in(desk)
        with _database(app):
            journeys.walk_on(db.session.get_one(Submission, paper), cast, State.PRESSED)
        _send(desk)
        effort = desk.hands.effort()
        if clerk.faults:
            sys.exit(f"{way.label}: the page had faults: {'; '.join(clerk.faults)}")
    with _database(app):
        filing = journeys.file_(journeys.accept(db.session.get_one(Submission, paper), cast), cast)
        rows = _checked(way, filing)
    with app.app_context():
        db.engine.dispose()
    return effort, rows


def _type_every_cell(desk: Desk) -> None:
    hands = desk.hands
    hands.click(desk.button("添一行"))
    for number, row in enumerate(ROWS):
        if number:
            hands.press("Enter")
        hands.name(row.name)
        hands.press("Tab")
        hands.words(row.title)
        hands.press("Tab")
        hands.digits(row.phone)
        hands.press("Tab")
        hands.words(row.committee)


def _type_committees(desk: Desk) -> None:
    hands = desk.hands
    hands.click(desk.rows().first.locator("[name$='-committee']"))
    for number, row in enumerate(ROWS):
        if number:
            hands.press("Enter")
        hands.words(row.committee)


def _compile(desk: Desk) -> None:
    with _database(desk.app):
        clerk_unit.add_links(desk.cast)
    desk.hands.click(desk.button("由联系关系汇编"))


def _import(desk: Desk) -> None:
    """The unit's own list, with a title, a numbering and a column the annex has not."""
    file = desk.place / "团干部花名册.xlsx"
    with xlsxwriter.Workbook(str(file)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range("A1:F1", "云溪县团干部花名册")
        sheet.write_row(1, 0, ("序号", "姓名", "性别", "职务", "手机号码", "联系点"))
        for at, row in enumerate(ROWS, 1):
            sheet.write_row(at + 1, 0, (at, row.name, "女", row.title, int(row.phone), row.committee))
    desk.hands.click(desk.button("用 Excel、Word 填"))
    desk.hands.choose_file(desk.page.page.get_by_label("文件", exact=True), file)
    desk.hands.click(desk.button("上传，看看读懂了什么"))
    desk.hands.read(CADRES)
    desk.hands.click(desk.page.page.locator("button[name=which]").last)


def _begin(desk: Desk) -> int:
    page = desk.page.page
    row = page.locator("tr", has=page.get_by_text("联系点汇总表", exact=True))
    desk.hands.click(row.get_by_role("button", name="开始填报").first)
    page.wait_for_url(re.compile(r"/submissions/\d+/draft"))
    return int(page.url.split("/")[-2])


def _hand_in(desk: Desk) -> None:
    """提交审签, the page before it read from top to bottom, and a word where it asks for one."""
    page = desk.page.page
    expect(desk.rows(), "other rows stand in the draft than were meant").to_have_count(CADRES)
    desk.hands.click(desk.button("提交审签"))
    expect(page, "the draft was refused").to_have_url(re.compile("/submittal"))
    desk.hands.read(CADRES)
    for box in page.locator("#grade-explain textarea").all():
        desk.hands.click(box)
        desk.hands.words(WORD)
    desk.hands.click(desk.button("提交审签"))
    expect(page.locator(".callout.done"), "it was not handed in").to_be_visible()


def _send(desk: Desk) -> None:
    """报送, from the desk where the sealed paper waits."""
    page = desk.page.page
    desk.hands.click(page.get_by_role("link", name="工作台", exact=True).first)
    row = page.locator("tr", has_text="联系点汇总表")
    desk.hands.click(row.locator("td.act a").first)
    if "/dispatch" not in page.url.rsplit("/submissions/")[-1]:
        desk.hands.click(page.locator(".head .acts").get_by_role("link", name="报送", exact=True))
    desk.hands.click(page.locator("form.confirm").get_by_role("button", name="报送", exact=True))
    expect(page.locator(".callout.done"), "it was not sent").to_be_visible()


def _checked(way: Way, filing: Filing) -> int:
    """How many rows are filed; stops the program where they are not those the clerk meant."""
    rows = filing.submission.answers["rows"]
    filed = [Row(row["name"], row["title"], row["phone"], row["committee"]) for row in rows]
    for number, (meant, stands) in enumerate(zip(ROWS, filed, strict=False), 1):
        if meant != stands:
            sys.exit(f"{way.label}: row {number} of the filing says {stands}, meant was {meant}")
    if len(filed) != CADRES:
        sys.exit(f"{way.label}: {len(filed)} rows are filed, meant were {CADRES}")
    return len(filed)


@contextmanager
def _database(app: Flask) -> Iterator[None]:
    with app.app_context(), deed():
        yield
