"""出件程序: takes one job after the other and says of each what came of it.

A fault in one job is written into the log whole and never ends the worker; while the database is away the
worker waits for it. Killed at any moment, it leaves a lease that runs out, and the next worker does the job.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app
from sqlalchemy.exc import InterfaceError, OperationalError

from youthwork import clock
from youthwork.domain.errors import StoreUnwritable, YouthworkError
from youthwork.models import JobState
from youthwork.services.archive import health
from youthwork.services.duties import laying
from youthwork.services.jobs import asking, daily, queue
from youthwork.services.jobs.kinds import KINDS, LEISURELY
from youthwork.services.jobs.leases import Progress, Stopped, lease_kept
from youthwork.services.jobs.queue import LeaseLost, Taken

#: How long to rest when nothing waits, and when the database does not answer.
PAUSE_SECONDS = 1.0
AWAY_SECONDS = 5.0

_DONE = "完成"
_FAULT = "出件时发生程序错误，已记入日志；请稍后重试或联系管理员"
#: The database is away, or takes no writes: nothing to do with the job at hand.
_AWAY = (StoreUnwritable, OperationalError, InterfaceError)


@dataclass(frozen=True)
class Outcome:
    """一件的结果: one line of the worker's log."""

    taken: Taken
    word: str
    seconds: float
    sentence: str = ""

    @property
    def is_done(self) -> bool:
        return self.word == _DONE

    def __str__(self) -> str:
        about = KINDS[self.taken.kind].about(self.taken)
        why = f"：{self.sentence}" if self.sentence else ""
        return f"{self.taken.kind.value} {about} {self.word}，{self.seconds:.1f} 秒{why}"


def worker_name() -> str:
    """Who works here: the machine and the process, for whoever looks into the table."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def run_one(worker: str, is_stopping: Callable[[], bool] = lambda: False) -> Outcome | None:
    """做一件: take it, do it, end it; None where nothing waits. Begins and ends its own deeds."""
    urgent = tuple(kind for kind in KINDS if kind not in LEISURELY)
    taken = queue.take(worker, urgent) or queue.take(worker, LEISURELY)
    if taken is None:
        return None
    begun = time.monotonic()
    word, sentence = _do(taken, Progress(is_stopping))
    return Outcome(taken, word, time.monotonic() - begun, sentence)


def _do(taken: Taken, progress: Progress) -> tuple[str, str]:
    """The work, and what the table is told of it."""
    try:
        try:
            with lease_kept(taken, progress):
                KINDS[taken.kind].run(taken, progress)
        except Stopped:
            queue.give_back(taken)
            return "放回", "下次接着做"
        except LeaseLost:
            raise
        except YouthworkError as refused:
            return _put_off(taken, refused.sentence)
        except Exception:
            current_app.logger.exception("job %s (%s %s) failed", taken.id, taken.kind.name, taken.key)
            return _put_off(taken, _FAULT)
        queue.finish(taken)
    except LeaseLost as lost:
        return "让出", lost.sentence
    return _DONE, ""


def _put_off(taken: Taken, sentence: str) -> tuple[str, str]:
    state = queue.put_off(taken, sentence)
    return ("已放弃" if state is JobState.DEAD else "失败，稍后重试"), sentence


def run_until_empty(
    worker: str | None = None, say: Callable[[Outcome], None] = lambda outcome: None
) -> list[Outcome]:
    """做完现有的: until nothing more may be begun now; what was put off stays. In the present application."""
    outcomes = []
    while outcome := run_one(worker or worker_name()):
        say(outcome)
        outcomes.append(outcome)
    return outcomes


def work(
    app: Flask,
    is_stopping: Callable[[], bool],
    say: Callable[[str], None],
    rest: Callable[[float], object] = time.sleep,
) -> None:
    """常驻: until told to stop. Each job has an application context, and so a session, of its own."""
    worker, is_asked, is_away = worker_name(), False, False
    digest_asked_on: date | None = None
    while not is_stopping():
        try:
            with app.app_context():
                if not is_asked:
                    asking.ask_for_forgotten()
                    laying.ask_for_unlaid()
                    is_asked = True
                if digest_asked_on != clock.today():
                    health.ask_to_mend()
                    digest_asked_on = daily.ask_for_today()
                outcome = run_one(worker, is_stopping)
        except _AWAY as away:
            if not is_away:
                app.logger.warning("the database is away: %s", away)
                say("数据库没有应答或写不进去，等它恢复")
            is_away = True
            rest(AWAY_SECONDS)
            continue
        is_away = False
        if outcome is None:
            rest(PAUSE_SECONDS)
        else:
            say(str(outcome))
