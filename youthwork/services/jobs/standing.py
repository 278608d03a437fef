"""出件情况: how the making of a paper or a book stands, as its page tells it, and whether that page should look
again by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from zlib import crc32

from youthwork import clock
from youthwork.extensions import db
from youthwork.models import Book, Job, JobState, Paper, PaperState
from youthwork.services.jobs import asking

#: A paper takes seconds: who has waited for so long is told that perhaps nobody works on it.
_LONG = timedelta(minutes=2)
#: A page stops looking by itself after so long, so that a forgotten window does not keep its session open.
_TOO_LONG = timedelta(minutes=10)


class Stage(Enum):
    """出件阶段."""

    WAITING = "待出件"
    RUNNING = "出件中"
    FAILED = "失败"
    DEAD = "已放弃"
    READY = "已出件"


@dataclass(frozen=True)
class Standing:
    """出件情况. `looks_again`: something will come of it soon; `mark` changes when there is something new to say."""

    stage: Stage
    sentence: str = ""
    looks_again: bool = False
    #: How far it is, where that can be counted.
    done: int = 0
    total: int = 0

    @property
    def is_ready(self) -> bool:
        return self.stage is Stage.READY

    @property
    def can_be_asked_again(self) -> bool:
        return self.stage in (Stage.FAILED, Stage.DEAD)

    @property
    def mark(self) -> str:
        return f"{crc32(f'{self.stage.value}{self.sentence}'.encode()):x}"


def standing_of(paper: Paper) -> Standing:
    """How this paper stands now."""
    if paper.state is PaperState.READY:
        return Standing(Stage.READY, _remarks(paper))
    return _of_job(asking.job_of(paper), "正在排版、盖章、签名，通常几秒钟")


def standing_of_book(book: Book) -> Standing:
    """How this book stands now."""
    if book.sha256 is not None:
        return Standing(Stage.READY)
    job = db.session.get(Job, book.job_id) if book.job_id else None
    done, total = (job.done, job.total) if job else (0, 0)
    return replace(_of_job(job, f"已合订 {done:,} 份，共 {total:,} 份"), done=done, total=total)


def standing_of_work(job_id: int | None, is_done: bool, doing: str = "已做好") -> Standing:
    """How any other long work stands, by its job: an export, a check. `doing` stands before “n 件，共 m 件”."""
    if is_done:
        return Standing(Stage.READY)
    job = db.session.get(Job, job_id) if job_id else None
    done, total = (job.done, job.total) if job else (0, 0)
    return replace(_of_job(job, f"{doing} {done:,} 件，共 {total:,} 件"), done=done, total=total)


def _of_job(job: Job | None, doing: str) -> Standing:
    now = clock.now()
    if job is None or job.state is JobState.DONE:
        return Standing(Stage.WAITING, "还没有排队，出件程序启动时会补上", looks_again=True)
    if job.state is JobState.DEAD:
        return Standing(Stage.DEAD, f"{_tried(job)}{_reason(job)}")
    if job.state is JobState.RUNNING and job.lease_until is not None and now < job.lease_until:
        return Standing(Stage.RUNNING, doing, looks_again=True)
    if job.failure:
        return _failed(job, now)
    before = db.session.get(Job, job.after_id) if job.after_id else None
    if before is not None and before.state is JobState.WAITING and before.failure:
        return _failed(before, now, "盖章件还没有出成：")
    return _waiting(job, now)


def _failed(job: Job, now: datetime, what: str = "") -> Standing:
    soon = job.run_after - now < _LONG
    sentence = f"{what}{_tried(job)}{_reason(job)}{_next_attempt(job, now)}"
    return Standing(Stage.FAILED, sentence, looks_again=soon)


def _waiting(job: Job, now: datetime) -> Standing:
    """待出件, also where a worker fell silent and the next takes it up."""
    waited = now - job.run_after
    if waited < _LONG:
        return Standing(Stage.WAITING, "正在排队，通常几秒钟出好", looks_again=True)
    minutes = int(waited.total_seconds() // 60)
    sentence = f"已经等了 {minutes} 分钟，出件程序可能没有运行，请联系系统管理员"
    return Standing(Stage.WAITING, sentence, looks_again=waited < _TOO_LONG)


def _tried(job: Job) -> str:
    again = job.attempts - 1
    return f"已重试 {again} 次：" if again > 0 else ""


def _reason(job: Job) -> str:
    """The sentence of the failure, without its full stop: the page goes on."""
    return job.failure.rstrip("。")


def _next_attempt(job: Job, now: datetime) -> str:
    """In minutes: a count of seconds would be something new at every look."""
    minutes = -int((now - job.run_after).total_seconds() // 60)
    return f"；约 {minutes} 分钟后再试" if minutes > 1 else "；1 分钟内再试"


def _remarks(paper: Paper) -> str:
    """What whoever reads a finished paper should know."""
    stamp = "" if paper.is_stamped else "已签名，时间戳服务未应答，稍后补盖"
    return "；".join(part for part in (stamp, paper.remark) if part)
