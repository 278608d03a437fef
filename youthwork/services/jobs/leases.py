"""租约: kept while a job is being done, however long one sheet takes, and the progress told along the way.

A thread of its own prolongs the lease, so that the work itself needs no clock and no second transaction: it
only says how far it is (`progress(3, 12)`), which also tells it when to stop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from youthwork.domain.errors import StoreUnwritable
from youthwork.services.jobs import queue
from youthwork.services.jobs.queue import LEASE, LeaseLost, Taken

#: Progress is told this often, in seconds; without any, the lease is prolonged four times in its length.
TELL_SECONDS = 1.0
_KEEP_SECONDS = LEASE.total_seconds() / 4


class Stopped(Exception):
    """The worker was told to end while a long job runs: the job goes back into the queue."""


class Progress:
    """进度: called by the work with (done, total). Raises `LeaseLost` or `Stopped` where going on is no use."""

    def __init__(self, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self._is_stopping = is_stopping
        self.is_lost = False
        self.at = (0, 0)

    def __call__(self, done: int, total: int) -> None:
        self.at = (done, total)
        if self.is_lost:
            raise LeaseLost("这件任务已由另一个出件程序接着做")
        if self._is_stopping():
            raise Stopped


@contextmanager
def lease_kept(taken: Taken, progress: Progress) -> Iterator[None]:
    """While the block runs, the job stays this worker's; when another has it all the same, `progress` says so."""
    app: Any = current_app
    over = threading.Event()
    keeper = threading.Thread(
        target=_keep, args=(app._get_current_object(), taken, progress, over), name=f"lease-{taken.id}"
    )
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(app: Flask, taken: Taken, progress: Progress, over: threading.Event) -> None:
    told, silent = progress.at, 0.0
    while not over.wait(TELL_SECONDS):
        silent += TELL_SECONDS
        if progress.at == told and silent < _KEEP_SECONDS:
            continue
        told = progress.at
        try:
            with app.app_context():
                queue.heartbeat(taken, *told)
            silent = 0.0
        except LeaseLost:
            progress.is_lost = True
            return
        except (StoreUnwritable, DBAPIError) as gone:
            # The database may be back before the lease runs out; if not, another worker begins anew.
            app.logger.warning("job %s: lease not prolonged: %s", taken.id, gone)
