"""办一次 (promise 2): what a page posts counts once, however often it arrives; another content is asked about."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from tests import journeys
from tests.client import PageClient
from tests.conftest import make_app, on_both_engines
from tests.factories import NOW, Cast
from tests.plain_browser import Browser
from tests.processes import running
from tests.stage import png
from youthwork.domain.workflow import Action, State
from youthwork.extensions import db
from youthwork.models import Draft, Filing, RenderKey, SealImpression, Submission, SubmissionEvent
from youthwork.services import once as keys
from youthwork.services import transactions

KEY = "f" * 32


def events(paper_id: int, action: Action) -> int:
    db.session.rollback()
    asked = db.select(db.func.count(SubmissionEvent.id)).where(
        SubmissionEvent.submission_id == paper_id, SubmissionEvent.action == action
    )
    return db.session.scalar(asked) or 0


def posted(paper: Submission, **fields: str) -> dict[str, str]:
    return {"version": str(paper.version), "render_key": KEY, **fields}


def test_the_form_of_a_page_carries_a_key_of_its_own_each_time(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    browser.sign_in("he")
    drawn = {browser.get(f"/submissions/{paper.id}/acceptance").field("render_key") for _ in range(3)}
    assert len(drawn) == 3 and all(len(key) == 32 for key in drawn)
    assert db.session.scalar(db.select(db.func.count(RenderKey.key))) == 0, "drawing a page writes nothing"


def test_a_second_press_is_answered_like_the_first_in_its_own_words(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    browser.sign_in("he")
    url, data = f"/submissions/{paper.id}/filing", posted(paper)
    first = browser.post(url, data, follow=True)
    second = browser.post(url, data, follow=True)
    [filing] = db.session.scalars(db.select(Filing))
    assert first.url == second.url == f"/filings/{filing.id}"
    assert f"已予以备案：{filing.filing_number}" in second.text, "who pressed twice reads what came of it"


def test_a_refused_deed_leaves_no_key_and_can_be_pressed_again(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    browser.sign_in("he").post(
        f"/submissions/{paper.id}/filing", {**posted(paper), "version": "1"}, status=409
    )
    assert db.session.get(RenderKey, KEY) is None
    browser.post(f"/submissions/{paper.id}/filing", posted(paper))
    assert events(paper.id, Action.FILE) == 1


def test_a_form_that_came_back_with_errors_is_mended_and_pressed_under_the_same_key(
    browser: Browser, cast: Cast
) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    browser.sign_in("chen").post(f"/submissions/{paper.id}/send-back", posted(paper, reason=""), status=422)
    browser.post(f"/submissions/{paper.id}/send-back", posted(paper, reason="第 2 行的职务写错了"))
    assert events(paper.id, Action.SEND_BACK) == 1


def test_another_content_under_the_key_shows_what_was_done_and_what_is_different(
    browser: Browser, cast: Cast
) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    url, data = f"/submissions/{paper.id}/send-back", posted(paper)
    browser.sign_in("chen").post(url, {**data, "reason": "第 2 行的职务写错了"})
    clash = browser.post(url, {**data, "reason": "第 3 行也要改"}, status=409)
    assert clash.title == "这一页已经办过一次，这次的内容不同"
    assert "陈昱" in clash.text and "今天 12:00" in clash.text and "已退回修改" in clash.text
    assert clash.words("td") == ["原因", "第 2 行的职务写错了", "第 3 行也要改"]
    assert clash.field("render_key") != KEY
    assert events(paper.id, Action.SEND_BACK) == 1
    assert browser.follow(clash, "去看办好的").url == "/dispatch"


def test_doing_it_again_from_the_clash_page_is_checked_anew(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    url, data = f"/submissions/{paper.id}/send-back", posted(paper)
    browser.sign_in("chen").post(url, {**data, "reason": "改第 2 行"})
    clash = browser.post(url, {**data, "reason": "改第 3 行"}, status=409)
    refused = browser.press(clash, "用这次的内容再办", status=409)
    assert "退回修改" in refused.text and events(paper.id, Action.SEND_BACK) == 1
    assert refused.words("textarea") == ["改第 3 行"], "what was written can still be copied"


def test_the_key_of_somebody_else_says_nothing_about_what_they_did(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    browser.sign_in("he").post(f"/submissions/{paper.id}/filing", posted(paper))
    page = browser.sign_in("meng").post(f"/submissions/{paper.id}/filing", posted(paper), status=409)
    assert "不是由你打开的" in page.text and "岚青备" not in page.text.split("不是由你打开的")[1]


def test_one_key_at_two_doors_is_a_clash_and_not_a_second_deed(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    browser.sign_in("he").post(f"/submissions/{paper.id}/return", posted(paper, reason="请补充第二项"))
    page = browser.post(f"/submissions/{paper.id}/filing", posted(paper), status=409)
    assert "按的是另一个按钮" in page.text
    assert events(paper.id, Action.FILE) == 0


def test_another_file_under_the_key_is_a_clash_and_the_same_file_is_not(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    browser.sign_in("li")
    url, data = f"/submissions/{paper.id}/impression", posted(paper)

    def press(content: bytes, status: int) -> str:
        return browser.post(url, {**data, "scan": (BytesIO(content), "盖章件.png")}, status).text

    press(png(), 303)
    press(png(), 303)
    assert "文件不能留在这一页上" in press(png() + b" ", 409)
    assert db.session.scalar(db.select(db.func.count(SealImpression.id))) == 1


def test_beginning_a_draft_twice_leads_to_the_one_there_is(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in("zhou").get("/")
    first = browser.press(page, "开始填报", beside="联系点汇总表")
    assert browser.press(page, "开始填报", beside="联系点汇总表").url == first.url
    assert db.session.scalar(db.select(db.func.count(Draft.submission_id))) == 1


def test_a_batch_reloaded_says_again_what_came_of_it(browser: Browser, cast: Cast) -> None:
    papers = [journeys.submit(journeys.draft_task_sheet(cast, who), cast) for who in ("luo", "he")]
    ids = [f"{paper.id}:{paper.version}" for paper in papers]
    browser.sign_in("meng")
    for _ in range(2):
        page = browser.post("/batches/sign-off", {"ids": ids, "render_key": KEY}, status=200)
        assert page.title == "已审签 2 件"
    assert [events(paper.id, Action.SIGN_OFF) for paper in papers] == [1, 1]
    clash = browser.post("/batches/sign-off", {"ids": ids[:1], "render_key": KEY}, status=409)
    assert "勾选的材料" in clash.text


def test_a_post_without_a_key_is_done_as_it_comes(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    browser.sign_in("he").post(f"/submissions/{paper.id}/acceptance", {"version": str(paper.version)})
    assert events(paper.id, Action.ACCEPT) == 1
    assert db.session.scalar(db.select(db.func.count(RenderKey.key))) == 0


def test_old_keys_are_swept_away_and_fresh_ones_stay(app: Flask, cast: Cast) -> None:
    person = cast.person("he").id
    for key, days in (("a" * 32, 8), ("b" * 32, 6)):
        row = {"door": "/x", "payload_sha256": "0" * 64, "posted": {}, "person_id": person}
        db.session.add(RenderKey(key=key, used_at=NOW - timedelta(days=days), **row))
    db.session.commit()
    with transactions.deed():
        assert keys.claim(keys.Press("0" * 32, person, "/x", {})) is None
    assert set(db.session.scalars(db.select(RenderKey.key))) == {"b" * 32, "0" * 32}


@on_both_engines
def test_presses_at_the_same_moment_do_it_once_and_are_all_answered(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    url, data = f"/submissions/{paper.id}/filing", posted(paper)
    people = [PageClient(app).sign_in("he") for _ in range(3)]
    db.session.commit()
    start = threading.Barrier(len(people))

    def press(person: PageClient) -> tuple[int, str | None]:
        start.wait(timeout=20)
        answer = Context().run(lambda: person.http.post(url, data=data))
        return answer.status_code, answer.headers.get("Location")

    with ThreadPoolExecutor(len(people)) as threads:
        answers = list(threads.map(press, people))
    db.session.rollback()
    [filing] = db.session.scalars(db.select(Filing))
    assert answers == [(303, f"/filings/{filing.id}")] * 3
    assert events(paper.id, Action.FILE) == 1


def press_in_a_process(url: str, place: str, door: str, data: dict[str, str], mark: str) -> None:
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    client = app.test_client()
    client.post("/login", data={"username": "he", "password": "demo"})
    answer = client.post(door, data=data)
    (Path(place) / mark).write_text(f"{answer.status_code} {answer.headers.get('Location')}")


def test_presses_from_two_processes_do_it_once(
    app: Flask, cast: Cast, database: tuple[str, Cast], tmp_path: Path
) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    door = f"/submissions/{paper.id}/filing"
    shares = [(database[0], str(tmp_path), door, posted(paper), f"answer-{at}") for at in range(2)]
    with running(press_in_a_process, shares) as processes:
        for process in processes:
            process.join(timeout=90)
        assert [process.exitcode for process in processes] == [0, 0]
    db.session.rollback()
    [filing] = db.session.scalars(db.select(Filing))
    assert {(tmp_path / f"answer-{at}").read_text() for at in range(2)} == {f"303 /filings/{filing.id}"}


@pytest.mark.parametrize("key", ["x" * 41, "x" * 4000])
def test_a_key_too_long_to_be_ours_is_no_key(browser: Browser, cast: Cast, key: str) -> None:
    paper = journeys.at_state(cast, State.SENT)
    data = {"version": str(paper.version), "render_key": key}
    browser.sign_in("he").post(f"/submissions/{paper.id}/acceptance", data)
    assert events(paper.id, Action.ACCEPT) == 1
