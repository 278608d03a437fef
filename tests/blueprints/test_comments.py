"""批注 on pages: written without and with htmx, seen where it is pinned, and by nobody it is not for."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Comment, Submission
from youthwork.services.path import comments, dispatch, review

WORDS = "请写团总支的全称"


def first_row(paper: Submission) -> str:
    return f"rows-{paper.answers['rows'][0]['id']}"


def commented(cast: Cast, state: State = State.ACCEPTED, who: str = "he") -> Submission:
    paper = journeys.at_state(cast, state)
    comments.write(paper, cast.person(who), f"{first_row(paper)}-committee", WORDS, "云溪镇机关团总支")
    return paper


@pytest.mark.parametrize(
    ("sealed", "who", "field", "options"),
    [
        (True, "he", "rows-{row}", ["整行", "姓名", "职务", "联系方式", "联系指导的团委"]),
        (True, "he", "filler", []),
        (False, "tang", "other_activities", []),
        (False, "tang", "known-birth_month", []),
    ],
)
def test_it_works(
    browser: Browser, cast: Cast, sealed: bool, who: str, field: str, options: list[str]
) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed)
    row = paper.answers["rows"][0]["id"] if sealed else ""
    name = field.format(row=row)
    shown = browser.sign_in(who).get(f"/submissions/{paper.id}")
    [link] = [each for each in shown.all("a") if (each.get("href") or "").endswith(f"field={name}")]
    page = browser.get(link.get("href") or "")
    assert page.words("option") == options
    page = browser.press(page, "保存批注", {"text": WORDS})
    assert f"你的批注：{WORDS}" in page.text and "已批注 1 处" in page.text


def test_a_comment_is_changed_and_removed_where_it_stands(browser: Browser, cast: Cast) -> None:
    paper = commented(cast)
    page = browser.sign_in("he").get(f"/submissions/{paper.id}")
    assert "你的批注：请写团总支的全称；建议改为“ 云溪镇机关团总支 ”" in page.text
    form = browser.follow(page, "改批注：联系点第 1 行 · 联系指导的团委")
    assert form.field("text") == WORDS and form.field("proposed") == "云溪镇机关团总支"
    page = browser.press(form, "保存批注", {"text": "写全称", "proposed": ""})
    assert "你的批注：写全称" in page.text and "建议改为" not in page.text
    page = browser.press(page, "删批注：联系点第 1 行 · 联系指导的团委")
    assert "你的批注" not in page.text and "还没有批注" in page.text


def test_a_comment_that_says_nothing_keeps_the_form_and_what_was_typed(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    form = browser.sign_in("he").get(f"/submissions/{paper.id}/comments/new?field=rows")
    form = browser.press(form, "保存批注", {"text": "长" * 501}, status=422)
    assert "最多 500 个字" in form.text and form.field("text") == "长" * 501
    form = browser.press(form, "保存批注", {"text": " "}, status=422)
    assert "请写下批注的意见" in form.text


def test_with_htmx_only_the_place_is_answered_and_the_count_beside_it(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    row = first_row(paper)
    here = {"HX-Request": "true"}
    client = browser.sign_in("he")
    form = client.send("GET", f"/submissions/{paper.id}/comments/new?field={row}", headers=here)
    html = form.get_data(as_text=True)
    assert f'id="at-{row}"' in html and "data-comment-form" in html and "<html" not in html
    posted = {"field": f"{row}-phone", "text": WORDS}
    done = client.send("POST", f"/submissions/{paper.id}/comments", data=posted, headers=here)
    html = done.get_data(as_text=True)
    assert WORDS in html and "data-comment-form" not in html
    assert 'hx-swap-oob="true"' in html and "已批注 1 处" in html


@pytest.mark.parametrize("who", ["zhou", "chen", "li"])
def test_the_owner_sees_nothing_of_it_before_it_is_given_out(browser: Browser, cast: Cast, who: str) -> None:
    paper = commented(cast)
    for address in ("", "/preview", "/face"):
        answer = browser.sign_in(who).send("GET", f"/submissions/{paper.id}{address}")
        assert WORDS not in answer.get_data(as_text=True)
    journeys.return_(paper, cast, "请看批注")
    assert WORDS in browser.get(f"/submissions/{paper.id}").text


def test_what_the_signer_wrote_never_reaches_the_receiver(browser: Browser, cast: Cast) -> None:
    paper = commented(cast, State.IN_SIGN_OFF, "chen")
    reason = "数字对不上，先核对"
    dispatch.send_back(paper, cast.person("chen"), paper.version, reason)
    assert {WORDS, reason} <= set(_said(browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft").text))
    journeys.walk_on(paper, cast, State.ACCEPTED)
    for who in ("he", "cheng"):
        assert _said(browser.sign_in(who).get(f"/submissions/{paper.id}").text) == []
    assert set(_said(browser.sign_in("zhou").get(f"/submissions/{paper.id}").text)) == {WORDS, reason}


def _said(text: str) -> list[str]:
    return [words for words in (WORDS, "数字对不上，先核对") if words in text]


def test_why_a_department_passed_it_on_is_not_the_owners_to_read(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    other = cast.organ("团示范省委学校部")
    review.reassign(paper, cast.person("tang"), paper.version, other.id, "我们部没有人手")
    pages = (f"/submissions/{paper.id}", f"/submissions/{paper.id}/progress", "/", "/messages")
    luo = browser.sign_in("luo")
    assert [page for page in pages if "我们部没有人手" in luo.get(page).text] == []
    xu = browser.sign_in("xu")
    assert [page for page in pages if "我们部没有人手" in xu.get(page).text] == [pages[0], pages[1], pages[3]]
    filing = journeys.file_(journeys.accept(paper, cast, by="xu"), cast)
    assert "我们部没有人手" not in browser.sign_in("luo").get(f"/filings/{filing.id}").text
    assert "我们部没有人手" in browser.sign_in("xu").get(f"/filings/{filing.id}").text


@pytest.mark.parametrize("who", ["zhou", "cheng", "mai"])
def test_who_may_not_return_the_paper_finds_no_link_and_no_door(
    browser: Browser, cast: Cast, who: str
) -> None:
    paper = commented(cast)
    comment = db.session.scalars(db.select(Comment)).one()
    client = browser.sign_in(who)
    wanted = 404 if who == "mai" else 403
    for method, url in (
        ("GET", "comments/new?field=filler"),
        ("POST", "comments"),
        ("GET", f"comments/{comment.id}"),
        ("POST", f"comments/{comment.id}"),
        ("POST", f"comments/{comment.id}/removal"),
    ):
        answer = client.send(method, f"/submissions/{paper.id}/{url}", data={"field": "filler", "text": "x"})
        assert answer.status_code == wanted, url
    if who != "mai":
        assert "批注整项" not in client.get(f"/submissions/{paper.id}").text


def test_a_phone_in_a_comments_quotation_is_masked_for_who_only_passes_by(
    browser: Browser, cast: Cast
) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast, "jiao"), cast, State.ACCEPTED)
    phone = cast.person("jiao").phone
    reviewer = db.session.get_one(Submission, paper.id).accepted_by
    assert reviewer is not None
    comments.write(paper, reviewer, "filler_phone", "请核对", "13800008888")
    journeys.return_(paper, cast)
    shown = browser.sign_in("gu").get(f"/submissions/{paper.id}")
    assert phone not in shown.text and "13800008888" not in shown.text and "请核对" in shown.text


def test_it_costs_no_more_than_two_queries_more(browser: Browser, cast: Cast, app: Flask) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    browser.sign_in("he")
    before = count_queries(lambda: browser.get(f"/submissions/{paper.id}"))
    for name in ("filler", "filler_phone", "rows"):
        comments.write(paper, cast.person("he"), name, WORDS)
    assert count_queries(lambda: browser.get(f"/submissions/{paper.id}")) <= before + 3
