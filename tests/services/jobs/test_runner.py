"""出件程序: does what waits, tells what came of it, outlives faults, a database that is away, and itself."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.jobs.dying import quick_sheet
from tests.services.jobs.standing_clock import put_up
from youthwork.domain.errors import StoreUnwritable
from youthwork.extensions import db
from youthwork.models import Filing, Job, JobKind, JobState, Paper, PaperState
from youthwork.services.jobs import asking, kinds, leases, queue, runner
from youthwork.services.jobs.kinds import Work
from youthwork.services.jobs.leases import Progress
from youthwork.services.jobs.queue import Taken
from youthwork.services.printing import papers
from youthwork.services.transactions import deed


def do(monkeypatch: pytest.MonkeyPatch, run: object) -> None:
    """Let jobs of kind 出件 do this instead."""
    monkeypatch.setitem(kinds.KINDS, JobKind.PAPER, Work(run, lambda taken: taken.key))


def ask(key: str = "1") -> int:
    with deed():
        return queue.enqueue(JobKind.PAPER, key).id


def job(job_id: int) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, job_id)


@on_both_engines
def test_a_filed_sheet_has_its_paper_once_the_worker_has_run(app: Flask, cast: Cast) -> None:
    filed = journeys.file_contact_points(cast)
    db.session.commit()
    assert [paper.state for paper in db.session.scalars(db.select(Paper))] == [PaperState.PENDING] * 2
    outcomes = runner.run_until_empty()
    assert [outcome.word for outcome in outcomes] == ["完成", "完成"]
    paper = papers.of_filing(filed)
    assert paper.state is PaperState.READY and papers.read(paper).startswith(b"%PDF-")
    assert {job.state for job in db.session.scalars(db.select(Job))} == {JobState.DONE}
    assert str(outcomes[0]).startswith("出件 第 1 号成件 完成，")


def test_a_paper_of_the_time_before_the_job_table_is_asked_for(app: Flask, cast: Cast) -> None:
    journeys.file_contact_points(cast)
    db.session.execute(db.delete(Job))
    db.session.commit()
    assert asking.ask_for_forgotten() == 2
    assert asking.ask_for_forgotten() == 0
    sealed, filed = db.session.scalars(db.select(Job).order_by(Job.id))
    assert filed.after_id == sealed.id
    assert len(runner.run_until_empty()) == 2
    assert asking.ask_for_forgotten() == 0


def test_what_cannot_be_made_is_put_off_with_its_sentence_and_made_later(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = put_up(app)
    filed = journeys.file_task_sheet(cast)
    db.session.commit()

    def full(_store: object, _paper: bytes) -> str:
        raise StoreUnwritable("成件写不进成件库（磁盘已满）")

    with monkeypatch.context() as broken:
        broken.setattr(papers.PaperStore, "put", full)
        [outcome] = runner.run_until_empty()
    assert (outcome.word, outcome.sentence) == ("失败，稍后重试", "成件写不进成件库（磁盘已满）")
    waiting = asking.job_of(papers.of_filing(filed))
    assert waiting is not None and (waiting.state, waiting.failure) == (JobState.WAITING, outcome.sentence)
    assert runner.run_until_empty() == []
    clock.pass_by(seconds=5)
    [outcome] = runner.run_until_empty()
    assert outcome.is_done and papers.of_filing(filed).state is PaperState.READY


def test_a_fault_is_logged_whole_and_the_next_job_is_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def run(taken: Taken, _progress: Progress) -> None:
        if taken.key == "bad":
            raise ZeroDivisionError("nobody expected this")
        done.append(taken.key)

    do(monkeypatch, run)
    bad = ask("bad")
    ask("good")
    first, second = runner.run_until_empty()
    assert (first.word, second.word, done) == ("失败，稍后重试", "完成", ["good"])
    assert "nobody expected this" in caplog.text and "Traceback" in caplog.text
    assert "程序错误" in job(bad).failure and "nobody" not in job(bad).failure


def test_a_job_given_up_says_so_in_the_log_line(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = put_up(app)

    def run(_taken: Taken, _progress: Progress) -> None:
        raise StoreUnwritable("磁盘已满")

    do(monkeypatch, run)
    ask()
    words = []
    while outcome := runner.run_one("here:1"):
        words.append(outcome.word)
        clock.pass_by(hours=2)
    assert words == ["失败，稍后重试"] * 5 + ["已放弃"]
    assert asking.revive_all() == 1
    assert runner.run_one("here:1") is not None


def test_the_lease_is_kept_and_the_progress_told_while_the_work_goes_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "TELL_SECONDS", 0.02)
    wanted = ask()
    seen: list[tuple[int, int]] = []

    def run(_taken: Taken, progress: Progress) -> None:
        for done in (3, 7):
            progress(done, 12)
            deadline = time.monotonic() + 10
            while (job(wanted).done, job(wanted).total) != (done, 12):
                assert time.monotonic() < deadline, "the progress never reached the table"
                time.sleep(0.01)
            seen.append((done, 12))

    do(monkeypatch, run)
    [outcome] = runner.run_until_empty()
    assert outcome.is_done and seen == [(3, 12), (7, 12)]
    assert job(wanted).done == 12


@on_both_engines
def test_a_slow_worker_whose_lease_ran_out_stops_and_cannot_end_the_job(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = put_up(app)
    monkeypatch.setattr(leases, "TELL_SECONDS", 0.02)
    wanted = ask()
    taken_over = threading.Event()

    def run(_taken: Taken, progress: Progress) -> None:
        if not taken_over.is_set():
            clock.pass_by(seconds=60)
            quick = queue.take("quick:2")
            assert quick is not None and quick.id == wanted
            taken_over.set()
        deadline = time.monotonic() + 10
        done = 0
        while time.monotonic() < deadline:
            done += 1
            progress(done, 10_000)
            time.sleep(0.01)
        raise AssertionError("the slow worker never noticed")

    do(monkeypatch, run)
    outcome = runner.run_one("slow:1")
    assert outcome is not None and outcome.word == "让出"
    assert (job(wanted).state, job(wanted).worker) == (JobState.RUNNING, "quick:2")


def test_a_worker_told_to_stop_gives_a_long_job_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stopping = threading.Event()

    def run(_taken: Taken, progress: Progress) -> None:
        for done in range(10):
            progress(done, 10)
            stopping.set()
        raise AssertionError("it went on")

    do(monkeypatch, run)
    wanted = ask()
    outcome = runner.run_one("here:1", stopping.is_set)
    assert outcome is not None and outcome.word == "放回"
    assert (job(wanted).state, job(wanted).attempts) == (JobState.WAITING, 0)


def test_a_paper_signed_without_a_stamp_asks_for_one_and_waits_for_days(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = put_up(app)
    journeys.filed(journeys.file_task_sheet(cast))
    monkeypatch.setattr(papers, "_make", lambda paper: replace(quick_sheet(paper), is_stamped=False))
    is_down, stamped = [True], []

    def stamp_late(paper_id: int) -> None:
        if is_down:
            raise StoreUnwritable("时间戳服务没有应答")
        stamped.append(paper_id)

    monkeypatch.setattr(kinds.renewing, "stamp_late", stamp_late)
    first, second = runner.run_until_empty()
    assert first.is_done and (second.taken.kind, second.word) == (JobKind.STAMP, "失败，稍后重试")
    for _ in range(48):
        clock.pass_by(hours=1)
        runner.run_until_empty()
    is_down.clear()
    clock.pass_by(hours=1)
    assert [outcome.word for outcome in runner.run_until_empty()] == ["完成"]
    assert stamped == [int(first.taken.key)]


class Rests:
    """Counts the rests of a worker and tells it to stop after so many."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken: list[float] = []
        self.said: list[str] = []

    def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)

    def are_over(self) -> bool:
        return len(self.taken) >= self.most

    def work(self, app: Flask) -> None:
        db.session.remove()
        runner.work(app, self.are_over, self.said.append, self)


