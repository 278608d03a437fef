"""没有脚本的浏览器: reads the forms of a page as they stand and posts what a browser without JavaScript would.

    page = browser.sign_in("zhou").get("/")
    page = browser.press(page, "开始填报", beside="联系点汇总表")      # the button in that row
    page = browser.press(page, "提交审签", {"filler": "周可儿"})       # some fields typed, the others as they were

A field that is not on the page cannot be filled in, a button that is not there cannot be pressed. Every request
begins as in service: with a context, a session and a transaction of its own, and what the test arranged is
lasting before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextvars import Context
from typing import Any
from urllib.parse import urldefrag, urlencode
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.test import TestResponse

from tests.client import H, Page, PageClient, close_upload
from youthwork.extensions import db

#: What is typed: name → text, several texts (ticks), or a file as (stream, name).
Typed = Mapping[str, Any]


class Browser(PageClient):
    """A person at a browser whose scripts are switched off."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.app = app

    def send(self, method: str, url: str, **kwargs: Any) -> TestResponse:
        return apart(lambda: self.http.open(url, method=method, **kwargs))

    def press(
        self,
        page: Page,
        label: str,
        typed: Typed | None = None,
        status: int | None = None,
        beside: str = "",
        follow: bool = True,
    ) -> Page:
        """Press the button with this label (in the row or panel with the text `beside`, or the row `#id`); give the page after it."""
        form, button = _find_button(page, label, beside)
        fields = fill(form, typed or {})
        if button.get("name"):
            fields.setdefault(button.get("name") or "", []).append(button.get("value") or "")
        url = urldefrag(button.get("formaction") or form.get("action") or "").url
        if (form.get("method") or "get") == "get":
            return self.get(f"{url}?{urlencode(fields, doseq=True)}", status=status or 200)
        return self.post(url, _upload(form, fields), status=status or 303, follow=follow)

    def follow(self, page: Page, label: str, beside: str = "", status: int = 200) -> Page:
        """Click the link that reads so."""
        links = [each for each in _inside(page, beside, "a") if _words(each) == label]
        assert links, f"no link {label!r} on {page.title!r}"
        return self.get(urldefrag(links[0].get("href") or "").url, status=status)


def apart(request: Callable[[], TestResponse]) -> TestResponse:
    """A request as in service: it sees nothing of the test's own context, only what is lasting."""
    db.session.commit()
    answer: TestResponse = Context().run(request)
    close_upload(answer)
    return answer


def fill(form: Element, typed: Typed) -> dict[str, list[Any]]:
    """What the form would post after this was typed; refuses what a person could not enter there."""
    fields: dict[str, list[Any]] = {}
    left = dict(typed)
    for control in _controls(form):
        name = control.get("name") or ""
        given = left.get(name)
        if control.tag == f"{H}select":
            options = [_option_value(each) for each in control.iter(f"{H}option")]
            chosen = [
                _option_value(each) for each in control.iter(f"{H}option") if each.get("selected") is not None
            ]
            value = given if given is not None else (chosen or options)[0]
            assert value in options, f"{value!r} cannot be chosen for {name!r}: {options}"
            fields.setdefault(name, []).append(value)
        elif control.get("type") in ("checkbox", "radio"):
            wanted = [given] if isinstance(given, str | int) else given
            value = control.get("value") or "on"
            ticked = control.get("checked") is not None if wanted is None else value in map(str, wanted)
            if ticked:
                fields.setdefault(name, []).append(value)
        elif control.get("type") == "file":
            fields.setdefault(name, []).append(given if given is not None else "")
        else:
            old = "".join(control.itertext()) if control.tag == f"{H}textarea" else control.get("value") or ""
            fields.setdefault(name, []).append(old if given is None else given)
    for name in left:
        assert any(control.get("name") == name for control in _controls(form)), (
            f"no field {name!r} in the form"
        )
    return fields


def form_with(page: Page, label: str, beside: str = "") -> Element:
    """The form this button belongs to."""
    return _find_button(page, label, beside)[0]


def _find_button(page: Page, label: str, beside: str) -> tuple[Element, Element]:
    for form in page.all("form"):
        for button in form.iter():
            found = button.tag == f"{H}button" and button.get("type") != "button" and _words(button) == label
            if found and (not beside or button in _inside(page, beside, "button")):
                return form, button
    raise AssertionError(f"no button {label!r} on {page.title!r}: {page.words('button')}")


def _inside(page: Page, text: str, tag: str) -> Iterator[Element]:
    """The elements of this kind in the rows and panels that hold the text; everywhere, where none is asked."""
    places = [page.tree]
    if text.startswith("#"):
        places = [each for each in page.tree.iter() if (each.get("id") or "").endswith(f"-{text[1:]}")]
    elif text:
        kinds = ("tr", "article", "section")
        places = next((found for kind in kinds if (found := _saying(page, kind, text))), [])
        assert places, f"nothing on {page.title!r} says {text!r}"
    for place in places:
        yield from place.iter(f"{H}{tag}")


def _saying(page: Page, tag: str, text: str) -> list[Element]:
    return [each for each in page.all(tag) if text in _words(each)]


def _controls(form: Element) -> list[Element]:
    tags = (f"{H}input", f"{H}select", f"{H}textarea")
    return [
        each
        for each in form.iter()
        if each.tag in tags
        and each.get("name")
        and each.get("disabled") is None
        and each.get("type") not in ("submit", "button", "reset")
    ]


def _option_value(option: Element) -> str:
    value = option.get("value")
    return _words(option) if value is None else value


def _words(element: Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _upload(form: Element, fields: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """A form that is not multipart sends a file's name only, as browsers do."""
    if form.get("enctype") == "multipart/form-data":
        return {name: [value for value in values if value != ""] or [""] for name, values in fields.items()}
    return {
        name: [each[1] if isinstance(each, tuple) else each for each in values]
        for name, values in fields.items()
    }
