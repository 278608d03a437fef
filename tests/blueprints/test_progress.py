"""办理情况 everywhere: list, page, message, digest and print say the same four facts of a paper, in every state."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.client import Page
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.services.jobs.standing_clock import put_up
from youthwork.domain.standing import NOTHING, Standing
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Filing, MessageKind, Submission
from youthwork.services import standing
from youthwork.services.messages import telling

#: Who has the paper on which list in which state; the page, the sheet and the message are looked at in all of them.
PLACES = {
    State.DRAFT: [("zhou", "/"), ("zhou", "/notices")],
    State.IN_SIGN_OFF: [("chen", "/"), ("chen", "/dispatch"), ("zhou", "/sent"), ("zhou", "/notices")],
    State.SIGNED_OFF: [("li", "/"), ("li", "/dispatch"), ("zhou", "/sent")],
    State.PRESSED: [("zhou", "/"), ("zhou", "/dispatch"), ("zhou", "/sent")],
    State.SENT: [("he", "/"), ("he", "/review"), ("zhou", "/"), ("zhou", "/sent")],
    State.ACCEPTED: [("he", "/"), ("he", "/review"), ("zhou", "/"), ("zhou", "/sent")],
    State.RETURNED: [("zhou", "/"), ("zhou", "/notices"), ("he", "/review")],
    State.FILED: [("zhou", "/"), ("zhou", "/sent"), ("he", "/review")],
}


def test_every_state_is_walked() -> None:
    assert set(PLACES) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_place_says_the_same_words(app: Flask, browser: Browser, cast: Cast, state: State) -> None:
    clock = put_up(app)
    paper = journeys.at_state(cast, state)
    telling.tell(
        cast.person("zhou"), MessageKind.PROGRESS, once="look", title="看看这件", submission=paper, url="/"
    )
    db.session.commit()
    clock.now += timedelta(days=2)
    shown = standing.of(paper, _filing(paper))
    for who, url in PLACES[state]:
        _check(browser.sign_in(who).get(url), shown, f"{url} of {who}")
    browser.sign_in("zhou")
    for url in (f"/submissions/{paper.id}/progress", "/messages", _page_of(paper)):
        _check(browser.get(url), shown, url)
    assert shown.line in browser.get(f"/submissions/{paper.id}/progress").text
    filing = _filing(paper)
    if filing is not None:
        _check(browser.get(f"/filings/{filing.id}"), shown, "the filing")


def _check(page: Page, shown: Standing, where: str) -> None:
    """The state's word; and the holder beside the day, whichever column of a list comes first."""
    text = re.sub(r"[\s·]", "", page.text)
    word, holder, day = (re.sub(r"\s", "", each) for each in (shown.word, shown.holder, shown.day))
    assert word in text, f"{where} does not say {word}"
    if shown.holder != NOTHING:
        ways = (f"{holder}{day}", f"{day}{word}在{holder}")
        assert any(way in text for way in ways), f"{where} does not say {holder} {day}"


def _filing(paper: Submission) -> Filing | None:
    return db.session.scalars(db.select(Filing).where(Filing.submission_id == paper.id)).first()


def _page_of(paper: Submission) -> str:
    return f"/submissions/{paper.id}" + ("/draft" if paper.state in (State.DRAFT, State.RETURNED) else "")


def test_the_sheet_tells_the_way_with_names_times_and_reasons(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.RETURNED)
    db.session.commit()
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/progress")
    assert page.title == "办理情况单"
    assert "退回补正 · 在团云溪县委 · 第 1 天 · 期限 4月7日 · 还有 6 天" in page.text
    assert "陈昱（团云溪县委） 2026-04-01 12:00 0 天" in page.text
    assert (
        "请补充第二项的效果" in page.text
        and "还未办：审签 → 用印 → 报送 → 签收 → 审核 → 予以备案" in page.text
    )
    assert "等周可儿办理" in page.text


def test_the_page_names_who_could_act_and_the_lists_the_office(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    db.session.commit()
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}")
    assert "团青岚市委组织部等何志远、程祎办理" in page.text.replace(" ", "")


def test_a_paper_whose_lock_ran_out_waits_to_be_accepted_anew_everywhere(
    app: Flask, browser: Browser, cast: Cast
) -> None:
    clock = put_up(app)
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    clock.now += timedelta(days=30)
    assert standing.of(paper).word == "待签收"
    page = browser.sign_in("he").get("/review")
    assert "待签收" in page.words("span") and "审核中" not in page.text


def test_who_may_not_see_the_paper_gets_no_sheet(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    db.session.commit()
    browser.sign_in("bai").get(f"/submissions/{paper.id}/progress", status=404)