def test_a_worker_that_begins_asks_for_an_index_that_lags(app: Flask, cast: Cast) -> None:
    journeys.file_task_sheet(cast)
    db.session.execute(db.update(Filing).values(tokeniser_version=0))
    db.session.commit()
    rests = Rests(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(papers, "_make", quick_sheet)
        rests.work(app)
    assert any(said.startswith("编索引 ") for said in rests.said)


def test_the_worker_waits_for_a_database_that_is_away_and_goes_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(monkeypatch, lambda taken, progress: None)
    wanted = ask()
    take, away = queue.take, [StoreUnwritable("不能写"), OperationalError("", {}, Exception("gone"))]

    def sometimes(*given: object) -> Taken | None:
        if away:
            raise away.pop()
        return take(*given)

    monkeypatch.setattr(queue, "take", sometimes)
    rests = Rests(3)
    rests.work(app)
    assert rests.taken == [runner.AWAY_SECONDS, runner.AWAY_SECONDS, runner.PAUSE_SECONDS]
    # The standing clock shows noon of a workday, so that the day's digest is made too.
    said = [words for words in rests.said if not words.startswith("每日汇总")]
    assert said[0].startswith("数据库没有应答") and len(said) == 2
    assert job(wanted).state is JobState.DONE


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_worker_outlives_a_database_server_that_dropped_its_connections(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    do(monkeypatch, lambda taken, progress: done.append(taken.key))

    class Dropping(Rests):
        def __call__(self, seconds: float) -> None:
            super().__call__(seconds)
            if len(self.taken) == 1:
                with app.app_context():
                    ask("after the restart")
                    ask_to_leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    with pytest.raises((StoreUnwritable, OperationalError)):
                        db.session.execute(db.text(ask_to_leave))
                    db.session.remove()

    rests = Dropping(3)
    rests.work(app)
    assert done == ["after the restart"], rests.said


def test_a_fault_while_taking_is_not_swallowed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(queue, "take", broken)
    with pytest.raises(ZeroDivisionError):
        Rests(1).work(app)
