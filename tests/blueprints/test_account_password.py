"""密码: changing one's own, the first one, the one-time code, and what ends with each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests import factories
from tests.client import Page, PageClient
from youthwork.extensions import db
from youthwork.models import AuditRecord

GOOD = "Green-River-2026"
RULES = [
    ("Aa1-aaa", "至少 8 位"),
    ("alllowercase", "至少要有三种"),
    ("陈昱-Abc12345", "不能有姓名"),
    ("Chen-12345678", "不能有用户名"),
    ("Ab-13800000101", "不能有手机号"),
]


def change(
    client: PageClient, new: str, again: str | None = None, old: str = "demo", status: int = 422
) -> Page:
    posted = {"old": old, "new": new, "again": new if again is None else again}
    return client.post("/me/password", posted, status=status)


def test_it_works(client: PageClient) -> None:
    change(client.sign_in("chen"), GOOD, status=303)
    assert "密码已修改" in client.get("/me").text
    client.post("/logout")
    client.post("/login", {"username": "chen", "password": GOOD})


@pytest.mark.parametrize(("new", "sentence"), RULES)
def test_each_rule_is_named(client: PageClient, new: str, sentence: str) -> None:
    assert sentence in change(client.sign_in("chen"), new).text


def test_an_administrator_s_password_is_longer(client: PageClient) -> None:
    assert "管理员的密码至少 12 位" in change(client.sign_in("zhou"), "Green-26x").text
    change(client.sign_in("chen"), "Green-26x", status=303)


def test_the_old_password_must_be_right(client: PageClient) -> None:
    assert "原密码不对" in change(client.sign_in("chen"), GOOD, old="guess").text


def test_the_new_password_is_another_than_the_old(client: PageClient) -> None:
    change(client.sign_in("chen"), GOOD, status=303)
    assert "不能和原密码一样" in change(client, GOOD, old=GOOD).text


def test_both_times_it_must_be_the_same(client: PageClient) -> None:
    assert "两次输入的新密码不一样" in change(client.sign_in("chen"), GOOD, again=GOOD + "x").text


def test_a_change_ends_the_other_sessions_and_keeps_this_one(app: Flask, client: PageClient) -> None:
    elsewhere = PageClient(app).sign_in("chen")
    change(client.sign_in("chen"), GOOD, status=303)
    client.get("/me")
    elsewhere.get("/me", status=302)


def test_a_first_password_must_be_changed_before_anything_else(
    client: PageClient, cast: factories.Cast
) -> None:
    cast.person("chen").must_change_password = True
    db.session.commit()
    page = client.post("/login", {"username": "chen", "password": "demo"})
    assert page.response.headers["Location"] == "/me/password"
    for url in ("/", "/me", "/organizations", "/archive", "/suggestions"):
        assert client.get(url, status=303).response.headers["Location"] == "/me/password"
    assert "只有你自己知道的密码" in client.get("/me/password").text
    change(client, GOOD, status=303)
    client.get("/me")


def test_who_must_change_the_password_can_still_leave(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("chen")
    cast.person("chen").must_change_password = True
    db.session.commit()
    client.post("/logout")
    client.get("/login")


def reset(client: PageClient, code: str, new: str = GOOD, username: str = "chen", status: int = 422) -> Page:
    posted = {"username": username, "code": code, "new": new, "again": new}
    return client.post("/login/reset", posted, status=status)


def code_for(app: Flask, cast: factories.Cast, username: str = "chen") -> str:
    """What the administrator's slip shows."""
    keeper = PageClient(app).sign_in("zhou")
    page = keeper.post(f"/people/{cast.people[username].id}/reset-code", status=200)
    return page.words("dd")[1]


def test_a_code_opens_the_way_to_a_new_password(app: Flask, client: PageClient, cast: factories.Cast) -> None:
    reset(client, code_for(app, cast), status=303)
    client.post("/login", {"username": "chen", "password": GOOD})
    client.get("/me")


def test_a_code_may_be_typed_small_and_without_hyphens(
    app: Flask, client: PageClient, cast: factories.Cast
) -> None:
    reset(client, code_for(app, cast).lower().replace("-", " "), status=303)


def test_a_code_works_once(app: Flask, client: PageClient, cast: factories.Cast) -> None:
    code = code_for(app, cast)
    reset(client, code, status=303)
    assert "已用过" in reset(client, code, "Other-River-2026").text


def test_a_code_ends_after_a_day(app: Flask, client: PageClient, cast: factories.Cast) -> None:
    code = code_for(app, cast)
    app.config["CLOCK"] = lambda: factories.NOW + timedelta(hours=24)
    reset(client, code)
    app.config["CLOCK"] = lambda: factories.NOW + timedelta(hours=23, minutes=59)
    reset(client, code, status=303)


def test_a_new_code_takes_the_place_of_the_old(app: Flask, client: PageClient, cast: factories.Cast) -> None:
    first, second = code_for(app, cast), code_for(app, cast)
    reset(client, first)
    reset(client, second, status=303)


def test_a_code_is_one_person_s_own(app: Flask, client: PageClient, cast: factories.Cast) -> None:
    reset(client, code_for(app, cast), username="li")


def test_the_rules_hold_for_a_reset_and_the_code_stays_good(
    app: Flask, client: PageClient, cast: factories.Cast
) -> None:
    code = code_for(app, cast)
    assert "不能有用户名" in reset(client, code, "Chen-12345678").text
    assert "不能和原密码一样" in reset(client, code, "demo").text
    reset(client, code, status=303)


def test_whose_rules_are_broken_is_not_said_to_a_wrong_code(client: PageClient) -> None:
    known = reset(client, "AAAA-BBBB-CCCC", "Chen-12345678")
    unknown = reset(client, "AAAA-BBBB-CCCC", "Chen-12345678", username="nobody")
    assert "不能有用户名" not in known.text
    assert known.text == unknown.text


def test_guessing_codes_locks_the_name(client: PageClient) -> None:
    for _ in range(5):
        reset(client, "AAAA-BBBB-CCCC")
    assert "已锁定到 12:15" in reset(client, "AAAA-BBBB-CCCC").text


def test_a_code_opens_a_locked_name(app: Flask, client: PageClient, cast: factories.Cast) -> None:
    for _ in range(5):
        client.http.post("/login", data={"username": "chen", "password": "guess"})
    app.config["CLOCK"] = lambda: factories.NOW + timedelta(minutes=1)
    reset(client, code_for(app, cast), status=303)
    client.post("/login", {"username": "chen", "password": GOOD})


def test_a_reset_ends_the_sessions_of_the_old_password(
    app: Flask, client: PageClient, cast: factories.Cast
) -> None:
    elsewhere = PageClient(app).sign_in("chen")
    reset(client, code_for(app, cast), status=303)
    elsewhere.get("/me", status=302)


def test_codes_and_passwords_stand_in_no_record(app: Flask, client: PageClient, cast: factories.Cast) -> None:
    code = code_for(app, cast)
    reset(client, code, status=303)
    told = " ".join(db.session.scalars(db.select(AuditRecord.sentence)))
    assert "重置码" in told and code not in told and GOOD not in told
    assert code not in (cast.person("chen").reset_code_hash or "")
