"""予以备案: the number, the frozen answers, who may find it, and the paper made once the deed is lasting."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.documents.contents import data_sha256
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.numbering import Series
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import FilingScope, Organization, SubmissionFact
from youthwork.services import transactions
from youthwork.services.numbers import last_number, next_number

pytestmark = on_both_engines


def test_numbers_are_the_receiving_organs_and_have_no_gap(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    second = journeys.file_task_sheet(cast, "zhou")
    third = journeys.file_task_sheet(cast, "luo")
    assert [each.filing_number for each in (first, second, third)] == [
        "岚青备〔2026〕1号",
        "岚青备〔2026〕2号",
        "示青备〔2026〕1号",
    ]
    assert second.machine_number == "BA-岚青-2026-000002-V1"
    assert (first.organ_id, first.department_id) == (
        cast.organ("团青岚市委").id,
        cast.organ("团青岚市委组织部").id,
    )


def test_a_new_year_counts_from_one_again(app: Flask, cast: Cast) -> None:
    journeys.file_contact_points(cast)
    app.config["CLOCK"] = lambda: datetime(2027, 1, 1, 0, 0)
    assert journeys.file_task_sheet(cast, "zhou").filing_number == "岚青备〔2027〕1号"


def test_a_refused_filing_uses_up_no_number(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    for _ in range(3):
        with pytest.raises(StepNotAllowed), transactions.deed():
            journeys.file_(paper, cast, by="cheng")
    with pytest.raises(RuntimeError), transactions.deed():
        journeys.file_(paper, cast)
        raise RuntimeError("the machine stumbles after the number was given")
    assert last_number(cast.organ("团青岚市委").id, Series.FILING, "2026") == 0
    assert journeys.file_(paper, cast).number == 1


def test_intake_numbers_count_by_the_day_and_impressions_by_the_year(app: Flask, cast: Cast) -> None:
    organ = cast.organ("团青岚市委").id
    assert [next_number(organ, Series.INTAKE, "20260401") for _ in range(3)] == [1, 2, 3]
    assert next_number(organ, Series.INTAKE, "20260402") == 1
    assert next_number(organ, Series.IMPRESSION, "2026") == 1
    assert next_number(cast.organ("团示范省委").id, Series.INTAKE, "20260401") == 1


def test_what_is_filed_is_what_was_signed_to_the_last_character(app: Flask, cast: Cast) -> None:
    filed = journeys.file_contact_points(cast)
    assert filed.answers == filed.submission.answers == filed.submission.rounds[-1].answers
    assert data_sha256(filed.answers) == filed.answers_sha256 == filed.submission.answers_sha256
    assert filed.heading == "示青字〔2026〕8号附件1"
    db.session.commit()
    assert data_sha256(filed.answers) == filed.answers_sha256, "JSON comes back as it was written"


def test_answers_tampered_with_after_sign_off_are_not_filed(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    paper.answers = {**(paper.answers or {}), "filler": "别人"}
    with pytest.raises(AssertionError, match="frozen"):
        journeys.file_(paper, cast)


def test_names_stay_as_they_were_on_the_day_of_filing(app: Flask, cast: Cast) -> None:
    filed = journeys.file_contact_points(cast)
    cast.organ("团云溪县委").common_name = "团云溪市委"
    cast.person("he").name = "何致远"
    db.session.commit()
    assert (filed.owner_name, filed.filed_by_name) == ("团云溪县委", "何志远")


def test_facts_are_drawn_from_the_answers_once(app: Flask, cast: Cast) -> None:
    filed = journeys.file_contact_points(cast)
    rows = db.session.scalars(
        db.select(SubmissionFact).where(SubmissionFact.submission_id == filed.submission_id)
    ).all()
    people = [row.text for row in rows if row.kind == "人名"]
    assert people == [row["name"] for row in filed.answers["rows"]] and "周可儿" in people
    assert [row.number for row in rows if row.kind == "行数"] == [len(people)]


def test_the_owner_the_receiver_and_all_above_find_it_and_nobody_else(app: Flask, cast: Cast) -> None:
    filed = journeys.file_contact_points(cast)
    names = db.session.scalars(
        db.select(Organization.common_name)
        .join(FilingScope, FilingScope.organization_id == Organization.id)
        .where(FilingScope.filing_id == filed.id)
    ).all()
    assert set(names) == {"团云溪县委", "团青岚市委", "团示范省委"}


def test_the_searchable_text_holds_no_phone(app: Flask, cast: Cast) -> None:
    filed = journeys.file_contact_points(cast)
    assert "云溪镇团委" in filed.text
    assert "1380000" not in filed.text
