"""联系单位: one press adds a row for every county left out; a county left out is a warning, not a refusal."""

from __future__ import annotations

from tests import journeys
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.extensions import db
from youthwork.models import Draft


def test_every_county_left_out_gets_a_row(browser: Browser, cast: Cast) -> None:
    paper = journeys.draft_contact_units(cast)
    page = browser.sign_in("lin").get(f"/submissions/{paper.id}/draft")
    assert "还有 1 个县（市、区）没有安排：团白鹭县委" in page.text and "孟繁星（书记）" in page.text
    page = browser.press(page, "各补一行", {"rows-g1-topic": "改过的方向"})
    assert "已添 1 行：团白鹭县委" in page.text and "各县（市、区）都已安排" in page.text
    assert page.field("rows-g1-topic") == "改过的方向"
    assert page.field(f"rows-c{cast.organizations['团白鹭县委'].id}-counties") == "团白鹭县委"


def test_a_county_left_out_is_a_warning_before_submitting(browser: Browser, cast: Cast) -> None:
    paper = journeys.draft_contact_units(cast)
    page = browser.sign_in("lin").get(f"/submissions/{paper.id}/draft")
    page = browser.press(page, "提交审签")
    assert "还有 1 个县（市、区）没有安排联系：团白鹭县委" in page.text and "提交审签" in page.words("button")


def test_who_does_not_lead_cannot_lead_a_group(browser: Browser, cast: Cast) -> None:
    paper = journeys.draft_contact_units(cast)
    page = browser.sign_in("lin").get(f"/submissions/{paper.id}/draft")
    page = browser.press(page, "提交审签", {"rows-g1-leader": "罗欣喆、学校部副部长"}, status=422)
    assert "带队领导须是本单位书记班子成员（孟繁星）" in page.text


def test_another_annex_has_no_counties(browser: Browser, cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    before = db.session.get_one(Draft, paper.id).fields
    browser.sign_in("zhou").post(f"/submissions/{paper.id}/counties", {}, status=404)
    db.session.expire_all()
    assert db.session.get_one(Draft, paper.id).fields == before
