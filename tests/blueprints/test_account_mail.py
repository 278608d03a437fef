"""我的信息 · 邮件: chosen by the person, checked, and not there at all where the office has no mail server."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.extensions import db
from youthwork.models import User


@pytest.fixture
def mailing(app: Flask) -> None:
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9?from=tuanwu@example.cn"


def choice(who: str) -> tuple[str, bool]:
    db.session.rollback()
    person = db.session.scalars(db.select(User).where(User.username == who)).one()
    return person.email, person.wants_mail


def test_without_a_mail_server_the_pages_know_no_mail(browser: Browser, cast: Cast) -> None:
    browser.sign_in("luo")
    for url in ("/me", "/messages", "/messages/digests"):
        assert "邮" not in browser.get(url).text, url
    answer = browser.send("POST", "/me/mail", data={"email": "luo@example.cn", "wants_mail": "y"})
    assert answer.status_code == 404 and choice("luo") == ("", False)


@pytest.mark.usefixtures("mailing")
def test_an_address_is_kept_and_mail_can_be_stopped(browser: Browser, cast: Cast) -> None:
    browser.sign_in("luo")
    assert "消息也发到我的邮箱" in browser.get("/me").text
    browser.send("POST", "/me/mail", data={"email": "luo.xz@mail.example.cn", "wants_mail": "y"})
    assert choice("luo") == ("luo.xz@mail.example.cn", True)
    assert browser.get("/me").field("email") == "luo.xz@mail.example.cn"
    browser.send("POST", "/me/mail", data={"email": "luo.xz@mail.example.cn"})
    assert choice("luo") == ("luo.xz@mail.example.cn", False)


@pytest.mark.usefixtures("mailing")
@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"email": "luo", "wants_mail": "y"}, "看不明白，请写成"),
        ({"email": "luo@example.cn\r\nBcc: a@b.cn", "wants_mail": "y"}, "看不明白，请写成"),
        ({"email": "", "wants_mail": "y"}, "要收邮件，请写上邮箱地址"),
        ({"email": f"{'a' * 130}@example.cn"}, "120"),
    ],
)
def test_what_is_no_address_is_refused_with_what_was_typed_still_there(
    browser: Browser, cast: Cast, posted: dict[str, str], sentence: str
) -> None:
    answer = browser.sign_in("luo").send("POST", "/me/mail", data=posted)
    assert answer.status_code == 422 and sentence in answer.get_data(as_text=True)
    assert choice("luo") == ("", False)
