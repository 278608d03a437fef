"""take_step: the only door. Off the path, without duty, too late: a sentence, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed, YouthworkError
from youthwork.domain.workflow import ACTION_WORDS, STATE_WORDS, TRANSITIONS, Action, State
from youthwork.extensions import db
from youthwork.models import Filing, Submission, SubmissionEvent, User
from youthwork.services import transactions
from youthwork.services.drafts import drafting
from youthwork.services.path import dispatch, filing, impressions, press_approval, review

pytestmark = on_both_engines

Verb = Callable[[Submission, User, int | None], object]
VERBS: dict[Action, Verb] = {
    Action.SUBMIT: drafting.submit,
    Action.SIGN_OFF: dispatch.sign_off,
    Action.SEND_BACK: lambda paper, user, version: dispatch.send_back(paper, user, version, "请修改"),
    Action.APPROVE_PRESS: press_approval.approve,
    Action.PRESS: impressions.press,
    Action.SEND: dispatch.send,
    Action.WITHDRAW: dispatch.withdraw,
    Action.ACCEPT: review.accept,
    Action.RETURN: lambda paper, user, version: review.return_(paper, user, version, "请补正"),
    Action.REASSIGN: lambda paper, user, version: review.reassign(paper, user, version, 9),
    Action.FORWARD: lambda paper, user, version: review.forward(paper, user, version, "同意转报"),
    Action.FILE: filing.file,
}
#: Who could do it in 团云溪县委 and above, were it time.
DOERS = {
    Action.SUBMIT: "zhou",
    Action.SIGN_OFF: "chen",
    Action.SEND_BACK: "chen",
    Action.APPROVE_PRESS: "chen",
    Action.PRESS: "li",
    Action.SEND: "zhou",
    Action.WITHDRAW: "zhou",
    Action.ACCEPT: "he",
    Action.RETURN: "he",
    Action.REASSIGN: "he",
    Action.FORWARD: "meng",
    Action.FILE: "he",
}


def refused(verb: Verb, paper: Submission, user: User, version: int | None = None) -> YouthworkError:
    """The refusal of a deed, undone as a request would undo it."""
    with pytest.raises(YouthworkError) as caught, transactions.deed():
        verb(paper, user, version)
    return caught.value


def record_of(paper_id: int) -> tuple[object, ...]:
    """Every column of the submission and how much has happened to it, read past the session."""
    with db.engine.connect() as connection:
        row = connection.execute(db.select(Submission.__table__).where(Submission.id == paper_id)).one()
        events = connection.scalar(
            db.select(db.func.count()).where(SubmissionEvent.submission_id == paper_id)
        )
        filings = connection.scalar(db.select(db.func.count(Filing.id)))
    return (*row, events, filings)


@pytest.mark.parametrize("state", State)
def test_a_step_off_the_path_is_refused_with_a_sentence_and_changes_nothing(
    app: Flask, cast: Cast, state: State
) -> None:
    paper = journeys.at_state(cast, state)
    db.session.commit()
    before = record_of(paper.id)
    on_the_path = {row.action for row in TRANSITIONS if row.source is state}
    if state is State.SIGNED_OFF:
        on_the_path.remove(Action.SEND)  # an annex with a seal cell is pressed first
    for action in set(VERBS) - on_the_path:
        sentence = refused(VERBS[action], paper, cast.person(DOERS[action])).sentence
        assert sentence.count("。") <= 2 and len(sentence) > 8, (action, sentence)
        if state is not State.SIGNED_OFF or action is not Action.SEND:
            assert STATE_WORDS[state] in sentence, (action, sentence)
            assert f"不能{ACTION_WORDS[action]}" in sentence
        assert record_of(paper.id) == before, f"{action} left something behind in {state}"


def test_every_step_refuses_whoever_holds_no_duty_for_it(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.DRAFT)
    for state in (
        State.DRAFT, State.IN_SIGN_OFF, State.SIGNED_OFF, State.PRESSED, State.SENT, State.ACCEPTED
    ):  # fmt: skip
        journeys.walk_on(paper, cast, state)
        db.session.commit()
        before = record_of(paper.id)
        actions = {row.action for row in TRANSITIONS if row.source is state}
        actions -= {Action.FORWARD} | ({Action.SEND} if state is State.SIGNED_OFF else set())
        for action in actions:
            for stranger in ("wai", "bai", "mai"):
                refusal = refused(VERBS[action], paper, cast.person(stranger))
                assert isinstance(refusal, NotAllowed), (action, stranger, refusal.sentence)
                assert refusal.sentence.startswith(f"“{ACTION_WORDS[action]}”由"), refusal.sentence
        assert record_of(paper.id) == before


def test_the_second_of_two_people_is_told_who_acted_and_when(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    db.session.commit()
    seen = paper.version
    with transactions.deed():
        review.accept(paper, cast.person("he"), seen)
    refusal = refused(review.accept, paper, cast.person("cheng"), seen)
    assert isinstance(refusal, AlreadyMoved)
    assert "何志远（团青岚市委组织部）今天 12:00已签收" in refusal.sentence
    assert paper.accepted_by_id == cast.person("he").id


def test_the_same_press_sent_twice_files_once(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    seen = paper.version
    with transactions.deed():
        first = filing.file(paper, cast.person("he"), seen)
    refusal = refused(filing.file, paper, cast.person("he"), seen)
    assert isinstance(refusal, AlreadyMoved) and "何志远" in refusal.sentence
    assert db.session.scalars(db.select(Filing)).all() == [first]


@pytest.mark.parametrize(
    ("state", "verb", "who"),
    [(State.IN_SIGN_OFF, dispatch.send_back, "chen"), (State.ACCEPTED, review.return_, "he")],
)
def test_sending_back_and_returning_need_a_reason(
    app: Flask, cast: Cast, state: State, verb: Callable[..., None], who: str
) -> None:
    paper = journeys.at_state(cast, state)
    db.session.commit()
    refusal = refused(lambda *given: verb(*given, reason="  "), paper, cast.person(who))
    assert refusal.sentence == "请写明原因"
    assert paper.state is state


def test_a_refused_submittal_keeps_the_text_of_the_draft(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast, filler="周可儿", filler_phone="123")
    db.session.commit()
    refusal = refused(drafting.submit, paper, cast.person("zhou"))
    assert isinstance(refusal, StepNotAllowed) and "联系电话“123”" in refusal.sentence
    kept = journeys.find_draft(paper).fields
    assert kept["filler_phone"] == ["123"] and paper.answers is None


def test_the_lock_keeps_other_reviewers_out_until_it_runs_out(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    assert "另一位同志签收" in refused(VERBS[Action.RETURN], paper, cast.person("cheng")).sentence
    assert "审核中" in refused(VERBS[Action.WITHDRAW], paper, cast.person("zhou")).sentence
    # 签收 on 1 April, three days: to 24:00 of the fourth.
    app.config["CLOCK"] = lambda: NOW.replace(day=4, hour=23, minute=59)
    assert isinstance(refused(VERBS[Action.ACCEPT], paper, cast.person("cheng")), StepNotAllowed)
    app.config["CLOCK"] = lambda: NOW.replace(day=5, hour=0, minute=0)
    with transactions.deed():
        review.accept(paper, cast.person("cheng"), paper.version)
    assert paper.accepted_by_id == cast.person("cheng").id
    assert refused(filing.file, paper, cast.person("he")).sentence.startswith("这件由另一位同志签收")


def test_the_organs_signer_may_decide_what_a_reviewer_has_locked(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    review.return_(paper, cast.person("meng"), paper.version, "请补正")
    assert paper.state is State.RETURNED


def test_nothing_moves_by_itself_however_long_it_waits(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    db.session.commit()
    before = record_of(paper.id)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=400)
    refused(dispatch.send, paper, cast.person("zhou"))
    refused(review.accept, paper, cast.person("he"))
    assert record_of(paper.id) == before
