"""乱走的人: people who do anything to a few papers in any order, and what must be true whatever they do.

What may happen is written down here once more, by hand, and not read from `domain/workflow.py`: the table there
is what is tested. Every request goes through the doors, as a browser without JavaScript would send it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.factories import PASSWORD

#: noun of the address → (state before → states it may lead to). 代: a paper without seal cell skips 用印.
LEADS_TO: dict[str, dict[str, set[str]]] = {
    "submittal": {"draft": {"in_sign_off"}, "returned": {"in_sign_off"}},
    "sign-off": {"in_sign_off": {"signed_off"}},
    "send-back": {"in_sign_off": {"draft"}},
    "press-approval": {"signed_off": {"signed_off"}},
    "impression": {"signed_off": {"pressed"}},
    "sending": {"signed_off": {"sent"}, "pressed": {"sent"}},
    "withdrawal": {each: {"draft"} for each in ("in_sign_off", "signed_off", "pressed", "sent")},
    # An acceptance whose lock has run out is accepted anew.
    "acceptance": {"sent": {"accepted"}, "accepted": {"accepted"}},
    "return": {"accepted": {"returned"}},
    "reassignment": {"accepted": {"accepted"}},
    "forwarding": {},
    "filing": {"accepted": {"filed"}},
}

#: A sentence a person can read: Chinese, and more than a word or two.
_SENTENCE = re.compile(r"[\u4e00-\u9fff].{3,}")
_REFUSAL = re.compile(r"<[^>]*data-refusal[^>]*>(.*?)</", re.DOTALL)
_SUMMARY = re.compile(r"<div[^>]*data-error-summary[^>]*>(.*?)</div>", re.DOTALL)


@dataclass
class Seen:
    """A draft as one person's page shows it: what is in its inputs, and the revision it was drawn from."""

    revision: int
    fields: dict[str, list[str]]


@dataclass
class Walkers:
    """The application, its database, and the people who are signed in."""

    app: Flask
    engine: Engine
    clock: list[datetime]
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def send(self, who: str, method: str, url: str, data: Any = None) -> TestResponse:
        if who not in self.clients:
            self.clients[who] = self.app.test_client()
        # The clock moves by days: everybody signs in anew rather than being idle out.
        client = self.clients[who]
        answer = client.open(url, method=method, data=data, buffered=True)
        if answer.status_code in (302, 303) and "/login" in answer.headers["Location"]:
            signed_in = client.post("/login", data={"username": who, "password": PASSWORD})
            assert signed_in.status_code == 303
            answer = client.open(url, method=method, data=data, buffered=True)
        return answer

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(statement), values))

    def paper(self, paper_id: int) -> Any:
        [row] = self.rows(
            "SELECT state, version, round_number, answers_sha256, owner_id, subject_id, holder_id,"
            " submitted_by_id, signed_off_by_id, press_approved_by_id, filed_by_id"
            " FROM submission WHERE id = :id",
            id=paper_id,
        )
        return row


def sentences_of(answer: TestResponse) -> list[str]:
    """What a refusal says to the person: the marked sentence, or the lines of the error summary."""
    html = answer.get_data(as_text=True)
    found = _REFUSAL.findall(html) + _SUMMARY.findall(html)
    return [unescape(re.sub(r"<[^>]+>|\s+", "", each)) for each in found]


def assert_refused_in_words(answer: TestResponse) -> None:
    said = sentences_of(answer)
    assert said and all(_SENTENCE.search(each) for each in said), answer.get_data(as_text=True)[-1500:]


def form_of(fields: dict[str, list[str]], **controls: Any) -> MultiDict[str, str]:
    posted: MultiDict[str, str] = MultiDict()
    for name, values in fields.items():
        for value in values:
            posted.add(name, value)
    for name, value in controls.items():
        posted.add(name, str(value))
    return posted


def fresh_database(first: Path, database: Path, engine: Engine) -> None:
    """The province as it was, for the next walk."""
    engine.dispose()
    for ending in ("-wal", "-shm"):
        Path(f"{database}{ending}").unlink(missing_ok=True)
    shutil.copy(first, database)


def texts_in(value: Any) -> Iterator[str]:
    """Every string in what JSON holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)
