"""拟发通知 by somebody who has never done it, in a real Chromium: keys, clicks and minutes of the keystroke-level model.

Keys and clicks are those the page counts; Chinese is typed as an input method types it, three keys a character: two
of its spelling or initials and a share of the choice. A newcomer looks (1.35 s) at every line of each page before the
first press on it, which is what makes them a newcomer. What one made them wait is measured.

    from a form   the province's 表样: its title, numbers and annexes are there; number, body, basis, phone, one due
                  day are typed, the annexes that are not meant are unticked
    from before   last year's notice: everything is there and moved on; the number is typed, the days looked at
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from bench.browsing import BUTTON, KEY, LOOK, POINT, window
from tests import factories
from tests.browser.pages import Person
from tests.conftest import make_app, make_key_box
from youthwork.domain.audience import Audience
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import Notice
from youthwork.services import schema
from youthwork.services.transactions import deed

KEYS_A_CHARACTER = 3
#: 200 characters: a short notice of three paragraphs.
BODY = """为做好今年团干部联系青年工作，现将联系点汇总表报送事项通知如下。
一、报送内容
各单位按附件格式，汇总本单位团干部今年联系指导的团委、团总支和全程参与的团支部，由系统从联系关系中带出，核对后报送。
二、报送要求
请于截止日期前报上级团组织备案。确有困难的，可以在系统中申请延期。已在系统中登记的信息不再另报，不要求提供照片和其他佐证材料，不得层层加码。"""
BASIS = "团示范省委2026年工作要点第三部分"


@dataclass
class Newcomer:
    """A person at a page they have not seen, and what they did."""

    page: Page
    clicks: int = 0
    keys: int = 0
    looks: int = 0
    waited: float = field(default=0.0)

    def read(self) -> None:
        """Look over everything that is to be read or filled in on this page."""
        self.looks += (
            self.page.locator("main :is(label, legend, h2, li, td, .hint)").locator("visible=true").count()
        )

    def click(self, target: Locator) -> None:
        self.clicks += 1
        self.looks += 1
        start = time.monotonic()
        target.click()
        self.page.wait_for_load_state()
        self.waited += time.monotonic() - start

    def write(self, name: str, text: str) -> None:
        """Click into the field and type."""
        self.click(self.page.locator(f"[name='{name}']"))
        self.page.keyboard.insert_text(text)
        self.keys += sum(1 if sign.isascii() else KEYS_A_CHARACTER for sign in text)

    def set_day(self, name: str, day: date) -> None:
        """A day by its eight digits, as the browser's field takes them."""
        self.click(self.page.locator(f"[name='{name}']"))
        self.page.locator(f"[name='{name}']").fill(day.isoformat())
        self.keys += 8

    @property
    def minutes(self) -> float:
        hands = self.clicks * (POINT + BUTTON) + self.keys * KEY
        return (hands + self.looks * LOOK + self.waited) / 60


def run() -> None:
    """Print a table: where begun, clicks, keys, looks, minutes; a notice that was not issued stops the program."""
    print(f"  {'begun':<14}{'clicks':>8}{'keys':>7}{'looks':>7}{'waited s':>10}{'minutes':>9}")
    for name, draw_up in (("from a form", _from_a_form), ("from before", _from_before)):
        with tempfile.TemporaryDirectory() as folder:
            person = _measured(Path(folder), draw_up)
        print(
            f"  {name:<14}{person.clicks:>8}{person.keys:>7}{person.looks:>7}"
            f"{person.waited:>10.1f}{person.minutes:>9.1f}"
        )


def _measured(place: Path, draw_up: Callable[[Newcomer], None]) -> Newcomer:
    app = make_app(place)
    with app.app_context():
        schema.upgrade()
        make_key_box()
        with deed():
            cast = factories.build_cast()
        with deed():
            _issue_last_year(cast)
        db.session.remove()
    with window(app) as page:
        signer = Person(page, "su")
        person = Newcomer(page)
        person.click(
            page.get_by_role("navigation", name="主导航").get_by_role("link", name="通知与填报").first
        )
        person.click(page.get_by_role("link", name="拟发通知"))
        person.read()
        draw_up(person)
        person.click(page.get_by_role("button", name="核对", exact=True))
        person.read()
        person.click(page.get_by_role("button", name="印发", exact=True))
        expect(page.locator(".callout.done").first).to_contain_text("已印发")
        if signer.faults:
            sys.exit(f"the page had faults: {'; '.join(signer.faults)}")
    with app.app_context():
        made = db.session.scalars(db.select(Notice).order_by(Notice.id.desc())).first()
        if (
            made is None
            or made.state is not NoticeState.ISSUED
            or made.laid_at is None
            or made.number is None
        ):
            sys.exit("the notice was not issued")
        db.session.remove()
        db.engine.dispose()
    return person


def _issue_last_year(cast: factories.Cast) -> None:
    """The province's notice as it went out a year ago, whole."""
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    notice.issued_on, notice.number = date(2025, 3, 10), "示青字〔2025〕8号"
    notice.body, notice.basis, notice.expires_on = BODY, BASIS, date(2025, 12, 31)
    notice.contact_name, notice.contact_phone = "顾言", "13800000001"
    notice.audience = Audience(under=frozenset({notice.issuer_id})).as_json()
    for row, due in zip(notice.annexes, (date(2025, 4, 18), date(2025, 10, 15)), strict=True):
        row.due = due


def _from_a_form(person: Newcomer) -> None:
    page = person.page
    person.click(page.get_by_text("用表样：关于进一步"))
    person.click(page.get_by_role("button", name="开始拟稿"))
    person.read()
    person.write("number", "示青字[2026]12号")
    person.write("body", BODY)
    person.write("basis", BASIS)
    person.write("contact_phone", "13800000001")
    for tick in page.locator(".annex-tick input").all():
        if tick.get_attribute("value") != "contact_points" and tick.is_checked():
            person.click(tick)
    person.set_day("due-contact_points", date(2026, 4, 20))
    expect(page.locator("#told-lacking")).to_contain_text("都填好了", timeout=10_000)


def _from_before(person: Newcomer) -> None:
    page = person.page
    person.click(page.get_by_role("button", name="开始拟稿"))
    person.read()
    person.write("number", "示青字〔2026〕12号")
    expect(page.locator("#told-lacking")).to_contain_text("都填好了", timeout=10_000)
