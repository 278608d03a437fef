"""提交前与办一次 in a browser: the face can be read on a phone; a reload, a retry and a double press file once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests import journeys
from tests.browser.conftest import People
from tests.browser.faults import wait_until
from tests.factories import Cast
from youthwork.domain.workflow import Action, State
from youthwork.extensions import db
from youthwork.models import RenderKey, SubmissionEvent
from youthwork.services import transactions


def steps(paper_id: int, action: Action) -> int:
    db.session.rollback()
    asked = db.select(db.func.count(SubmissionEvent.id)).where(
        SubmissionEvent.submission_id == paper_id, SubmissionEvent.action == action
    )
    return db.session.scalar(asked) or 0


@pytest.mark.parametrize("width", [1280, 390])
def test_the_face_is_large_enough_to_be_read_and_can_be_enlarged(
    people: People, cast: Cast, width: int
) -> None:
    with transactions.deed():
        paper = journeys.draft_contact_points(cast).id
    clerk = people("zhou", width).open(f"/submissions/{paper}/submittal")
    frame = clerk.page.locator("iframe")
    shown = frame.evaluate("frame => frame.getBoundingClientRect().width")
    assert shown >= 600, "a stamp nobody can read"
    clerk.page.get_by_text("原大", exact=True).click()
    assert frame.evaluate("frame => frame.getBoundingClientRect().width") > shown
    assert not clerk.overflows()
    expect(clerk.page.frame_locator("iframe").get_by_text("共青团云溪县委员会")).to_be_visible()


def test_a_press_whose_answer_got_lost_is_pressed_again_and_done_once(people: People, cast: Cast) -> None:
    with transactions.deed():
        paper = journeys.at_state(cast, State.SENT).id
    reviewer = people("he").open(f"/submissions/{paper}/acceptance")
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        # The server has done it; the answer never arrives.
        lost.append(route.fetch(max_redirects=0).status)
        route.abort("aborted")

    reviewer.page.route("**/acceptance", lose)
    again = "document.querySelector('form.confirm').submit()"
    reviewer.page.evaluate(again)
    wait_until(reviewer.page, lambda: lost)
    assert lost == [303] and steps(paper, Action.ACCEPT) == 1
    reviewer.page.evaluate(again)
    reviewer.page.wait_for_url(f"**/submissions/{paper}")
    expect(reviewer.page.locator(".callout.done").first).to_contain_text("已签收，请审核")
    assert steps(paper, Action.ACCEPT) == 1


def test_the_answer_of_a_batch_is_reloaded_and_nothing_is_done_twice(people: People, cast: Cast) -> None:
    with transactions.deed():
        papers = [journeys.submit(journeys.draft_task_sheet(cast, who), cast).id for who in ("luo", "he")]
    signer = people("meng").open("/dispatch")
    for tick in signer.page.locator("input[name=ids]").all():
        tick.check()
    signer.press("审签所选").press("审签这 2 件")
    expect(signer.page.locator("h1")).to_have_text("已审签 2 件")
    signer.page.reload()
    expect(signer.page.locator("h1")).to_have_text("已审签 2 件")
    assert [steps(paper, Action.SIGN_OFF) for paper in papers] == [1, 1]
    assert db.session.scalar(db.select(db.func.count(RenderKey.key))) == 1


def test_back_after_a_press_finds_what_came_of_it_and_not_the_button(people: People, cast: Cast) -> None:
    with transactions.deed():
        paper = journeys.at_state(cast, State.IN_SIGN_OFF).id
    signer = people("chen").open(f"/submissions/{paper}/sign-off")
    signer.page.locator("form.confirm").get_by_role("button", name="审签同意", exact=True).click()
    signer.page.wait_for_url(f"**/submissions/{paper}")
    signer.page.go_back()
    buttons = signer.page.locator("form.confirm").get_by_role("button", name="审签同意", exact=True)
    if buttons.count():
        # A browser that kept the page: pressed again, it is answered and not done.
        buttons.click()
        signer.page.wait_for_url(f"**/submissions/{paper}")
    assert steps(paper, Action.SIGN_OFF) == 1
