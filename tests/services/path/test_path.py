"""路径: the two annexes of the province from the first word to the filing, and the ways back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from youthwork.domain.errors import NotFound, StepNotAllowed
from youthwork.domain.workflow import Action, State
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import NoticeEdition
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.models import Notice, NoticeAnnex, SealImpression, Submission
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.duties import laying
from youthwork.services.path import dispatch, filing, impressions, listing, review
from youthwork.services.path.queues import Queue
from youthwork.services.posts import actor_of

pytestmark = on_both_engines


def steps_of(paper: Submission) -> list[tuple[str, str, str]]:
    """Who did what for whom, first step first."""
    db.session.expire(paper, ["events"])
    return [(event.actor_name, event.action.value, event.acting_for) for event in reversed(paper.events)]


def test_the_summary_table_walks_from_draft_to_filing_under_its_seal(app: Flask, cast: Cast) -> None:
    filed = journeys.file_contact_points(cast)
    paper = filed.submission
    assert steps_of(paper) == [
        ("周可儿", "submit", "团云溪县委"),
        ("陈昱", "sign_off", "团云溪县委"),
        ("陈昱", "approve_press", "团云溪县委"),
        ("李堃", "press", "团云溪县委"),
        ("周可儿", "send", "团云溪县委"),
        ("何志远", "accept", "团青岚市委组织部"),
        ("何志远", "file", "团青岚市委组织部"),
    ]
    assert paper.state is State.FILED and paper.holder_id is None
    assert paper.intake_number == "SL-20260401-0001"
    pressed = impressions.current_impression(paper)
    assert pressed is not None and pressed.number == "YY-2026-0001" and pressed.on_behalf_of_id is None


def test_the_task_sheet_walks_from_draft_to_filing_without_a_seal(app: Flask, cast: Cast) -> None:
    paper = journeys.file_task_sheet(cast).submission
    assert [(name, action) for name, action, _ in steps_of(paper)] == [
        ("罗欣喆", "submit"),
        ("孟繁星", "sign_off"),
        ("林晓舟", "send"),
        ("唐宁", "accept"),
        ("唐宁", "file"),
    ]
    assert db.session.scalar(db.select(db.func.count(SealImpression.id))) == 0


def test_only_the_cadre_submits_their_own_task_sheet(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast)
    with pytest.raises(StepNotAllowed, match="须由团干部本人确认"):
        journeys.submit(paper, cast, by="lin")


def test_send_back_returns_the_draft_with_its_reason_inside_the_organ(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    dispatch.send_back(paper, cast.person("chen"), paper.version, "请核对电话")
    assert (paper.state, paper.holder_id) == (State.DRAFT, cast.organ("团云溪县委").id)
    assert paper.events[0].reason == "请核对电话" and paper.round_number == 1
    journeys.submit(paper, cast)
    assert len(paper.rounds) == 1, "nothing was sent, so it is still the same round"


@pytest.mark.parametrize("state", [State.IN_SIGN_OFF, State.SIGNED_OFF, State.PRESSED, State.SENT])
def test_the_owner_may_withdraw_until_the_receiver_accepts(app: Flask, cast: Cast, state: State) -> None:
    paper = journeys.at_state(cast, state)
    dispatch.withdraw(paper, cast.person("zhou"), paper.version, "漏了一人")
    assert (paper.state, paper.holder_id) == (State.DRAFT, cast.organ("团云溪县委").id)
    used = {State.PRESSED: "报送前撤回", State.SENT: "签收前撤回"}
    marks = list(db.session.scalars(db.select(SealImpression.unused_because)))
    assert marks == ([used[state]] if state in used else [])
    journeys.walk_on(paper, cast, State.FILED)
    attempts = list(db.session.scalars(db.select(SealImpression.attempt).order_by(SealImpression.id)))
    assert attempts == ([1, 2] if state in used else [1])


def test_a_return_starts_a_new_round_with_new_sign_off_and_impression(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    old = impressions.current_impression(paper)
    assert old is not None
    first_answers = dict(paper.answers or {})
    journeys.return_(paper, cast, "请补全李堃的职务")
    # Wednesday 1 April and three workdays: the weekend does not count.
    assert paper.correction_due == date(2026, 4, 7) and paper.round_number == 2
    assert impressions.current_impression(paper) is None and old.unused_because == "退回补正"
    draft = {**first_answers, "filler_phone": "13800001234"}
    journeys.type_in(paper, cast.person("zhou"), draft)
    journeys.submit(paper, cast)
    assert paper.signed_off_by_id is None, "the old sign-off does not count for new text"
    with pytest.raises(StepNotAllowed, match="待审签"):
        journeys.send(paper, cast)
    journeys.walk_on(paper, cast, State.FILED)
    new = impressions.current_impression(paper)
    assert new is not None and (new.round_number, new.id != old.id) == (2, True)
    db.session.expire(paper, ["rounds"])
    assert [each.answers["filler_phone"] for each in paper.rounds] == [
        first_answers["filler_phone"],
        "13800001234",
    ]


def test_on_time_is_judged_by_the_first_sending_to_the_last_minute_of_the_due_day(
    app: Flask, cast: Cast
) -> None:
    app.config["CLOCK"] = lambda: datetime(2026, 4, 6, 23, 59)
    paper = journeys.at_state(cast, State.ACCEPTED)
    journeys.return_(paper, cast)
    app.config["CLOCK"] = lambda: datetime(2026, 4, 20, 9, 0)
    journeys.walk_on(paper, cast, State.ACCEPTED)
    assert journeys.file_(paper, cast).was_on_time


def test_late_sending_is_filed_as_late_and_never_blocked(app: Flask, cast: Cast) -> None:
    app.config["CLOCK"] = lambda: datetime(2026, 4, 7, 0, 0)
    assert not journeys.file_contact_points(cast).was_on_time


def test_reassigned_to_another_department_the_paper_is_accepted_anew_there(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    schools = cast.organ("团示范省委学校部")
    review.reassign(paper, cast.person("tang"), paper.version, schools.id, "高校的件")
    assert (paper.holder_id, paper.receiver_id) == (schools.id, schools.id)
    assert "由唐宁转办至团示范省委学校部" in paper.route_reason
    waiting = listing.waiting_papers(actor_of(cast.person("xu")), Queue.ACCEPT)
    assert waiting == [paper], "the other department finds it among what it has to accept"
    assert listing.waiting_papers(actor_of(cast.person("tang")), Queue.REVIEW) == []
    with pytest.raises(StepNotAllowed):
        filing.file(paper, cast.person("xu"), paper.version)
    journeys.accept(paper, cast, by="xu")
    assert journeys.file_(paper, cast).department_name == "团示范省委学校部"


def test_a_paper_is_not_reassigned_to_another_organ(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    with pytest.raises(NotFound, match="本机关的其他内设部门"):
        review.reassign(paper, cast.person("tang"), paper.version, cast.organ("团青岚市委组织部").id)


def test_an_expired_acceptance_waits_for_every_reviewer_again(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    other = actor_of(cast.person("cheng"))
    assert listing.waiting_papers(other, Queue.ACCEPT) == []
    app.config["CLOCK"] = lambda: NOW.replace(day=5)
    assert listing.waiting_papers(other, Queue.ACCEPT) == [paper]
    assert listing.waiting_papers(actor_of(cast.person("he")), Queue.REVIEW) == []


class Climbing(ContactPoints):
    """A test's own annex that every level forwards."""

    key = "climbing"
    short_title = "逐级上报表"
    has_seal_cell = False
    climbs = True


