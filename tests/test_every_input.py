"""每个入口的怪输入: what no column can hold is refused or cut, never a fault, on SQLite and on PostgreSQL alike.

SQLite keeps any text in any column and any number in an INTEGER; PostgreSQL does not, and a NUL in no text at all.
`pytest --engine postgresql` walks the same doors there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import request

from tests.access_table import TABLE, Row
from tests.client import Page
from tests.databases import Template
from tests.factories import Cast
from tests.stage import Stage, open_stage
from youthwork.extensions import db
from youthwork.models import Paper
from youthwork.services.printing import papers

#: Longer than every column; more than a 32-bit number; what PostgreSQL keeps in no text.
ODD = {"long": "字" * 6_000, "large": "99999999999999999999", "nul": "甲\x00乙"}
POSTS = [endpoint for endpoint, row in TABLE.items() if row.post]


@pytest.fixture(scope="module")
def stage(main_province: tuple[Template, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with (
        open_stage(tmp_path_factory.mktemp("stage"), *main_province) as built,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(papers, "produce", lambda paper_id: db.session.get_one(Paper, paper_id))
        yield built


@pytest.mark.parametrize("endpoint", POSTS)
def test_a_door_takes_no_harm_from_what_no_column_holds(endpoint: str, stage: Stage) -> None:
    row = TABLE[endpoint]
    url = row.url.format(**stage.at)
    faults = []
    for kind, odd in ODD.items():
        for name in row.post or {}:
            try:
                answer = stage.ask(row.right, row.method, url, {**filled(row, stage), name: odd})
            except Exception as fault:  # the test's server hands a fault on instead of drawing its page
                faults.append(f"{kind} in {name}: {str(fault)[:200]}")
                continue
            assert answer.status_code < 500, Page(answer).text
            if answer.status_code < 400:
                stage.put_back()
    assert not faults, "\n".join(faults)


GETS = [endpoint for endpoint, row in TABLE.items() if row.post is None]
ASKED = (
    "q",
    "year",
    "before",
    "after",
    "organization",
    "department",
    "annex",
    "from",
    "to",
    "words",
    "page",
    "who",
)


@pytest.mark.parametrize("endpoint", GETS)
def test_a_page_takes_no_harm_from_what_no_column_holds(endpoint: str, stage: Stage) -> None:
    row = TABLE[endpoint]
    url, _, query = row.url.format(**stage.at).partition("?")
    names = dict.fromkeys([*(pair.partition("=")[0] for pair in query.split("&") if pair), *ASKED])
    for odd in (ODD["large"], ODD["nul"], "-1", "字" * 600):
        answer = stage.client_of(row.right).get(url, query_string=dict.fromkeys(names, odd), buffered=True)
        assert answer.status_code < 500, f"{odd[:30]!r}: {Page(answer).text[:300]}"


def test_a_nul_never_gets_past_the_door(stage: Stage) -> None:
    with stage.app.test_request_context("/?q=%00a", method="POST", data={"name": "甲\x00乙"}):
        assert (request.args["q"], request.form["name"]) == ("a", "甲乙")


def filled(row: Row, stage: Stage) -> dict[str, Any]:
    return {name: text.format(**stage.at) for name, text in (row.post or {}).items()}
