"""任务表: asked for in the deed, taken once, never ended by who lost it; the same on both engines."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.jobs.standing_clock import StandingClock, put_up
from youthwork.domain.errors import StepNotAllowed
from youthwork.extensions import db
from youthwork.models import Job, JobKind, JobState
from youthwork.services.jobs import queue
from youthwork.services.jobs.queue import BACK_OFF, LEASE, MOST_ATTEMPTS, LeaseLost, Taken
from youthwork.services.transactions import deed

pytestmark = on_both_engines


@pytest.fixture
def clock(app: Flask) -> StandingClock:
    return put_up(app)


def ask(key: str = "1", **given: object) -> int:
    with deed():
        return queue.enqueue(JobKind.PAPER, key, **given).id


def take() -> Taken:
    taken = queue.take("here:1")
    assert taken is not None
    return taken


def job(job_id: int) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, job_id)


def test_a_job_is_asked_for_taken_and_finished(app: Flask, cast: Cast, clock: StandingClock) -> None:
    wanted = ask("7", payload={"much": 2}, asked_by=cast.person("zhou"), total=3)
    taken = take()
    assert (taken.id, taken.kind, taken.key, taken.payload) == (wanted, JobKind.PAPER, "7", {"much": 2})
    running = job(wanted)
    assert (running.state, running.worker, running.attempts) == (JobState.RUNNING, "here:1", 1)
    assert running.lease_until == NOW + LEASE and running.asked_by_id == cast.people["zhou"].id
    queue.heartbeat(taken, 2, 3)
    assert (job(wanted).done, job(wanted).total) == (2, 3)
    queue.finish(taken)
    done = job(wanted)
    assert (done.state, done.lease_until, done.finished_at, done.done) == (JobState.DONE, None, NOW, 3)
    assert queue.take("here:1") is None


def test_what_the_deed_undoes_was_never_asked_for(app: Flask, clock: StandingClock) -> None:
    with pytest.raises(ZeroDivisionError), deed():
        queue.enqueue(JobKind.PAPER, "1")
        raise ZeroDivisionError
    assert queue.take("here:1") is None


def test_asked_for_twice_it_is_one_job_until_it_is_finished(app: Flask, clock: StandingClock) -> None:
    first = ask()
    assert ask() == first
    taken = take()
    assert ask() == first, "also while it runs"
    queue.finish(taken)
    assert ask() != first


def test_asked_for_again_while_it_runs_it_is_done_once_more(app: Flask, clock: StandingClock) -> None:
    first = ask("7", payload={"much": 2})
    assert ask("7", again=True) == first, "what waits is not begun twice"
    taken = take()
    assert [ask("7", again=True), ask("7", again=True)] == [first, first]
    queue.finish(taken)
    assert (job(first).state, job(first).payload, job(first).attempts) == (JobState.WAITING, {"much": 2}, 0)
    queue.finish(take())
    assert job(first).state is JobState.DONE and queue.take("here:1") is None
    assert ask("7", again=True) != first


def test_the_database_itself_refuses_a_second_unfinished_job(app: Flask, clock: StandingClock) -> None:
    ask()
    with pytest.raises(IntegrityError, match=r"uq_job_unfinished|job\.kind, job\.key"), deed():
        db.session.add(Job(kind=JobKind.PAPER, key="1", asked_at=NOW, run_after=NOW))


def test_two_who_ask_at_the_same_moment_are_given_one_job(app: Flask, clock: StandingClock) -> None:
    start = threading.Barrier(2)

    def in_a_deed(_number: int) -> int:
        with app.app_context():
            start.wait(timeout=20)
            return ask("9")

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(in_a_deed, range(2))
    assert one == other


def test_the_oldest_is_taken_first_and_each_by_one_worker(app: Flask, clock: StandingClock) -> None:
    wanted = [ask(str(key)) for key in range(6)]
    start = threading.Barrier(3)

    def worker(name: int) -> list[int]:
        got = []
        with app.app_context():
            start.wait(timeout=20)
            while taken := queue.take(f"here:{name}"):
                got.append(taken.id)
        return got

    with ThreadPoolExecutor(3) as threads:
        shares = list(threads.map(worker, range(3)))
    assert sorted(taken for share in shares for taken in share) == wanted
    assert all(share == sorted(share) for share in shares)


def test_a_worker_takes_only_what_it_can_do(app: Flask, clock: StandingClock) -> None:
    ask()
    assert queue.take("here:1", [JobKind.BOOK]) is None
    assert queue.take("here:1", [JobKind.PAPER, JobKind.BOOK]) is not None


def test_a_job_waits_for_the_one_before_it_to_end(app: Flask, clock: StandingClock) -> None:
    first = ask("sealed")
    with deed():
        second = queue.enqueue(JobKind.PAPER, "filed", after=db.session.get_one(Job, first)).id
    taken = take()
    assert taken.id == first
    assert queue.take("here:2") is None
    queue.put_off(taken, "磁盘已满")
    assert queue.take("here:2") is None, "put off is not ended"
    clock.pass_by(seconds=5)
    queue.finish(take())
    assert take().id == second


def test_a_job_whose_worker_fell_silent_is_taken_by_the_next(app: Flask, clock: StandingClock) -> None:
    wanted = ask()
    silent = take()
    clock.pass_by(seconds=59)
    assert queue.take("there:2") is None
    clock.pass_by(seconds=1)
    second = queue.take("there:2")
    assert second is not None and (second.id, second.fence, second.attempts) == (wanted, silent.fence + 1, 2)


def test_a_heartbeat_keeps_the_job(app: Flask, clock: StandingClock) -> None:
    ask()
    taken = take()
    clock.pass_by(seconds=59)
    queue.heartbeat(taken)
    clock.pass_by(seconds=59)
    assert queue.take("there:2") is None


def test_whoever_lost_the_lease_can_say_nothing_about_the_job_any_more(
    app: Flask, clock: StandingClock
) -> None:
    wanted = ask()
    slow = take()
    clock.pass_by(seconds=60)
    quick = take()
    for say in (queue.finish, queue.heartbeat, queue.give_back, lambda it: queue.put_off(it, "坏了")):
        with pytest.raises(LeaseLost, match="另一个出件程序"):
            say(slow)
        assert (job(wanted).state, job(wanted).fence) == (JobState.RUNNING, quick.fence)
    queue.finish(quick)
    with pytest.raises(LeaseLost):
        queue.finish(slow)
    with pytest.raises(LeaseLost):
        queue.finish(quick)


def test_a_failure_is_tried_again_ever_later_and_then_given_up(app: Flask, clock: StandingClock) -> None:
    wanted = ask()
    assert list(BACK_OFF) == sorted(BACK_OFF)
    for rest in BACK_OFF:
        assert queue.put_off(take(), "成件库写不进去") is JobState.WAITING
        waiting = job(wanted)
        assert (waiting.failure, waiting.run_after) == ("成件库写不进去", clock.now + rest)
        clock.pass_by(seconds=rest.total_seconds() - 1)
        assert queue.take("here:1") is None
        clock.pass_by(seconds=1)
    assert queue.put_off(take(), "成件库写不进去") is JobState.DEAD
    dead = job(wanted)
    assert (dead.attempts, dead.failure, dead.finished_at) == (MOST_ATTEMPTS, "成件库写不进去", clock.now)
    clock.pass_by(days=30)
    assert queue.take("here:1") is None


def test_only_a_person_revives_what_was_given_up(app: Flask, clock: StandingClock) -> None:
    wanted = ask()
    for _ in range(MOST_ATTEMPTS):
        queue.put_off(take(), "坏了")
        clock.pass_by(hours=2)
    with deed():
        queue.revive(db.session.get_one(Job, wanted))
    taken = take()
    assert (taken.id, taken.attempts) == (wanted, 1)
    queue.finish(taken)
    with deed(), pytest.raises(StepNotAllowed, match="已经做完"):
        queue.revive(db.session.get_one(Job, wanted))


def test_a_person_need_not_wait_for_the_next_attempt(app: Flask, clock: StandingClock) -> None:
    wanted = ask()
    queue.put_off(take(), "坏了")
    assert queue.take("here:1") is None
    with deed():
        queue.revive(db.session.get_one(Job, wanted))
    taken = take()
    with deed():
        queue.revive(db.session.get_one(Job, wanted))
    assert job(wanted).state is JobState.RUNNING, "what runs is left to run"
    queue.finish(taken)


def test_a_job_that_takes_its_worker_with_it_each_time_is_given_up(app: Flask, clock: StandingClock) -> None:
    wanted, other = ask("1"), ask("2")
    for _ in range(MOST_ATTEMPTS):
        assert take().id == wanted
        clock.pass_by(seconds=60)
    assert take().id == other
    dead = job(wanted)
    assert dead.state is JobState.DEAD and "多次中途退出" in dead.failure


def test_given_back_the_attempt_does_not_count(app: Flask, clock: StandingClock) -> None:
    wanted = ask()
    queue.give_back(take())
    assert (job(wanted).state, job(wanted).attempts) == (JobState.WAITING, 0)
    assert take().id == wanted


def test_a_long_sentence_is_kept_to_what_the_table_holds(app: Flask, clock: StandingClock) -> None:
    wanted = ask()
    queue.put_off(take(), "长" * 1000)
    assert job(wanted).failure == "长" * 300
