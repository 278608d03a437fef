"""由联系关系汇编: one press, what was typed is kept, and who is missing is named."""

from __future__ import annotations

from datetime import date

from tests import journeys
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Draft, Link


def test_one_press_fills_the_rows_and_keeps_what_was_typed(browser: Browser, cast: Cast) -> None:
    page = browser.press(browser.sign_in("zhou").get("/notices"), "开始填报", beside="联系点汇总表")
    paper = int(page.url.split("/")[2])
    zhou, mai = (f"rows-u{cast.people[who].id}" for who in ("zhou", "mai"))
    page = browser.press(page, "添一行")
    added = next(each for each in page.all("input", name="rows") if (each.get("value") or "").startswith("n"))
    mine = f"rows-{added.get('value')}-name"
    typed = {
        f"{zhou}-title": "旧职务",
        f"{mai}-committee": "云溪镇团委",
        "filler": "代填人",
        mine: "手工添的",
    }
    page = browser.press(page, "由联系关系汇编", typed)
    assert "已汇编 4 人，其中 3 人带入联系关系" in page.text
    assert page.field(f"{zhou}-title") == "副书记" and page.field("filler") == "代填人"
    assert page.field(f"{mai}-committee") == "云溪镇团委" and page.field(mine) == "手工添的"
    assert db.session.get_one(Draft, paper).fields["filler"] == ["代填人"]


def test_a_link_made_since_comes_in(browser: Browser, cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    mai, town = cast.person("mai"), cast.organ("云溪镇机关团总支")
    link = Link(user_id=mai.id, committee_id=town.id, starts_on=date(2026, 3, 30), recorded_by_id=mai.id)
    db.session.add(link)
    page = browser.press(browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft"), "由联系关系汇编")
    assert (
        page.field(f"rows-u{mai.id}-committee") == "云溪镇机关团总支" and "4 名团干部，4 人已有" in page.text
    )


def test_it_is_refused_once_the_paper_is_under_way(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    browser.sign_in("zhou").post(f"/submissions/{paper.id}/compilation", {"filler": "x"}, status=409)
    browser.sign_in("he").post(f"/submissions/{paper.id}/compilation", {"filler": "x"}, status=403)


def test_another_annex_has_nothing_to_compile(browser: Browser, cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast)
    before = db.session.get_one(Draft, paper.id).fields
    browser.sign_in("luo").post(f"/submissions/{paper.id}/compilation", {}, status=404)
    db.session.expire_all()
    assert db.session.get_one(Draft, paper.id).fields == before
