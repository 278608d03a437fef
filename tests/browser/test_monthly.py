"""月报素材 in a browser: 复制四段 puts what stands in the boxes on the clipboard, however the page is served."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.browser.pages import Person
from tests.contact_work import add_activity
from tests.factories import Cast
from youthwork.services import transactions

#: Plain http on an office's network, and a browser that refuses: the older way is left.
NOT_SECURE = "Object.defineProperty(window, 'isSecureContext', {value: false})"
REFUSED = "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))"
NO_WAY = f"{REFUSED}; document.execCommand = () => false"


@pytest.fixture
def clerk(people: People, cast: Cast) -> Person:
    with transactions.deed():
        add_activity(cast, "zhou", "2026-03-05")
    person = people("zhou")
    person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return person


def clipboard(person: Person) -> str:
    return str(person.page.evaluate("navigator.clipboard.readText()")).replace("\r\n", "\n")


@pytest.mark.parametrize("before", ["", NOT_SECURE, REFUSED], ids=["https", "plain http", "refused"])
def test_the_four_paragraphs_are_copied_as_they_stand(clerk: Person, before: str) -> None:
    if before:
        clerk.page.add_init_script(before)
    clerk.open("/monthly?month=2026-03")
    boxes = clerk.page.locator(".monthly textarea")
    assert "到白泉村与返乡青年交流" in boxes.first.input_value()
    boxes.nth(3).fill("下月到云溪镇去")
    button = clerk.page.get_by_role("button", name="复制四段")
    button.click()
    expect(clerk.page.get_by_role("button", name="已复制")).to_be_focused()
    labels = clerk.page.locator(".monthly label").all_inner_texts()
    wanted = [
        f"{label.split('（')[0].strip()}\n{boxes.nth(at).input_value().strip()}"
        for at, label in enumerate(labels)
    ]
    assert clipboard(clerk) == "\n\n".join(wanted) and clipboard(clerk).endswith("下月到云溪镇去")
    expect(button).to_be_visible(timeout=6_000)
    assert clerk.faults == []


def test_where_nothing_can_be_copied_the_button_says_so(clerk: Person) -> None:
    clerk.page.add_init_script(NO_WAY)
    clerk.open("/monthly?month=2026-03")
    clerk.page.get_by_role("button", name="复制四段").click()
    clerk.page.get_by_role("button", name="没有复制成，请选中文字复制").wait_for()


def test_without_a_script_there_is_no_button_and_the_word_file_comes(people: People, cast: Cast) -> None:
    with transactions.deed():
        add_activity(cast, "zhou", "2026-03-05")
    person = people("zhou", 390, javascript=False)
    person.open("/monthly?month=2026-03")
    expect(person.page.get_by_role("button", name="复制四段")).to_be_hidden()
    with person.page.expect_download() as download:
        person.page.get_by_role("button", name="下载 Word").click()
    assert download.value.suggested_filename.endswith(".docx")
