"""谁能打开哪一页: every endpoint, and what it answers to nobody, to a stranger, to a 团干部 of the unit without a
duty there, and to the person whose it is. An endpoint that is not in the table fails the suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.access_table import PUBLIC, SEE_OTHER, STRANGER, TABLE, Row
from tests.client import Page
from tests.conftest import make_app
from tests.databases import Template
from tests.factories import Cast
from tests.stage import Stage, open_stage
from youthwork.extensions import db
from youthwork.models import AuditRecord, Paper
from youthwork.models.base import Base
from youthwork.services.printing import papers

#: What is ours: no page of a stranger may show any of it.
OURS = ("团云溪县委", "白泉村", "团青岚市委", "周可儿", "罗欣喆", "示青字", "示范大学")


@pytest.fixture(scope="module")
def stage(main_province: tuple[Template, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with (
        open_stage(tmp_path_factory.mktemp("stage"), *main_province) as built,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(papers, "produce", lambda paper_id: db.session.get_one(Paper, paper_id))
        yield built


@pytest.mark.parametrize("endpoint", TABLE)
def test_an_endpoint_answers_only_those_it_is_for(endpoint: str, stage: Stage) -> None:
    row = TABLE[endpoint]
    url, data = row.url.format(**stage.at), _filled(row, stage)
    answers: dict[str, Any] = {
        "nobody": stage.ask(None, row.method, url, data),
        "stranger": stage.ask(STRANGER, row.method, url, data),
        "cadre": stage.ask(row.cadre_is, row.method, url, data),
        "right": stage.ask(row.right, row.method, url, data),
    }
    if row.post is not None:
        stage.put_back()
    got = {who: answer.status_code for who, answer in answers.items()}
    wanted = {"stranger": row.stranger, "cadre": row.cadre, "right": row.answer}
    wanted["nobody"] = row.answer if endpoint in PUBLIC else 302
    assert got == wanted, {who: _said(answer) for who, answer in answers.items()}
    if endpoint not in PUBLIC:
        assert answers["nobody"].headers["Location"].startswith("/login?next=")
    seen = answers["stranger"].get_data().decode(errors="replace")
    assert not [word for word in OURS if word in seen]


def test_signing_in_is_for_those_outside(stage: Stage) -> None:
    assert stage.ask(None, "GET", "/login").status_code == 200
    assert stage.ask("zhou", "GET", "/login").headers["Location"] == "/"


def test_the_table_names_every_endpoint_and_no_other(stage: Stage) -> None:
    there = {rule.endpoint for rule in stage.app.url_map.iter_rules()} - {"static", "account.sign_in"}
    assert there == set(TABLE)


def test_an_example_of_the_table_leads_to_its_endpoint(stage: Stage) -> None:
    adapter = stage.app.url_map.bind("localhost")
    for endpoint, row in TABLE.items():
        path, _, _ = row.url.format(**stage.at).partition("?")
        assert adapter.match(path, method=row.method)[0] == endpoint


def test_reading_never_writes_and_writing_is_never_a_get(stage: Stage) -> None:
    for rule in stage.app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods in ({"GET"}, {"POST"}, {"POST", "PUT"}), f"{rule.endpoint} answers {methods}"
        if getattr(stage.app.view_functions[rule.endpoint], "commits", False):
            assert "GET" not in methods, f"{rule.endpoint} commits on a GET"


def test_no_get_changes_the_database(stage: Stage) -> None:
    stage.put_back()
    for row in TABLE.values():
        stage.client_of(row.right)
    before = _content(stage)
    for row in TABLE.values():
        if row.post is None:
            stage.ask(row.right, "GET", row.url.format(**stage.at))
    assert _content(stage) == before


def test_a_post_without_its_token_is_refused_everywhere(
    province: tuple[Path, Cast], stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "youthwork.db").write_bytes(province[0].read_bytes())
    guarded = make_app(tmp_path, WTF_CSRF_ENABLED=True)
    client = guarded.test_client()
    for endpoint, row in TABLE.items():
        if row.post is None:
            continue
        answer = client.post(row.url.format(**stage.at), data=_filled(row, stage))
        assert answer.status_code == 400, endpoint
        assert "这次提交没有执行" in answer.get_data(as_text=True)
    put = client.put(f"/submissions/{stage.at['draft']}/draft", data={"filler": "周"})
    assert put.status_code == 400
    _close(guarded)


def test_a_form_with_the_token_of_its_page_goes_through(province: tuple[Path, Cast], tmp_path: Path) -> None:
    (tmp_path / "youthwork.db").write_bytes(province[0].read_bytes())
    guarded = make_app(tmp_path, WTF_CSRF_ENABLED=True)
    client = guarded.test_client()
    token = client.get("/login").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    posted = {"username": "zhou", "password": "demo", "csrf_token": token}
    assert client.post("/login", data=posted).status_code == SEE_OTHER
    _close(guarded)


def _filled(row: Row, stage: Stage) -> dict[str, str] | None:
    if row.post is None:
        return None
    return {name.format(**stage.at): text.format(**stage.at) for name, text in row.post.items()}


def _content(stage: Stage) -> list[tuple[Any, ...]]:
    """Every row of every table, without the log: views of personal data are recorded there."""
    with stage.app.app_context():
        tables = [table for table in Base.metadata.sorted_tables if table is not AuditRecord.__table__]
        return [tuple(row) for table in tables for row in db.session.execute(table.select()).all()]


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _said(answer: TestResponse) -> str:
    return Page(answer).text[-700:] if answer.mimetype == "text/html" else answer.mimetype
