"""记一条 on a phone of 390 px: taps, keys and seconds for four entries, in a real Chromium.

Seconds are those of the keystroke-level model the clerk is measured by (`clerk.py`): 1.3 s a tap,
0.28 s a key, 1.35 s for each decision, and what the page made one wait. Chinese is three keys a character: two of
its spelling or initials and a share of the choice.

    just now      right after it: the hour that has just ended, the linked branch, one tick
    named         the same with a name of its own, where the tick does not say enough
    yesterday     another evening, one and a half hours, one tick
    night visit   the same with its kind, whom one visited and the 必做
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from bench.browsing import BUTTON, KEY, LOOK, POINT, window
from tests import factories
from tests.browser.pages import Person
from tests.conftest import make_app, make_key_box
from youthwork.extensions import db
from youthwork.models import Activity
from youthwork.services import schema
from youthwork.services.transactions import deed

KEYS_A_CHARACTER = 3
TOPIC, EFFECT = "和返乡青年聊电商", "谈了贷款，月底请信用社来讲一次"


@dataclass
class Thumb:
    """One thumb at a page, and what it did."""

    page: Page
    taps: int = 0
    keys: int = 0
    looks: int = 0
    waited: float = field(default=0.0)

    def tap(self, target: Locator) -> None:
        self.taps += 1
        self.looks += 1
        target.click()

    def write(self, label: str, text: str) -> None:
        """Tap into the box and type."""
        self.tap(self.page.get_by_label(label, exact=True))
        self.page.keyboard.insert_text(text)
        self.keys += sum(1 if sign.isascii() else KEYS_A_CHARACTER for sign in text)

    @property
    def seconds(self) -> float:
        return self.taps * (POINT + BUTTON) + self.keys * KEY + self.looks * LOOK + self.waited


def run() -> None:
    """Print a table: the entry, taps, keys, seconds; an entry that is not in the database stops the program."""
    print(f"  {'entry':<14}{'taps':>6}{'keys':>6}{'waited s':>10}{'seconds':>9}")
    for name, fill in (
        ("just now", _just_now),
        ("named", _named),
        ("yesterday", _yesterday),
        ("night visit", _night_visit),
    ):
        with tempfile.TemporaryDirectory() as folder:
            thumb = _measured(Path(folder), fill)
        print(f"  {name:<14}{thumb.taps:>6}{thumb.keys:>6}{thumb.waited:>10.1f}{thumb.seconds:>9.0f}")


def _measured(place: Path, fill: Callable[[Thumb], None]) -> Thumb:
    app = make_app(place)
    with app.app_context():
        schema.upgrade()
        make_key_box()
        with deed():
            factories.build_cast()
        db.session.remove()
    with window(app) as page:
        page.set_viewport_size({"width": 390, "height": 780})
        cadre = Person(page, "zhou")
        thumb = Thumb(page)
        thumb.tap(page.get_by_role("navigation", name="主导航").get_by_role("link", name="记一条").last)
        fill(thumb)
        start = time.monotonic()
        thumb.tap(page.get_by_role("button", name="保存", exact=True).last)
        expect(page.locator(".callout.done")).to_be_visible()
        thumb.waited = time.monotonic() - start
        if cadre.faults:
            sys.exit(f"the page had faults: {'; '.join(cadre.faults)}")
    with app.app_context():
        if db.session.scalar(db.select(db.func.count()).select_from(Activity)) != 1:
            sys.exit("the entry was not saved once")
        db.session.remove()
        db.engine.dispose()
    return thumb


def _just_now(thumb: Thumb) -> None:
    thumb.tap(thumb.page.locator("label[for^=purposes]").first)
    _people_and_effect(thumb)


def _named(thumb: Thumb) -> None:
    thumb.write("做了什么", TOPIC)
    _just_now(thumb)


def _yesterday(thumb: Thumb) -> None:
    thumb.tap(thumb.page.locator("label[for^=purposes]").first)
    _an_evening(thumb)
    _people_and_effect(thumb)


def _night_visit(thumb: Thumb) -> None:
    thumb.tap(thumb.page.get_by_text("主题访谈夜", exact=True))
    _an_evening(thumb)
    thumb.tap(thumb.page.get_by_text("四访创业青年"))
    thumb.write("走访对象", "返乡青年合作社")
    thumb.write("必做完成情况", "下棚采了一上午黄瓜")
    _people_and_effect(thumb)


def _an_evening(thumb: Thumb) -> None:
    thumb.tap(thumb.page.get_by_text("昨天", exact=True))
    thumb.tap(thumb.page.get_by_role("button", name="19:30"))
    thumb.tap(thumb.page.get_by_role("button", name="1 个半小时"))


def _people_and_effect(thumb: Thumb) -> None:
    thumb.write("参加人数", "6")
    thumb.write("成效", EFFECT)
