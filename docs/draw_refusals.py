"""Draw the pictures of 不层层加码 anew: `.venv/bin/python -m docs.draw_refusals`. Look at every one afterwards.

Each refusal as the city's clerk meets it, at the desk (1280) and on a phone (390). What the page offers no field for is
posted all the same, by a field put into the form: that is how it would be tried.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page

from docs.draw_pages import WIDTHS, province, save, shot
from tests.browser.conftest import People
from tests.factories import Cast
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms import notices as forms
from youthwork.models import Notice
from youthwork.services.notices import drafts, passing
from youthwork.services.transactions import deed

Draw = Callable[[People, Cast, int], Page]


def main() -> None:
    wanted = set(sys.argv[1:])
    pictures: tuple[tuple[str, Draw], ...] = (
        ("passing-on", _sheet),
        ("refused-earlier", _earlier),
        ("refused-number", _number),
        (
            "refused-form",
            _tampered({"annexes": "implementation_plan", "due-implementation_plan": "2026-05-20"}),
        ),
        ("refused-field", _tampered({"required-contact_points": "备注"})),
        ("refused-audience", _tampered({"also": "{stranger}"})),
        ("refused-expiry", _tampered({"expires_on": "2027-12-31"})),
        ("refused-seen", _seen),
        ("ledger", _ledger),
        ("needless", _needless),
    )
    for name, draw in pictures:
        if wanted and name not in wanted:
            continue
        with province() as (people, cast):
            _superior(cast)
            save(name, [shot(draw(people, cast, width)) for width in WIDTHS])


def _superior(cast: Cast) -> None:
    """The province's notice with what a notice of today says."""
    with deed():
        notice = db.session.get_one(Notice, cast.notices["province"].id)
        notice.reserve_days, notice.expires_on = 3, date(2026, 12, 31)
        notice.basis = "示青字〔2026〕8号第六部分"
        notice.body = "为深入推进全省共青团改革，现就有关工作通知如下。\n一、指导参与“一学一做”教育实践……"


def _draft(people: People, cast: Cast, width: int) -> Page:
    """林晓舟's draft of passing it on."""
    with deed():
        notice = db.session.get_one(Notice, cast.notices["province"].id)
        draft = passing.begin(notice, cast.person("lin"), cast.organ("团青岚市委").id)
        number = draft.id
    page = people("lin", width).open(f"/notices/{number}/passing-on").page
    page.get_by_label("联系电话").fill("0371-65900000")
    return page


def _sheet(people: People, cast: Cast, width: int) -> Page:
    return _draft(people, cast, width)


def _earlier(people: People, cast: Cast, width: int) -> Page:
    page = _draft(people, cast, width)
    page.locator("#due-contact_points").fill("2026-04-01")
    return _pressed(page, "下一步：核对")


def _tampered(fields: dict[str, str]) -> Draw:
    def draw(people: People, cast: Cast, width: int) -> Page:
        page = _draft(people, cast, width)
        for name, value in fields.items():
            value = value.format(stranger=cast.organ("团望川县委").id)
            page.evaluate(
                "([name, value]) => { const field = document.createElement('input'); field.type = 'hidden';"
                " field.name = name; field.value = value; document.querySelector('form.passing-on').append(field); }",
                [name, value],
            )
        return _pressed(page, "保存")

    return draw


def _number(people: People, cast: Cast, width: int) -> Page:
    """A notice of the city's own with six a quarter, as its secretary presses 印发."""
    with deed():
        city = cast.organ("团青岚市委")
        notice = db.session.scalar(
            db.select(Notice).where(Notice.issuer_id == city.id, Notice.state == NoticeState.DRAFT)
        )
        if notice is None:
            notice = drafts.begin(cast.person("lin"), city.id, "province_2017_8")
        typed = {
            **(notice.typed or {}),
            "title": ["关于报送联系点情况的通知"],
            "body": ["请各县（市、区）团委按时报送。"],
            "basis": ["团市委工作安排"],
            "contact_phone": ["0371-65900000"],
            "annexes": ["contact_points"],
            "due-contact_points": ["2026-04-20"],
            "asked-organ_five": ["6"],
        }
        notice = drafts.save(notice, forms.read("province_2017_8", typed), cast.person("lin"), notice.version)
        number = notice.id
    page = people("meng", width).open(f"/notices/{number}/issuing").page
    return _pressed(page, "印发")


def _seen(people: People, cast: Cast, width: int) -> Page:
    """What the province's office reads of it."""
    _earlier(people, cast, 1280)
    return people("gu", width).open(f"/notices/{cast.notices['province'].id}/additions").page


def _ledger(people: People, cast: Cast, width: int) -> Page:
    return people("lin", width).open("/notices/ledger").page


def _needless(people: People, cast: Cast, width: int) -> Page:
    notice = cast.notices["province"].id
    return people("zhou", width).open(f"/suggestions?notice={notice}&annex=contact_points").page


def _pressed(page: Page, word: str) -> Page:
    page.locator("main").get_by_role("button", name=word, exact=True).first.click()
    page.wait_for_load_state()
    return page


if __name__ == "__main__":
    main()
