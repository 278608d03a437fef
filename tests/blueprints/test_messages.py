"""消息: read by their person alone, opened by a post, counted in the bar; looking changes nothing."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests import journeys
from tests.client import Page
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries, queries_of
from tests.services.messages.inboxes import messages_of, unread_of
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import MessageKind
from youthwork.services.jobs import daily, runner
from youthwork.services.messages import inbox, telling

POINTS = "团云溪县委 · 联系点汇总表"


def bell(page: Page) -> str:
    [found] = [
        each for each in page.all("a") if each.get("href") == "/messages" and each.get("class") == "bar-act"
    ]
    return re.sub(r"\D", "", "".join(found.itertext()))


def headings(page: Page) -> list[str]:
    return page.words("h3")


def test_it_works(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.RETURNED)
    db.session.commit()
    page = browser.sign_in("zhou").get("/messages")
    assert page.title == "消息，2 条未读" and bell(page) == "2"
    assert headings(page)[0] == f"退回补正：{POINTS}"
    assert "请补充第二项的效果" in page.text and "期限 4月7日 · 还有 6 天" in page.text
    assert "现在： 退回补正 在团云溪县委 · 第 1 天" in page.text and "何志远（团青岚市委组织部）" in page.text


def test_somebody_who_was_told_nothing_has_no_count_and_an_empty_inbox(browser: Browser) -> None:
    page = browser.sign_in("wai").get("/messages")
    assert page.title == "消息" and bell(page) == "" and "没有未读的消息" in page.text
    assert "这里没有消息" in browser.get("/messages?all=1").text


def test_looking_changes_nothing_opening_reads_it_and_leads_on(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    db.session.commit()
    browser.sign_in("he")
    for _ in range(2):
        assert headings(browser.get("/messages")) == [f"待你签收：{POINTS}"]
    [message] = messages_of(cast, "he")
    answer = browser.send("POST", f"/messages/{message.id}/opening")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/submissions/{paper.id}")
    db.session.rollback()
    assert unread_of(cast, "he") == [] and bell(browser.get("/")) == ""


def test_nobody_opens_or_reads_the_message_of_another(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    db.session.commit()
    [message] = messages_of(cast, "he")
    browser.sign_in("cheng")
    for noun in ("opening", "reading"):
        assert browser.send("POST", f"/messages/{message.id}/{noun}").status_code == 404
    db.session.rollback()
    assert unread_of(cast, "he") == [f"待你签收：{POINTS}"]


def test_all_are_marked_as_far_as_the_page_showed_and_no_further(browser: Browser, cast: Cast) -> None:
    he = cast.person("he")
    telling.tell(he, MessageKind.POST, once="1", title="第一条")
    db.session.commit()
    newest = browser.sign_in("he").get("/messages").field("until")
    telling.tell(he, MessageKind.POST, once="2", title="后来的")
    db.session.commit()
    browser.send("POST", "/messages/reading", data={"until": newest})
    db.session.rollback()
    assert unread_of(cast, "he") == ["后来的"]


def test_they_are_filtered_by_kind_and_paged_by_what_is_older(browser: Browser, cast: Cast) -> None:
    he = cast.person("he")
    for number in range(35):
        telling.tell(he, MessageKind.PROGRESS, once=f"p{number}", title=f"进展{number}")
    telling.tell(he, MessageKind.FILED, once="f", title="已备案：某件")
    db.session.commit()
    browser.sign_in("he")
    assert headings(browser.get("/messages?kind=filed")) == ["已备案：某件"]
    first = browser.get("/messages?kind=progress")
    assert len(headings(first)) == inbox.PAGE
    [older] = [each.get("href") for each in first.all("a", rel="next")]
    assert headings(browser.get(older or "")) == [f"进展{number}" for number in (4, 3, 2, 1, 0)]
    assert headings(browser.get("/messages?kind=nonsense&before=x"))[0] == "已备案：某件"


def test_many_unread_are_not_counted_out(browser: Browser, cast: Cast) -> None:
    for number in range(105):
        telling.tell(cast.person("he"), MessageKind.PROGRESS, once=f"{number}", title="进展")
    db.session.commit()
    page = browser.sign_in("he").get("/messages")
    assert page.title == "消息，99+ 条未读" and "99+" in page.text


def test_who_may_no_longer_see_the_paper_reads_that_and_nothing_of_it(browser: Browser, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast), cast, State.ACCEPTED)
    telling.tell(
        cast.person("bai"), MessageKind.PROGRESS, once="x", title="题", words="里面的话", submission=paper,
        url=f"/submissions/{paper.id}",
    )  # fmt: skip
    db.session.commit()
    page = browser.sign_in("bai").get("/messages")
    assert "现在不在你的可见范围内" in page.text and "里面的话" not in page.text
    assert not [form for form in page.all("form") if (form.get("action") or "").endswith("/opening")]


def test_words_somebody_wrote_are_shown_as_words(browser: Browser, cast: Cast) -> None:
    telling.tell(
        cast.person("he"), MessageKind.POST, once="x", title="<b>题</b>", words="<script>alert(1)</script>"
    )
    db.session.commit()
    page = browser.sign_in("he").get("/messages")
    assert "<script>alert" not in page.html and "<script>alert(1)</script>" in page.text


def test_a_message_leads_nowhere_outside(browser: Browser, cast: Cast) -> None:
    telling.tell(cast.person("he"), MessageKind.POST, once="x", title="题", url="//evil.example/")
    db.session.commit()
    [message] = messages_of(cast, "he")
    browser.sign_in("he")
    assert browser.send("POST", f"/messages/{message.id}/opening").headers["Location"] == "/messages"


def test_the_day_s_digest_can_be_read(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    db.session.commit()
    browser.sign_in("he")
    assert "还没有汇总" in browser.get("/messages/digests").text
    daily.ask_for_today()
    runner.run_until_empty()
    page = browser.get("/messages/digests")
    assert "2026年4月1日 星期三" in page.text and f"待你签收：{POINTS}" in page.text


@pytest.mark.parametrize(("who", "is_told"), [("zhou", True), ("li", False)])
def test_letters_that_do_not_get_through_are_told_to_the_administrator(
    app: Flask, browser: Browser, cast: Cast, who: str, is_told: bool
) -> None:
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9?from=tuanwu@example.cn"
    zhou = cast.person("zhou")
    zhou.email, zhou.wants_mail = "zhou@example.cn", True
    journeys.at_state(cast, State.RETURNED)
    db.session.commit()
    runner.run_until_empty()
    assert ("有 1 封邮件没有发出去" in browser.sign_in(who).get("/messages").text) is is_told


def test_the_bell_costs_no_query_of_its_own(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    db.session.commit()
    browser.sign_in("he")
    told = queries_of(lambda: browser.get("/more"))
    assert len([each for each in told if "message" in each]) == 1
    assert count_queries(lambda: browser.get("/messages")) <= 10
