"""更正的承诺: what the database keeps, and what becomes of two people who act at once."""

from __future__ import annotations

from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.test_concurrency import at_once
from tests.services.test_database_promises import refused_change, refused_copy
from youthwork.domain.errors import NotFound
from youthwork.extensions import db
from youthwork.models import Filing, Paper, Submission, User
from youthwork.services import posts, scope
from youthwork.services.path import corrections, filing

pytestmark = on_both_engines


def test_the_database_keeps_one_correction_a_filing_and_a_reason_with_each(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    second = journeys.file_correction(first, cast)
    refused_copy(Submission, "uq_submission_one_correction", corrects_id=first.id, correction_reason="再来")
    other = journeys.file_task_sheet(cast, "zhou")
    refused_change(
        Submission, other.submission_id, "ck_submission_corrected_for_a_reason", corrects_id=second.id
    )
    refused_change(Filing, other.id, "uq_filing_corrected_once", corrects_id=first.id)
    refused_change(Filing, other.id, "uq_filing_number", number=1, version=2)
    refused_change(
        Filing, first.id, "ck_filing_voided_by_somebody", voided_at=first.filed_at, void_reason="错"
    )
    refused_change(
        Filing,
        first.id,
        "ck_filing_voided_for_a_reason",
        voided_at=first.filed_at,
        voided_by_id=cast.person("meng").id,
    )


def test_of_two_who_start_a_correction_at_once_one_begins_and_both_have_it(app: Flask, cast: Cast) -> None:
    first = journeys.filed(journeys.file_task_sheet(cast, "mai"))
    people = [cast.person(name).id for name in ("mai", "zhou")]

    def begin(user_id: int):
        def deed(paper: Submission) -> int:
            filing = db.session.scalars(db.select(Filing).where(Filing.submission_id == paper.id)).one()
            return corrections.start(filing, db.session.get_one(User, user_id), f"第 {user_id} 人的原因").id

        return deed

    outcomes = at_once(app, first.submission_id, *(begin(user_id) for user_id in people))
    assert len(set(outcomes)) == 1 and isinstance(outcomes[0], int), outcomes
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count()).where(Submission.corrects_id == first.id)) == 1


def test_a_correction_filed_while_its_original_is_voided_is_one_or_the_other(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    draft = journeys.accept(journeys.send_in(journeys.draft_correction(first, cast), cast), cast)
    journeys.filed(first)
    he, meng, first_id = cast.person("he").id, cast.person("meng").id, first.id

    def file(paper: Submission) -> object:
        return filing.file(paper, db.session.get_one(User, he), None).version

    def void(paper: Submission) -> object:
        return corrections.void(
            db.session.get_one(Filing, first_id), db.session.get_one(User, meng), "不应备案的"
        )

    filed, voided = at_once(app, draft.id, file, void)
    db.session.rollback()
    later = db.session.scalars(db.select(Filing).where(Filing.corrects_id == first_id)).one()
    is_voided = db.session.get_one(Filing, first_id).voided_at is not None
    assert is_voided is (voided is None)
    assert (filed, later.version, later.number) == ((1, 1, 2) if is_voided else (2, 2, 1))


def test_of_two_who_give_up_a_correction_at_once_the_second_is_told(app: Flask, cast: Cast) -> None:
    first = journeys.file_task_sheet(cast, "mai")
    draft = journeys.draft_correction(first, cast)
    journeys.filed(first)
    people = [cast.person(name).id for name in ("mai", "zhou")]

    draft_id = draft.id

    def give_up(user_id: int):
        def deed(_: Submission) -> None:
            user = db.session.get_one(User, user_id)
            corrections.give_up(scope.find_submission(posts.actor_of(user), draft_id), user)

        return deed

    outcomes = at_once(app, first.submission_id, *(give_up(user_id) for user_id in people))
    assert outcomes.count(None) == 1, outcomes
    assert sum(isinstance(each, NotFound) for each in outcomes) == 1, outcomes


def test_a_double_press_files_one_second_version(app: Flask, cast: Cast) -> None:
    first = journeys.file_task_sheet(cast, "zhou")
    draft = journeys.accept(journeys.send_in(journeys.draft_correction(first, cast), cast), cast)
    journeys.filed(first)
    seen, he = draft.version, cast.person("he").id

    def press(paper: Submission) -> object:
        return filing.file(paper, db.session.get_one(User, he), seen).machine_number

    outcomes = at_once(app, draft.id, press, press)
    assert outcomes.count("BA-岚青-2026-000001-V2") == 1
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Filing.id))) == 2
    assert db.session.scalar(db.select(db.func.count(Paper.id))) == 2
