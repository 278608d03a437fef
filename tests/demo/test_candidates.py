"""“最美青春故事” in the demonstration: every stage, every decision, one held up, one let pass."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from tests.demo.test_province import app, folder
from youthwork.domain.nominations import StageVerdict
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    Disqualification,
    DutyMark,
    Filing,
    Notice,
    NoticeAnnex,
    ReportDuty,
    StageDecision,
    Submission,
    User,
)
from youthwork.services import posts
from youthwork.services.eligibility import gate, sight
from youthwork.services.path import candidates

__all__ = ["app", "folder"]


def test_a_candidate_stands_at_every_stage_and_every_decision_was_made(app: Flask) -> None:
    papers = db.session.scalars(select(Submission).where(Submission.annex_key == "story_candidate")).all()
    assert {State.DRAFT, State.IN_SIGN_OFF, State.SENT, State.ACCEPTED, State.FILED} <= {
        each.state for each in papers
    }
    assert set(db.session.scalars(select(StageDecision.verdict))) == set(StageVerdict)


def test_the_county_the_city_and_the_province_each_see_candidates(app: Flask) -> None:
    for username in ("zhou", "he", "meng", "tang", "su", "jiao"):
        person = db.session.scalars(select(User).where(User.username == username)).one()
        assert candidates.in_sight(posts.actor_of(person)), username


def test_one_candidate_is_held_up_and_one_let_pass(app: Flask) -> None:
    decided = db.session.scalars(select(Disqualification)).all()
    assert len(decided) == 2 and len(sight.is_lifted(decided)) == 1
    waiting = db.session.scalars(
        select(Submission).where(
            Submission.annex_key == "story_candidate", Submission.state == State.ACCEPTED
        )
    ).all()
    assert sum(bool(gate.words_against(each)) for each in waiting) == 1
    assert sum(bool(gate.lifted_for(each)) for each in waiting) == 1


def test_nobody_signs_off_a_recommendation_of_themselves(app: Flask) -> None:
    for paper in db.session.scalars(select(Submission).where(Submission.annex_key == "story_candidate")):
        signer = db.session.get(User, paper.signed_off_by_id) if paper.signed_off_by_id else None
        assert signer is None or signer.name != (paper.answers or {})["name"]


def test_news_and_topics_of_the_citys_notice_have_come_in(app: Flask) -> None:
    for key in ("activity_news", "research_topic"):
        assert db.session.scalar(select(Filing.id).where(Filing.annex_key == key).limit(1)), key


def test_what_a_notice_asked_was_owed_from_its_own_day_on(app: Flask) -> None:
    """A past day shows what was asked then, not only what has moved since."""
    late = (
        select(Notice.title)
        .join(NoticeAnnex, NoticeAnnex.notice_id == Notice.id)
        .join(ReportDuty, ReportDuty.notice_annex_id == NoticeAnnex.id)
        .join(DutyMark, DutyMark.duty_id == ReportDuty.id)
        .where(Notice.passes_on_id.is_(None))
        .group_by(ReportDuty.id, Notice.id)
        .having(func.min(DutyMark.at) > Notice.issued_at)
    )
    assert db.session.scalars(late).all() == []
