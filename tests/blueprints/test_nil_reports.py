"""零报告: said in one tap by whose it is, counted as reported, taken back as long as nothing is filed."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests import duties
from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.completeness import Reporting
from youthwork.extensions import db
from youthwork.models import Notice, ReportDuty
from youthwork.services.duties import completeness


@pytest.fixture
def monthly(app: Flask, cast: Cast) -> Notice:
    issued = duties.issue(cast, annexes=("monthly_report",), period="2026-04", due=date(2026, 4, 25))
    db.session.commit()
    return issued


def of(cast: Cast, monthly: Notice, organ: str = "团青岚市委") -> ReportDuty:
    db.session.expire_all()
    return duties.duty(cast, monthly, "monthly_report", organ, period="2026-04")


def test_it_is_offered_where_the_form_is_asked_for_said_and_taken_back(
    browser: Browser, cast: Cast, monthly: Notice
) -> None:
    page = browser.sign_in("lin").get(f"/notices/{monthly.id}")
    page = browser.follow(page, "零报告")
    assert "本期确实没有要报的内容？" in page.text
    page = browser.press(page, "零报告", {"words": "本月全员抗洪"})
    duty = of(cast, monthly)
    assert (duty.standing, duty.is_on_time, duty.nil_words) == (Reporting.NIL, True, "本月全员抗洪")
    whole = completeness.figures(cast.organ("团示范省委"), [duty.notice_annex_id])
    assert (whole.nil, whole.reported) == (1, 1)
    page = browser.follow(page, "零报告")
    assert "本月全员抗洪" in page.text
    browser.press(page, "收回零报告")
    assert of(cast, monthly).standing is Reporting.MISSING


def test_the_words_may_be_left_out(client: PageClient, cast: Cast, monthly: Notice) -> None:
    client.sign_in("lin").post(f"/duties/{of(cast, monthly).id}/nil")
    assert of(cast, monthly).standing is Reporting.NIL


def test_too_many_words_are_refused_and_kept(client: PageClient, cast: Cast, monthly: Notice) -> None:
    page = client.sign_in("lin").post(
        f"/duties/{of(cast, monthly).id}/nil", {"words": "长" * 301}, status=422
    )
    assert "最多 300 个字" in page.text and page.field("words").strip() == "长" * 301


def test_said_twice_it_is_refused_the_second_time(client: PageClient, cast: Cast, monthly: Notice) -> None:
    url = f"/duties/{of(cast, monthly).id}/nil"
    client.sign_in("lin").post(url)
    assert "不必零报告" in client.post(url, status=409).text


def test_a_form_that_must_be_filled_in_has_none(client: PageClient, cast: Cast) -> None:
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    duty = duties.duty(cast, notice, "contact_points", "团青岚市委")
    page = client.sign_in("lin").get(f"/duties/{duty.id}/nil", 409)
    assert "不能零报告" in page.text
    client.post(f"/duties/{duty.id}/nil", status=409)
    assert not client.get(f"/notices/{notice.id}").all("a", href=f"/duties/{duty.id}/nil")


@pytest.mark.parametrize("who", ["he", "meng", "gu", "jiao", "wai", "mai"])
def test_nobody_but_the_units_clerk_says_it(
    client: PageClient, cast: Cast, monthly: Notice, who: str
) -> None:
    url = f"/duties/{of(cast, monthly).id}/nil"
    client.sign_in(who).get(url, 404)
    client.post(url, status=404)
    client.post(f"{url}/withdrawal", status=404)
    assert of(cast, monthly).standing is Reporting.MISSING


def test_what_was_never_said_cannot_be_taken_back(client: PageClient, cast: Cast, monthly: Notice) -> None:
    client.sign_in("lin").post(f"/duties/{of(cast, monthly).id}/nil/withdrawal", status=409)
