"""同时印发: another process that issues the same notice, as a request would."""

from __future__ import annotations

import time
from pathlib import Path

from tests.conftest import make_app
from youthwork.domain.errors import StepNotAllowed, YouthworkError
from youthwork.extensions import db
from youthwork.models import Notice, Organization, User
from youthwork.services import transactions
from youthwork.services.notices import issuing
from youthwork.services.personnel import merging


def issue(url: str, place: str, notice_id: int, person_id: int, version: int) -> None:
    """印发 when the file `go` is there; how it went is written into a file of this person."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    with app.app_context():
        (Path(place) / f"ready-{person_id}").touch()
        while not (Path(place) / "go").exists():
            time.sleep(0.002)
        try:
            with transactions.deed():
                notice, person = db.session.get_one(Notice, notice_id), db.session.get_one(User, person_id)
                issuing.issue(notice, person, version)
            outcome = "issued"
        except StepNotAllowed as refused:
            outcome = refused.sentence
    (Path(place) / f"outcome-{person_id}").write_text(outcome, encoding="utf-8")


def _issue(notice_id: int, person: User, version: int) -> None:
    issuing.issue(db.session.get_one(Notice, notice_id), person, version)


def _merge(organ_id: int, person: User, heir_id: int) -> None:
    organ, heir = (db.session.get_one(Organization, each) for each in (organ_id, heir_id))
    merging.merge(organ, heir, person)


DEEDS = {"issue": _issue, "merge": _merge}


def do(url: str, place: str, deed: str, row_id: int, person_id: int, given: int) -> None:
    """One deed when the file `go` is there; `done`, or the sentence of its refusal, is written into a file of its own."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    with app.app_context():
        db.session.get_one(User, person_id)
        (Path(place) / f"ready-{deed}-{row_id}").touch()
        while not (Path(place) / "go").exists():
            time.sleep(0.002)
        outcome = "done"
        try:
            with transactions.deed():
                DEEDS[deed](row_id, db.session.get_one(User, person_id), given)
        except YouthworkError as refused:
            outcome = refused.sentence
    (Path(place) / f"outcome-{deed}-{row_id}").write_text(outcome, encoding="utf-8")
