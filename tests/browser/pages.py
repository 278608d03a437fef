"""页面对象: what a person does on the pages, in verbs; every fault in the browser's console fails the test."""

from __future__ import annotations

import re

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from tests.factories import PASSWORD


def sign_in(page: Page, username: str) -> None:
    """At the door, as people do."""
    page.goto("/login")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).not_to_have_url(re.compile("/login"))


class Person:
    """Somebody of the cast with a browser window."""

    def __init__(self, page: Page, username: str, is_signed_in: bool = False) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._listen)
        if is_signed_in:
            page.goto("/")
        else:
            sign_in(page, username)

    def _listen(self, message: ConsoleMessage) -> None:
        # A refusal (4xx) is an answer, not a fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def open(self, url: str) -> Person:
        self.page.goto(url)
        return self

    def begin(self, annex: str) -> int:
        """开始填报 from the desk; gives the submission's id."""
        self.open("/")
        row = self.page.locator("tr", has=self.page.get_by_text(annex, exact=True))
        row.get_by_role("button", name="开始填报").first.click()
        self.page.wait_for_url(re.compile(r"/submissions/\d+/draft"))
        return int(re.search(r"/submissions/(\d+)/", self.page.url).group(1))

    def press(self, word: str) -> Person:
        """The button of this word in the page's head, forms or action bar."""
        self.page.locator("main").get_by_role("button", name=word, exact=True).first.click()
        return self

    def step(self, submission_id: int, word: str, reason: str = "") -> Person:
        """Take one step as people do: open the paper, choose the step, read what will happen, press it."""
        self.open(f"/submissions/{submission_id}")
        self.page.locator(".head .acts").get_by_role("link", name=word, exact=True).click()
        expect(self.page.locator("h1")).to_contain_text(word)
        if reason:
            self.page.get_by_label("原因").fill(reason)
        self.page.locator("form.confirm").get_by_role("button", name=word, exact=True).click()
        expect(self.page.locator(".callout.done")).to_be_visible()
        return self

    def submit(self) -> Person:
        """提交审签 from the draft: once to look at it as it will be, once more there."""
        self.press("提交审签")
        expect(self.page.locator("h1")).to_contain_text("提交前")
        self.press("提交审签")
        expect(self.page.locator(".callout.done")).to_contain_text("已提交审签")
        return self

    def says(self, words: str) -> None:
        """The page says so, once it has come."""
        expect(self.page.locator("main")).to_contain_text(words)

    def saved(self) -> Locator:
        return self.page.locator("#saved-state")

    def wait_until_saved(self) -> None:
        """The autosave has answered for what was typed last."""
        expect(self.saved()).to_contain_text("已保存", timeout=10_000)

    def overflows(self) -> bool:
        """Whether the page is wider than the window: nothing may need scrolling sideways."""
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        )