@pytest.fixture
def climbing(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[NoticeAnnex]:
    edition = NoticeEdition("climbing", "逐级上报", None, 2026, (Climbing,), "test")
    monkeypatch.setitem(EDITIONS, "climbing", edition)
    annex = NoticeAnnex(annex_key="climbing", position=1, due=date(2026, 5, 1))
    db.session.add(
        Notice(
            edition_key="climbing",
            issuer_id=cast.organ("团示范省委").id,
            title="关于逐级上报的通知",
            issued_on=date(2026, 3, 1),
            annexes=[annex],
        )
    )
    db.session.flush()
    laying.lay(annex.notice)
    yield annex


def test_an_annex_that_climbs_is_forwarded_level_by_level(
    app: Flask, cast: Cast, climbing: NoticeAnnex
) -> None:
    clerk = cast.person("zhou")
    paper = open_submission(climbing, clerk, cast.organ("团云溪县委").id)
    answers = {**ContactPoints.sample(), "rows": ContactPoints.sample()["rows"][:1]}
    journeys.walk_on(journeys.type_in(paper, clerk, answers), cast, State.ACCEPTED)
    assert paper.receiver_id == cast.organ("团青岚市委组织部").id
    review.forward(paper, cast.person("meng"), paper.version, "同意，请省委组织部备案")
    assert (paper.state, paper.receiver_id) == (State.SENT, cast.organ("团示范省委组织部").id)
    assert paper.events[0].reason == "同意，请省委组织部备案"
    assert paper.intake_number == "SL-20260401-0001", "the next organ counts its own"
    filed = journeys.file_(journeys.accept(paper, cast), cast)
    assert filed.filing_number == "示青备〔2026〕1号"


def test_a_paper_is_forwarded_without_an_opinion_and_at_the_top_to_nobody(
    app: Flask, cast: Cast, climbing: NoticeAnnex
) -> None:
    clerk = cast.person("zhou")
    paper = open_submission(climbing, clerk, cast.organ("团云溪县委").id)
    answers = {**ContactPoints.sample(), "rows": ContactPoints.sample()["rows"][:1]}
    journeys.walk_on(journeys.type_in(paper, clerk, answers), cast, State.ACCEPTED)
    review.forward(paper, cast.person("meng"), paper.version)
    assert paper.events[0].reason == ""
    journeys.accept(paper, cast)
    with pytest.raises(StepNotAllowed, match="没有上级团组织"):
        review.forward(paper, cast.person("su"), paper.version, "同意")


def test_an_annex_of_the_first_issues_does_not_climb(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    with pytest.raises(StepNotAllowed, match="不再转报"):
        review.forward(paper, cast.person("meng"), paper.version, "同意")
    assert paper.events[0].action is Action.ACCEPT
