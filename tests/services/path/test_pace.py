"""办理快慢: the average days of an organ for a step, over its newest papers, in one query."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.factories import NOW, Cast
from tests.query_counts import count_queries
from youthwork.domain.workflow import Action, State
from youthwork.extensions import db
from youthwork.models import SubmissionEvent
from youthwork.services.path import cases, pace

SIGNING, ACCEPTING = ("团青岚市委", Action.SIGN_OFF), ("团示范省委组织部", Action.ACCEPT)


def walked(cast: Cast, who: str, days: float, ago: int = 10) -> int:
    """A task sheet whose sign-off took so many days, and every other step none."""
    paper = journeys.walk_on(journeys.draft_task_sheet(cast, who), cast, State.ACCEPTED)
    db.session.flush()
    at = NOW - timedelta(days=ago)
    for event in reversed(paper.events):
        at += timedelta(days=days) if event.action is Action.SIGN_OFF else timedelta(0)
        event.at = at
    db.session.flush()
    return paper.id


def test_days_are_counted_from_the_step_before(app: Flask, cast: Cast) -> None:
    walked(cast, "luo", 1.0)
    walked(cast, "he", 2.0)
    found = pace.average_days([SIGNING, ACCEPTING, ("团白鹭县委", Action.SIGN_OFF)])
    assert found == {SIGNING: pytest.approx(1.5), ACCEPTING: pytest.approx(0)}


def test_what_is_older_than_a_year_does_not_count(app: Flask, cast: Cast) -> None:
    walked(cast, "luo", 9.0, ago=400)
    assert pace.average_days([SIGNING]) == {}


def test_a_whole_route_costs_one_query(app: Flask, cast: Cast) -> None:
    walked(cast, "luo", 1.0)
    posts = [(unit, action) for unit in ("团青岚市委", "团示范省委组织部") for action in Action]
    assert count_queries(lambda: pace.average_days(posts)) == 1
    assert count_queries(lambda: pace.average_days([])) == 0


def test_the_way_names_every_stop_and_the_day_to_expect(app: Flask, cast: Cast) -> None:
    walked(cast, "he", 1.2)
    sheet = journeys.draft_task_sheet(cast, "luo")
    way = pace.way_of(sheet, cases.plan_route(sheet, cast.people["luo"].id))
    assert [stop.word for stop in way.stops] == ["审签", "报送", "签收", "予以备案"]
    assert [stop.pace for stop in way.stops] == ["平均 1.2 天", "一般当天办", "一般当天办", "还没有办过"]
    assert way.stops[2].reason and way.unknown == 1
    # Wednesday, and two days on: Friday the 3rd.
    assert way.expected is not None and way.expected.isoformat() == "2026-04-03"


def test_a_way_nobody_has_gone_promises_no_day(app: Flask, cast: Cast) -> None:
    sheet = journeys.draft_task_sheet(cast, "luo")
    way = pace.way_of(sheet, cases.plan_route(sheet, cast.people["luo"].id))
    assert way.expected is None and way.unknown == 4


def test_allowing_the_seal_is_part_of_pressing_it(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.PRESSED)
    for event in db.session.scalars(
        db.select(SubmissionEvent).where(SubmissionEvent.submission_id == paper.id)
    ):
        event.at = NOW - timedelta(days={Action.PRESS: 1, Action.APPROVE_PRESS: 2}.get(event.action, 4))
    assert pace.average_days([("团云溪县委", Action.PRESS)]) == {
        ("团云溪县委", Action.PRESS): pytest.approx(3)
    }
