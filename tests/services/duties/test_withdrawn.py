"""撤回以后: what was on its way when a notice was withdrawn goes on, and is counted where it is still asked for."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.duties import counting_again
from youthwork.domain.completeness import Reporting
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Notice, ReportDuty, Submission
from youthwork.services.duties import exceptions
from youthwork.services.notices import amending
from youthwork.services.path import corrections, dispatch

pytestmark = on_both_engines

COUNTY, KEY = "团云溪县委", "contact_points"


def withdraw(cast: Cast, notice: Notice) -> None:
    amending.withdraw(notice, cast.person("su"), "文号有误", notice.version)


def province(cast: Cast) -> Notice:
    return db.session.get_one(Notice, cast.notices["province"].id)


def county_duty(cast: Cast, notice: Notice) -> ReportDuty:
    return duties.duty(cast, notice, KEY, COUNTY)


def second(cast: Cast) -> ReportDuty:
    """What the city asks as the same thing two weeks later."""
    notice = duties.issue(cast, issuer="团青岚市委", due=duties.DUE, title="市里的通知", annexes=(KEY,))
    duty = county_duty(cast, notice)
    assert duty.same_as_id == county_duty(cast, province(cast)).id
    return duty


def figures_agree() -> bool:
    return counting_again.kept() == counting_again.counted() == counting_again.as_of(NOW)


@pytest.mark.parametrize(
    "state", [State.IN_SIGN_OFF, State.SENT, State.ACCEPTED, State.RETURNED, State.FILED]
)
def test_a_paper_on_its_way_goes_on_to_be_filed_and_is_asked_no_more(
    app: Flask, cast: Cast, state: State
) -> None:
    duty, paper = county_duty(cast, province(cast)), journeys.at_state(cast, state)
    withdraw(cast, province(cast))
    assert duty.standing is None
    if state is State.RETURNED:
        journeys.accept(journeys.send_in(paper, cast), cast)
    if paper.state is not State.FILED:
        journeys.file_(journeys.walk_on(paper, cast, State.ACCEPTED), cast)
    assert paper.state is State.FILED, "what was handed in is not lost"
    assert (duty.standing, duty.is_on_time) == (None, False), "a withdrawn notice counts nothing"
    assert figures_agree()


def test_what_was_sent_for_a_withdrawn_notice_counts_for_the_other_that_asks_it_and_follows_it(
    app: Flask, cast: Cast
) -> None:
    duty = second(cast)
    paper = journeys.send_in(journeys.draft_contact_points(cast), cast)
    withdraw(cast, province(cast))
    assert (duty.standing, duty.same_as_id) == (Reporting.REPORTED, None)
    dispatch.withdraw(paper, cast.person("zhou"), paper.version)
    assert duty.standing is Reporting.MISSING, "taken back, it is owed again"
    journeys.send_in(paper, cast)
    filing = journeys.file_(journeys.accept(paper, cast), cast)
    assert (duty.standing, duty.submission_id) == (Reporting.FILED, paper.id)
    corrections.void(filing, cast.person("meng"), "不应备案的")
    assert duty.standing is Reporting.MISSING
    assert figures_agree()


def test_of_three_that_ask_the_same_the_last_is_asked_for_itself_once_the_others_are_withdrawn(
    app: Flask, cast: Cast
) -> None:
    first = county_duty(cast, province(cast))
    middle = second(cast)
    last = county_duty(
        cast, duties.issue(cast, issuer="团青岚市委", due=duties.DUE, title="又一份", annexes=(KEY,))
    )
    notice = middle.notice_annex.notice
    amending.withdraw(notice, cast.person("meng"), "不再要求", notice.version)
    withdraw(cast, province(cast))
    assert (first.standing, middle.standing) == (None, None), "what was withdrawn does not come back"
    assert (last.standing, last.same_as_id) == (Reporting.MISSING, None)
    assert figures_agree()


def test_a_correction_of_what_was_filed_for_a_withdrawn_notice_leaves_the_other_reported(
    app: Flask, cast: Cast
) -> None:
    duty = second(cast)
    filing = journeys.file_contact_points(cast)
    withdraw(cast, province(cast))
    journeys.file_correction(filing, cast)
    assert duty.standing is Reporting.FILED
    assert db.session.get_one(Submission, duty.submission_id).state is State.FILED
    assert figures_agree()


def test_an_excuse_for_a_withdrawn_notice_may_end_without_asking_anything_again(
    app: Flask, cast: Cast
) -> None:
    duty = county_duty(cast, province(cast))
    excuse = exceptions.grant(
        duty,
        exceptions.ExceptionKind.EXEMPT,
        None,
        "汛期值守",
        cast.person("tang"),
        cast.organ("团示范省委"),
    )
    withdraw(cast, province(cast))
    exceptions.end(excuse, cast.person("tang"))
    assert duty.standing is None and figures_agree()
