"""审核: accept, 下一件, return with the reason, reassign within the organ; each shown before it is pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.factories import NOW, Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Submission


def test_it_works(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    page = browser.sign_in("he").get("/review")
    assert "待签收的" in page.text and "团云溪县委 · 联系点汇总表" in page.text
    assert "没有待签收的材料" in browser.sign_in("tang").get("/review").text


def test_accepting_says_how_long_the_paper_is_locked_and_then_for_whom(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    page = browser.sign_in("he").get(f"/submissions/{paper.id}/acceptance")
    assert "锁定 3 日" in page.text
    page = browser.press(page, "签收")
    assert "你于今天 12:00签收" in page.text and "前未办将自动释放" in page.text
    other = browser.sign_in("cheng").get(f"/submissions/{paper.id}/filing", status=403)
    assert "这件由另一位同志签收" in other.text


def test_a_lock_that_ran_out_lets_another_accept(browser: Browser, cast: Cast, app: Flask) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=9)
    page = browser.sign_in("cheng").get(f"/submissions/{paper.id}/acceptance")
    assert "签收" in browser.press(page, "签收").text
    assert db.session.get_one(Submission, paper.id).accepted_by_id == cast.people["cheng"].id


def test_returning_needs_a_reason_and_keeps_the_page(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    page = browser.sign_in("tang").get(f"/submissions/{paper.id}/return")
    page = browser.press(page, "退回补正", status=422)
    assert "请写明原因" in page.text and page.field("version") == str(paper.version)
    page = browser.press(page, "退回补正", {"reason": "第二项的效果没有写清"})
    assert page.url == "/review" and "已退回补正" in page.text
    owner = browser.sign_in("luo").get(f"/submissions/{paper.id}/draft")
    assert "第二项的效果没有写清" in owner.text
    assert "4月7日 · 还有 6 天" in owner.text, "three workdays to correct, with 清明 between"


def test_reassigning_asks_for_a_department_and_goes_there(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    page = browser.sign_in("tang").get(f"/submissions/{paper.id}/reassignment")
    page = browser.press(page, "转办", {"reason": "属学校部"}, status=422)
    assert "请选择转给哪个部门" in page.text and page.field("reason") == "属学校部"
    page = browser.press(page, "转办", {"target_id": cast.organizations["团示范省委学校部"].id})
    assert "已转办" in page.text
    waiting = browser.sign_in("xu").get("/review").text
    assert "任务表 · 罗欣喆" in waiting and "待签收的 1 件" in waiting


def test_a_department_of_another_organ_cannot_be_chosen(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    data = {"version": str(paper.version), "target_id": str(cast.organizations["团外省委组织部"].id)}
    browser.sign_in("tang").post(f"/submissions/{paper.id}/reassignment", data, status=404)


def test_next_leads_through_the_pile_and_ends(browser: Browser, cast: Cast) -> None:
    first = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    second = journeys.walk_on(journeys.draft_task_sheet(cast, "he"), cast, State.SENT)
    page = browser.sign_in("tang").get(f"/submissions/{first.id}")
    page = browser.get(browser.get(_href(page), status=303).response.headers["Location"])
    assert page.url == f"/submissions/{second.id}"
    back = browser.get(_href(page), status=303)
    assert back.response.headers["Location"] == f"/submissions/{first.id}", "round to the first again"
    for paper in (first, second):
        if paper.state is State.SENT:
            journeys.accept(paper, cast)
        journeys.file_(paper, cast, by="tang")
    last = browser.get(f"/review/next?after={first.id}", status=303)
    assert "没有下一件了" in browser.get(last.response.headers["Location"]).text


def _href(page: object) -> str:
    [link] = [each for each in page.all("a") if "".join(each.itertext()) == "下一件"]
    return link.get("href") or ""


def test_next_without_a_paper_is_not_found(browser: Browser) -> None:
    browser.sign_in("tang").get("/review/next", status=404)


def test_the_signer_of_a_paper_cannot_file_it(browser: Browser, cast: Cast) -> None:
    # The city's own arrangement: signed by its secretary, received by its own 组织部, whose superior he is.
    paper = journeys.walk_on(journeys.draft_contact_units(cast), cast, State.ACCEPTED)
    page = browser.sign_in("meng").get(f"/submissions/{paper.id}/filing", status=403)
    assert "填报、审签、备案须是三个不同的人" in page.text


def test_filing_says_that_nothing_can_be_changed_afterwards(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    page = browser.sign_in("he").get(f"/submissions/{paper.id}/filing")
    assert "此后不能改动，只能更正" in page.text and "13800000100" in page.text


@pytest.mark.parametrize("who", ["he", "tang", "su"])
def test_it_takes_no_more_than_ten_queries(browser: Browser, cast: Cast, who: str) -> None:
    journeys.at_state(cast, State.ACCEPTED)
    journeys.at_state(cast, State.SENT, sealed=False)
    journeys.file_task_sheet(cast, "cheng")
    browser.sign_in(who)
    assert count_queries(lambda: browser.get("/review")) <= 10
