"""一年的联系工作 of the demonstration: plausible, with the few faults it is meant to have and no others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tests.demo.test_province import NOW, app, folder
from youthwork.demo.contact_year import NAMES
from youthwork.domain.night_visits import ProblemState, VisitKind
from youthwork.domain.signals import SignalKind
from youthwork.domain.sources import SourceKind
from youthwork.extensions import db
from youthwork.models import (
    Activity,
    ActivityChange,
    ActivitySignal,
    NightVisit,
    Organization,
    Submission,
    SubmissionSource,
    User,
    VisitProblem,
)
from youthwork.services.contact_work.derivation import monthly

__all__ = ["app", "folder"]


def test_a_years_records_are_there_each_recorded_after_it_was_over(app: Flask) -> None:
    rows = db.session.scalars(select(Activity)).all()
    assert 150 <= len(rows) <= 300
    assert all(each.starts_at < each.ends_at <= each.recorded_at <= NOW for each in rows)
    assert (NOW - min(each.starts_at for each in rows)).days > 330


def test_only_the_faults_that_are_meant_are_asked_about(app: Flask) -> None:
    kinds = Counter(db.session.scalars(select(ActivitySignal.kind)))
    meant = (
        SignalKind.LATE,
        SignalKind.OVERLAP,
        SignalKind.COPY,
        SignalKind.SHORT_VISIT,
        SignalKind.CROWD,
    )
    assert kinds == dict.fromkeys(meant, 1)


def test_one_was_corrected_and_one_withdrawn(app: Flask) -> None:
    assert db.session.scalars(select(ActivityChange)).one().reason == "漏数了后到的六名同学"
    assert db.session.scalar(select(func.count()).where(Activity.withdrawn_at.is_not(None))) == 1


def test_all_six_kinds_were_visited_and_problems_stand_in_several_states(app: Flask) -> None:
    assert set(db.session.scalars(select(NightVisit.kind))) == set(VisitKind)
    states = set(db.session.scalars(select(VisitProblem.state)))
    assert {ProblemState.UNDER_WAY, ProblemState.SOLVED} <= states


def test_no_protected_name_stands_in_the_database_or_its_log(app: Flask, folder: Path) -> None:
    files = [each for each in folder.glob("youthwork.db*")]
    assert files
    for each in files:
        content = each.read_bytes()
        assert [name for name in NAMES if name.encode() in content] == []


def test_task_sheets_were_drawn_from_records(app: Flask) -> None:
    drawn = db.session.scalars(
        select(User.username)
        .join(Submission, Submission.subject_id == User.id)
        .join(SubmissionSource, SubmissionSource.submission_id == Submission.id)
        .where(SubmissionSource.kind == SourceKind.ACTIVITY)
    )
    assert len(found := set(drawn)) >= 3 and "luo" in found


def test_the_month_of_the_city_has_something_to_say_in_every_paragraph(app: Flask) -> None:
    city = db.session.scalars(select(Organization).where(Organization.common_name == "团青岚市委")).one()
    found = monthly.draft(city, NOW.date().replace(month=NOW.month - 1))
    assert all(text for _, text in found.paragraphs)
