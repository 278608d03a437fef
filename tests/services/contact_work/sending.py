"""不稳的手机: another process that sends the same records, each as a request of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import make_app
from tests.contact_work import given
from youthwork.domain.errors import YouthworkError
from youthwork.extensions import db
from youthwork.models import Activity, User
from youthwork.services import transactions
from youthwork.services.contact_work.records.recording import correct, given_of, record


def send(url: str, place: str, person_id: int, keys: Sequence[str], name: str) -> None:
    """Send a record under each key, once the file `go` is there; the ids it got go into a file of this process."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    wait_for(Path(place) / "go", Path(place) / f"ready-{name}")
    ids = []
    for key in keys:
        with app.app_context(), transactions.deed():
            ids.append(record(db.session.get_one(User, person_id), given(client_key=key), {}).id)
    (Path(place) / f"got-{name}").write_text(" ".join(map(str, ids)))


def correct_as(url: str, place: str, activity_id: int, person_id: int, people: int, name: str) -> None:
    """Correct the record as it stood at first; what came of it goes into a file of this process."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    wait_for(Path(place) / "go", Path(place) / f"ready-{name}")
    with app.app_context():
        try:
            with transactions.deed():
                one = db.session.get_one(Activity, activity_id)
                changed = given(client_key=one.client_key, people=people)
                assert given_of(one).topic == changed.topic
                correct(one, changed, db.session.get_one(User, person_id), "人数看错了", 1)
            said = "done"
        except YouthworkError as refused:
            said = refused.sentence
    (Path(place) / f"got-{name}").write_text(said)


def wait_for(go: Path, ready: Path) -> None:
    """Say that one stands ready, and wait for the others."""
    ready.touch()
    until = time.monotonic() + 60
    while not go.exists() and time.monotonic() < until:
        time.sleep(0.002)
