"""数据库的承诺: what the law cares for is refused by the database itself, whatever the program does."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table
from sqlalchemy.exc import IntegrityError

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, START, Cast
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    Base,
    DraftSave,
    Filing,
    Link,
    NumberSeries,
    Organization,
    Paper,
    Seal,
    SealImpression,
    Submission,
    SubmissionRound,
    User,
)

pytestmark = on_both_engines


def table_of(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def refused_change(model: type[Base], row_id: int, promise: str, **values: Any) -> None:
    """An UPDATE past the program must fail, and by this promise."""
    table = table_of(model)
    statement = table.update().where(table.c.id == row_id).values(**values)
    _refused(statement, promise, values)


def refused_copy(model: type[Base], promise: str, **values: Any) -> None:
    """A second row like the first one, but for `values`, must fail by this promise."""
    table = table_of(model)
    key = [column.name for column in table.primary_key]
    first = db.session.execute(table.select().limit(1)).one()._asdict()
    copied = {name: value for name, value in first.items() if key != ["id"] or name != "id"}
    _refused(table.insert().values(**{**copied, **values}), promise, values)


def _refused(statement: Any, promise: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError) as refusal, db.session.begin_nested():
        db.session.execute(statement)
    told = str(refusal.value.orig)
    # SQLite names a CHECK, but of a UNIQUE only the columns.
    assert promise in told or "UNIQUE constraint failed" in told, (values, told)


def test_the_people_on_a_submission_are_different_and_its_state_is_whole(app: Flask, cast: Cast) -> None:
    paper = journeys.file_task_sheet(cast).submission
    subject, signer, filer = paper.subject_id, paper.signed_off_by_id, paper.filed_by_id
    assert subject and signer and filer and subject == paper.submitted_by_id
    other, organ = cast.person("zhou").id, paper.owner_id
    rows: list[tuple[str, dict[str, Any]]] = [
        ("signer_is_not_filler", {"signed_off_by_id": other, "submitted_by_id": other}),
        ("signer_is_not_subject", {"signed_off_by_id": subject, "submitted_by_id": other}),
        ("filer_is_third_person", {"filed_by_id": signer}),
        ("filer_is_third_person", {"filed_by_id": other, "submitted_by_id": other}),
        ("filer_is_not_subject", {"filed_by_id": subject, "submitted_by_id": other}),
        ("filer_if_filed", {"filed_by_id": None}),
        ("held_until_filed", {"holder_id": organ}),
        ("held_until_filed", {"state": State.SENT}),
        ("acceptor_if_accepted", {"state": State.ACCEPTED, "holder_id": organ, "accepted_by_id": None}),
        ("answers_once_submitted", {"answers_sha256": None}),
    ]
    for promise, values in rows:
        refused_change(Submission, paper.id, f"ck_submission_{promise}", **values)
    _refused(
        db.text("UPDATE submission SET state = 'shredded', holder_id = owner_id"),
        "ck_submission_state",
        {"state": "shredded"},
    )


def test_a_unit_and_a_cadre_have_one_submission_an_annex(app: Flask, cast: Cast) -> None:
    journeys.draft_task_sheet(cast)
    refused_copy(Submission, "uq_submission_one_per_cadre")
    db.session.rollback()
    journeys.draft_contact_points(cast)
    refused_copy(Submission, "uq_submission_one_per_unit")


def test_a_number_is_given_once_and_a_submission_filed_once(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    second = journeys.draft_task_sheet(cast)
    refused_copy(Filing, "uq_filing_once_per_submission", number=2, machine_number="BA-2")
    refused_copy(Filing, "uq_filing_number", submission_id=second.id, machine_number="BA-3")
    refused_copy(Filing, "uq_filing_machine_number", submission_id=second.id, number=7)
    refused_change(Filing, first.id, "ck_filing_number_from_one", number=0)
    refused_copy(NumberSeries, "pk_number_series")


def test_an_impression_has_three_people_and_a_number_of_its_own(app: Flask, cast: Cast) -> None:
    journeys.file_contact_points(cast)
    row = db.session.scalars(db.select(SealImpression)).one()
    for values in (
        {"keeper_id": row.applicant_id},
        {"keeper_id": row.approver_id},
        {"approver_id": row.applicant_id},
    ):
        refused_change(SealImpression, row.id, "ck_seal_impression_three_people", **values)
    refused_copy(SealImpression, "uq_seal_impression_number", attempt=9)
    refused_copy(SealImpression, "uq_seal_impression_once", number="YY-2026-0099")
    for promise, wrong in (
        ("diameter_of_a_seal", {"diameter_mm": 20}),
        ("valid_in_order", {"valid_until": START.replace(year=2020)}),
    ):
        refused_change(Seal, row.seal_id, f"ck_seal_{promise}", **wrong)


def test_a_paper_has_bytes_exactly_when_it_is_ready_and_one_row_a_filing(app: Flask, cast: Cast) -> None:
    filed = journeys.file_contact_points(cast)
    sealed, last = db.session.scalars(db.select(Paper).order_by(Paper.id)).all()
    refused_change(Paper, sealed.id, "ck_paper_bytes_if_ready", state="已出件")
    refused_change(Paper, sealed.id, "ck_paper_bytes_if_ready", sha256="0" * 64)
    refused_change(Paper, last.id, "ck_paper_filing_if_filed", filing_id=None)
    refused_change(Paper, sealed.id, "ck_paper_filing_if_filed", filing_id=filed.id)
    refused_copy(Paper, "uq_paper_one_per_impression")
    refused_copy(Paper, "uq_paper_one_per_filing", kind="filed", filing_id=filed.id)


def test_a_cadre_has_one_open_link_and_dates_are_in_order(app: Flask, cast: Cast) -> None:
    refused_copy(Link, "uq_link_one_open_per_cadre")
    for model, word in ((Link, "link"), (Appointment, "appointment"), (AppointmentDuty, "appointment_duty")):
        first = db.session.scalars(db.select(model.id)).first()
        assert first is not None
        early = START.replace(year=2020)
        refused_change(model, first, f"ck_{word}_ends_after_start", ends_on=early)


def test_a_department_has_a_function_and_nothing_else_has(app: Flask, cast: Cast) -> None:
    department, county = cast.organ("团青岚市委组织部").id, cast.organ("团云溪县委").id
    promise = "ck_organization_department_has_function"
    refused_change(Organization, department, promise, department_function=None)
    refused_change(Organization, county, promise, department_function="组织")
    refused_change(
        Organization, county, "ck_organization_closes_after_opening", closed_on=START.replace(year=2020)
    )
    refused_change(Organization, county, "ix_organization_path", path="/1/")


def test_members_are_counted_on_a_day_and_never_below_none(app: Flask, cast: Cast) -> None:
    branch = cast.organ("白泉村团支部").id
    for wrong in (-1, 100_001):
        refused_change(
            Organization, branch, "ck_organization_members_in_bounds", members=wrong, members_as_of=START
        )
    refused_change(Organization, branch, "ck_organization_members_as_of_a_day", members=3)
    refused_change(Organization, branch, "ck_organization_members_as_of_a_day", members_as_of=START)


def test_one_save_counts_once_and_a_round_has_one_row(app: Flask, cast: Cast) -> None:
    journeys.at_state(cast, State.IN_SIGN_OFF)
    refused_copy(DraftSave, "uq_draft_save_once")
    refused_copy(SubmissionRound, "uq_submission_round_submission_id")
    refused_copy(User, "uq_person_username")


def test_what_is_filed_cannot_lose_the_people_and_places_it_names(app: Flask, cast: Cast) -> None:
    filed = journeys.file_task_sheet(cast)
    for model, row_id in ((User, filed.filed_by_id), (Organization, filed.owner_id), (Filing, filed.id)):
        table = table_of(model)
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(table.delete().where(table.c.id == row_id))
    assert db.session.get_one(Filing, filed.id).filed_at == NOW
