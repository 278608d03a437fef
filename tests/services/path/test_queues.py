"""待办: lists, counters and single papers say the same; what is asked of whom."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from youthwork.domain.workflow import EDITABLE, State
from youthwork.extensions import db
from youthwork.models import Submission
from youthwork.services.path import desk, listing, obligations, queues
from youthwork.services.path.queues import Queue
from youthwork.services.posts import actor_of


def scatter(cast: Cast, count: int, seed: int) -> None:
    """Papers in every state with every kind of people on them; only what the database forbids is missing."""
    draw = random.Random(seed)
    people = [person.id for person in cast.people.values()]
    places = [place.id for place in cast.organizations.values()]
    rows: list[dict[str, Any]] = []
    seen = set()
    while len(rows) < count:
        key = draw.choice(["contact_points", "task_sheet", "contact_units"])
        notice = cast.notices["city" if key == "contact_units" else "province"].id
        subject = draw.choice(people) if key == "task_sheet" else None
        owner, state = draw.choice(places), draw.choice(list(State))
        if (key, owner, subject) in seen:
            continue
        seen.add((key, owner, subject))
        submitter, signer, filer, acceptor = draw.sample([one for one in people if one != subject], 4)
        approver = draw.choice([one for one in people if one != submitter])
        early = state in EDITABLE or state is State.IN_SIGN_OFF
        rows.append(
            {
                "notice_id": notice,
                "annex_key": key,
                "owner_id": owner,
                "subject_id": subject,
                "title": "随机",
                "due": NOW.date(),
                "state": state,
                "holder_id": None if state is State.FILED else draw.choice(places),
                "held_since": NOW,
                "version": 1,
                "round_number": 1,
                "route_reason": "",
                "submitted_by_id": draw.choice([subject or submitter, submitter, None])
                if early
                else submitter,
                "signed_off_by_id": None if early else signer,
                "press_approved_by_id": None if early else draw.choice([approver, None]),
                "filed_by_id": filer if state is State.FILED else None,
                "accepted_by_id": acceptor if state in (State.ACCEPTED, State.FILED) else None,
                "accepted_until": NOW + timedelta(hours=draw.choice([-1, 0, 1]))
                if state is State.ACCEPTED
                else None,
                "answers_sha256": None if state is State.DRAFT else "0" * 64,
                "created_at": NOW,
                "created_by_id": submitter,
            }
        )
    db.session.execute(db.insert(Submission), rows)


@on_both_engines
def test_a_paper_alone_stands_in_the_same_queue_as_in_the_lists(app: Flask, cast: Cast) -> None:
    scatter(cast, 300, seed=8)
    papers = db.session.scalars(db.select(Submission)).all()
    found = 0
    for name in cast.people:
        actor = actor_of(cast.person(name))
        for queue in Queue:
            listed = set(db.session.scalars(db.select(Submission.id).where(queues.waiting(actor, queue))))
            alone = {paper.id for paper in papers if queues.queue_of(paper, actor) is queue}
            assert listed == alone, (name, queue)
            found += len(listed)
    assert found > 100, "the random papers must reach the queues at all"


@on_both_engines
def test_the_counters_in_the_navigation_count_what_the_lists_show(app: Flask, cast: Cast) -> None:
    scatter(cast, 200, seed=4)
    for name in cast.people:
        actor = actor_of(cast.person(name))
        sizes = {
            queue: db.session.scalar(
                db.select(db.func.count(Submission.id)).where(queues.waiting(actor, queue))
            )
            for queue in Queue
        }
        counts = queues.counts(actor)
        assert counts.drafting == sizes[Queue.WRITE]
        assert counts.dispatch == sum(sizes[queue] for queue in queues.DISPATCH)
        assert counts.review == sizes[Queue.ACCEPT] + sizes[Queue.REVIEW]


def test_the_whole_path_lies_in_one_persons_queue_after_the_other(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.DRAFT)
    expected = [
        (State.DRAFT, "zhou", Queue.WRITE),
        (State.IN_SIGN_OFF, "chen", Queue.SIGN_OFF),
        (State.SIGNED_OFF, "li", Queue.PRESS),
        (State.PRESSED, "zhou", Queue.SEND),
        (State.SENT, "he", Queue.ACCEPT),
        (State.ACCEPTED, "he", Queue.REVIEW),
    ]
    for state, who, queue in expected:
        journeys.walk_on(paper, cast, state)
        assert queues.queue_of(paper, actor_of(cast.person(who))) is queue
        waiting = {
            name for name in cast.people if queues.queue_of(paper, actor_of(cast.person(name))) is not None
        }
        assert waiting == ({"he", "cheng"} if state is State.SENT else {who})


def test_next_goes_round_and_ends_when_it_is_the_last(app: Flask, cast: Cast) -> None:
    first = journeys.send_in(journeys.draft_contact_points(cast), cast)
    second = journeys.send_in(journeys.draft_task_sheet(cast, "zhou"), cast)
    actor = actor_of(cast.person("he"))
    assert listing.next_paper(actor, first) == second
    assert listing.next_paper(actor, second) == first
    journeys.file_(journeys.accept(second, cast, by="he"), cast)
    assert listing.next_paper(actor, second) == first
    journeys.accept(first, cast, by="he")
    assert listing.next_paper(actor, first) is None


def asked(cast: Cast, name: str) -> list[tuple[str, str]]:
    person = cast.person(name)
    return [(one.annex.key, one.owner.name) for one in obligations.asked_of(person, actor_of(person))]


def test_what_is_asked_follows_duty_level_and_nature(app: Flask, cast: Cast) -> None:
    assert asked(cast, "zhou") == [
        ("contact_points", "团云溪县委"),
        ("contact_units", "团云溪县委"),
        ("task_sheet", "团云溪县委"),
    ]
    assert asked(cast, "luo") == [("task_sheet", "团青岚市委")], (
        "a cadre of a department fills in for the organ"
    )
    assert asked(cast, "mai") == [("task_sheet", "团云溪县委")], "挂职 in a leading organ is asked"
    assert ("contact_units", "示范大学团委") not in asked(cast, "jiao"), "the city's notice does not reach it"
    assert asked(cast, "wai") == [], "another province is asked nothing"


def test_an_obligation_begun_is_no_longer_among_those_not_begun(app: Flask, cast: Cast) -> None:
    person = cast.person("luo")
    assert len(obligations.not_begun(person, actor_of(person))) == 1
    paper = journeys.draft_task_sheet(cast)
    assert obligations.not_begun(person, actor_of(person)) == []
    assert obligations.asked_of(person, actor_of(person))[0].submission == paper


def test_the_desk_shows_what_waits_by_due_date_and_what_came_in(app: Flask, cast: Cast) -> None:
    person = cast.person("zhou")
    paper = journeys.at_state(cast, State.RETURNED)
    found = desk.desk_of(person, actor_of(person))
    assert found.waiting[0].submission == paper and found.waiting[0].queue is Queue.WRITE
    dues = [
        one.submission.due if one.submission else one.obligation.notice_annex.due for one in found.waiting
    ]
    assert dues == sorted(dues)
    assert [event.actor_name for event, _ in found.news][:2] == ["何志远", "何志远"]
    assert all(event.actor_id != person.id for event, _ in found.news)


def test_a_lock_that_ran_out_this_minute_counts_as_run_out(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    assert paper.accepted_until == datetime(2026, 4, 5)
    app.config["CLOCK"] = lambda: datetime(2026, 4, 5)
    assert queues.queue_of(paper, actor_of(cast.person("cheng"))) is Queue.ACCEPT
    assert queues.counts(actor_of(cast.person("cheng"))).review == 1
