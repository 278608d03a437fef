"""代理, the pages: named by the holder, listed for the unit, ended early; marked on the deputy's desk."""

from __future__ import annotations

from flask import Flask

from tests import journeys
from tests.client import Page, PageClient
from tests.factories import Cast
from tests.services.personnel.test_delegations import name, post_of
from youthwork.domain.duties import Duty
from youthwork.extensions import db
from youthwork.models import Delegation


def post_form(client: PageClient, cast: Cast, status: int = 303, **changes: object) -> Page:
    posted = {
        "duties": ["签发人"],
        "deputy": str(cast.person("li").id),
        "starts_on": "2026-04-01",
        "ends_on": "2026-04-10",
        "reason": "党校培训",
        **changes,
    }
    return client.post(f"/appointments/{post_of(cast, 'chen').id}/delegations", posted, status=status)


def test_it_works(client: PageClient, cast: Cast) -> None:
    client.sign_in("chen")
    county = cast.organ("团云溪县委").id
    assert "请人代理我的职责" in client.get(f"/organizations/{county}/delegations").text
    page = client.get(post_form(client, cast).response.headers["Location"])
    assert "李堃（代陈昱）" in page.text and "代理中" in page.text


def test_the_deputys_desk_marks_for_whom(client: PageClient, cast: Cast) -> None:
    name(cast, "chen", "li", Duty.SIGNER)
    paper = journeys.submit(journeys.draft_task_sheet(cast, "mai"), cast)
    db.session.commit()
    assert "代陈昱" in client.sign_in("li").get("/").text
    client.post(f"/submissions/{paper.id}/sign-off", {"version": str(paper.version)}, status=303)
    shown = client.get(f"/submissions/{paper.id}").text
    assert "李堃（代陈昱）（团云溪县委） 审签同意" in shown


def test_a_refusal_keeps_what_was_typed_and_says_why(client: PageClient, cast: Cast) -> None:
    client.sign_in("chen")
    page = post_form(client, cast, status=422, ends_on="2026-03-01")
    assert "不能早于开始日期" in page.text and page.field("ends_on") == "2026-03-01"
    assert page.field("reason") == "党校培训"
    assert "请勾选要代理的职责" in post_form(client, cast, status=422, duties=[]).text
    assert db.session.scalar(db.select(Delegation)) is None


def test_the_keeper_of_a_seal_is_shown_the_way_to_hand_it_over(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("li").get(f"/appointments/{post_of(cast, 'li').id}/delegations/new")
    assert "监交人在场" in page.text and "/seals" in [each.get("href") for each in page.all("a")]
    assert "印章管理员：用印并登记" not in page.text


def test_ending_it_early_takes_the_right_away_at_once(client: PageClient, app: Flask, cast: Cast) -> None:
    [given] = name(cast, "chen", "li", Duty.SIGNER)
    paper = journeys.submit(journeys.draft_task_sheet(cast, "mai"), cast)
    db.session.commit()
    client.sign_in("chen").post(f"/delegations/{given.id}/ending", {}, status=303)
    client.sign_in("li").post(
        f"/submissions/{paper.id}/sign-off", {"version": str(paper.version)}, status=403
    )
