"""二十人同填一张汇总表: every text of everybody is in the draft, whoever came first, on both engines."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import PASSWORD, Cast
from youthwork.extensions import db
from youthwork.services.drafts.draft_history import fields_at, find_draft, open_clashes

pytestmark = on_both_engines
PEOPLE = 20
TURNS = 3


def test_twenty_people_in_one_roll_up_lose_nothing(app: Flask, cast: Cast) -> None:
    rows = [
        {"id": f"r{at}", "name": f"团干部{at}", "title": "", "phone": "", "committee": ""}
        for at in range(PEOPLE)
    ]
    paper = journeys.draft_contact_points(cast, rows=rows)
    number, base, first = paper.id, find_draft(paper).revision, dict(find_draft(paper).fields)
    db.session.commit()
    door = app.test_client()
    door.post("/login", data={"username": "zhou", "password": PASSWORD})
    cookie = door.get_cookie("session")
    assert cookie is not None
    together = threading.Barrier(PEOPLE)

    def work(at: int) -> list[dict[str, Any]]:
        """Each writes in a row of their own, adds one, and writes in one cell that everybody wants."""
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        together.wait(timeout=60)
        answers, known = [], first["rows"]
        revision = base
        for turn in range(1, TURNS + 1):
            title, mine = f"rows-r{at}-title", f"n{at}x{turn}"
            changes = {
                title: [[f"第{turn - 1}次"] if turn > 1 else [""], [f"第{turn}次"]],
                "rows": [known, [*known, mine]],
                f"rows-{mine}-name": [None, [f"新{at}-{turn}"]],
            }
            if turn == 1:
                changes["filler"] = [first["filler"], [f"填表人{at}"]]
            sent = {"client_id": f"p{at}", "sequence": turn, "base_revision": revision, "changes": changes}
            answer = client.post(f"/submissions/{number}/draft/changes", json=sent)
            assert answer.status_code == 200, answer.text
            told: dict[str, Any] = answer.json
            known = told["news"].get("rows", [*known, mine])
            revision = told["revision"]
            answers.append(told)
        return answers

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(work, range(PEOPLE)))
    db.session.rollback()
    draft = find_draft(paper)
    for at in range(PEOPLE):
        assert draft.fields[f"rows-r{at}-title"] == [f"第{TURNS}次"]
        for turn in range(1, TURNS + 1):
            assert f"n{at}x{turn}" in draft.fields["rows"]
            assert draft.fields[f"rows-n{at}x{turn}-name"] == [f"新{at}-{turn}"]
    assert len(draft.fields["rows"]) == len(set(draft.fields["rows"])) == PEOPLE * (TURNS + 1)
    aside = {text for clash in open_clashes(paper) for text in clash.set_aside["filler"]}
    assert {*aside, *draft.fields["filler"]} == {f"填表人{at}" for at in range(PEOPLE)}, (
        "one stands, 19 are kept"
    )
    assert draft.revision == base + PEOPLE * TURNS
    assert fields_at(paper, base) == first, "sixty saves undone give what everybody began with"
    assert max(told["revision"] for person in answers for told in person) == draft.revision
