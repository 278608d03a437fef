"""A client with manners: every page a test opens is also checked for titles, ids, labels and valid HTML.

`get` and `post` return the parsed page; a route that answers something else than expected fails with the
sentence the page shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self
from xml.etree import ElementTree

import html5lib
from flask import Flask, g
from werkzeug.test import TestResponse

from tests.factories import PASSWORD

H = "{http://www.w3.org/1999/xhtml}"


class Page:
    """A page as a reader meets it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.url = response.request.path
        self.html = response.get_data(as_text=True)

    @cached_property
    def tree(self) -> ElementTree.Element:
        return html5lib.parse(without_templates(self.html), treebuilder="etree")

    @property
    def text(self) -> str:
        """What is read, white space folded; scripts and templates left out."""
        parts: list[str] = []
        _collect(self.tree, parts)
        return re.sub(r"\s+", " ", " ".join(parts)).strip()

    def all(self, tag: str, **attributes: str) -> list[ElementTree.Element]:
        return [
            element
            for element in self.tree.iter(f"{H}{tag}")
            if all(
                element.get(name.rstrip("_").replace("_", "-")) == value for name, value in attributes.items()
            )
        ]

    def words(self, tag: str, **attributes: str) -> list[str]:
        return [re.sub(r"\s+", " ", "".join(each.itertext())).strip() for each in self.all(tag, **attributes)]

    @property
    def title(self) -> str:
        return self.words("h1")[0] if self.words("h1") else ""

    def field(self, name: str) -> str:
        """The value of the input of this name."""
        for tag in ("input", "textarea", "select"):
            for element in self.all(tag, name=name):
                if tag == "textarea":
                    return "".join(element.itertext())
                return element.get("value") or ""
        raise AssertionError(f"no field {name!r} on the page")


def without_templates(html: str) -> str:
    """What is on the page now; html5lib does not know that the inside of a <template> is not."""
    return _TEMPLATE.sub("", html)


_TEMPLATE = re.compile(r"<template\b[^>]*>(.*?)</template>", re.DOTALL)


def _collect(element: ElementTree.Element, parts: list[str]) -> None:
    if element.tag in (f"{H}script", f"{H}style", f"{H}template", f"{H}head"):
        parts.append(element.tail or "")
        return
    parts.append(element.text or "")
    for child in element:
        _collect(child, parts)
    parts.append(element.tail or "")


class PageClient:
    """The test client; the cast signs in by username."""

    def __init__(self, app: Flask) -> None:
        self.http = app.test_client()

    def sign_in(self, username: str) -> Self:
        self.http = self.http.application.test_client()
        answer = self.send("POST", "/login", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 303, Page(answer).text
        return self

    def send(self, method: str, url: str, **kwargs: Any) -> TestResponse:
        """One request, its answer as it came.

        Tests keep one application context open, so `g` (who is signed in, what they may do) would outlive a
        request as it never does in service.
        """
        for name in list(g):
            g.pop(name)
        answer = self.http.open(url, method=method, **kwargs)
        close_upload(answer)
        return answer

    def get(self, url: str, status: int = 200, **kwargs: Any) -> Page:
        answer = self.send("GET", url, **kwargs)
        page = Page(answer)
        assert answer.status_code == status, f"{url}: {answer.status_code}\n{page.text[:800]}"
        if answer.mimetype == "text/html":
            check_manners(page)
        return page

    def post(
        self,
        url: str,
        data: Mapping[str, Any] | None = None,
        status: int = 303,
        follow: bool = False,
        **kwargs: Any,
    ) -> Page:
        answer = self.send("POST", url, data=data or {}, **kwargs)
        page = Page(answer)
        assert answer.status_code == status, f"POST {url}: {answer.status_code}\n{page.text[:800]}"
        if follow and answer.status_code == 303:
            return self.get(answer.headers["Location"])
        if answer.mimetype == "text/html" and answer.status_code not in (302, 303) and "<html" in page.html:
            check_manners(page)
        return page


def close_upload(answer: TestResponse) -> None:
    """A large upload lies in a file of the test's own, which nobody else would close."""
    answer.request.environ["wsgi.input"].close()


def check_manners(page: Page) -> None:
    """What every page owes its reader, whatever the test is about."""
    parser = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("etree"))
    # The strict parser builds the same tree or none: no page is read twice.
    page.tree = parser.parse(without_templates(page.html))
    for inside in _TEMPLATE.findall(page.html):
        parser.parseFragment(inside, container="tbody" if inside.lstrip().startswith("<tr") else "div")
    assert len(page.all("h1")) == 1, "a page has exactly one heading"
    title = "".join(page.all("title")[0].itertext())
    assert title.strip() and not title.startswith(" ·"), f"the page has no title: {title!r}"
    ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
    twice = {each for each in ids if ids.count(each) > 1}
    assert not twice, f"ids used twice: {twice}"
    _check_labels(page, set(ids))
    for element in page.tree.iter():
        assert element.get("style") is None, f"inline style on {element.tag}"
        assert not any(str(name).startswith("on") for name in element.attrib), (
            f"inline script on {element.tag}"
        )
    for form in page.all("form"):
        assert form.get("action"), "a form without action"


def _check_labels(page: Page, ids: set[str | None]) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    wrapped = {id(control) for label in page.all("label") for control in label.iter()}
    for tag in ("input", "select", "textarea"):
        for control in page.all(tag):
            if control.get("type") in ("hidden", "submit", "button"):
                continue
            named = control.get("id") in labelled or control.get("aria-label") or id(control) in wrapped
            assert named, f"no label for {tag} {control.get('name')}"
    for label in labelled - {None}:
        assert label in ids, f"a label points at nothing: {label}"
