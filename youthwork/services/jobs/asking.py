"""要求出件: what a deed that wants a paper writes into the job table, and what a person's 重新出件 does."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, cast, exists, select

from youthwork.extensions import db
from youthwork.models import Job, JobKind, JobState, Paper, PaperKind, PaperState, User
from youthwork.services.jobs import queue
from youthwork.services.transactions import deed

#: Papers asked for at a time: an instance of the time before the job table may have many.
BATCH = 500


def ask_for(paper: Paper, asked_by: User | None = None) -> Job:
    """要求出件 within the deed that wants the paper, whose row is flushed.

    The filed paper is laid on the sealed one, so it waits until that one's job has ended.
    """
    return queue.enqueue(JobKind.PAPER, str(paper.id), asked_by=asked_by, after=_sealed_before(paper))


def ask_again(paper: Paper, asked_by: User) -> Job | None:
    """重新出件 within the caller's deed: also what was given up, and what waits for its next attempt.

    A filed paper's sealed one is asked for with it. None where the paper is there already.
    """
    if paper.state is PaperState.READY:
        return None
    before = _sealed_before(paper)
    if before is not None:
        queue.revive(before)
    job = job_of(paper)
    if job is None or job.state is JobState.DONE:
        return ask_for(paper, asked_by)
    return queue.revive(job)


def job_of(paper: Paper) -> Job | None:
    """The last job about this paper."""
    return queue.newest(JobKind.PAPER, str(paper.id))


def ask_for_forgotten() -> int:
    """补登: papers that wait without a job, as an older version left them. Deeds of its own; gives how many."""
    count = 0
    while True:
        with deed():
            waiting = db.session.scalars(
                select(Paper)
                .where(Paper.state != PaperState.READY, ~_has_job())
                .order_by(Paper.id)
                .limit(BATCH)
            ).all()
            for paper in waiting:
                ask_for(paper)
        count += len(waiting)
        if len(waiting) < BATCH:
            return count


def revive_all() -> int:
    """全部重做: every job that was given up, at the wish of whoever runs the machine. Gives how many."""
    with deed():
        dead = db.session.scalars(select(Job).where(Job.state == JobState.DEAD)).all()
        revived = [job for job in dead if queue.unfinished(job.kind, job.key) is None]
        for job in revived:
            queue.revive(job)
    return len(revived)


def _has_job() -> ColumnElement[bool]:
    return exists().where(Job.kind == JobKind.PAPER, Job.key == cast(Paper.id, String))


def _sealed_before(paper: Paper) -> Job | None:
    if paper.kind is not PaperKind.FILED or paper.impression_id is None:
        return None
    sealed_id = db.session.scalar(
        select(Paper.id).where(Paper.impression_id == paper.impression_id, Paper.kind == PaperKind.SEALED)
    )
    return queue.unfinished(JobKind.PAPER, str(sealed_id)) if sealed_id is not None else None
