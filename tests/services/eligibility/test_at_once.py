"""同时办: two who decide at once about a candidate, or about a cadre; and what the database itself keeps."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys, nominations
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.nominations import CITY, PROVINCE
from tests.services.test_concurrency import at_once
from tests.services.test_database_promises import refused_change, refused_copy
from youthwork.domain.errors import AlreadyMoved, StepNotAllowed
from youthwork.domain.nominations import StageVerdict
from youthwork.extensions import db
from youthwork.models import (
    Disqualification,
    EligibilityOverride,
    Filing,
    StageDecision,
    Submission,
    SubmissionEvent,
    User,
)
from youthwork.services import posts
from youthwork.services.eligibility import deciding as eligibility
from youthwork.services.path import deciding
from youthwork.services.path.stages import Decided

pytestmark = on_both_engines


def test_the_database_keeps_one_standing_decision_a_year_and_a_reason_with_each(
    app: Flask, cast: Cast
) -> None:
    decided = nominations.disqualify(cast)
    refused_copy(Disqualification, "uq_disqualification_once_a_year")
    refused_change(Disqualification, decided.id, "ck_disqualification_decided_for_a_reason", reason="")
    refused_change(
        Disqualification,
        decided.id,
        "ck_disqualification_withdrawn_for_a_reason",
        withdrawn_at=decided.decided_at,
    )
    nominations.lift(cast, decided)
    lifted = db.session.scalars(db.select(EligibilityOverride)).one()
    refused_change(EligibilityOverride, lifted.id, "ck_eligibility_override_granted_for_a_reason", reason="")


def test_the_database_keeps_one_decision_a_step_and_a_reason_with_a_refusal(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    nominations.decide(nominations.at_city(cast, below), cast.person("meng"))
    said = db.session.scalars(db.select(StageDecision)).one()
    refused_copy(StageDecision, "uq_stage_decision_one_a_step")
    refused_change(
        StageDecision,
        said.id,
        "ck_stage_decision_declined_for_a_reason",
        verdict=StageVerdict.DECLINED,
        opinion="",
    )


def test_a_double_press_decides_once(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    seen, paper_id, meng = paper.version, paper.id, cast.person("meng").id
    db.session.commit()

    def press(verdict: StageVerdict):
        def deed(there: Submission) -> str:
            deciding.decide(there, db.session.get_one(User, meng), seen, Decided(verdict, "同意"))
            return verdict.name

        return deed

    outcomes = at_once(app, paper_id, press(StageVerdict.UPWARD), press(StageVerdict.CHOSEN))
    assert sum(isinstance(each, StepNotAllowed) for each in outcomes) == 1, outcomes
    db.session.rollback()
    (said,) = db.session.scalars(db.select(StageDecision))
    assert [each for each in outcomes if isinstance(each, str)] == [said.verdict.name]
    filed = db.session.scalar(db.select(db.func.count(Filing.id)))
    assert filed == (said.verdict is StageVerdict.CHOSEN)
    assert db.session.get_one(SubmissionEvent, said.event_id).submission_id == paper_id


def test_of_two_signers_who_decide_about_a_cadre_at_once_the_second_is_told(app: Flask, cast: Cast) -> None:
    carrier = journeys.draft_task_sheet(cast, "zhou")
    luo, province = cast.person("luo").id, cast.organ(PROVINCE).id
    people, carrier_id = [cast.person(name).id for name in ("su", "fu")], carrier.id
    db.session.commit()

    def judge(user_id: int):
        def deed(_: Submission) -> int:
            signer = db.session.get_one(User, user_id)
            person = db.session.get_one(User, luo)
            return eligibility.disqualify(
                posts.actor_of(signer), signer, person, province, 2026, f"第 {user_id} 人的理由"
            ).id

        return deed

    outcomes = at_once(app, carrier_id, *(judge(user_id) for user_id in people))
    assert sum(isinstance(each, AlreadyMoved) for each in outcomes) == 1, outcomes
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Disqualification.id))) == 1


def test_a_candidate_found_unqualified_while_it_is_decided_is_one_or_the_other(
    app: Flask, cast: Cast
) -> None:
    """Whichever is first: the decision stands on what was known, and the next level asks again."""
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    seen, paper_id, meng = paper.version, paper.id, cast.person("meng").id
    li, city = cast.person("li").id, cast.organ(CITY).id
    db.session.commit()

    def forward(there: Submission) -> str:
        decided = Decided(StageVerdict.UPWARD, "同意")
        deciding.decide(there, db.session.get_one(User, meng), seen, decided)
        return "forwarded"

    def judge(_: Submission) -> str:
        signer = db.session.get_one(User, meng)
        person = db.session.get_one(User, li)
        eligibility.disqualify(posts.actor_of(signer), signer, person, city, 2026, "夜访次数不实")
        return "judged"

    forwarded, judged = at_once(app, paper_id, forward, judge)
    db.session.rollback()
    assert judged == "judged"
    assert forwarded == "forwarded" or isinstance(forwarded, StepNotAllowed)
    if forwarded == "forwarded":
        there = journeys.accept(db.session.get_one(Submission, paper_id), cast)
        with pytest.raises(StepNotAllowed, match="不能参评"):
            nominations.decide(there, cast.person("su"), StageVerdict.CHOSEN)
