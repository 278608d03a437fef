"""故障: a server that can be stopped and started on the same port, and a window without a working store."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import BaseWSGIServer, make_server


class Server:
    """The application on a port of its own, which it keeps when it comes back."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._port = 0
        self._listening: BaseWSGIServer
        self._thread: threading.Thread
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._listening = make_server("127.0.0.1", self._port, self._app, threaded=True)
        self._port = self._listening.server_port
        self._thread = threading.Thread(target=self._listening.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._listening.shutdown()
        self._listening.server_close()
        self._thread.join()


#: A browser whose store is full: our copies do not go in, and the page must say so.
FULL_STORE = """
const put = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
  if (key.startsWith('youthwork:draft:')) throw new DOMException('full', 'QuotaExceededError');
  put.call(this, key, value);
};
"""


def copies(page: Page) -> list[str]:
    """The local copies of drafts in this browser, by key."""
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('youthwork:draft:'))"
    )
    return found


def cut_off(page: Page) -> None:
    """Whatever this window asks of the server from now on fails, also what it sends on its way out."""
    page.evaluate(
        "() => { window.wire = window.fetch; window.fetch = () => Promise.reject(new TypeError('cut off')); }"
    )


def mend(page: Page) -> None:
    page.evaluate("() => { window.fetch = window.wire; }")


def age(page: Page) -> None:
    """As if this window's copy were a minute old: what another may be saving just now is not offered at once."""
    page.evaluate(
        """() => Object.keys(localStorage).filter((key) => key.startsWith('youthwork:draft:')).forEach((key) => {
             const copy = JSON.parse(localStorage.getItem(key));
             localStorage.setItem(key, JSON.stringify(Object.assign(copy, { at: copy.at - 60000 })));
           })"""
    )


def wait_until(page: Page, is_so: Callable[[], object]) -> None:
    """Let the browser go on until something outside of its pages is so."""
    for _ in range(300):
        if is_so():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to that")


def kill(page: Page) -> None:
    """The window is gone at once, and the page in it is asked nothing."""
    page.close(run_before_unload=False)


def end_session(page: Page) -> None:
    """The session is gone, as after thirty minutes. Every answer renews it: one still on its way would bring it back."""
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
