"""安全头: every page, every refusal and every file answers strictly."""

from __future__ import annotations

import re

import pytest

from tests import journeys
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.workflow import State

PAGES = [
    "/",
    "/notices",
    "/archive",
    "/me",
    "/nowhere",
    "/submissions/1",
    "/submissions/1/face",
    "/submissions/9",
]


@pytest.mark.parametrize("url", [*PAGES, "/login", "/healthz"])
def test_the_headers_are_strict(browser: Browser, cast: Cast, url: str) -> None:
    journeys.at_state(cast, State.SENT)
    if url != "/login":
        browser.sign_in("zhou")
    headers = browser.send("GET", url).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "base-uri 'none'" in policy and "form-action 'self'" in policy
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cache-Control"] == "no-store" and headers["Referrer-Policy"] == "same-origin"


def test_every_answer_has_a_nonce_of_its_own_and_its_scripts_bear_it(browser: Browser) -> None:
    seen = set()
    for _ in range(2):
        answer = browser.send("GET", "/login")
        [nonce] = re.findall(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
        assert f'nonce="{nonce}"' in answer.text and len(nonce) >= 20
        seen.add(nonce)
    assert len(seen) == 2


@pytest.mark.parametrize("url", ["/submissions/1", "/submissions/1/face", "/submissions/1/preview"])
def test_a_page_has_no_script_or_style_of_its_own(browser: Browser, cast: Cast, url: str) -> None:
    journeys.at_state(cast, State.SENT)
    text = browser.sign_in("zhou").send("GET", url).text
    assert not re.findall(r"<style|style=|<script(?![^>]*src=)|\son\w+=|javascript:", text)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    answer = browser.send("POST", "/login", data={"username": "zhou", "password": "demo"})
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("session="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_behind_https_browsers_are_told_to_stay_there(browser: Browser) -> None:
    assert "Strict-Transport-Security" not in browser.send("GET", "/login").headers
    assert browser.send("GET", "/login", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_what_was_typed_is_never_run(browser: Browser, cast: Cast) -> None:
    evil = '"><script>alert(1)</script>'
    paper = journeys.draft_contact_points(cast, filler=evil)
    for page in ("draft", "face", "preview"):
        assert (
            "<script>alert" not in browser.sign_in("zhou").send("GET", f"/submissions/{paper.id}/{page}").text
        )
    text = browser.send("GET", "/notices/annexes/1/blank?x=" + evil).text
    assert "<script>alert" not in text
