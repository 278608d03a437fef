"""任务种类: what a worker does for each kind of job. One table; a kind that is not in it waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from youthwork.domain.errors import YouthworkError
from youthwork.models import ExportKind, JobKind, PaperState
from youthwork.services.archive import export_making, rebuilding
from youthwork.services.archive.checking import running
from youthwork.services.combining import exports as combined_exports
from youthwork.services.duties import laying
from youthwork.services.jobs import daily, queue
from youthwork.services.jobs.leases import Progress, Stopped
from youthwork.services.jobs.queue import Taken
from youthwork.services.messages import mailing
from youthwork.services.notices import announcing
from youthwork.services.printing import bookbinding, papers, renewing
from youthwork.services.transactions import deed

#: How long one turn of what may take hours lasts, in seconds.
TURN_SECONDS = 20.0


@dataclass(frozen=True)
class Work:
    """一种任务: `run` does it, as often as it is asked, with the same outcome; `about` names it in the log.

    What it raises is tried again later: the sentence of a `YouthworkError` is shown on the page.
    """

    run: Callable[[Taken, Progress], None]
    about: Callable[[Taken], str]


def _paper(taken: Taken, _progress: Progress) -> None:
    paper = papers.produce(int(taken.key))
    if paper.state is not PaperState.READY:
        raise YouthworkError(paper.failure)
    if not paper.is_stamped:
        # Signed while the stamp service was down: the stamp is a job of its own, tried for days.
        with deed():
            queue.enqueue(JobKind.STAMP, taken.key)


def _book(taken: Taken, progress: Progress) -> None:
    bookbinding.make(int(taken.key), progress)


def _export(taken: Taken, progress: Progress) -> None:
    export_making.make(int(taken.key), progress, {ExportKind.COMBINED: combined_exports.make})


def _check(taken: Taken, progress: Progress) -> None:
    running.run(int(taken.key), _in_turns(progress))


def _index(_taken: Taken, progress: Progress) -> None:
    rebuilding.rebuild(_in_turns(progress))


def _duties(taken: Taken, progress: Progress) -> None:
    laying.run(int(taken.key), _in_turns(progress))
    announcing.announce_all(int(taken.key))


def _in_turns(progress: Progress) -> Callable[[int, int], None]:
    """What a large archive makes long goes back into the queue now and then, so that papers come first."""
    ends = time.monotonic() + TURN_SECONDS

    def told(done: int, total: int) -> None:
        progress(done, total)
        if done and time.monotonic() > ends:
            raise Stopped

    return told


def _stamp(taken: Taken, _progress: Progress) -> None:
    renewing.stamp_late(int(taken.key))


def _digest(taken: Taken, _progress: Progress) -> None:
    daily.run(taken.key)


def _mail(taken: Taken, _progress: Progress) -> None:
    mailing.send(taken.key)


KINDS: dict[JobKind, Work] = {
    JobKind.PAPER: Work(_paper, lambda taken: f"第 {taken.key} 号成件"),
    JobKind.BOOK: Work(_book, lambda taken: f"第 {taken.key} 号汇编"),
    JobKind.EXPORT: Work(_export, lambda taken: f"第 {taken.key} 号导出"),
    JobKind.CHECK: Work(_check, lambda taken: f"第 {taken.key} 次"),
    JobKind.INDEX: Work(_index, lambda taken: "备案检索索引"),
    JobKind.DUTIES: Work(_duties, lambda taken: f"第 {taken.key} 号通知"),
    JobKind.STAMP: Work(_stamp, lambda taken: f"第 {taken.key} 号成件"),
    JobKind.DIGEST: Work(_digest, lambda taken: daily.words_of(taken.key)),
    JobKind.MAIL: Work(_mail, lambda taken: taken.key),
}
#: Done while nothing else waits: people wait for papers, and thousands of letters may go out in one morning.
LEISURELY = (JobKind.DIGEST, JobKind.MAIL, JobKind.CHECK, JobKind.INDEX)
