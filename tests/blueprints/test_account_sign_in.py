"""登录: who gets in, who is locked out, and what a stranger can learn from the refusals."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, session

from tests import factories
from tests.client import Page, PageClient
from tests.conftest import make_app
from youthwork.domain.errors import StoreUnwritable
from youthwork.extensions import db
from youthwork.models import AuditRecord, SignInAttempt
from youthwork.services import transactions
from youthwork.services.personnel import sign_in

WRONG = "Wrong-Secret-99"


def attempt(client: PageClient, username: str, password: str = WRONG, status: int = 422) -> Page:
    return client.post("/login", {"username": username, "password": password}, status=status)


def lock(client: PageClient, username: str) -> Page:
    for _ in range(4):
        attempt(client, username)
    return attempt(client, username, status=429)


def test_it_works(client: PageClient) -> None:
    page = client.post("/login", {"username": "zhou", "password": "demo"})
    assert page.response.headers["Location"] == "/"
    assert "周可儿" in client.get("/me").html


def test_a_username_is_found_in_capitals_and_full_width(client: PageClient) -> None:
    client.post("/login", {"username": " ＺHOU ", "password": "demo"})


def test_an_empty_form_names_both_fields(client: PageClient) -> None:
    page = client.post("/login", {}, status=422)
    assert "请填写用户名" in page.text and "请填写密码" in page.text


def test_the_typed_password_is_not_written_back(client: PageClient) -> None:
    page = attempt(client, "zhou")
    assert WRONG not in page.html and page.field("username") == "zhou"


def test_an_unknown_name_is_refused_like_a_wrong_password(client: PageClient) -> None:
    known, unknown = attempt(client, "zhou"), attempt(client, "nobody")
    assert known.text == unknown.text


def test_an_unknown_name_costs_a_hash_like_a_known_one(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []

    def count(password_hash: str | None, password: str) -> bool:
        hashed.append(password_hash)
        return False

    monkeypatch.setattr(sign_in.passwords, "matches", count)
    attempt(client, "zhou")
    attempt(client, "nobody")
    assert len(hashed) == 2 and hashed[1] is None


def test_the_fifth_failure_locks_and_says_until_when(client: PageClient) -> None:
    page = lock(client, "zhou")
    assert "已锁定到 12:15" in page.text
    assert "已锁定到 12:15" in attempt(client, "zhou", "demo", 429).text


def test_an_unknown_name_is_locked_like_a_known_one(client: PageClient) -> None:
    known, unknown = lock(client, "zhou"), lock(client, "nobody")
    assert known.text == unknown.text


def test_a_lock_is_one_name_s_own(client: PageClient) -> None:
    lock(client, "zhou")
    client.sign_in("chen")


def test_the_lock_survives_a_restart(client: PageClient, app: Flask, tmp_path: Path) -> None:
    lock(client, "zhou")
    restarted = make_app(tmp_path, SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"])
    answer = restarted.test_client().post("/login", data={"username": "zhou", "password": "demo"})
    assert answer.status_code == 429
    with restarted.app_context():
        db.engine.dispose()


def test_the_lock_opens_after_fifteen_minutes_and_five_more_are_needed(
    client: PageClient, app: Flask
) -> None:
    lock(client, "zhou")
    app.config["CLOCK"] = lambda: factories.NOW + timedelta(minutes=15)
    attempt(client, "zhou")
    client.sign_in("zhou")


def test_failures_far_apart_do_not_lock(client: PageClient, app: Flask) -> None:
    for number in range(6):
        app.config["CLOCK"] = lambda number=number: factories.NOW + timedelta(minutes=4 * number)
        attempt(client, "zhou")


def test_a_success_forgets_the_failures_before_it(client: PageClient) -> None:
    for _ in range(4):
        attempt(client, "zhou")
    client.sign_in("zhou")
    for _ in range(4):
        attempt(PageClient(client.http.application), "zhou")
    client.sign_in("zhou")


def test_tries_while_locked_do_not_make_the_lock_longer(client: PageClient, app: Flask) -> None:
    lock(client, "zhou")
    app.config["CLOCK"] = lambda: factories.NOW + timedelta(minutes=14)
    attempt(client, "zhou", status=429)
    app.config["CLOCK"] = lambda: factories.NOW + timedelta(minutes=15)
    client.sign_in("zhou")


def test_of_many_tries_sent_at_once_only_five_count(client: PageClient, app: Flask) -> None:
    tried = [sign_in.try_password("zhou", WRONG) for _ in range(5)]
    right = sign_in.try_password("zhou", "demo")
    for each in tried:
        sign_in.settle(each)
    assert sign_in.settle(right).is_locked


def test_a_disabled_person_is_out_and_is_told_only_with_the_right_password(
    client: PageClient, cast: factories.Cast
) -> None:
    cast.person("zhou").is_enabled = False
    db.session.commit()
    assert "已停用" not in attempt(client, "zhou").text
    assert "已停用" in attempt(client, "zhou", "demo").text


def test_disabling_ends_the_session_at_once(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("zhou").get("/me")
    cast.person("zhou").is_enabled = False
    db.session.commit()
    assert "/login" in client.get("/me", status=302).response.headers["Location"]


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/me", "/me"),
        ("/archive?q=1", "/archive?q=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/logout", "/"),
        ("/no/such/page", "/"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(client: PageClient, wanted: str, reached: str) -> None:
    page = client.post("/login", {"username": "zhou", "password": "demo", "next": wanted})
    assert page.response.headers["Location"] == reached


def test_the_page_wanted_is_carried_through_a_wrong_password(client: PageClient) -> None:
    page = client.post("/login", {"username": "zhou", "password": WRONG, "next": "/me"}, status=422)
    assert page.field("next") == "/me"


def test_a_session_planted_before_signing_in_does_not_go_on(app: Flask, client: PageClient) -> None:
    with client.http.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    with client.http:
        client.http.post("/login", data={"username": "zhou", "password": "demo"})
        assert "planted" not in session and session.permanent


def test_who_signed_out_is_out(client: PageClient) -> None:
    client.sign_in("zhou").post("/logout")
    client.get("/me", status=302)


def test_signing_out_takes_a_post(client: PageClient) -> None:
    client.sign_in("zhou").get("/logout", status=405)


def test_failures_are_recorded_though_the_page_refuses(client: PageClient) -> None:
    attempt(client, "zhou")
    kinds = db.session.scalars(db.select(AuditRecord.kind)).all()
    assert "sign_in_failed" in kinds
    assert db.session.scalar(db.select(db.func.count()).select_from(SignInAttempt)) == 1


def test_neither_log_nor_audit_keeps_a_password_even_one_typed_as_the_name(
    client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    attempt(client, WRONG)
    attempt(client, "zhou")
    client.sign_in("zhou")
    kept = [row.sentence for row in db.session.scalars(db.select(AuditRecord))]
    kept += [row.username for row in db.session.scalars(db.select(SignInAttempt))]
    assert WRONG.lower() not in " ".join([*kept, caplog.text]).lower()


def test_a_weak_password_must_be_changed_outside_the_demonstration(client: PageClient, app: Flask) -> None:
    app.config["IS_DEMO"] = False
    page = client.post("/login", {"username": "zhou", "password": "demo"})
    assert page.response.headers["Location"] == "/me/password"


def test_the_demonstration_shows_its_cast_and_one_press_signs_in(client: PageClient, app: Flask) -> None:
    place = Path(app.instance_path) / "demo.json"
    player = {
        "username": "zhou",
        "name": "周可儿",
        "organization": "团云溪县委",
        "duty": "副书记",
        "story": "报一张表",
    }
    place.write_text(json.dumps({"password": "demo", "cast": [player]}), encoding="utf-8")
    page = client.get("/login")
    form = next(each for each in page.all("form") if any(i.get("value") == "zhou" for i in each.iter()))
    posted = {i.get("name"): i.get("value") or "" for i in form.iter() if i.get("name")}
    client.post(form.get("action") or "", posted)
    assert "周可儿" in client.get("/me").html


def test_outside_the_demonstration_nothing_of_the_cast_is_shown(client: PageClient, app: Flask) -> None:
    place = Path(app.instance_path) / "demo.json"
    player = {"username": "zhou", "name": "周可儿", "organization": "团云溪县委", "duty": "", "story": ""}
    place.write_text(json.dumps({"password": "demo", "cast": [player]}), encoding="utf-8")
    app.config["IS_DEMO"] = False
    page = client.get("/login")
    assert "周可儿" not in page.html and "demo" not in page.html


def test_the_sign_in_page_says_that_secrets_do_not_belong_here(client: PageClient) -> None:
    assert "严禁处理、存储、传输国家秘密和工作秘密" in client.get("/login").text


def test_a_full_disk_is_said_and_nobody_gets_in(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise StoreUnwritable("数据库现在写不进去")

    monkeypatch.setattr(transactions, "begin_deed", full)
    page = client.post("/login", {"username": "zhou", "password": "demo"}, status=503)
    assert "写不进去" in page.text
    client.get("/me", status=302)
