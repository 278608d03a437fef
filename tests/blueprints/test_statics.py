"""静态文件: the first visit is light, the next asks for nothing."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask

from tests.client import PageClient
from tests.factories import Cast

STYLES = "/static/vendor/bootstrap.min.css"


def test_a_first_visit_weighs_no_more_than_a_hundred_kilobytes(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("zhou").get("/")
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.html))
    assert len(addresses) >= 8
    answers = [client.http.get(url, buffered=True, headers={"Accept-Encoding": "gzip"}) for url in addresses]
    weight = len(page.html.encode()) + sum(len(answer.data) for answer in answers)
    assert weight <= 100 * 1024


def test_what_a_page_asks_for_may_be_kept_for_a_year(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("zhou").get("/")
    for url in set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.html)):
        assert "immutable" in client.http.get(url, buffered=True).headers["Cache-Control"], url


def test_an_address_without_its_age_is_not_kept(app: Flask) -> None:
    assert "immutable" not in app.test_client().get(STYLES, buffered=True).headers["Cache-Control"]


@pytest.mark.parametrize("accepts, packed", [("gzip", True), ("", False), ("gzip;q=0", False)])
def test_texts_are_packed_only_for_who_can_unpack(app: Flask, accepts: str, packed: bool) -> None:
    plain = app.test_client().get(STYLES, buffered=True).data
    answer = app.test_client().get(STYLES, buffered=True, headers={"Accept-Encoding": accepts})
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed
    assert (gzip.decompress(answer.data) if packed else answer.data) == plain
    assert "Accept-Encoding" in answer.headers["Vary"]
