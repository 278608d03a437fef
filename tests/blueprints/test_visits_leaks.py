"""保护对象的姓名 typed into its own field through the pages: afterwards on no page, in no file, table or log."""

from __future__ import annotations

import logging
import zipfile
from io import BytesIO

import pytest
from flask import Flask

from tests.blueprints.test_visits import NAME, record
from tests.client import PageClient
from tests.conftest import on_both_engines
from tests.documents.reading import drawn_text
from tests.factories import Cast
from tests.services.contact_work.test_protected_names import everything_kept
from tests.visits import TROUBLED
from youthwork.extensions import db
from youthwork.models import NightVisit

READERS = ("zhou", "chen", "li", "mai", "he", "lin", "su", "bai")
PAGES = (
    "/",
    "/records",
    "/records?of=office",
    "/records/{id}",
    "/records/{id}/edit",
    "/visits",
    "/visits/{id}",
    "/visits/{id}/paper.pdf",
    "/visits/organs/{organ}",
    "/visits/organs/{city}?beneath=1",
    "/visits/problems?whose=found",
    "/visits/problems?whose=organ&state=all",
    "/visits/problems/{problem}",
    "/five-ones",
    "/five-ones/people/{zhou}",
    "/five-ones/organs/{organ}",
    "/messages?all=1",
    "/wishes",
    "/wishes/new?record={id}",
    "/monthly",
    "/archive?q=%E5%B0%89",
)


@on_both_engines
def test_the_name_is_on_no_page_in_no_file_table_or_log(
    client: PageClient,
    cast: Cast,
    app: Flask,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    client.sign_in("zhou")
    typed = record(client, kind=TROUBLED.value, name=NAME, must_do="帮助办了复学")
    typed |= {
        "visit-problems": "p1",
        "visit-problems-p1-category": "学习就学",
        "visit-problems-p1-text": "想转学",
        "visit-problems-p1-owner": str(cast.person("li").id),
    }
    client.post("/records", {**typed, "people": ""}, status=422)
    client.post("/records", typed)
    visit = db.session.scalars(db.select(NightVisit)).one()
    client.post(f"/visits/{visit.activity_id}/name", {"reason": f"去看{NAME}前核对"}, status=200)
    at = {
        "id": visit.activity_id,
        "problem": visit.problems[0].id,
        "organ": cast.organ("团云溪县委").id,
        "city": cast.organ("团青岚市委").id,
        "zhou": cast.person("zhou").id,
    }
    db.session.commit()
    opened = 0
    for reader in READERS:
        client.sign_in(reader)
        for page in PAGES:
            answer = client.send("GET", page.format(**at))
            opened += answer.status_code == 200
            text = drawn_text(answer.data) if answer.mimetype == "application/pdf" else answer.text
            assert NAME not in text and NAME[2:] not in text, (reader, page)
    assert opened > 80
    for reader in ("zhou", "he"):
        answer = client.sign_in(reader).send("POST", "/records/export", data={"of": "office"})
        with zipfile.ZipFile(BytesIO(answer.data)) as sheet:
            whole = "".join(sheet.read(each).decode("utf-8", "replace") for each in sheet.namelist())
        assert "走访保护对象，内容不导出" in whole and NAME not in whole
    db.session.rollback()
    kept = everything_kept()
    assert "想转学" in kept and NAME not in kept and NAME[2:] not in kept
    assert NAME not in caplog.text + "".join(capfd.readouterr())
