"""任务表: what is asked for, who works on it, and what becomes of it (DESIGN §6).

    enqueue()                    inside the deed that wants the work: with it lasting, with it undone
    take() → heartbeat() …       a worker has it under a lease and a fencing token
    finish() | put_off() | give_back()

Whoever takes a job raises its fence. A worker that was away for longer than its lease finds the fence moved
when it comes back, and everything it says about the job is refused: the work may then have been done twice,
so every kind of work is idempotent, but the job ends once. The same on SQLite, where a deed begins IMMEDIATE,
and on PostgreSQL, where rows are locked one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from youthwork import clock
from youthwork.domain.errors import StepNotAllowed, YouthworkError
from youthwork.extensions import db
from youthwork.models import Job, JobKind, JobState, User
from youthwork.services.transactions import deed

#: How long a worker may be silent before another takes its job.
LEASE = timedelta(seconds=60)
#: The rest after each failure; after the last of them the job is given up.
BACK_OFF = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 3600))
MOST_ATTEMPTS = len(BACK_OFF) + 1
#: A stamp service that is down may be so for days: hourly for about four, and nobody waits meanwhile. A mail
#: server for a day: what was to be said then is in the next day's digest.
_MOST_BY_KIND = {JobKind.STAMP: 100, JobKind.MAIL: 30}

_UNFINISHED = (JobState.WAITING, JobState.RUNNING)
#: In the payload of a job that runs: asked for again meanwhile.
_AGAIN = "again"
_DIED = "出件程序在这件上多次中途退出，已停止自动重试；请管理员查看日志"


class LeaseLost(YouthworkError):
    """Another worker has taken the job since; what this one did counts for nothing."""

    status = 409


@dataclass(frozen=True)
class Taken:
    """领到的任务: what a worker has to know of it. `fence` is its proof that the job is still its own."""

    id: int
    kind: JobKind
    key: str
    payload: Mapping[str, Any]
    fence: int
    #: How often it has been begun, this time included.
    attempts: int


def enqueue(
    kind: JobKind,
    key: str,
    *,
    payload: Mapping[str, Any] | None = None,
    asked_by: User | None = None,
    total: int = 0,
    after: Job | None = None,
    not_before: datetime | None = None,
    again: bool = False,
) -> Job:
    """要一件事做: within the caller's deed. Asked again before it is finished, it is the same job.

    `after` names a job that must have ended before, `not_before` the moment it may begin; `total` is how many
    steps a progress bar counts. `again`: what runs already may be past what is asked now, and is done once more.
    """
    found = unfinished(kind, key)
    if found is not None and again:
        found = _once_more(found)
    if found is None:
        now = clock.now()
        found = Job(
            kind=kind,
            key=key,
            payload=dict(payload or {}),
            state=JobState.WAITING,
            asked_at=now,
            asked_by_id=asked_by.id if asked_by else None,
            run_after=not_before or now,
            after_id=after.id if after else None,
            total=total,
        )
        found = _add(found)
    return found


def _once_more(job: Job) -> Job | None:
    """The job, which waits or will be done once more; None where it ended meanwhile."""
    db.session.refresh(job, with_for_update=True)
    if job.state is JobState.RUNNING:
        job.payload = {**job.payload, _AGAIN: True}
    return job if job.state in _UNFINISHED else None


def _add(job: Job) -> Job:
    """Two deeds may ask at once: the second waits for the first, and is given its job."""
    try:
        with db.session.begin_nested():
            db.session.add(job)
    except IntegrityError:
        there = unfinished(job.kind, job.key)
        if there is None:
            raise
        return there
    return job


def unfinished(kind: JobKind, key: str) -> Job | None:
    """The job about this that still waits or runs."""
    return db.session.scalar(_about(kind, key).where(Job.state.in_(_UNFINISHED)))


def newest(kind: JobKind, key: str) -> Job | None:
    """The last job about this, ended or not: what a page tells of it."""
    return db.session.scalar(_about(kind, key).order_by(Job.id.desc()).limit(1))


def _about(kind: JobKind, key: str) -> Select[Job]:
    return select(Job).where(Job.kind == kind, Job.key == key)


def revive(job: Job) -> Job:
    """重新排队: at a person's wish, with all its attempts anew; within the caller's deed.

    What waits for its next attempt is tried at once; what runs is left to run.
    """
    if job.state is JobState.DONE:
        raise StepNotAllowed("这件事已经做完了，不用再做")
    if job.state is not JobState.RUNNING:
        job.state = JobState.WAITING
        job.run_after = clock.now()
        job.finished_at = None
        job.attempts = 0
        job.failure = ""
        db.session.flush()
    return job


def take(worker: str, kinds: Collection[JobKind] | None = None) -> Taken | None:
    """领一件: the oldest that may be begun, or that its worker left lying; None where there is none.

    Begins and ends its own deed. `kinds` leaves what this worker cannot do to others.
    """
    # Looked first: who finds nothing has not kept a writer waiting.
    while db.session.scalar(_next(kinds)) is not None:
        with deed():
            job = db.session.scalar(_next(kinds).with_for_update(skip_locked=True))
            if job is None:
                return None
            if job.attempts < most_attempts(job.kind):
                return _begin(job, worker)
            # It never failed with a sentence, it took its workers with it each time.
            _give_up(job, job.failure or _DIED)
    db.session.rollback()
    return None


def _begin(job: Job, worker: str) -> Taken:
    job.state = JobState.RUNNING
    job.worker = worker[:60]
    job.lease_until = clock.now() + LEASE
    job.fence += 1
    job.attempts += 1
    return Taken(job.id, job.kind, job.key, dict(job.payload), job.fence, job.attempts)


def _next(kinds: Collection[JobKind] | None) -> Select[Job]:
    query = select(Job).where(_may_begin(clock.now())).order_by(Job.id).limit(1)
    return query if kinds is None else query.where(Job.kind.in_(kinds))


def _may_begin(now: datetime) -> ColumnElement[bool]:
    before = aliased(Job)
    is_held_up = exists().where(before.id == Job.after_id, before.state.in_(_UNFINISHED))
    return or_(
        and_(Job.state == JobState.WAITING, Job.run_after <= now, ~is_held_up),
        and_(Job.state == JobState.RUNNING, Job.lease_until <= now),
    )


def heartbeat(taken: Taken, done: int = 0, total: int = 0) -> None:
    """还在做: prolong the lease, and tell the progress bar; raises `LeaseLost`."""
    with deed():
        job = _mine(taken)
        job.lease_until = clock.now() + LEASE
        if total:
            job.done, job.total = done, total


def finish(taken: Taken) -> None:
    """做完, or from the beginning where it was asked for again; in a deed of its own. Raises `LeaseLost` where another
    has it now."""
    with deed():
        job = _mine(taken)
        if job.payload.get(_AGAIN):
            job.payload = {name: value for name, value in job.payload.items() if name != _AGAIN}
            job.state, job.lease_until, job.run_after = JobState.WAITING, None, clock.now()
            job.attempts = job.done = 0
        else:
            _end(job, JobState.DONE)
            job.done = job.total
        job.failure = ""


def put_off(taken: Taken, sentence: str) -> JobState:
    """没有做成: try again later, or give up after the last attempt; raises `LeaseLost`. Gives what it is now."""
    with deed():
        job = _mine(taken)
        if job.attempts >= most_attempts(job.kind):
            _give_up(job, sentence)
        else:
            job.state = JobState.WAITING
            job.lease_until = None
            job.failure = sentence[:300]
            job.run_after = clock.now() + BACK_OFF[min(job.attempts, len(BACK_OFF)) - 1]
        return job.state


def most_attempts(kind: JobKind) -> int:
    """How often a job of this kind is begun before it is given up."""
    return _MOST_BY_KIND.get(kind, MOST_ATTEMPTS)


def give_back(taken: Taken) -> None:
    """放回: the worker is told to stop; the attempt does not count. Raises `LeaseLost`."""
    with deed():
        job = _mine(taken)
        job.state = JobState.WAITING
        job.lease_until = None
        job.attempts -= 1


def hold_back(kind: JobKind, until: datetime) -> None:
    """暂缓: none of this kind that waits is begun before then; within the caller's deed."""
    waits = (Job.kind == kind, Job.state == JobState.WAITING, Job.run_after < until)
    db.session.execute(update(Job).where(*waits).values(run_after=until))


def discard_done(kinds: Collection[JobKind], before: datetime) -> None:
    """清理: jobs of these kinds that ended long ago; within the caller's deed. Nothing may point at them."""
    db.session.execute(
        delete(Job).where(Job.kind.in_(kinds), Job.state == JobState.DONE, Job.finished_at < before)
    )


def _mine(taken: Taken) -> Job:
    job = db.session.get(Job, taken.id, with_for_update=True, populate_existing=True)
    if job is None or job.fence != taken.fence or job.state is not JobState.RUNNING:
        raise LeaseLost("这件任务已由另一个出件程序接着做")
    return job


def _give_up(job: Job, sentence: str) -> None:
    _end(job, JobState.DEAD)
    job.failure = sentence[:300]


def _end(job: Job, state: JobState) -> None:
    job.state = state
    job.lease_until = None
    job.finished_at = clock.now()
