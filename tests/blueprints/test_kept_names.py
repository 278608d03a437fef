"""照原样保存的姓名: kept by its writer in a text after the warning, read by the writer alone; every other door has the
code and 王某, or nothing of the text."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from flask import Flask

from tests import journeys
from tests.blueprints.test_visits_leaks import PAGES, READERS
from tests.client import PageClient
from tests.conftest import on_both_engines
from tests.contact_work import add_activity
from tests.documents.reading import drawn_text
from tests.factories import Cast
from tests.visits import CLASS, TROUBLED, add_visit
from youthwork.domain.signals import SignalKind
from youthwork.extensions import db
from youthwork.models import Activity, ActivityChange, NightVisit, SubmissionSource
from youthwork.services import posts
from youthwork.services.contact_work.derivation import monthly
from youthwork.services.contact_work.records import recording, signalling
from youthwork.services.contact_work.visits import problems, protected
from youthwork.services.contact_work.visits.problems import ProblemAction, ProblemGiven, StepGiven

pytestmark = on_both_engines
NAME = "尉迟琬儿"
#: The first one is the visit the name was locked at.
TEXTS = {
    "topic": f"陪{NAME}去学校",
    "form": f"与{NAME}谈心",
    "place": f"{NAME}家门口",
    "effect": f"{NAME}愿意回去上学了",
    "asked": f"{NAME}想住校",
}
KEPT = {SignalKind.PROTECTED_NAME: "同名的另一位"}


@pytest.fixture
def visit(cast: Cast, app: Flask) -> NightVisit:
    """周可儿's second visit, whose every text has the name of the first one's child, kept on purpose; 买买提江 went along."""
    first = add_visit(cast, "zhou", TROUBLED, name=NAME, day="2026-03-05")
    assert first.subject is not None
    second = add_visit(
        cast,
        "zhou",
        CLASS,
        visited=f"{NAME}的班",
        must_do=f"给{NAME}所在的班上团课",
        day="2026-03-12",
        purposes=("night_visit", "talk", "volunteer_service"),
        members=(cast.person("mai").id,),
        problems=(ProblemGiven("学习就学", f"{NAME}没有座位", cast.person("li").id),),
        said=KEPT,
        **TEXTS,
    )
    problem = second.problems[0]
    zhou = cast.person("zhou")
    step = StepGiven(ProblemAction.NOTE, f"{NAME}的座位问过老师了")
    problems.take_step(problem, posts.actor_of(zhou), zhou, step, problem.version)
    db.session.commit()
    return second


def at(visit: NightVisit, cast: Cast) -> dict[str, int]:
    return {
        "id": visit.activity_id,
        "problem": visit.problems[0].id,
        "organ": cast.organ("团云溪县委").id,
        "city": cast.organ("团青岚市委").id,
        "zhou": cast.person("zhou").id,
    }


def alias(visit: NightVisit) -> str:
    found = protected.known_to(visit.activity.person)
    return str(protected.alias_of(found[-1]))


def test_its_writer_reads_what_they_wrote(client: PageClient, cast: Cast, visit: NightVisit) -> None:
    page = client.sign_in("zhou").get(f"/records/{visit.activity_id}")
    assert all(text in page.text for text in TEXTS.values())
    assert NAME in client.get("/records").text and NAME in client.get(f"/visits/{visit.activity_id}").text
    assert client.get(f"/records/{visit.activity_id}/edit").field("topic") == TEXTS["topic"]


def test_nobody_else_reads_the_name_on_any_page(client: PageClient, cast: Cast, visit: NightVisit) -> None:
    here, said = at(visit, cast), alias(visit)
    opened, told = 0, 0
    for reader in READERS:
        client.sign_in(reader)
        for page in PAGES:
            if reader == "zhou" and not page.startswith(("/visits/{id}/paper", "/messages", "/monthly")):
                continue
            answer = client.send("GET", page.format(**here))
            opened += answer.status_code == 200
            text = drawn_text(answer.data) if answer.mimetype == "application/pdf" else answer.text
            assert NAME not in text and NAME[2:] not in text, (reader, page)
            told += said in text
    assert opened > 70 and told > 10, (opened, told)


def test_no_export_has_the_name_not_even_the_writers(
    client: PageClient, cast: Cast, visit: NightVisit
) -> None:
    for reader, of in (("zhou", "mine"), ("zhou", "office"), ("he", "office"), ("mai", "mine")):
        answer = client.sign_in(reader).send("POST", "/records/export", data={"of": of})
        with zipfile.ZipFile(BytesIO(answer.data)) as sheet:
            whole = "".join(sheet.read(each).decode("utf-8", "replace") for each in sheet.namelist())
        assert alias(visit) in whole and NAME not in whole, reader


def test_what_is_derived_has_the_code_or_nothing(client: PageClient, cast: Cast, visit: NightVisit) -> None:
    found = monthly.draft(cast.organ("团云溪县委"), visit.activity.starts_at.date())
    assert NAME not in str(found) and alias(visit) in str(found.figures)
    for who in ("zhou", "mai"):
        paper = journeys.draft_task_sheet(cast, who)
        db.session.commit()
        page = client.sign_in(who).get(f"/submissions/{paper.id}/records")
        row = f"volunteer_service-a{visit.activity_id}"
        assert f'value="{row}"' in page.html
        assert (NAME in page.text) == (who == "zhou")
        client.post(f"/submissions/{paper.id}/records", {"rows": row})
    kept = db.session.scalars(db.select(SubmissionSource.text)).all()
    assert kept and NAME not in "".join(kept)


def test_a_clerk_corrects_a_number_and_leaves_the_writers_words_as_they_were(
    client: PageClient, cast: Cast
) -> None:
    add_visit(cast, "chen", TROUBLED, name=NAME, day="2026-03-05")
    row = add_activity(cast, "chen", "2026-03-12", said=KEPT, **TEXTS)
    row.effect = f"{NAME}说：\n愿意回去上学了"
    db.session.commit()
    page = client.sign_in("zhou").get(f"/records/{row.id}/edit")
    assert NAME not in page.html
    fields = {
        each.get("name"): each.get("value") or ""
        for each in page.all("input")
        if each.get("type") not in ("checkbox", "radio", "submit") and each.get("name")
    }
    fields |= {name: page.field(name) for name in (*TEXTS, "with_id")}
    fields |= {"day": "other", "other_day": "2026-03-12", "people": "9", "reason": "人数记错了"}
    fields["purposes"] = "talk"
    answer = client.post(f"/records/{row.id}", fields)
    assert answer.status == 303, answer.text
    db.session.expire_all()
    row = db.session.get_one(Activity, row.id)
    assert row.people == 9 and row.topic == TEXTS["topic"]
    assert row.effect.replace("\r\n", "\n") == f"{NAME}说：\n愿意回去上学了"
    assert SignalKind.PROTECTED_NAME in [each.kind for each in signalling.asked_at([row.id])]
    assert NAME not in str([each.changes for each in db.session.scalars(db.select(ActivityChange))])
    assert NAME not in client.get(f"/records/{row.id}").text


@pytest.mark.parametrize("how", ["forgotten", "no passphrase"])
def test_where_the_name_cannot_be_told_any_more_nothing_of_the_text_is(
    client: PageClient, cast: Cast, app: Flask, visit: NightVisit, how: str
) -> None:
    if how == "forgotten":
        for each in protected.known_to(cast.person("zhou")):
            each.name_locked = None
        db.session.commit()
    else:
        app.config["KEY_PASSPHRASE"] = ""
    page = client.sign_in("li").get(f"/records/{visit.activity_id}")
    assert "涉及保护对象，原文只有记录人看得到" in page.text and NAME not in page.html
    assert all(NAME in text for text in (visit.activity.topic, visit.activity.effect))


def test_a_shut_key_box_does_not_take_the_mark_away(cast: Cast, app: Flask, visit: NightVisit) -> None:
    app.config["KEY_PASSPHRASE"] = ""
    zhou, row = cast.person("zhou"), visit.activity
    recording.correct(row, recording.given_of(row), zhou, "", row.version)
    assert row.is_guarded


def test_the_mark_goes_when_the_writer_takes_the_name_out(
    client: PageClient, cast: Cast, visit: NightVisit
) -> None:
    zhou, row = cast.person("zhou"), visit.activity
    from dataclasses import replace

    plain = replace(
        recording.given_of(row), topic="陪学生去学校", form="", place="", effect="谈过了", asked=""
    )
    recording.correct(row, plain, zhou, "换成代称", row.version)
    db.session.commit()
    assert not row.is_guarded
    assert "陪学生去学校" in client.sign_in("li").get(f"/records/{row.id}").text
