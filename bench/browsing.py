"""浏览器: a real Chromium on a real server, and a clerk's hands whose every key and click the page itself counts.

Chinese goes through an input method as a desk has one: each letter is a key down with the composition growing, and
the word is put in by one key more. The method learns: a word is spelled out the first time and typed by its
initials afterwards (组织部干事: zuzhibuganshi, then zzbgs); a name is spelled out, one choice for each character.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Locator, Page, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = "/usr/bin/chromium"
#: Seconds, of the keystroke-level model (Card, Moran & Newell 1980).
KEY, POINT, BUTTON, HOME, LOOK = 0.28, 1.1, 0.2, 0.4, 1.35
#: What the native dialog for a file takes, which no page can see: the file, and 打开.
FILE_DIALOG_CLICKS = 2

#: Keys and clicks of a person, not of a script; a label's second click and Enter's click on a button are none.
_COUNTING = """(() => {
  const add = (name) => sessionStorage.setItem(name, Number(sessionStorage.getItem(name)) + 1);
  addEventListener('keydown', (event) => { if (event.isTrusted) add('keys'); }, true);
  addEventListener('click', (event) => { if (event.isTrusted && event.detail > 0) add('clicks'); }, true);
})()"""
_COUNTED = "['keys', 'clicks'].map((name) => Number(sessionStorage.getItem(name)))"

_SPELLED = dict(
    pair.split(":")
    for pair in [
        "王:wang",
        "李:li",
        "张:zhang",
        "刘:liu",
        "陈:chen",
        "杨:yang",
        "敏:min",
        "静:jing",
        "丽:li",
        "强:qiang",
        "磊:lei",
        "军:jun",
        "洋:yang",
        "勇:yong",
        "艳:yan",
        "杰:jie",
        "宁:ning",
        "组:zu",
        "织:zhi",
        "部:bu",
        "干:gan",
        "事:shi",
        "学:xue",
        "校:xiao",
        "办:ban",
        "公:gong",
        "室:shi",
        "云:yun",
        "溪:xi",
        "镇:zhen",
        "团:tuan",
        "委:wei",
        "县:xian",
        "第:di",
        "一:yi",
        "中:zhong",
        "机:ji",
        "关:guan",
        "总:zong",
        "支:zhi",
        "名:ming",
        "册:ce",
        "还:hai",
        "没:mei",
        "录:lu",
        "齐:qi",
    ]
)


@dataclass
class Effort:
    """What a person did: keys, clicks, looks at something to decide or copy, moves between keyboard and mouse."""

    keys: int = 0
    clicks: int = 0
    looks: int = 0
    moves: int = 0
    waited: float = 0.0

    @property
    def minutes(self) -> float:
        hands = self.keys * KEY + self.clicks * (POINT + BUTTON) + self.moves * HOME
        return (hands + self.looks * LOOK + self.waited) / 60


class Hands:
    """A person's hands at a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._effort = Effort()
        self._method = page.context.new_cdp_session(page)
        self._learnt: set[str] = set()
        self._is_at_mouse = True

    def effort(self) -> Effort:
        """So far; keys and clicks as the page counted them."""
        keys, clicks = self.page.evaluate(_COUNTED)
        self._effort.keys, beside = keys, self._effort.clicks
        return Effort(keys, clicks + beside, self._effort.looks, self._effort.moves, self._effort.waited)

    def click(self, target: Locator, looks: int = 1) -> None:
        """Find it, point, press, and wait for what comes."""
        self._look(looks)
        self._to(mouse=True)
        start = time.monotonic()
        target.click()
        self.page.wait_for_load_state()
        self._effort.waited += time.monotonic() - start

    def choose_file(self, field: Locator, file: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.click(field)
        chooser.value.set_files(file)
        self._effort.clicks += FILE_DIALOG_CLICKS
        self._look(FILE_DIALOG_CLICKS)

    def press(self, key: str) -> None:
        self._to(mouse=False)
        self.page.keyboard.press(key)

    def digits(self, text: str) -> None:
        self._look()
        self._to(mouse=False)
        self.page.keyboard.type(text)

    def words(self, text: str) -> None:
        """A word of the trade, at once."""
        self._look()
        spelled = [_SPELLED[character] for character in text]
        self._compose(
            "".join(each[0] for each in spelled) if text in self._learnt else "".join(spelled), text
        )
        self._learnt.add(text)

    def name(self, text: str) -> None:
        """A person's name, character for character."""
        self._look()
        for character in text:
            self._compose(_SPELLED[character], character)

    def read(self, lines: int) -> None:
        """Look over so many lines; the wheel is not counted."""
        self._look(lines)

    def _compose(self, letters: str, chosen: str) -> None:
        self._to(mouse=False)
        for at, letter in enumerate(letters, 1):
            self._key_of_the_method(f"Key{letter.upper()}")
            composed = {"text": letters[:at], "selectionStart": at, "selectionEnd": at}
            self._method.send("Input.imeSetComposition", composed)
        self._key_of_the_method("Space")
        self._method.send("Input.insertText", {"text": chosen})

    def _key_of_the_method(self, code: str) -> None:
        down = {"type": "rawKeyDown", "key": "Process", "code": code, "windowsVirtualKeyCode": 229}
        self._method.send("Input.dispatchKeyEvent", down)
        self._method.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": "Process", "code": code})

    def _look(self, times: int = 1) -> None:
        self._effort.looks += times

    def _to(self, *, mouse: bool) -> None:
        self._effort.moves += mouse != self._is_at_mouse
        self._is_at_mouse = mouse


@contextmanager
def window(app: Flask) -> Iterator[Page]:
    """An empty page of a desk's size on the application, as long as the block lasts."""
    with _serving(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        context = browser.new_context(
            base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(60_000)
        context.add_init_script(_COUNTING)
        yield context.new_page()
        browser.close()


@contextmanager
def _serving(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
