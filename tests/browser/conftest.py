"""A real browser on a real server: Chromium from the system, the application on a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from tests.browser.pages import Person
from tests.factories import PASSWORD
from youthwork.services.jobs import runner

CHROMIUM = "/usr/bin/chromium"
#: The closed network is not asked for anything; root has no sandbox.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The address of the application; the database is the test's own copy of the province."""
    with serving(app) as address:
        yield address


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of the application, a worker beside it, as long as the block lasts."""
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    over = threading.Event()
    threads = [
        threading.Thread(target=listening.serve_forever, daemon=True),
        threading.Thread(target=_work, args=(app, over), daemon=True),
    ]
    for thread in threads:
        thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    over.set()
    listening.shutdown()
    for thread in threads:
        thread.join()
    listening.server_close()


def _work(app: Flask, over: threading.Event) -> None:
    runner.work(app, over.is_set, lambda words: None, lambda seconds: over.wait(min(seconds, 0.2)))


@pytest.fixture
def people(chromium: Browser, server: str) -> Iterator[People]:
    found = People(chromium, server)
    yield found
    found.leave()


class People:
    """`people("zhou", width=390)`: that person, signed in, in a browser window of their own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._windows: list[BrowserContext] = []

    def __call__(self, username: str, width: int = 1280, javascript: bool = True) -> Person:
        window = self._browser.new_context(
            viewport={"width": width, "height": 900 if width > 800 else 780},
            base_url=self._address,
            java_script_enabled=javascript,
            locale="zh-CN",
        )
        window.set_default_timeout(15_000)
        self._windows.append(window)
        # Not at the door each time: that it opens is tested where it is meant.
        answer = window.request.post(
            "/login", form={"username": username, "password": PASSWORD}, max_redirects=0
        )
        assert answer.status == 303
        return Person(window.new_page(), username, is_signed_in=True)

    def leave(self) -> None:
        for window in self._windows:
            window.close()
