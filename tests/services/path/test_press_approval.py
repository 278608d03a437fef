"""批准用印: asked for with the sign-off, allowed by another, pressed by a third; taken back, it lapses."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, START, Cast
from tests.services.test_database_promises import refused_change
from youthwork.domain.duties import Duty
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed
from youthwork.domain.workflow import Action, State
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, SealApplication, SealImpression, Submission
from youthwork.services.path import dispatch, impressions, press_approval, review
from youthwork.services.path.batches import take_batch
from youthwork.services.path.cases import plan_route
from youthwork.services.path.queues import Queue, queue_of
from youthwork.services.posts import actor_of
from youthwork.services.seals.asked import current_application


def signed_off(cast: Cast, clerk: str = "zhou") -> Submission:
    """Signed off, the seal asked for and not yet allowed."""
    return journeys.sign_off(
        journeys.submit(journeys.draft_contact_points(cast, clerk), cast), cast, approves=False
    )


def give_duty(cast: Cast, who: str, duty: Duty) -> None:
    post = db.session.scalars(
        db.select(Appointment).where(Appointment.user_id == cast.person(who).id)
    ).first()
    assert post is not None
    db.session.add(AppointmentDuty(appointment_id=post.id, duty=duty, starts_on=START))
    db.session.flush()


def actions_of(paper: Submission) -> list[Action]:
    db.session.expire(paper, ["events"])
    return [event.action for event in reversed(paper.events)]


@on_both_engines
def test_signing_off_asks_for_the_seal_in_the_submitters_name(app: Flask, cast: Cast) -> None:
    paper = signed_off(cast)
    asked = current_application(paper)
    assert asked is not None
    assert (asked.applicant.name, asked.approver, asked.copies) == ("周可儿", None, 1)
    assert (asked.organization_id, asked.applied_at) == (paper.sealing_unit_id, NOW)
    assert asked.answers_sha256 == paper.answers_sha256
    assert queue_of(paper, actor_of(cast.person("chen"))) is Queue.APPROVE_PRESS
    assert queue_of(paper, actor_of(cast.person("li"))) is None, "the keeper waits for the approval"


@on_both_engines
def test_what_is_not_approved_is_not_pressed_and_the_refusal_says_whose_turn_it_is(
    app: Flask, cast: Cast
) -> None:
    paper = signed_off(cast)
    with pytest.raises(StepNotAllowed, match="请用印单位先批准（团云溪县委的用印批准人、签发人）"):
        impressions.press(paper, cast.person("li"), paper.version)
    press_approval.approve(paper, cast.person("chen"), paper.version, copies=3)
    journeys.press(paper, cast, by="li")
    entry = db.session.scalars(db.select(SealImpression)).one()
    assert (entry.copies, entry.approver_id) == (3, cast.person("chen").id)
    assert entry.application is not None and entry.application.approval_number == "YS-2026-0001"


@on_both_engines
def test_one_press_signs_off_and_approves_as_two_events(app: Flask, cast: Cast) -> None:
    paper = journeys.submit(journeys.draft_contact_points(cast), cast)
    seen = paper.version
    dispatch.sign_off(paper, cast.person("chen"), seen, copies_to_press=2)
    assert actions_of(paper) == [Action.SUBMIT, Action.SIGN_OFF, Action.APPROVE_PRESS]
    assert paper.version == seen + 2 and paper.events[0].note == "YS-2026-0001，2 份"
    assert paper.press_approved_by_id == cast.person("chen").id
    assert queue_of(paper, actor_of(cast.person("li"))) is Queue.PRESS


@on_both_engines
def test_the_approver_is_never_the_applicant(app: Flask, cast: Cast) -> None:
    give_duty(cast, "zhou", Duty.SEAL_APPROVER)
    paper = signed_off(cast)
    with pytest.raises(StepNotAllowed, match="申请和批准须是两个不同的人"):
        press_approval.approve(paper, cast.person("zhou"), paper.version)
    asked = current_application(paper)
    assert asked is not None and asked.approver_id is None
    zhou = cast.person("zhou").id
    given = {"approver_id": zhou, "approved_at": NOW, "approval_number": "YS-2026-0009"}
    refused_change(SealApplication, asked.id, "ck_seal_application_approver_is_not_applicant", **given)
    refused_change(
        Submission, paper.id, "ck_submission_press_approver_is_not_applicant", press_approved_by_id=zhou
    )
    for promise, values in (
        ("approved_by_somebody", {"approved_at": NOW}),
        ("approved_with_number", {"approval_number": "YS-2026-0009"}),
        ("some_copies", {"copies": 0}),
        ("some_copies", {"copies": 100}),
    ):
        refused_change(SealApplication, asked.id, f"ck_seal_application_{promise}", **values)


def test_the_only_keeper_does_not_approve_what_nobody_could_then_press(app: Flask, cast: Cast) -> None:
    give_duty(cast, "li", Duty.SEAL_APPROVER)
    paper = signed_off(cast)
    with pytest.raises(StepNotAllowed, match="你批准以后就没有人能用印了"):
        press_approval.approve(paper, cast.person("li"), paper.version)
    assert paper.press_approved_by_id is None


@pytest.mark.parametrize("who", ["mai", "bai", "he"])
def test_only_the_sealing_units_approvers_approve(app: Flask, cast: Cast, who: str) -> None:
    paper = signed_off(cast)
    with pytest.raises(NotAllowed, match="“批准用印”由团云溪县委的用印批准人、签发人办理"):
        press_approval.approve(paper, cast.person(who), paper.version)


def test_a_seal_is_approved_once_and_the_second_is_told_who_did(app: Flask, cast: Cast) -> None:
    paper = signed_off(cast, "ban")
    seen = paper.version
    press_approval.approve(paper, cast.person("su"), seen)
    with pytest.raises(AlreadyMoved, match="苏明（团示范省委）今天 12:00已批准用印"):
        press_approval.approve(paper, cast.person("fu"), seen)
    with pytest.raises(StepNotAllowed, match="不用再批"):
        press_approval.approve(paper, cast.person("fu"), None)


def test_the_superiors_approver_finds_what_the_superior_is_to_seal(app: Flask, cast: Cast) -> None:
    """省直机关团工委 has no keeper: its own secretary signs, the province approves and presses 代章."""
    paper = journeys.submit(journeys.draft_contact_points(cast, "ban"), cast)
    assert not press_approval.may_approve_with_sign_off(paper, actor_of(cast.person("zhi")))
    journeys.sign_off(paper, cast)
    assert actions_of(paper)[-1] is Action.SIGN_OFF
    for who in ("su", "fu"):
        assert queue_of(paper, actor_of(cast.person(who))) is Queue.APPROVE_PRESS
    journeys.press(paper, cast, by="gu")
    assert db.session.scalars(db.select(SealImpression)).one().on_behalf_of_id == paper.owner_id


@on_both_engines
def test_taken_back_the_application_lapses_and_the_next_one_is_asked_anew(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    dispatch.withdraw(paper, cast.person("zhou"), paper.version, "数字写错")
    first = db.session.scalars(db.select(SealApplication)).one()
    assert (first.lapsed_because, first.approver_id) == ("报送前撤回", cast.person("chen").id)
    journeys.sign_off(journeys.submit(paper, cast), cast, approves=False)
    assert paper.press_approved_by_id is None, "the old approval does not count for new text"
    with pytest.raises(StepNotAllowed, match="用印还没有批准"):
        impressions.press(paper, cast.person("li"), paper.version)
    second = current_application(paper)
    assert second is not None and (second.attempt, second.lapsed_because) == (2, "")


@on_both_engines
def test_returned_for_correction_the_seal_is_asked_for_approved_and_pressed_again(
    app: Flask, cast: Cast
) -> None:
    paper = journeys.at_state(cast, State.RETURNED)
    journeys.walk_on(paper, cast, State.FILED)
    rows = db.session.scalars(db.select(SealApplication).order_by(SealApplication.id)).all()
    assert [(row.round_number, row.lapsed_because, row.approval_number) for row in rows] == [
        (1, "退回补正", "YS-2026-0001"),
        (2, "", "YS-2026-0002"),
    ]


def test_answers_that_are_not_those_approved_are_not_sealed(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    paper.answers = {**(paper.answers or {}), "filler_phone": "13800009999"}
    db.session.flush()
    with pytest.raises(StepNotAllowed, match="内容与批准用印时不一致"):
        impressions.press(paper, cast.person("li"), paper.version)


@pytest.mark.parametrize("copies", [0, 100])
def test_copies_are_from_one_to_ninety_nine(app: Flask, cast: Cast, copies: int) -> None:
    paper = signed_off(cast)
    with pytest.raises(StepNotAllowed, match="1 到 99"):
        press_approval.approve(paper, cast.person("chen"), paper.version, copies)


def test_where_nobody_is_left_to_approve_the_table_is_not_submitted(app: Flask, cast: Cast) -> None:
    """The county's signer and the city's are the only ones who may approve; both have left, the keepers not."""
    for who in ("chen", "meng"):
        cast.person(who).is_enabled = False
    plan = plan_route(journeys.draft_contact_points(cast), cast.person("zhou").id)
    assert any(
        "都没有别的人可以批准用印（用印批准人、签发人）；请联系团云溪县委管理员周可儿" in one
        for one in plan.vacancies
    )


def test_a_batch_of_sign_offs_approves_where_the_signer_may(app: Flask, cast: Cast) -> None:
    sealed = journeys.submit(journeys.draft_contact_points(cast), cast)
    plain = journeys.submit(journeys.draft_task_sheet(cast, "mai"), cast)
    db.session.commit()
    seen = {paper.id: paper.version for paper in (sealed, plain)}
    chen = cast.person("chen")
    outcomes = take_batch(actor_of(chen), chen, Queue.SIGN_OFF, seen, with_approval=True)
    assert not any(one.refused for one in outcomes)
    assert actions_of(sealed)[-1] is Action.APPROVE_PRESS and actions_of(plain)[-1] is Action.SIGN_OFF


def test_approvals_are_given_in_a_batch(app: Flask, cast: Cast) -> None:
    papers = [signed_off(cast, clerk) for clerk in ("ban", "jiao")]
    db.session.commit()
    su = cast.person("su")
    seen = {paper.id: paper.version for paper in papers}
    assert not any(one.refused for one in take_batch(actor_of(su), su, Queue.APPROVE_PRESS, seen))
    numbers = db.session.scalars(db.select(SealApplication.approval_number).order_by(SealApplication.id))
    assert sorted(str(number) for number in numbers) == ["YS-2026-0001", "YS-2026-0002"]


def test_a_returned_paper_pressed_before_marks_entry_and_application(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    review.return_(paper, cast.person("he"), paper.version, "请补")
    entry = db.session.scalars(db.select(SealImpression)).one()
    assert entry.application is not None
    assert entry.unused_because == entry.application.lapsed_because == "退回补正"
