"""出件不会丢也不会重: workers killed at every stage, two at once, a full disk; with real processes."""

from __future__ import annotations

import errno
import hashlib
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.processes import running
from tests.services.jobs.dying import STAGES, killed_at, quick_sheet, work_and_count
from tests.services.jobs.standing_clock import put_up
from tests.services.test_concurrency import accepted_papers
from youthwork.documents import store
from youthwork.extensions import db
from youthwork.models import Filing, Job, JobState, Paper, PaperState, Submission
from youthwork.services.jobs import asking, runner
from youthwork.services.path import filing
from youthwork.services.printing import papers
from youthwork.services.transactions import deed

#: Each costs a process; where the database has a part in it, PostgreSQL is killed under as well.
ON_ENGINES = [("sqlite", stage) for stage in STAGES] + [
    ("postgresql", stage)
    for stage in ("once it has the job", "before the paper is kept", "before the job is finished")
]


@pytest.mark.parametrize(("engine", "stage"), ON_ENGINES, indirect=["engine"])
def test_a_worker_killed_at_any_stage_leaves_one_whole_paper_and_its_number(
    app: Flask,
    cast: Cast,
    database: tuple[str, Cast],
    tmp_path: Path,
    stage: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = journeys.filed(journeys.file_task_sheet(cast)).filing_number
    db.session.remove()
    killed_at(stage, database[0], tmp_path)
    monkeypatch.setattr(papers, "_make", quick_sheet)
    clock = put_up(app)
    runner.run_until_empty("before the lease ran out")
    clock.pass_by(seconds=60)
    runner.run_until_empty("the next")
    [filed] = db.session.scalars(db.select(Filing))
    assert filed.filing_number == number
    [paper] = db.session.scalars(db.select(Paper))
    assert paper.state is PaperState.READY and len(paper.pages) == 1
    assert papers.read(paper).startswith(b"%PDF-")
    assert {job.state for job in db.session.scalars(db.select(Job))} == {JobState.DONE}
    _check_store(app)


def _check_store(app: Flask) -> None:
    """Every file under a hash is what the hash says; what was half written bears no hash."""
    files = [path for path in Path(app.config["PAPER_STORE"]).rglob("*") if path.is_file()]
    kept = [path for path in files if not path.name.startswith(".new-")]
    assert kept
    for path in kept:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


@on_both_engines
def test_two_workers_at_once_make_each_of_twelve_papers_once(
    app: Flask, cast: Cast, database: tuple[str, Cast], tmp_path: Path
) -> None:
    reviewer = cast.person("tang")
    for submission_id in accepted_papers(cast, 12):
        with deed():
            filing.file(db.session.get_one(Submission, submission_id), reviewer, None)
    db.session.remove()
    with running(work_and_count, [(database[0], str(tmp_path))] * 2) as workers:
        for worker in workers:
            worker.join(timeout=120)
        assert [worker.exitcode for worker in workers] == [0, 0]
    logs = sorted(tmp_path.glob("made-by-*"))
    rendered = Counter(line for log in logs for line in log.read_text().split())
    assert len(rendered) == 12 and set(rendered.values()) == {1}
    assert {paper.state for paper in db.session.scalars(db.select(Paper))} == {PaperState.READY}
    assert {(job.state, job.attempts) for job in db.session.scalars(db.select(Job))} == {(JobState.DONE, 1)}


def test_a_full_disk_is_a_sentence_and_is_made_good_when_there_is_room(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = put_up(app)
    filed = journeys.filed(journeys.file_task_sheet(cast))

    def no_room(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(store.os, "fsync", no_room)
        [outcome] = runner.run_until_empty()
    assert outcome.word == "失败，稍后重试" and "请检查磁盘空间" in outcome.sentence
    job = asking.job_of(papers.of_filing(filed))
    assert job is not None and "请检查磁盘空间" in job.failure
    assert not [path for path in Path(app.config["PAPER_STORE"]).rglob("*") if path.is_file()]
    clock.pass_by(seconds=5)
    assert [outcome.word for outcome in runner.run_until_empty()] == ["完成"]
    _check_store(app)
