"""舞台: the cast's province with a paper in every state, written once and put back after every post.

For tests that walk many pages and only ask who may open them. `stage.at` names the things URLs speak of.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests import journeys
from tests.factories import PASSWORD, Cast
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Appointment, Filing, Seal, SealMode
from youthwork.services.drafts.draft_saves import Save, find_draft, open_clashes, save_draft
from youthwork.services.exchange import roster_uploads
from youthwork.services.printing import papers, uploads


@dataclass
class Stage:
    """An application over the province, the names of its ids, and people who stay signed in."""

    app: Flask
    at: dict[str, Any]
    database: Path
    engine: Engine
    signed_in: dict[str, FlaskClient] = field(default_factory=dict)

    def ask(self, who: str | None, method: str, url: str, data: Any = None) -> TestResponse:
        """One request of this person; of nobody where `who` is None."""
        return self.client_of(who).open(url, method=method, data=data)

    def client_of(self, who: str | None) -> FlaskClient:
        if who is None:
            return self.app.test_client()
        if who not in self.signed_in:
            client = self.app.test_client()
            answer = client.post("/login", data={"username": who, "password": PASSWORD})
            assert answer.status_code == 303
            self.signed_in[who] = client
        return self.signed_in[who]

    def put_back(self) -> None:
        """The database as it was at first, and nobody signed in: 退出 is a post too."""
        self.signed_in.clear()
        self.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.database}{ending}").unlink(missing_ok=True)
        shutil.copy(self.database.with_suffix(".first"), self.database)


@contextmanager
def set_up(app: Flask, database: Path, cast: Cast) -> Iterator[Stage]:
    """Build the papers once; leaves no context open, so that every request has its own."""
    with app.app_context():
        at = _papers(cast) | _things(cast)
        db.session.commit()
        db.session.remove()
        engine = db.engine
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
    shutil.copy(database, database.with_suffix(".first"))
    yield Stage(app, at, database, engine)
    engine.dispose()


def _papers(cast: Cast) -> dict[str, Any]:
    """One paper in each state; in brackets who may act on it."""
    draft = journeys.draft_contact_points(cast)  # zhou
    zhou = cast.person("zhou")
    for client, text in (("a", "甲"), ("b", "乙")):
        save_draft(draft, zhou, Save({**find_draft(draft).fields, "filler": [text]}, 2, client))
    arrangement = journeys.draft_contact_units(cast)  # lin
    in_sign_off = journeys.submit(journeys.draft_task_sheet(cast, "zhou"), cast)  # chen
    sealable = journeys.walk_on(journeys.draft_contact_points(cast, "jiao"), cast, State.SIGNED_OFF)  # gu
    signed_off = journeys.walk_on(journeys.draft_task_sheet(cast, "chen"), cast, State.SIGNED_OFF)  # zhou
    sent = journeys.walk_on(journeys.draft_task_sheet(cast, "luo"), cast, State.SENT)  # lin; tang
    accepted = journeys.walk_on(journeys.draft_task_sheet(cast, "he"), cast, State.ACCEPTED)  # tang
    filing = journeys.file_task_sheet(cast, "cheng")
    scanned = _by_hand(cast)
    db.session.commit()
    papers.produce(papers.of_filing(filing).id)
    return {
        "draft": draft.id,
        "arrangement": arrangement.id,
        "clash": open_clashes(draft)[0].id,
        "in_sign_off": in_sign_off.id,
        "sealable": sealable.id,
        "signed_off": signed_off.id,
        "sent": sent.id,
        "accepted": accepted.id,
        "filed": filing.submission_id,
        "filing": filing.id,
        "scanned": scanned.id,
        "department": next(
            one.id for one in cast.organizations.values() if one.common_name == "团示范省委办公室"
        ),
        "versions": {
            paper.id: paper.version for paper in (in_sign_off, sealable, signed_off, sent, accepted)
        },
    }


def _by_hand(cast: Cast) -> Filing:
    """团青岚市委's table, sealed by hand, with the scan."""
    city = cast.organ("团青岚市委")
    db.session.scalars(db.select(Seal).where(Seal.organization_id == city.id)).one().mode = SealMode.BY_HAND
    paper = journeys.walk_on(journeys.draft_contact_points(cast, "lin"), cast, State.SIGNED_OFF)
    journeys.press(paper, cast, scan=uploads.keep_scan(png()))
    return journeys.file_(journeys.accept(journeys.send(paper, cast), cast), cast)


def _things(cast: Cast) -> dict[str, Any]:
    county = cast.organ("团云溪县委")
    book = openpyxl.Workbook()
    book.active.append(["姓名", "职务", "单位"])
    sheet = BytesIO()
    book.save(sheet)
    kept = roster_uploads.keep_roster(
        sheet.getvalue(), filename="名册.xlsx", user_id=cast.person("zhou").id, organ_id=county.id
    )
    mai = cast.person("mai").id
    post = db.session.scalars(db.select(Appointment).where(Appointment.user_id == mai)).one()
    return {
        "county": county.id,
        "county_paper": cast.annex("province", "contact_points").id,
        "city_department": cast.organ("团青岚市委学校部").id,
        "notice": cast.notices["province"].id,
        "mai": mai,
        "post": post.id,
        "committee": cast.organ("云溪镇团委").id,
        "roster": kept.key,
    }


def png() -> bytes:
    """A scan, as small as scans come."""
    content = BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "PNG")
    return content.getvalue()


def open_stage(place: Path, template: Path, cast: Cast) -> Any:
    """`set_up` over a copy of the province of `conftest.py`."""
    from tests.conftest import make_app

    database = place / "youthwork.db"
    shutil.copy(template, database)
    return set_up(make_app(place), database, cast)
