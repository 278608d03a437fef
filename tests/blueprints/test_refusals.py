"""拒绝: a sentence for the person, a record that outlives the rollback, and nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests import journeys
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import AuditRecord, Draft, Filing, NumberSeries, Submission
from youthwork.services.path import dispatch, filing


def refusals() -> list[tuple[int | None, str]]:
    rows = db.session.execute(
        db.select(AuditRecord.user_id, AuditRecord.sentence)
        .where(AuditRecord.kind == "refusal")
        .order_by(AuditRecord.id)
    )
    return [(user_id, sentence) for user_id, sentence in rows]


@contextmanager
def read_only(engine: str) -> Iterator[None]:
    """A database that takes no writes, as on a full or read-only disk."""

    def refuse(connection: Any, _record: Any, _proxy: Any) -> None:
        if engine == "sqlite":
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.read_only = True

    db.session.commit()
    db.engine.dispose()
    event.listen(db.engine, "checkout", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", refuse)
        db.engine.dispose()


def test_a_refusal_is_recorded_although_the_deed_was_rolled_back(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    page = browser.sign_in("zhou").post(f"/submissions/{paper.id}/sign-off", {}, status=403)
    assert page.title == "不能这样办" and "“审签同意”由团云溪县委的签发人办理" in page.text
    [(user_id, sentence)] = refusals()
    assert user_id == cast.people["zhou"].id
    assert sentence.startswith(f"POST /submissions/{paper.id}/sign-off") and "签发人" in sentence


def test_a_deed_that_fails_half_way_leaves_nothing(
    browser: Browser, cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    version = paper.version
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail(_filing: Filing) -> None:
        raise RuntimeError("the index broke")

    monkeypatch.setattr(filing, "add_to_index", fail)
    page = browser.sign_in("he").post(
        f"/submissions/{paper.id}/filing", {"version": str(version)}, status=500
    )
    assert page.title == "系统出错，这一步没有办成"
    db.session.expire_all()
    kept = db.session.get_one(Submission, paper.id)
    assert (kept.state, kept.version) == (State.ACCEPTED, version)
    assert not db.session.scalars(db.select(Filing)).all()
    monkeypatch.undo()
    monkeypatch.setattr("youthwork.services.printing.papers.produce", lambda paper_id: None)
    browser.post(f"/submissions/{paper.id}/filing", {"version": str(version)})
    [made] = db.session.scalars(db.select(Filing)).all()
    assert made.number == 1, "the number of the failed try was not used up"


def test_a_database_that_cannot_be_written_is_said_in_a_sentence(
    browser: Browser, cast: Cast, engine: str
) -> None:
    paper = journeys.at_state(cast, State.PRESSED)
    browser.sign_in("zhou")
    data = {"version": str(paper.version)}
    with read_only(engine):
        page = browser.post(f"/submissions/{paper.id}/sending", data, status=503)
        assert "数据库现在写不进去" in page.text and "没有保存任何改动" in page.text
        assert browser.get(f"/submissions/{paper.id}").title, "reading goes on"
    db.session.expire_all()
    kept = db.session.get_one(Submission, paper.id)
    assert kept.state is State.PRESSED and kept.intake_number is None
    browser.post(f"/submissions/{paper.id}/sending", data)


def test_autosave_never_says_saved_when_it_was_not(browser: Browser, cast: Cast, engine: str) -> None:
    paper = journeys.draft_contact_points(cast)
    browser.sign_in("zhou")
    data = {"filler": "没存上", "client_id": "a", "sequence": "1", "base_revision": "2"}
    url = f"/submissions/{paper.id}/draft"
    with read_only(engine):
        answer = browser.send("POST", url, data=data, headers={"X-Autosave": "1"})
        assert answer.status_code == 503 and "写不进去" in answer.text and "已保存" not in answer.text
        assert "没存上" not in browser.get(url).text
    answer = browser.send("POST", url, data=data, headers={"X-Autosave": "1"})
    assert answer.json["saved"] == "已保存 12:00" and db.session.get_one(Draft, paper.id).fields[
        "filler"
    ] == ["没存上"]


def test_the_fault_page_stands_when_the_database_does_not(browser: Browser, app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browser.sign_in("zhou")
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE person RENAME TO gone")
    page = browser.get("/", status=500)
    assert page.title == "系统出错，这一步没有办成" and "person" not in page.text


def test_a_lost_page_says_where_to_go(browser: Browser) -> None:
    page = browser.sign_in("zhou").get("/nowhere", status=404)
    assert page.title == "没有找到" and browser.follow(page, "回工作台").url == "/"
    assert "这个地址不接受这样的请求" in browser.post("/notices", {}, status=405).text


def test_the_way_back_leads_to_the_page_one_came_from_and_never_off_the_site(
    browser: Browser, cast: Cast
) -> None:
    paper = journeys.at_state(cast, State.SENT)
    browser.sign_in("zhou")
    url = f"/submissions/{paper.id}/sign-off"
    page = browser.get(url, status=409, headers={"Referer": "http://localhost/notices"})
    assert browser.follow(page, "返回").url == "/notices"
    page = browser.get(url, status=409, headers={"Referer": "http://evil.example/x"})
    assert "evil" not in page.html


def test_a_number_once_taken_is_not_taken_again_after_a_refusal(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    paper = journeys.at_state(cast, State.PRESSED)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    before = db.session.scalar(db.select(db.func.count()).select_from(NumberSeries))

    def fail(*_: object) -> str:
        raise RuntimeError("after the number was taken")

    monkeypatch.setattr(dispatch, "intake_number", fail)
    browser.sign_in("zhou").post(
        f"/submissions/{paper.id}/sending", {"version": str(paper.version)}, status=500
    )
    db.session.expire_all()
    assert db.session.scalar(db.select(db.func.count()).select_from(NumberSeries)) == before
    assert db.session.get_one(Submission, paper.id).state is State.PRESSED
